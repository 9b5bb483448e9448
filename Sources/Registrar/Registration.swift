package import Kernel
package import Storage

/// A learner's registration in a section.
package struct Registration: Sendable {
  package enum State: String, Sendable, CaseIterable {
    case pendingPayment, confirmed, dropped, released, cancelled, withdrawn, swapped
    /// The balance of a cancelled section went into another registration (III.6).
    case moved

    package var isLive: Bool { self == .pendingPayment || self == .confirmed }
  }

  package enum Bar: String, Sendable, CaseIterable { case none, barred, lifted, lapsed }

  package let id: RegistrationID
  package let section: SectionID
  package let course: CourseID
  package let term: TermID
  package let learner: PersonID
  package let units: Int
  package let state: State
  package let registeredAt: Instant
  /// Exclusive end of the week in which the fee is due (IV.2).
  package let dueAt: Instant
  package let endedAt: Instant?
  package let isPaid: Bool
  /// Until when the balance of the cancelled section may be used (III.6); nil without such a right.
  package let lateRightUntil: Instant?
  package let lateRightUsed: Bool
  package let bar: Bar
  /// The ruling that made it.
  package let ruling: RulingID

  package init(
    id: RegistrationID, section: SectionID, course: CourseID, term: TermID, learner: PersonID,
    units: Int, state: State, registeredAt: Instant, dueAt: Instant, isPaid: Bool,
    ruling: RulingID
  ) {
    self.id = id
    self.section = section
    self.course = course
    self.term = term
    self.learner = learner
    self.units = units
    self.state = state
    self.registeredAt = registeredAt
    self.dueAt = dueAt
    self.endedAt = nil
    self.isPaid = isPaid
    self.lateRightUntil = nil
    self.lateRightUsed = false
    self.bar = .none
    self.ruling = ruling
  }

  init(_ row: Row) {
    id = row.id(0)
    section = row.id(1)
    course = row.id(2)
    term = row.id(3)
    learner = row.id(4)
    units = row.int(5)
    state = State(rawValue: row.text(6)) ?? .released
    registeredAt = row.instant(7)
    dueAt = row.instant(8)
    endedAt = row.optional(9, row.instant)
    isPaid = row.flag(10)
    lateRightUntil = row.optional(11, row.instant)
    lateRightUsed = row.flag(12)
    bar = Bar(rawValue: row.text(13)) ?? .none
    ruling = row.id(14)
  }

  package func insert(_ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO registration (id, institution, section, course, term, learner, units, state,
        registered_at, due_at, paid, late_right_used, bar, ruling)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 'none', $12)
      """, .id(id), .id(scope.institution), .id(section), .id(course), .id(term), .id(learner),
      .int(units), .text(state.rawValue), .instant(registeredAt), .instant(dueAt), .flag(isPaid),
      .id(ruling))
  }

  package static func find(_ id: RegistrationID, _ scope: Scope, in tx: Transaction) throws
    -> Registration?
  {
    try tx.first(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Registration.init)
  }

  /// A learner's registrations of a term, oldest first, ended ones too.
  package static func of(_ learner: PersonID, term: TermID, in tx: Transaction) throws
    -> [Registration]
  {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE learner = $1 AND term = $2 ORDER BY registered_at, id
      """, .id(learner), .id(term), read: Registration.init)
  }

  /// All of a learner's registrations, oldest first.
  package static func of(_ learner: PersonID, in tx: Transaction) throws -> [Registration] {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE learner = $1 ORDER BY registered_at, id
      """, .id(learner), read: Registration.init)
  }

  /// The registrations of a section in any of two states, by learner.
  package static func live(in section: SectionID, tx: Transaction) throws -> [Registration] {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE section = $1 AND state IN ('pendingPayment', 'confirmed')
      ORDER BY learner
      """, .id(section), read: Registration.init)
  }

  /// The registrations of a section that its grade sheet names: live and withdrawn ones.
  package static func graded(in section: SectionID, tx: Transaction) throws -> [Registration] {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE section = $1 AND state IN ('pendingPayment', 'confirmed', 'withdrawn')
      """, .id(section), read: Registration.init)
  }

  /// Units that count in a learner's term: live ones and, where the law says so, withdrawn ones.
  package static func unitsHeld(
    _ learner: PersonID, term: TermID, countsWithdrawn: Bool, in tx: Transaction
  ) throws -> Int {
    units(try tx.all(held(learner, term)), countsWithdrawn: countsWithdrawn)
  }

  /// A registration that counts or may count towards a learner's units.
  package struct Held: Sendable {
    package let course: CourseID
    package let units: Int
    package let state: State
  }

  /// Asks for a learner's live and withdrawn registrations of a term.
  package static func held(_ learner: PersonID, _ term: TermID) -> Query<Held> {
    Query(
      """
      SELECT course, units, state FROM registration
      WHERE learner = $1 AND term = $2 AND state IN ('pendingPayment', 'confirmed', 'withdrawn')
      """, .id(learner), .id(term)
    ) { row in
      Held(
        course: row.id(0), units: row.int(1), state: State(rawValue: row.text(2)) ?? .released)
    }
  }

  /// The units that count of what is held.
  package static func units(_ held: [Held], countsWithdrawn: Bool) -> Int {
    held.reduce(0) { sum, one in
      one.state.isLive || one.state == .withdrawn && countsWithdrawn ? sum + one.units : sum
    }
  }

  /// The live registration of a learner in a course of a term.
  package static func live(
    _ learner: PersonID, course: CourseID, term: TermID, in tx: Transaction
  ) throws -> Registration? {
    try tx.first(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE learner = $1 AND course = $2 AND term = $3
        AND state IN ('pendingPayment', 'confirmed')
      """, .id(learner), .id(course), .id(term), read: Registration.init)
  }

  /// Late rights (III.6) that have run out unused.
  package static func lateRights(
    _ scope: Scope, endedBy: Instant, limit: Int, in tx: Transaction
  ) throws -> [Registration] {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration WHERE late_right_until IS NOT NULL AND late_right_used = 0
        AND late_right_until <= $1 AND institution = $3 ORDER BY late_right_until LIMIT $2
      """, .instant(endedBy), .int(limit), .id(scope.institution), read: Registration.init)
  }

  package func end(_ state: State, at: Instant, in tx: Transaction) throws {
    try tx.run(
      "UPDATE registration SET state = $2, ended_at = $3 WHERE id = $1", .id(id),
      .text(state.rawValue), .instant(at))
  }

  /// Marks it paid and, when it was pending or released, confirmed; what ended otherwise stays so.
  package static func confirm(_ id: RegistrationID, in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE registration SET paid = 1, ended_at = NULL, state = 'confirmed'
      WHERE id = $1 AND state IN ('pendingPayment', 'released')
      """, .id(id))
  }

  package func move(to section: SectionID, in tx: Transaction) throws {
    try tx.run("UPDATE registration SET section = $2 WHERE id = $1", .id(id), .id(section))
  }

  package func giveLateRight(until: Instant, in tx: Transaction) throws {
    try tx.run(
      "UPDATE registration SET late_right_until = $2 WHERE id = $1", .id(id), .instant(until))
  }

  package func endLateRight(in tx: Transaction) throws {
    try tx.run("UPDATE registration SET late_right_used = 1 WHERE id = $1", .id(id))
  }

  package func set(bar: Bar, in tx: Transaction) throws {
    try tx.run("UPDATE registration SET bar = $2 WHERE id = $1", .id(id), .text(bar.rawValue))
  }
}

