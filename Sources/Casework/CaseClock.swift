package import Kernel
package import Regulations
package import Storage

/// A clock of a case: running towards an instant, standing still with days left, or out.
package struct CaseClock: Sendable {
  package let file: CaseID
  /// The institution whose clock runs it out.
  package let institution: InstitutionID
  /// The clock's id in the procedure.
  package let clock: String
  package let startedAt: Instant
  /// The exclusive end; nil while it stands still or has run out.
  package private(set) var dueAt: Instant?
  /// Days left while it stands still.
  package private(set) var daysLeft: Int?
  /// How many times it has run out.
  package private(set) var runsOut: Int

  package init(file: CaseFile, clock: String, startedAt: Instant, dueAt: Instant) {
    self.file = file.id
    institution = file.institution
    self.clock = clock
    self.startedAt = startedAt
    self.dueAt = dueAt
    runsOut = 0
  }

  private init(_ row: Row) {
    file = row.id(0)
    clock = row.text(1)
    startedAt = row.instant(2)
    dueAt = row.optional(3, row.instant)
    daysLeft = row.optional(4, row.int)
    runsOut = row.int(5)
    institution = row.id(6)
  }

  /// The exclusive end of so many days after an instant: the day itself is not counted, the last
  /// day counts to its end in the zone.
  package static func end(
    of days: Int, after start: Instant, counting: ProcedureClock.Counting,
    _ calendar: WorkCalendar, _ zone: Zone
  ) -> Instant {
    zone.end(of: calendar.day(days, after: zone.day(of: start), counting: counting))
  }

  /// Stands still from an instant on, keeping the days that are left after that day.
  package mutating func pause(
    at: Instant, counting: ProcedureClock.Counting, _ calendar: WorkCalendar, _ zone: Zone
  ) {
    guard let end = dueAt else { return }
    daysLeft = calendar.days(
      after: zone.day(of: at), through: zone.day(of: end).adding(days: -1), counting: counting)
    dueAt = nil
  }

  /// Goes on after a pause: the days that were left begin after this day.
  package mutating func resume(
    at: Instant, counting: ProcedureClock.Counting, _ calendar: WorkCalendar, _ zone: Zone
  ) {
    guard let left = daysLeft else { return }
    dueAt = CaseClock.end(of: left, after: at, counting: counting, calendar, zone)
    daysLeft = nil
  }

  /// It has run out; with a new end it runs on.
  package mutating func runOut(until next: Instant?) {
    runsOut += 1
    dueAt = next
  }

  package func save(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_clock (case_file, clock, started_at, due_at, days_left, runs_out,
        institution) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (case_file, clock) DO UPDATE SET started_at = excluded.started_at,
        due_at = excluded.due_at, days_left = excluded.days_left, runs_out = excluded.runs_out
      """, .id(file), .text(clock), .instant(startedAt), .optional(dueAt, Bind.instant),
      .optional(daysLeft, Bind.int), .int(runsOut), .id(institution))
  }

  /// Ends it: the case has left the states in which it runs or stands still.
  package func end(in tx: Transaction) throws {
    try tx.run(
      "DELETE FROM case_clock WHERE case_file = $1 AND clock = $2", .id(file), .text(clock))
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseClock] {
    try tx.all(
      """
      SELECT case_file, clock, started_at, due_at, days_left, runs_out, institution FROM case_clock
      WHERE case_file = $1 ORDER BY clock
      """, .id(file), read: CaseClock.init)
  }

  /// An institution's clocks that have run out by an instant, the earliest first, after the last one
  /// seen.
  package static func due(
    _ office: Scope, by at: Instant, after last: CaseClock?, limit: Int, in tx: Transaction
  ) throws -> [CaseClock] {
    try tx.all(
      """
      SELECT case_file, clock, started_at, due_at, days_left, runs_out, institution FROM case_clock
      WHERE institution = $1 AND due_at <= $2 AND (due_at, case_file) > ($3, $4)
      ORDER BY due_at, case_file LIMIT $5
      """, .id(office.institution), .instant(at), .integer(last?.dueAt?.microseconds ?? .min),
      .id(last?.file ?? CaseID(high: 0, low: 0)), .int(limit), read: CaseClock.init)
  }
}
