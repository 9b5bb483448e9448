import JSON
import Kernel
import People
import Regulations
import Storage

extension Work {
  /// Journals a ruling and returns its reference: outcome and citations are public, who, whom and
  /// which numbers are facts that can be erased. `about` is what the clock would ask again. What the
  /// law leaves open waits for a person; `asks: false` where a case puts it before one already.
  func record(
    _ ruling: Ruling, _ operation: String, subject: PersonID?, about: [UInt8]? = nil,
    facts: [(name: String, value: Argument)] = [], asks: Bool = true
  ) throws -> RulingID {
    let isOpen = asks && (ruling.outcome == .undetermined || ruling.outcome == .conflict)
    // The same question at every run of the clock would bury the others.
    if isOpen, actor.person == nil, let about,
      try OpenQuestion.isAsked(operation, about: about, in: tx)
    {
      throw OperationFault.stateConflict("this waits for a person's decision")
    }
    let id = try append(.ruling, ruling, operation, subject, facts)
    if isOpen {
      try OpenQuestion.open(id, scope: scope, about: about, at: at, in: tx)
      try openCase(about: id, of: subject)
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
        publicPart: RulingDocument.publicPart(
          ruling, id: id, institution: institution.id, kind: kind, operation: operation),
        facts: RulingDocument.facts(ruling, actor: actor.person, subject: subject, facts),
        actor: actor.person, subject: subject, salt: salt()))
    return id
  }
}

/// A question the law does not answer: it waits for a person.
enum OpenQuestion {
  static func open(
    _ ruling: RulingID, scope: Scope, about: [UInt8]?, at: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      "INSERT INTO open_question (ruling, institution, opened_at, about) VALUES ($1, $2, $3, $4)",
      .id(ruling), .id(scope.institution), .instant(at), .optional(about, Bind.blob))
  }

  /// Whether an operation has left a question about something before, open or closed since.
  static func isAsked(_ operation: String, about: [UInt8], in tx: Transaction) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM open_question q JOIN journal j ON j.id = q.ruling
      WHERE q.about = $1 AND j.operation = $2
      """, .blob(about), .text(operation))
  }
}
