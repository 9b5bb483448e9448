package import Kernel
package import Regulations
package import Storage

/// A letter that was written: which one, and what was known then; its words come from the pack.
package struct CaseLetter: Sendable {
  package let number: Int
  package let letter: String
  package let reader: ProcedureLetter.Reader
  package let at: Instant
  package let promisedAt: Instant?
  package let dueAt: Instant?
  package let state: String
  package let article: String?
  package let reasons: String?

  package init(
    number: Int, letter: String, reader: ProcedureLetter.Reader, at: Instant,
    promisedAt: Instant?, dueAt: Instant?, state: String, article: String?, reasons: String?
  ) {
    self.number = number
    self.letter = letter
    self.reader = reader
    self.at = at
    self.promisedAt = promisedAt
    self.dueAt = dueAt
    self.state = state
    self.article = article
    self.reasons = reasons
  }

  package func insert(_ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_letter (case_file, number, letter, reader, at, promised_at, due_at, state,
        article, reasons) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, .id(file), .int(number), .text(letter), .text(reader.rawValue), .instant(at),
      .optional(promisedAt, Bind.instant), .optional(dueAt, Bind.instant), .text(state),
      .optional(article, Bind.text), .optional(reasons, Bind.text))
  }

  /// How many letters a case has.
  package static func count(_ file: CaseID, in tx: Transaction) throws -> Int {
    try tx.count("SELECT COUNT(*) FROM case_letter WHERE case_file = $1", .id(file))
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseLetter] {
    try tx.all(
      """
      SELECT number, letter, reader, at, promised_at, due_at, state, article, reasons
      FROM case_letter WHERE case_file = $1 ORDER BY number
      """, .id(file)
    ) { row in
      CaseLetter(
        number: row.int(0), letter: row.text(1),
        reader: ProcedureLetter.Reader(rawValue: row.text(2)) ?? .office, at: row.instant(3),
        promisedAt: row.optional(4, row.instant), dueAt: row.optional(5, row.instant),
        state: row.text(6), article: row.optional(7, row.text),
        reasons: row.optional(8, row.text))
    }
  }
}
