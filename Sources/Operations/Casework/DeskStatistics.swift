package import Casework
package import Kernel
package import Regulations
import Storage

/// An office's figures over a time, procedure by procedure.
package struct DeskStatistics: Sendable {
  /// How long decisions took, and how many kept their promise.
  package struct Pace: Sendable {
    package let decided: Int
    /// Days within which half, and nine of ten, were decided; nil of none.
    package let median: Int?
    package let ninetieth: Int?
    /// Of those that had a promised date, how many were decided in time.
    package let onTime: (part: Int, whole: Int)

    init(_ decided: [CaseStatistics.Decided]) {
      let days = decided.map(\.days).sorted()
      self.decided = days.count
      median = CaseStatistics.percentile(50, of: days)
      ninetieth = CaseStatistics.percentile(90, of: days)
      let kept = decided.compactMap(\.isOnTime)
      onTime = (kept.count { $0 }, kept.count)
    }
  }

  /// What is told of a procedure.
  package struct Kind: Sendable {
    package let procedure: Procedure
    /// Open cases by state, each by age.
    package let open: [CaseStatistics.Open]
    package let pace: Pace
    /// How many gave one star, two, … five.
    package let stars: [Int]

    package var openCases: Int { open.reduce(0) { $0 + $1.byAge.reduce(0, +) } }
    package var rated: Int { stars.reduce(0, +) }
    var isEmpty: Bool { openCases + pace.decided + rated == 0 }
  }

  package let kinds: [Kind]
  package let pace: Pace
}

extension Office {
  /// The figures of an actor's office for decisions and ratings of some days, both included, and for
  /// what is open now, of the procedures in which they have a hand.
  package func statistics(_ actor: Actor, from first: Day, through last: Day, at: Instant) throws
    -> DeskStatistics
  {
    let zone = try law(actor.scope, at: at).zone
    let (start, end) = (zone.start(of: first), zone.end(of: last))
    let (open, decided, stars) = try database.read { tx in
      (
        try CaseStatistics.open(actor.scope, at: at, in: tx),
        try CaseStatistics.decided(actor.scope, from: start, to: end, zone, in: tx),
        try CaseStatistics.stars(actor.scope, from: start, to: end, in: tx)
      )
    }
    let openOf = Dictionary(grouping: open) { [$0.place.instrument, $0.place.procedure] }
    let decidedOf = Dictionary(grouping: decided) { [$0.instrument, $0.procedure] }
    let starsOf = Dictionary(grouping: stars) { [$0.instrument, $0.procedure] }
    var counted: [CaseStatistics.Decided] = []
    let kinds = procedures(handledBy: actor, at: at).map { procedure in
      let key = [procedure.instrument, procedure.id]
      counted += decidedOf[key] ?? []
      return DeskStatistics.Kind(
        procedure: procedure, open: openOf[key] ?? [],
        pace: DeskStatistics.Pace(decidedOf[key] ?? []),
        stars: (1...5).map { stars in
          (starsOf[key] ?? []).first { $0.stars == stars }?.count ?? 0
        })
    }
    return DeskStatistics(
      kinds: kinds.filter { !$0.isEmpty }, pace: DeskStatistics.Pace(counted))
  }
}
