package import Kernel

// Events of learning become statements and go to the regulator's store, each until it is taken.
extension Transaction {
  /// Takes on the events that are due to be reported, oldest first; until `until` nobody else does.
  package func claimStatements(at: Instant, until: Instant, limit: Int) throws
    -> [(item: Outbox.Item, institution: InstitutionID)]
  {
    try all(
      """
      UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM outbox WHERE topic = 'xapi' AND done_at IS NULL AND dead_at IS NULL
          AND lease_until <= $1 ORDER BY lease_until, id LIMIT $3)
      RETURNING id, key, attempts, queued_at, sending_at, institution
      """, .instant(at), .instant(until), .int(limit)
    ) { (item: Outbox.Item($0), institution: $0.id(5)) }
    .sorted { $0.item.id < $1.item.id }
  }

  /// When an event was told, and whether it has been reported or given up; nil where it never was.
  package func statementState(_ key: String) throws
    -> (toldAt: Instant, isDone: Bool, isDead: Bool)?
  {
    try first(
      "SELECT queued_at, done_at, dead_at FROM outbox WHERE topic = 'xapi' AND key = $1", .text(key)
    ) { (toldAt: $0.instant(0), isDone: !$0.isNull(1), isDead: !$0.isNull(2)) }
  }

  /// Whether an event with a key from one up to another was ever told.
  package func hasStatement(from first: String, through last: String) throws -> Bool {
    try self.first(
      "SELECT id FROM outbox WHERE topic = 'xapi' AND key >= $1 AND key <= $2 LIMIT 1",
      .text(first), .text(last)
    ) { $0.integer(0) } != nil
  }

  /// Events of an institution that could not be reported, the newest first.
  package func deadStatements(_ scope: Scope, limit: Int) throws -> [Outbox.Dead] {
    try all(
      """
      SELECT id, key, attempts, queued_at, dead_at, fault FROM outbox
      WHERE institution = $1 AND topic = 'xapi' AND done_at IS NULL AND dead_at IS NOT NULL
      ORDER BY id DESC LIMIT $2
      """, .id(scope.institution), .int(limit), read: Outbox.Dead.init)
  }

  /// Queues an institution's given-up events once more; returns how many.
  package func reportAgain(_ scope: Scope, at: Instant) throws -> Int {
    try all(
      """
      UPDATE outbox SET dead_at = NULL, fault = NULL, attempts = 0, lease_until = $2
      WHERE institution = $1 AND topic = 'xapi' AND done_at IS NULL AND dead_at IS NOT NULL
      RETURNING id
      """, .id(scope.institution), .instant(at)
    ) { $0.integer(0) }.count
  }

  /// How many events of an institution wait to be reported, and how many were given up.
  package func statementFigures(_ scope: Scope) throws -> (waiting: Int, dead: Int) {
    (
      try count(
        """
        SELECT COUNT(*) FROM outbox WHERE topic = 'xapi' AND done_at IS NULL AND dead_at IS NULL
          AND institution = $1
        """, .id(scope.institution)),
      try count(
        """
        SELECT COUNT(*) FROM outbox
        WHERE institution = $1 AND topic = 'xapi' AND done_at IS NULL AND dead_at IS NOT NULL
        """, .id(scope.institution))
    )
  }
}
