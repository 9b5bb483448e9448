package import Casework
package import Kernel
import People
package import Regulations
import Storage

/// A page of what waits at an office, as somebody of it may see it: the procedures in which they
/// have a hand, and no others.
package struct Desk: Sendable {
  /// A procedure with the places at which its cases stand.
  package struct Kind: Sendable {
    package let instrument: String
    package let procedure: Procedure
    package let places: [CaseFile.Count]

    package var cases: Int { places.reduce(0) { $0 + $1.cases } }
    package var late: Int { places.reduce(0) { $0 + $1.late } }
  }

  /// What is shown of the queue.
  package struct Filter: Sendable {
    package var turn: CaseFile.Turn
    package var instrument: String?
    package var procedure: String?
    package var state: String?
    /// Only cases in which the reader had a hand.
    package var mine: Bool

    package init(
      turn: CaseFile.Turn = .office, instrument: String? = nil, procedure: String? = nil,
      state: String? = nil, mine: Bool = false
    ) {
      self.turn = turn
      self.instrument = instrument
      self.procedure = procedure
      self.state = state
      self.mine = mine
    }

    func admits(_ place: CasePlace) -> Bool {
      [(instrument, place.instrument), (procedure, place.procedure), (state, place.state)]
        .allSatisfy { asked, found in asked.map { Name.same($0, found) } ?? true }
    }
  }

  /// All of the reader's procedures with cases of that turn, whatever else the filter says.
  package let kinds: [Kind]
  package let cases: [CaseFile]
  /// Where the next page begins; nil on the last.
  package let next: CaseDue?
}

extension Office {
  /// A page of the queue, at most `limit` cases after the last one seen.
  package func desk(
    _ actor: Actor, _ filter: Desk.Filter, after last: CaseDue? = nil, limit: Int, at: Instant
  ) throws -> Desk {
    let hands = procedures(handledBy: actor, at: at)
    return try database.read { tx in
      let counts = try CaseFile.counts(actor.scope, filter.turn, in: tx)
      // The cases of places of which the reader handles only some.
      var some: [CasePlace: [CaseFile]] = [:]
      let kinds = try hands.compactMap { procedure -> Desk.Kind? in
        var places = counts.filter { $0.place.isOf(procedure) }
        if !actor.handlesAll(of: procedure, at: at) {
          places = try places.compactMap { count in
            let own = try handled(by: actor, filter.turn, count.place, at: at, tx)
            some[count.place] = own
            guard !own.isEmpty else { return nil }
            return CaseFile.Count(
              place: count.place, cases: own.count, late: own.count { $0.late > 0 })
          }
        }
        guard !places.isEmpty else { return nil }
        return Desk.Kind(
          instrument: procedure.instrument, procedure: procedure, places: places)
      }
      let places = kinds.flatMap(\.places).map(\.place).filter(filter.admits)
      var found: [CaseFile]
      if filter.mine {
        found = try mine(actor, filter.turn, after: last, limit: limit + 1, tx) { file in
          places.contains(file.place) && some[file.place]?.contains { $0.id == file.id } ?? true
        }
      } else {
        // The page is the first of what each place has first.
        found = try places.flatMap { place in
          if let own = some[place] {
            return Array(own.filter { last ?? .start < CaseDue($0) }.prefix(limit + 1))
          }
          return try CaseFile.queue(
            actor.scope, filter.turn, place, after: last, limit: limit + 1, in: tx)
        }
        found.sort { CaseDue($0) < CaseDue($1) }
      }
      let page = Array(found.prefix(limit))
      return Desk(
        kinds: kinds, cases: page,
        next: found.count > limit ? page.last.map(CaseDue.init) : nil)
    }
  }

  /// The cases of a place that are the actor's to handle, among the thousand that are due first.
  private func handled(
    by actor: Actor, _ turn: CaseFile.Turn, _ place: CasePlace, at: Instant, _ tx: Transaction
  ) throws -> [CaseFile] {
    try CaseFile.queue(actor.scope, turn, place, after: nil, limit: 1_000, in: tx).filter {
      try CaseDesk.Side.find(of: actor, to: $0, at: at, library, in: tx)?.side == .office
    }
  }

  /// Those that the reader touched, read on until a page is full or there are no more.
  private func mine(
    _ actor: Actor, _ turn: CaseFile.Turn, after last: CaseDue?, limit: Int, _ tx: Transaction,
    among admits: (CaseFile) -> Bool
  ) throws -> [CaseFile] {
    guard let person = actor.person else { return [] }
    var found: [CaseFile] = []
    var last = last
    while found.count < limit {
      let more = try CaseFile.queue(
        actor.scope, turn, touchedBy: person, after: last, limit: 1_000, in: tx)
      found += more.filter(admits)
      guard more.count == 1_000, let end = more.last else { break }
      last = CaseDue(end)
    }
    return Array(found.prefix(limit))
  }

  /// Whether an actor has a hand in any procedure at the own institution: asked on every page, so
  /// that no procedure is taken out of its pack for it.
  package func handlesCases(_ actor: Actor, at: Instant) -> Bool {
    guard let own = try? institution(actor.scope) else { return false }
    return library.packs.contains { pack in
      pack.id == own.instrument
        && pack.editions.contains { edition in
          edition.procedures.contains { procedure in
            procedure.hands.contains { actor.hasOfficeSomewhere(for: $0, at: at) }
          }
        }
    }
  }

  /// The procedures in which an actor has a hand at the own institution, each as its newest edition
  /// has it.
  package func procedures(handledBy actor: Actor, at: Instant) -> [Procedure] {
    guard let own = try? institution(actor.scope) else { return [] }
    return library.packs.filter { $0.id == own.instrument }.flatMap { pack -> [Procedure] in
      var newest: [Procedure] = []
      for edition in pack.editions.sorted(by: { $0.effectiveFrom < $1.effectiveFrom }) {
        for procedure in edition.procedures
        where procedure.hands.contains(where: { actor.hasOfficeSomewhere(for: $0, at: at) }) {
          newest.removeAll { $0.id == procedure.id }
          newest.append(procedure)
        }
      }
      return newest
    }
  }
}

extension Actor {
  /// Whether every case of a procedure is the actor's to handle: an office may be for one course,
  /// a question is its own office's.
  fileprivate func handlesAll(of procedure: Procedure, at: Instant) -> Bool {
    procedure.about != .ruling
      && procedure.hands.contains { hasOffice(for: $0, about: nil, at: at) }
  }
}

extension CasePlace {
  fileprivate func isOf(_ kind: Procedure) -> Bool {
    Name.same(instrument, kind.instrument) && Name.same(procedure, kind.id)
  }
}

extension CaseFile {
  /// Where it stands.
  package var place: CasePlace {
    CasePlace(instrument: instrument, procedure: procedure, state: state)
  }
}
