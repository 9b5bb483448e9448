import Foundation
package import Kernel
package import Storage

/// Examines an installation and changes nothing: each check says what was found and what to do.
package struct Doctor {
  /// How a check came out.
  package enum Outcome: String, Sendable, CaseIterable {
    case passed, failed
    /// Nothing can be said here, and the finding says why.
    case notCheckable
  }

  /// One thing that was looked at.
  package struct Check: Sendable, Equatable {
    package let name: String
    package let outcome: Outcome
    package let found: String
    /// What to do; empty unless the check failed.
    package let remedy: String

    package static func passed(_ name: String, _ found: String) -> Check {
      Check(name: name, outcome: .passed, found: found, remedy: "")
    }

    package static func failed(_ name: String, _ found: String, _ remedy: String) -> Check {
      Check(name: name, outcome: .failed, found: found, remedy: remedy)
    }

    package static func notCheckable(_ name: String, _ why: String) -> Check {
      Check(name: name, outcome: .notCheckable, found: why, remedy: "")
    }
  }

  let database: Database
  /// The database's file; nil on a server.
  let file: SQLiteFile?
  let now: Instant
  /// Leaves out what takes long on a large installation.
  let quick: Bool

  package init(_ database: Database, file: SQLiteFile?, now: Instant, quick: Bool) {
    self.database = database
    self.file = file
    self.now = now
    self.quick = quick
  }

  /// A check whose own failure is a finding: the others still run.
  package static func check(_ name: String, _ remedy: String, _ look: () throws -> Check) -> Check {
    do {
      return try look()
    } catch {
      return .failed(name, "it could not be looked at: \(error)", remedy)
    }
  }

  /// What the database itself can tell, in the order in which one would mend it.
  package func ofDatabase() -> [Check] {
    [
      integrity(), references(), durability(), schema(), ledger(), seats(), clock(), outbox(),
      records(), paperCopies(),
    ]
  }

  // MARK: - The engine's own word

  private static let restore =
    "restore the newest backup into another file with `sanad restore`, and compare"

  private func integrity() -> Check {
    let name = "integrity"
    guard let file else {
      return .notCheckable(
        name, "PostgreSQL: run pg_amcheck, and keep data_checksums on (docs/OPERATIONS.md)")
    }
    return Doctor.check(name, Doctor.restore) {
      let damage = try file.damage(quick: quick)
      let method = quick ? "quick_check" : "integrity_check"
      guard let first = damage.first else { return .passed(name, "\(method) finds nothing") }
      return .failed(name, "\(method) finds \(damage.count): \(first)", Doctor.restore)
    }
  }

  private func references() -> Check {
    let name = "foreign keys"
    guard let file else {
      return .notCheckable(name, "PostgreSQL holds every foreign key itself, at each commit")
    }
    return Doctor.check(name, Doctor.restore) {
      let broken = try file.brokenReferences()
      guard let first = broken.first else {
        return .passed(name, "every reference leads somewhere")
      }
      return .failed(name, "\(broken.count) rows lead nowhere: \(first)", Doctor.restore)
    }
  }

  private func durability() -> Check {
    let name = "durability"
    return Doctor.check(name, "let nothing else open the database's file") {
      if let file {
        let mode = try file.journalMode()
        // The writer refuses to start unless its connection says FULL.
        return mode == "wal"
          ? .passed(name, "synchronous=FULL on the writer, journal_mode=wal")
          : .failed(name, "journal_mode is \(mode)", "start `sanad serve` once: it sets wal")
      }
      let settings: [(name: String, value: String)] = try database.read { tx in
        try tx.all(
          """
          SELECT name, setting FROM pg_settings
          WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name
          """
        ) { ($0.text(0), $0.text(1)) }
      }
      let told = settings.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
      return settings.contains { $0.value == "off" }
        ? .failed(name, told, "set all three on in postgresql.conf and reload")
        : .passed(name, told)
    }
  }

  private func schema() -> Check {
    let name = "schema"
    // Opening the database has brought it to this program's version, or failed.
    return .passed(name, "version \(SQLiteFile.programSchema), this program's")
  }

  // MARK: - The books

  private func ledger() -> Check {
    let name = "ledger"
    let remedy = "find the postings in ledger_entry; no operation writes such a one"
    return Doctor.check(name, remedy) {
      let unbalanced = try database.read { try DoctorQueries.unbalancedPostings(in: $0) }
      return unbalanced == 0
        ? .passed(name, "every posting sums to zero")
        : .failed(name, "\(unbalanced) postings do not sum to zero", remedy)
    }
  }

  private func seats() -> Check {
    let name = "seats"
    let remedy = "compare section.taken with the live registrations of these sections"
    return Doctor.check(name, remedy) {
      let (sections, wrong) = try database.read { tx in
        (try DoctorQueries.sections(in: tx), try DoctorQueries.wrongSeats(in: tx))
      }
      guard let first = wrong.first else {
        return .passed(name, "\(sections) sections: seats taken = live registrations")
      }
      return .failed(
        name,
        "\(wrong.count) sections differ, first \(first.section): \(first.taken) taken, "
          + "\(first.live) live", remedy)
    }
  }

  private func clock() -> Check {
    let name = "clock"
    let remedy = "set the machine's clock by NTP before anything is recorded"
    return Doctor.check(name, remedy) {
      let (end, isDemo) = try database.read { tx in
        (try tx.journalEnd(), try tx.setting("demo") == "yes")
      }
      guard let end else { return .passed(name, "\(now.utcText); the journal is empty") }
      if isDemo {
        return .notCheckable(name, "demonstration data may have a clock of its own")
      }
      let told = "now \(now.utcText), newest journal entry \(end.utcText)"
      return end > now ? .failed(name, told + ": in the future", remedy) : .passed(name, told)
    }
  }

  /// Requests for paper copies as earlier versions kept them become cases at a tick.
  private func paperCopies() -> Check {
    let name = "paper copies"
    let remedy =
      "run `sanad tick`; what stays needs a procedure in force with a charge and the guard "
      + "Credentials/PaperCopy"
    return Doctor.check(name, remedy) {
      let kept = try database.read { try DoctorQueries.paperCopies(in: $0) }
      return kept == 0
        ? .passed(name, "every request is a case")
        : .failed(name, "\(kept) requests of an earlier version are not cases yet", remedy)
    }
  }

  /// How long a message may wait, in seconds.
  static let outboxPatience: Int64 = 3_600

  private func outbox() -> Check {
    let name = "outbox"
    let remedy =
      "look at SANAD_MAIL and the log (\"mail waits\"); given-up mail is on the page /mail"
    return Doctor.check(name, remedy) {
      let (state, dead) = try database.read {
        (try DoctorQueries.outbox(in: $0), try $0.mailFigures().dead)
      }
      guard dead == 0 else { return .failed(name, "\(dead) mails were given up", remedy) }
      guard let oldest = state.oldest else { return .passed(name, "nothing waits") }
      let told = "\(state.waiting) letters and mails wait, the oldest since \(oldest.utcText)"
      guard state.delivered > 0 else {
        return .notCheckable(name, told + "; no letter ever left from here")
      }
      return oldest.adding(seconds: Doctor.outboxPatience) < now
        ? .failed(name, told, remedy) : .passed(name, told)
    }
  }
}

