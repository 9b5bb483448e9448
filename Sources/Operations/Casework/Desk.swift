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
      let kinds = hands.compactMap { procedure -> Desk.Kind? in
        let places = counts.filter { $0.place.isOf(procedure) }
        guard !places.isEmpty else { return nil }
        return Desk.Kind(
          instrument: procedure.instrument, procedure: procedure, places: places)
      }
      let places = kinds.flatMap(\.places).map(\.place).filter(filter.admits)
      var found: [CaseFile]
      if filter.mine {
        found = try mine(actor, filter.turn, Set(places), after: last, limit: limit + 1, tx)
      } else {
        // The page is the first of what each place has first.
        found = try places.flatMap {
          try CaseFile.queue(
            actor.scope, filter.turn, $0, after: last, limit: limit + 1, in: tx)
        }
        found.sort { CaseDue($0) < CaseDue($1) }
      }
      let page = Array(found.prefix(limit))
      return Desk(
        kinds: kinds, cases: try page.filter { try handles(actor, $0, at: at, tx) },
        next: found.count > limit ? page.last.map(CaseDue.init) : nil)
    }
  }

  /// Whether a case is the actor's to handle: an office may be for one course, a question is its own
  /// office's.
  private func handles(_ actor: Actor, _ file: CaseFile, at: Instant, _ tx: Transaction) throws
    -> Bool
  {
    guard file.about != nil else { return true }
    guard let law = library.law(file.instrument, at: at, edition: file.edition),
      let procedure = law.edition.procedure(file.procedure)
    else { return false }
    let subject = try CaseSubject.find(
      file.about, procedure, Scope(file.applicant), library, in: tx)
    return CaseDesk.Side(of: actor, to: file, procedure, about: subject, at: at) == .office
  }

  /// Those that the reader touched, read on until a page is full or there are no more.
  private func mine(
    _ actor: Actor, _ turn: CaseFile.Turn, _ places: Set<CasePlace>, after last: CaseDue?,
    limit: Int, _ tx: Transaction
  ) throws -> [CaseFile] {
    guard let person = actor.person else { return [] }
    var found: [CaseFile] = []
    var last = last
    while found.count < limit {
      let more = try CaseFile.queue(
        actor.scope, turn, touchedBy: person, after: last, limit: 1_000, in: tx)
      found += more.filter { places.contains($0.place) }
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
            procedure.steps.contains { actor.hasOfficeSomewhere(for: $0.by, at: at) }
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
        where procedure.steps.contains(where: { actor.hasOfficeSomewhere(for: $0.by, at: at) }) {
          newest.removeAll { $0.id == procedure.id }
          newest.append(procedure)
        }
      }
      return newest
    }
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
