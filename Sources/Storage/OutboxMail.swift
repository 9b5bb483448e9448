package import Kernel

// Letters become mail: one message for each reader, handed to a mail server at most once.
extension Transaction {
  /// Takes on the letters that are due, oldest first; until `until` nobody else does.
  package func claimLetters(at: Instant, until: Instant, limit: Int) throws -> [Outbox.Item] {
    try all(
      """
      UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM outbox WHERE topic = 'letter' AND done_at IS NULL AND dead_at IS NULL
          AND lease_until <= $1 ORDER BY lease_until, id LIMIT $3)
      RETURNING id, key, attempts, queued_at, sending_at
      """, .instant(at), .instant(until), .int(limit), read: Outbox.Item.init)
  }

  /// Takes on the mail that is due, oldest first; until `until` nobody else does.
  package func claimMail(at: Instant, until: Instant, limit: Int) throws -> [Outbox.Item] {
    try all(
      """
      UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM outbox WHERE topic = 'mail' AND done_at IS NULL AND dead_at IS NULL
          AND lease_until <= $1 ORDER BY lease_until, id LIMIT $3)
      RETURNING id, key, attempts, queued_at, sending_at
      """, .instant(at), .instant(until), .int(limit), read: Outbox.Item.init)
  }

  /// Notes that from now on a server may have the message. False when it is no longer ours to send:
  /// somebody else has taken it on since, or it may be on its way already.
  package func beginSending(_ item: Outbox.Item, at: Instant, until: Instant) throws -> Bool {
    try !all(
      """
      UPDATE outbox SET sending_at = $3, lease_until = $4 WHERE id = $1 AND attempts = $2
        AND sending_at IS NULL AND done_at IS NULL AND dead_at IS NULL
      RETURNING id
      """, .integer(item.id), .int(item.attempts), .instant(at), .instant(until)
    ) { $0.integer(0) }.isEmpty
  }

  /// Mail to an institution's people that was given up, the newest first.
  package func deadMail(_ scope: Scope, limit: Int) throws -> [Outbox.Dead] {
    try all(
      """
      SELECT id, key, attempts, queued_at, dead_at, fault FROM outbox
      WHERE institution = $1 AND topic = 'mail' AND done_at IS NULL AND dead_at IS NOT NULL
      ORDER BY id DESC LIMIT $2
      """, .id(scope.institution), .int(limit), read: Outbox.Dead.init)
  }

  /// Queues given-up mail of an institution's people once more; false when there is none of that
  /// number.
  package func sendAgain(_ id: Int64, _ scope: Scope, at: Instant) throws -> Bool {
    try !all(
      """
      UPDATE outbox SET dead_at = NULL, fault = NULL, sending_at = NULL, attempts = 0,
        queued_at = $3, lease_until = $3
      WHERE id = $1 AND institution = $2 AND topic = 'mail' AND done_at IS NULL
        AND dead_at IS NOT NULL
      RETURNING id
      """, .integer(id), .id(scope.institution), .instant(at)
    ) { $0.integer(0) }.isEmpty
  }

  /// How many letters and mails wait, and how many mails were given up.
  package func mailFigures() throws -> (waiting: Int, dead: Int) {
    (
      try count(
        """
        SELECT (SELECT COUNT(*) FROM outbox
            WHERE topic = 'letter' AND done_at IS NULL AND dead_at IS NULL)
          + (SELECT COUNT(*) FROM outbox
            WHERE topic = 'mail' AND done_at IS NULL AND dead_at IS NULL)
        """),
      try count(
        """
        SELECT COUNT(*) FROM outbox
        WHERE topic = 'mail' AND done_at IS NULL AND dead_at IS NOT NULL
        """)
    )
  }
}

extension Outbox {
  /// A message that was given up, with why.
  package struct Dead: Sendable {
    package let id: Int64
    package let key: String
    package let attempts: Int
    package let queuedAt: Instant
    package let deadAt: Instant
    package let fault: String

    init(_ row: Row) {
      id = row.integer(0)
      key = row.text(1)
      attempts = row.int(2)
      queuedAt = row.instant(3)
      deadAt = row.instant(4)
      fault = row.optional(5, row.text) ?? ""
    }
  }
}
