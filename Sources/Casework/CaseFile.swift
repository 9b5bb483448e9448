package import Kernel
package import Regulations
package import Storage

/// One dossier: for whom it is, under which edition it was filed, where it stands.
package struct CaseFile: Sendable {
  /// Whom it waits for; a draft has not been filed.
  package enum Turn: String, Sendable { case draft, applicant, office, ended }

  package let id: CaseID
  /// The institution that handles it.
  package let institution: InstitutionID
  /// The institution for which it was filed; the same where a university's own people file.
  package let applicant: InstitutionID
  package let person: PersonID
  package let instrument: String
  package let edition: String
  package let procedure: String
  /// The reference people use; nil for a draft.
  package private(set) var number: String?
  package private(set) var state: String
  package private(set) var turn: Turn
  /// What it is about: a registration, a licence, another case, by the procedure's word.
  package let about: [UInt8]?
  /// Counts submissions of the form, from 1.
  package private(set) var revision: Int
  /// When it came into its state.
  package private(set) var enteredAt: Instant
  /// When it was first received; a supplement does not change it.
  package private(set) var filedAt: Instant?
  package private(set) var promisedAt: Instant?
  /// The end of the clock that runs out next.
  package private(set) var dueAt: Instant?
  /// How many times the promise was not kept.
  package private(set) var late: Int
  package private(set) var endedAt: Instant?
  package private(set) var outcome: ProcedureState.Outcome?

  /// A draft, begun now.
  package init(
    id: CaseID, institution: InstitutionID, applicant: InstitutionID, person: PersonID,
    procedure: Procedure, about: [UInt8]?, at: Instant
  ) {
    self.id = id
    self.institution = institution
    self.applicant = applicant
    self.person = person
    instrument = procedure.instrument
    edition = procedure.edition
    self.procedure = procedure.id
    state = ""
    turn = .draft
    self.about = about
    revision = 1
    enteredAt = at
    late = 0
  }

  init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    applicant = row.id(2)
    person = row.id(3)
    instrument = row.text(4)
    edition = row.text(5)
    procedure = row.text(6)
    number = row.optional(7, row.text)
    state = row.text(8)
    turn = Turn(rawValue: row.text(9)) ?? .ended
    about = row.optional(10, row.blob)
    revision = row.int(11)
    enteredAt = row.instant(12)
    filedAt = row.optional(13, row.instant)
    promisedAt = row.optional(14, row.instant)
    dueAt = row.optional(15, row.instant)
    late = row.int(16)
    endedAt = row.optional(17, row.instant)
    outcome = row.optional(18) { ProcedureState.Outcome(rawValue: row.text($0)) ?? .lapsed }
  }

  /// A draft is filed under a reference.
  package mutating func file(under number: String, at: Instant) {
    self.number = number
    filedAt = at
  }

  /// The form is submitted once more; the first receipt's date stays.
  package mutating func submitAgain() { revision += 1 }

  /// It comes into a state.
  package mutating func enter(_ state: ProcedureState, at: Instant) {
    self.state = state.id
    enteredAt = at
    outcome = state.outcome
    endedAt = state.turn == .ended ? at : nil
    turn =
      switch state.turn {
      case .applicant: .applicant
      case .office: .office
      case .ended: .ended
      }
  }

  package mutating func promise(_ end: Instant) { promisedAt = end }

  package mutating func due(_ end: Instant?) { dueAt = end }

  /// The promise was not kept.
  package mutating func becomeLate() { late += 1 }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_file (id, institution, applicant, person, instrument, edition, procedure,
        number, state, turn, about, revision, entered_at, filed_at, promised_at, due_at, late,
        ended_at, outcome)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
      """, .id(id), .id(institution), .id(applicant), .id(person), .text(instrument),
      .text(edition), .text(procedure), .optional(number, Bind.text), .text(state),
      .text(turn.rawValue), .optional(about, Bind.blob), .int(revision), .instant(enteredAt),
      .optional(filedAt, Bind.instant), .optional(promisedAt, Bind.instant),
      .optional(dueAt, Bind.instant), .int(late), .optional(endedAt, Bind.instant),
      .optional(outcome) { .text($0.rawValue) })
  }

  /// Writes what changes while a case goes on.
  package func update(in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE case_file SET number = $2, state = $3, turn = $4, revision = $5, entered_at = $6,
        filed_at = $7, promised_at = $8, due_at = $9, late = $10, ended_at = $11, outcome = $12
      WHERE id = $1
      """, .id(id), .optional(number, Bind.text), .text(state), .text(turn.rawValue),
      .int(revision), .instant(enteredAt), .optional(filedAt, Bind.instant),
      .optional(promisedAt, Bind.instant), .optional(dueAt, Bind.instant), .int(late),
      .optional(endedAt, Bind.instant), .optional(outcome) { .text($0.rawValue) })
  }

  /// Writes what a clock changes that has run out; the indexes of all the rest stay as they are.
  package func updateTimes(in tx: Transaction) throws {
    try tx.run(
      "UPDATE case_file SET promised_at = $2, due_at = $3, late = $4 WHERE id = $1", .id(id),
      .optional(promisedAt, Bind.instant), .optional(dueAt, Bind.instant), .int(late))
  }

  /// Removes a draft with its answers and what names its files; it was shown to nobody.
  package func discard(in tx: Transaction) throws {
    try tx.run("DELETE FROM case_document WHERE case_file = $1", .id(id))
    try tx.run("DELETE FROM case_answers WHERE case_file = $1", .id(id))
    try tx.run("DELETE FROM case_file WHERE id = $1 AND turn = 'draft'", .id(id))
  }

  /// A case by its id, whosesoever; who may see it is the caller's question.
  package static func find(_ id: CaseID, in tx: Transaction) throws -> CaseFile? {
    try tx.first(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file WHERE id = $1
      """, .id(id), read: CaseFile.init)
  }

  /// A case of an office by its reference.
  package static func numbered(_ number: String, _ office: Scope, in tx: Transaction) throws
    -> CaseFile?
  {
    try tx.first(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file WHERE institution = $1 AND number = $2
      """, .id(office.institution), .text(number), read: CaseFile.init)
  }

  /// What was filed for an institution, newest first.
  package static func filed(for body: Scope, limit: Int, in tx: Transaction) throws -> [CaseFile] {
    try tx.all(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file WHERE applicant = $1 ORDER BY id DESC LIMIT $2
      """, .id(body.institution), .int(limit), read: CaseFile.init)
  }

  /// What a person filed, newest first.
  package static func of(_ person: PersonID, limit: Int, in tx: Transaction) throws -> [CaseFile] {
    try tx.all(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file WHERE person = $1 ORDER BY id DESC LIMIT $2
      """, .id(person), .int(limit), read: CaseFile.init)
  }

  /// How many drafts of a procedure a person has begun and not filed.
  package static func drafts(
    of person: PersonID, instrument: String, procedure: String, in tx: Transaction
  ) throws -> Int {
    try tx.count(
      """
      SELECT COUNT(*) FROM case_file
      WHERE person = $1 AND turn = 'draft' AND instrument = $2 AND procedure = $3
      """, .id(person), .text(instrument), .text(procedure))
  }

  /// The cases about something, newest first.
  package static func about(_ object: [UInt8], in tx: Transaction) throws -> [CaseFile] {
    try tx.all(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file WHERE about = $1 ORDER BY id DESC
      """, .blob(object), read: CaseFile.init)
  }

  /// What goes on about one thing goes on about the one in its place.
  package static func transfer(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws {
    try tx.run(
      "UPDATE case_file SET about = $2 WHERE about = $1 AND turn <> 'ended'", .blob(old),
      .blob(new))
  }

  /// The next number of a year: 1, 2, 3 … without gaps, because it is drawn in the transaction that
  /// files.
  package static func nextNumber(
    _ institution: InstitutionID, prefix: String, year: Int, in tx: Transaction
  ) throws -> String {
    let drawn = try tx.first(
      """
      INSERT INTO case_number (institution, prefix, year, last) VALUES ($1, $2, $3, 1)
      ON CONFLICT (institution, prefix, year) DO UPDATE SET last = case_number.last + 1
      RETURNING last
      """, .id(institution), .text(prefix), .int(year)
    ) { $0.int(0) }
    let digits = String(drawn ?? 1)
    return "\(prefix)-\(year)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count))
      + digits
  }
}