/// Rows that must not be there, counted across books.
enum DoctorQueries {
  static func unbalancedPostings(in tx: Transaction) throws -> Int {
    try tx.count(
      """
      SELECT COUNT(*) FROM (SELECT posting FROM ledger_entry GROUP BY posting, currency
        HAVING SUM(amount) <> 0) AS unbalanced
      """)
  }

  static func paperCopies(in tx: Transaction) throws -> Int {
    try tx.count("SELECT COUNT(*) FROM paper_copy")
  }

  static func sections(in tx: Transaction) throws -> Int {
    try tx.count("SELECT COUNT(*) FROM section")
  }

  static func wrongSeats(in tx: Transaction) throws -> [(section: SectionID, taken: Int, live: Int)]
  {
    try tx.all(
      """
      SELECT s.id, s.taken, COALESCE(r.live, 0) FROM section s
      LEFT JOIN (SELECT section, COUNT(*) AS live FROM registration
        WHERE state IN ('pendingPayment', 'confirmed') GROUP BY section) r ON r.section = s.id
      WHERE s.taken <> COALESCE(r.live, 0) ORDER BY s.id LIMIT 100
      """
    ) { ($0.id(0), $0.int(1), $0.int(2)) }
  }

  /// The letters and mails that wait; what nothing delivers yet is not counted.
  static func outbox(in tx: Transaction) throws -> (waiting: Int, oldest: Instant?, delivered: Int)
  {
    (
      try tx.mailFigures().waiting,
      try tx.first(
        """
        SELECT MIN(queued_at) FROM outbox
        WHERE topic IN ('letter', 'mail') AND done_at IS NULL AND dead_at IS NULL
        """
      ) { row in
        row.optional(0, row.instant)
      } ?? nil,
      try tx.count(
        """
        SELECT COUNT(*) FROM (SELECT 1 FROM outbox
          WHERE topic = 'mail' AND done_at IS NOT NULL LIMIT 1) AS d
        """)
    )
  }

  static func documents(in tx: Transaction) throws -> [(digest: [UInt8], bytes: Int)] {
    try tx.all(
      "SELECT digest, MAX(bytes) FROM case_document GROUP BY digest ORDER BY digest"
    ) { (digest: $0.blob(0), bytes: $0.int(1)) }
  }

  static func oldestUnsealed(in tx: Transaction) throws -> Instant? {
    try tx.first(
      """
      SELECT at FROM journal WHERE seq > COALESCE((SELECT seq FROM journal_seal
        WHERE number = (SELECT MAX(number) FROM journal_seal)), 0)
      ORDER BY seq LIMIT 1
      """
    ) { $0.instant(0) }
  }

  static func credentialKey(in tx: Transaction) throws -> String? {
    try tx.first(
      """
      SELECT f.key_id FROM credential c JOIN credential_form f ON f.credential = c.id
      ORDER BY c.issued_at DESC LIMIT 1
      """
    ) { $0.text(0) }
  }

  static func newestReceipt(in tx: Transaction) throws -> [UInt8]? {
    try tx.first("SELECT document FROM receipt ORDER BY id DESC LIMIT 1") { $0.blob(0) }
  }

  static func packDigests(in tx: Transaction) throws -> [String: String] {
    let rows = try tx.all("SELECT pack, digest FROM pack_digest") { ($0.text(0), $0.text(1)) }
    return Dictionary(rows) { first, _ in first }
  }
}
