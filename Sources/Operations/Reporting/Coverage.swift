package import Kernel
import LearningRecords
package import Licensing
import People
import Registrar
import Regulations
import Rules
import Storage

/// How far learning activity is reported under a licence.
package struct Coverage: Sendable {
  package let licence: Licence
  package let holder: Localized
  /// The programme's title, where it is a programme's licence.
  package let programme: Localized?
  package fileprivate(set) var statements = 0
  /// Learners told as registered, once for each of their courses.
  package fileprivate(set) var registrations = 0
  /// When the last of the counted statements came.
  package fileprivate(set) var last: Instant?
  /// Nil where they were not judged for this answer.
  package fileprivate(set) var lights: LightCounts?

  fileprivate mutating func add(_ sum: RecordCoverage.Sum) {
    statements += sum.statements
    registrations += sum.registrations
    last = max(last ?? sum.last, sum.last)
  }
}

/// A provider's coverage with that of its programmes.
package struct ProviderCoverage: Sendable {
  package fileprivate(set) var whole: Coverage
  package fileprivate(set) var programmes: [Coverage]
  /// Statements about courses that no programme licence is known to cover.
  package fileprivate(set) var elsewhere: Int
}

extension Office {
  /// How many statements one answer looks at before it judges no further licence anew.
  private static let lookedAtOnce = 20_000

  /// The coverage of all licences of some institutions: of providers that let programs in or from
  /// which something came, and, silent, of the others whose licences stand.
  package func coverage(_ scopes: [Scope], at: Instant) throws -> (
    heard: [ProviderCoverage], silent: [Coverage]
  ) {
    var heard: [ProviderCoverage] = []
    var silent: [Coverage] = []
    for scope in scopes {
      let found = try coverage(scope, at: at)
      heard += found.heard
      silent += found.silent
    }
    // The liveliest first.
    heard.sort { ($0.whole.last?.microseconds ?? 0) > ($1.whole.last?.microseconds ?? 0) }
    var left = Self.lookedAtOnce
    for place in heard.indices {
      heard[place].whole.lights = try counts(heard[place].whole.licence, at: at, &left)
      for other in heard[place].programmes.indices {
        heard[place].programmes[other].lights = try counts(
          heard[place].programmes[other].licence, at: at, &left)
      }
    }
    return (heard, silent)
  }

  private func coverage(_ scope: Scope, at: Instant) throws -> (
    heard: [ProviderCoverage], silent: [Coverage]
  ) {
    try database.read { tx in
      let sums = try RecordCoverage.sums(scope, in: tx)
      let clients = Set(try RecordClient.all(scope, in: tx).map(\.licence))
      let register = try Licence.register(scope, at: at, in: tx)
      var heard: [ProviderCoverage] = []
      var silent: [Coverage] = []
      // A programme licence that rests on none stands for itself.
      for standing in register where standing.licence.parent == nil {
        let licence = standing.licence
        let resting = register.map(\.licence).filter { $0.parent == licence.id }
        let own = Set([licence.id] + resting.map(\.id))
        let mine = sums.filter { own.contains($0.licence) }
        var whole = try figures(licence, scope, in: tx)
        for sum in mine { whole.add(sum) }
        guard !mine.isEmpty || !own.isDisjoint(with: clients) else {
          let state = LicenceState(
            standing, isRenewed: false, renewalMonths: nil,
            on: try law(scope, at: at).zone.day(of: at))
          if state.isInForce { silent.append(whole) }
          continue
        }
        let programmes = try resting.map { programme in
          var part = try figures(programme, scope, in: tx)
          for sum in mine where sum.programme == programme.id { part.add(sum) }
          return part
        }
        heard.append(
          ProviderCoverage(
            whole: whole, programmes: programmes,
            elsewhere: mine.filter { $0.programme == nil }.map(\.statements).reduce(0, +)))
      }
      return (heard, silent)
    }
  }

  private func figures(_ licence: Licence, _ scope: Scope, in tx: Transaction) throws -> Coverage {
    Coverage(
      licence: licence,
      holder: try Provider.holder(of: licence.id, in: tx)?.name
        ?? institution(Scope(licence.institution)).name,
      programme: try licence.programme.flatMap {
        try Programme.find($0, Scope(licence.institution), in: tx)?.title
      })
  }

  /// How a licence's checks came out: as they were judged before where nothing has changed since,
  /// else anew while there is room left.
  private func counts(_ licence: Licence, at: Instant, _ left: inout Int) throws -> LightCounts? {
    _ = try records.secret(of: database)
    let (counts, looked): (LightCounts?, Int) = try database.read { tx in
      guard
        let mine = try LicensedRecords(self, Scope(licence.institution), licence, at: at, in: tx)
      else { return (nil, 0) }
      let stamp = try mine.stamp(in: tx)
      if let known = records.lights(licence.id, stamp) { return (known, 0) }
      guard left > 0 else { return (nil, 0) }
      let judged = try mine.judge(in: tx)
      records.remember(judged.lights.counts, of: licence.id, stamp)
      return (judged.lights.counts, judged.looked)
    }
    left -= looked
    return counts
  }

  /// The coverage of one licence by its number, with its checks; nil where none of the institutions
  /// has it.
  package func lights(_ scopes: [Scope], licence number: String, at: Instant) throws
    -> (coverage: Coverage, lights: Lights)?
  {
    _ = try records.secret(of: database)
    for scope in scopes {
      let found: (Coverage, Lights)? = try database.read { tx in
        guard let licence = try Licence.number(number, scope, in: tx),
          let mine = try LicensedRecords(self, scope, licence, at: at, in: tx)
        else { return nil }
        var coverage = try figures(licence, scope, in: tx)
        for sum in try RecordCoverage.sums(scope, in: tx) {
          let isResting = try Licence.find(sum.licence, in: tx)?.parent == licence.id
          if sum.licence == licence.id || sum.programme == licence.id || isResting {
            coverage.add(sum)
          }
        }
        return (coverage, try mine.judge(in: tx).lights)
      }
      if let found { return found }
    }
    return nil
  }
}
