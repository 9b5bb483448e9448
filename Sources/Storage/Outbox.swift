package import Kernel

extension Transaction {
  /// Leaves a message to be delivered after the commit; the same key is queued only once.
  package func tell(topic: String, key: String, payload: [UInt8], at: Instant) throws {
    try run(
      """
      INSERT INTO outbox (topic, key, payload, queued_at, attempts) VALUES ($1, $2, $3, $4, 0)
      ON CONFLICT (topic, key) DO NOTHING
      """, .text(topic), .text(key), .blob(payload), .instant(at))
  }
}
