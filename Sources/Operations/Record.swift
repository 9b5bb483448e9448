import JSON
import Kernel
import People
import Regulations
import Storage

extension Work {
  /// Journals a ruling and returns its reference: outcome and citations are public, who, whom and
  /// which numbers are facts that can be erased.
  func record(
    _ ruling: Ruling, _ operation: String, subject: PersonID?,
    facts: [(name: String, value: Argument)] = []
  ) throws -> RulingID {
    let id = try append(.ruling, ruling, operation, subject, facts)
    if ruling.outcome == .undetermined || ruling.outcome == .conflict {
      try OpenQuestion.open(id, scope: scope, at: at, in: tx)
    }
    return id
  }

  /// Journals an administrative act.
  func recordAct(
    _ operation: String, subject: PersonID? = nil,
    facts: [(name: String, value: Argument)] = []
  ) throws -> RulingID {
    try append(.act, Ruling([], at: at), operation, subject, facts)
  }

  private func append(
    _ kind: JournalEntry.Kind, _ ruling: Ruling, _ operation: String, _ subject: PersonID?,
    _ facts: [(name: String, value: Argument)]
  ) throws -> RulingID {
    let id: RulingID = self.id()
    try tx.record(
      JournalEntry(
        id: id, at: at, institution: institution.id, kind: kind, operation: operation,
        outcome: ruling.outcome.rawValue, headline: ruling.headline?.citation.description ?? "",
        publicPart: RulingDocument.publicPart(ruling, operation: operation),
        facts: RulingDocument.facts(ruling, actor: actor.person, subject: subject, facts),
        actor: actor.person, subject: subject, salt: salt()))
    return id
  }
}

/// A question the law does not answer: it waits for a person.
enum OpenQuestion {
  static func open(_ ruling: RulingID, scope: Scope, at: Instant, in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO open_question (ruling, institution, opened_at) VALUES ($1, $2, $3)",
      .id(ruling), .id(scope.institution), .instant(at))
  }
}
