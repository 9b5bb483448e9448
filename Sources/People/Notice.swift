package import Kernel
package import Storage

/// Something written to people: a letter of a case, or a reminder of a deadline. Its words are made
/// when it is read.
package struct Notice: Sendable {
  /// What it tells.
  package enum Matter: Sendable, Hashable {
    /// A case's letter by its number.
    case letter(CaseID, Int)
    /// A deadline of a pack, its last day, and how many days before it the reminder is due.
    case deadline(String, until: Day, days: Int)
  }

  /// Who reads it: a person, or whoever holds a role of an institution when it is read.
  package enum Addressee: Sendable, Hashable {
    case person(PersonID)
    case role(Role, InstitutionID)
  }

  package let id: NoticeID
  /// The institution that writes.
  package let sender: InstitutionID
  /// The institution whose people read.
  package let reader: InstitutionID
  package let matter: Matter
  package let at: Instant

  package init(
    id: NoticeID, sender: InstitutionID, reader: InstitutionID, matter: Matter, at: Instant
  ) {
    self.id = id
    self.sender = sender
    self.reader = reader
    self.matter = matter
    self.at = at
  }

  /// Puts it into the inbox of those it is for.
  package func insert(to addressees: [Addressee], in tx: Transaction) throws {
    var letter: (file: CaseID, number: Int)?
    var deadline: (id: String, until: Day, days: Int)?
    switch matter {
    case .letter(let file, let number): letter = (file, number)
    case .deadline(let id, let until, let days): deadline = (id, until, days)
    }
    try tx.run(
      """
      INSERT INTO notice (id, sender, reader, case_file, letter, deadline, until_day, days, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, .id(id), .id(sender), .id(reader), .optional(letter) { .id($0.file) },
      .optional(letter) { .int($0.number) }, .optional(deadline) { .text($0.id) },
      .optional(deadline) { .day($0.until) }, .optional(deadline) { .int($0.days) }, .instant(at))
    for addressee in Set(addressees) {
      let (key, role) = addressee.key
      try tx.run(
        "INSERT INTO notice_to (addressee, role, notice) VALUES ($1, $2, $3)", key, .text(role),
        .id(id))
    }
  }

  private init(_ row: Row) {
    id = row.id(0)
    sender = row.id(1)
    reader = row.id(2)
    matter =
      row.isNull(3)
      ? .deadline(row.text(5), until: row.day(6), days: row.int(7))
      : .letter(row.id(3), row.int(4))
    at = row.instant(8)
  }

  /// A notice by its id, whoever it is for.
  package static func find(_ id: NoticeID, in tx: Transaction) throws -> Notice? {
    try tx.first(
      """
      SELECT id, sender, reader, case_file, letter, deadline, until_day, days, at FROM notice
      WHERE id = $1
      """, .id(id), read: Notice.init)
  }

  /// Whether a body was reminded of a deadline's date so many days before it.
  package static func isReminded(
    _ body: InstitutionID, of deadline: String, until: Day, days: Int, in tx: Transaction
  ) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM notice WHERE deadline = $2 AND reader = $1 AND until_day = $3 AND days = $4
      """, .id(body), .text(deadline), .day(until), .int(days))
  }

  /// The reminders a body has got, in their order.
  package static func reminders(of body: InstitutionID, in tx: Transaction) throws -> [Notice] {
    try tx.all(
      """
      SELECT id, sender, reader, case_file, letter, deadline, until_day, days, at FROM notice
      WHERE reader = $1 AND deadline IS NOT NULL ORDER BY at, id
      """, .id(body), read: Notice.init)
  }

  /// Whom it is for.
  package static func addressees(of notice: NoticeID, in tx: Transaction) throws -> [Addressee] {
    try tx.all("SELECT addressee, role FROM notice_to WHERE notice = $1", .id(notice)) { row in
      let role = row.text(1)
      return role.isEmpty
        ? .person(row.id(0)) : .role(Role(rawValue: role) ?? .applicant, row.id(0))
    }
  }

  /// The newest notices to an addressee.
  package static func newest(to addressee: Addressee, limit: Int, in tx: Transaction) throws
    -> [NoticeID]
  {
    let (key, role) = addressee.key
    return try tx.all(
      """
      SELECT notice FROM notice_to WHERE addressee = $1 AND role = $2
      ORDER BY notice DESC LIMIT $3
      """, key, .text(role), .int(limit)
    ) { $0.id(0) }
  }

  /// Those of the newest notices to an addressee that a person has not read.
  package static func unread(
    by person: PersonID, to addressee: Addressee, limit: Int, in tx: Transaction
  ) throws -> [NoticeID] {
    let (key, role) = addressee.key
    return try tx.all(
      """
      SELECT n.notice FROM (SELECT notice FROM notice_to WHERE addressee = $1 AND role = $2
        ORDER BY notice DESC LIMIT $3) AS n
      WHERE NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.person = $4 AND r.notice = n.notice)
      """, key, .text(role), .int(limit), .id(person)
    ) { $0.id(0) }
  }

  /// When a person read it; nil where that has not been.
  package static func readAt(_ notice: NoticeID, by person: PersonID, in tx: Transaction) throws
    -> Instant?
  {
    try tx.first(
      "SELECT at FROM notice_read WHERE person = $1 AND notice = $2", .id(person), .id(notice)
    ) { $0.instant(0) }
  }

  /// Notes that a person has read it; the first time stays.
  package static func noteRead(
    _ notice: NoticeID, by person: PersonID, at: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO notice_read (person, notice, at) VALUES ($1, $2, $3)
      ON CONFLICT (person, notice) DO NOTHING
      """, .id(person), .id(notice), .instant(at))
  }
}

extension Notice.Addressee {
  /// How it stands in the table: the person and no role, or the institution and its role.
  fileprivate var key: (id: Bind, role: String) {
    switch self {
    case .person(let person): (.id(person), "")
    case .role(let role, let institution): (.id(institution), role.rawValue)
    }
  }
}