extension Registration {
  /// Live registrations whose attendance may have changed their bar: those with an absence and those
  /// that carry a bar; by id, after the one given.
  package static func toWeigh(
    _ scope: Scope, after last: RegistrationID?, limit: Int, in tx: Transaction
  ) throws -> [Registration] {
    try tx.all(
      """
      SELECT id, section, course, term, learner, units, state, registered_at, due_at, ended_at,
        paid, late_right_until, late_right_used, bar, ruling
      FROM registration g WHERE institution = $1 AND state IN ('pendingPayment', 'confirmed')
        AND (bar <> 'none' OR EXISTS (SELECT 1 FROM attendance a
          WHERE a.registration = g.id AND a.mark <> 'present'))
        AND NOT EXISTS (SELECT 1 FROM result r WHERE r.registration = g.id) AND id > $2
      ORDER BY id LIMIT $3
      """, .id(scope.institution), .id(last ?? RegistrationID(high: 0, low: 0)), .int(limit),
      read: Registration.init)
  }

  /// Barred learners of a term without a result: they have failed once the finals are over.
  package static func barredWithoutResult(term: TermID, in tx: Transaction) throws
    -> [RegistrationID]
  {
    try tx.all(
      """
      SELECT id FROM registration g WHERE term = $1 AND bar = 'barred'
        AND state IN ('pendingPayment', 'confirmed')
        AND NOT EXISTS (SELECT 1 FROM result r WHERE r.registration = g.id) ORDER BY id
      """, .id(term)
    ) { $0.id(0) }
  }
}
