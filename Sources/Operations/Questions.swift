package import Kernel
import People
package import Regulations
package import Storage

/// A ruling that left its matter to a person, and what that person decided.
package struct Question: Sendable {
  package let ruling: RulingID
  package let openedAt: Instant
  package let closedAt: Instant?
  package let decision: String?
  package let operation: String
  package let outcome: Outcome
  /// The article the ruling's headline cites, canonical.
  package let headline: String
  /// Whom the ruling concerns; nil once that was erased.
  package let subject: PersonID?

  private init(_ row: Row) {
    ruling = row.id(0)
    openedAt = row.instant(1)
    closedAt = row.optional(2, row.instant)
    decision = row.optional(3, row.text)
    operation = row.text(4)
    outcome = Outcome(rawValue: row.text(5)) ?? .undetermined
    headline = row.text(6)
    subject = row.optional(7) { row.id($0) }
  }

  /// The office that answers it: the committee for bars, the results authority for results, the
  /// registrar for everything else.
  package var office: Role {
    switch operation {
    case "LiftBar", "WeighBar", "CancelLesson", "RecordAttendance": .supervisoryCommittee
    case "ApproveResult", "CorrectResult", "EnterMark", "LapseIncomplete", "RecordDenial":
      .resultsAuthority
    default: .registrar
    }
  }

  /// The offices that answer questions.
  package static let offices: [Role] = [.registrar, .supervisoryCommittee, .resultsAuthority]

  /// Questions that wait, the longest first.
  package static func open(_ scope: Scope, limit: Int, in tx: Transaction) throws -> [Question] {
    try tx.all(
      """
      SELECT q.ruling, q.opened_at, q.closed_at, q.decision, j.operation, j.outcome, j.headline,
        f.subject
      FROM open_question q JOIN journal j ON j.id = q.ruling
      LEFT JOIN journal_facts f ON f.journal = q.ruling
      WHERE q.institution = $1 AND q.closed_at IS NULL ORDER BY q.opened_at, q.ruling LIMIT $2
      """, .id(scope.institution), .int(limit), read: Question.init)
  }

  /// Questions that were closed, the latest first.
  package static func closed(_ scope: Scope, limit: Int, in tx: Transaction) throws
    -> [Question]
  {
    try tx.all(
      """
      SELECT q.ruling, q.opened_at, q.closed_at, q.decision, j.operation, j.outcome, j.headline,
        f.subject
      FROM open_question q JOIN journal j ON j.id = q.ruling
      LEFT JOIN journal_facts f ON f.journal = q.ruling
      WHERE q.institution = $1 AND q.closed_at IS NOT NULL
      ORDER BY q.closed_at DESC, q.ruling LIMIT $2
      """, .id(scope.institution), .int(limit), read: Question.init)
  }

  /// The question that a ruling left open; nil when it left none.
  package static func find(_ ruling: RulingID, _ scope: Scope, in tx: Transaction) throws
    -> Question?
  {
    try tx.first(
      """
      SELECT q.ruling, q.opened_at, q.closed_at, q.decision, j.operation, j.outcome, j.headline,
        f.subject
      FROM open_question q JOIN journal j ON j.id = q.ruling
      LEFT JOIN journal_facts f ON f.journal = q.ruling
      WHERE q.ruling = $1 AND q.institution = $2
      """, .id(ruling), .id(scope.institution), read: Question.init)
  }

  fileprivate func close(_ decision: String, at: Instant, in tx: Transaction) throws {
    try tx.run(
      "UPDATE open_question SET closed_at = $2, decision = $3 WHERE ruling = $1", .id(ruling),
      .instant(at), .text(decision))
  }
}

/// Whoever may decide closes a question that the law left open; the ruling itself stays as it was.
package struct CloseQuestion: Operation {
  package static let name = "CloseQuestion"

  let ruling: RulingID
  let decision: String

  package init(ruling: RulingID, decision: String) {
    self.ruling = ruling
    self.decision = decision
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    // A stranger does not learn which rulings there are.
    try work.require(.registrar, .supervisoryCommittee, .resultsAuthority)
    guard let question = try Question.find(ruling, work.scope, in: work.tx) else {
      throw OperationFault.notFound("question")
    }
    try work.require(question.office)
    _ = try work.personActing()
    guard decision.contains(where: { !$0.isWhitespace }),
      Name.fault(in: decision, limit: 2_000) == nil
    else {
      throw OperationFault.badInput("decision", "say what was decided, in 1 to 2000 bytes")
    }
    let id = try work.close(question, decision)
    try work.answerRequests(
      about: ruling.bytes, for: Self.name, ruling: id, reasons: decision)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Work {
  /// Closes a question by what was decided; the letter of its case tells whom it concerns.
  func close(_ question: Question, _ decision: String) throws -> RulingID {
    guard question.closedAt == nil else {
      throw OperationFault.stateConflict("this question is closed already")
    }
    let id = try recordAct(
      CloseQuestion.name, subject: question.subject,
      facts: [("ruling", .text(question.ruling.description)), ("decision", .text(decision))])
    try question.close(decision, at: at, in: tx)
    return id
  }
}
