package import Kernel

/// Messages that are delivered after the commit in which they were left.
package enum Outbox {
  /// Awards that wait for their regulator's receipt; the key is the credential.
  package static let receipt = "receipt"
  /// Notices that go out by mail to whoever they are for; the key is the notice.
  package static let letter = "letter"
  /// Mail to one reader; the key is the notice and the person.
  package static let mail = "mail"
  /// Events of learning that are reported to the regulator; the key names the event.
  package static let statement = "xapi"

  /// One message that a server has taken on.
  package struct Item: Sendable {
    package let id: Int64
    package let key: String
    /// How often it has been taken on, this time included.
    package let attempts: Int
    package let queuedAt: Instant
    /// Since when a mail server may have it, from an earlier time that broke off.
    package let sendingAt: Instant?
  }
}

extension Transaction {
  /// Leaves a message to be delivered after the commit; the same key is queued only once. `dueAt`
  /// is from when on a server may take it on.
  package func tell(
    topic: String, key: String, payload: [UInt8], at: Instant, dueAt: Instant? = nil,
    to institution: InstitutionID? = nil
  ) throws {
    try run(
      """
      INSERT INTO outbox (topic, key, payload, queued_at, lease_until, attempts, institution)
      VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (topic, key) DO NOTHING
      """, .text(topic), .text(key), .blob(payload), .instant(at),
      .optional(dueAt, Bind.instant), .optional(institution, Bind.id))
  }

  /// Takes on what waits for a receipt and is due, oldest first; until `until` nobody else does.
  package func claimReceipts(at: Instant, until: Instant, limit: Int) throws -> [Outbox.Item] {
    try all(
      """
      UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM outbox WHERE topic = 'receipt' AND done_at IS NULL AND dead_at IS NULL
          AND lease_until <= $1 ORDER BY lease_until, id LIMIT $3)
      RETURNING id, key, attempts, queued_at, sending_at
      """, .instant(at), .instant(until), .int(limit), read: Outbox.Item.init)
  }

  /// Leaves a message for a later time, with what went wrong, in words without personal data.
  package func postpone(_ id: Int64, until: Instant, fault: String) throws {
    try run(
      """
      UPDATE outbox SET lease_until = $2, fault = $3, sending_at = NULL
      WHERE id = $1 AND done_at IS NULL
      """, .integer(id), .instant(until), .text(fault))
  }

  /// Leaves a message until later: `first` seconds from now, twice as long with each attempt, at most
  /// `longest`.
  package func tryLater(
    _ item: Outbox.Item, at: Instant, first: Int64, longest: Int64, fault: String
  ) throws {
    let doubled = first << Int64(min(max(item.attempts - 1, 0), 10))
    try postpone(item.id, until: at.adding(seconds: min(doubled, longest)), fault: fault)
  }

  /// Gives a message up: it stays where it is, for people to look at.
  package func giveUp(_ id: Int64, at: Instant, fault: String) throws {
    try run(
      "UPDATE outbox SET dead_at = $2, fault = $3 WHERE id = $1 AND done_at IS NULL",
      .integer(id), .instant(at), .text(fault))
  }

  /// Marks a message as delivered.
  package func delivered(topic: String, key: String, at: Instant) throws {
    try run(
      "UPDATE outbox SET done_at = $3 WHERE topic = $1 AND key = $2 AND done_at IS NULL",
      .text(topic), .text(key), .instant(at))
  }

  /// How many awards wait for a receipt, and how many no longer do because they were given up.
  package func receiptFigures() throws -> (waiting: Int, dead: Int) {
    (
      try count(
        """
        SELECT COUNT(*) FROM outbox
        WHERE topic = 'receipt' AND done_at IS NULL AND dead_at IS NULL
        """),
      try count("SELECT COUNT(*) FROM outbox WHERE topic = 'receipt' AND dead_at IS NOT NULL")
    )
  }
}

extension Outbox.Item {
  init(_ row: Row) {
    id = row.integer(0)
    key = row.text(1)
    attempts = row.int(2)
    queuedAt = row.instant(3)
    sendingAt = row.optional(4, row.instant)
  }
}
