package import Kernel
package import Storage

/// A step that was taken.
package struct CaseStep: Sendable {
  package let number: Int
  package let step: String
  package let from: String
  package let to: String
  package let at: Instant
  /// Nil for the clock.
  package let actor: PersonID?
  package let ruling: RulingID
  package let article: String?
  package let reasons: String?
  /// What the step's own fields were filled with, as JSON; nil where it has none.
  package let answers: [UInt8]?

  package init(
    number: Int, step: String, from: String, to: String, at: Instant, actor: PersonID?,
    ruling: RulingID, article: String?, reasons: String?, answers: [UInt8]? = nil
  ) {
    self.number = number
    self.step = step
    self.from = from
    self.to = to
    self.at = at
    self.actor = actor
    self.ruling = ruling
    self.article = article
    self.reasons = reasons
    self.answers = answers
  }

  /// What a filing is called among the steps.
  package static let filing = "file"

  package func insert(_ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_step (case_file, number, step, from_state, to_state, at, actor, ruling,
        article, reasons, answers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      """, .id(file), .int(number), .text(step), .text(from), .text(to), .instant(at),
      .optional(actor, Bind.id), .id(ruling), .optional(article, Bind.text),
      .optional(reasons, Bind.text), .optional(answers, Bind.blob))
  }

  /// Keeps other answers than it was taken with: some are erased.
  package func keep(_ answers: [UInt8], of file: CaseID, in tx: Transaction) throws {
    try tx.run(
      "UPDATE case_step SET answers = $3 WHERE case_file = $1 AND number = $2", .id(file),
      .int(number), .blob(answers))
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseStep] {
    try tx.all(
      """
      SELECT number, step, from_state, to_state, at, actor, ruling, article, reasons, answers
      FROM case_step WHERE case_file = $1 ORDER BY number
      """, .id(file)
    ) { row in
      CaseStep(
        number: row.int(0), step: row.text(1), from: row.text(2), to: row.text(3),
        at: row.instant(4), actor: row.optional(5) { row.id($0) }, ruling: row.id(6),
        article: row.optional(7, row.text), reasons: row.optional(8, row.text),
        answers: row.optional(9, row.blob))
    }
  }
}
