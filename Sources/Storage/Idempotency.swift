package import Kernel

/// What an idempotency key stands for.
package enum IdempotencyState: Sendable {
  case fresh
  /// The same request was answered before: send the same answer.
  case answered(status: Int, body: [UInt8])
  /// The key was used for another request.
  case mismatch
}

extension Transaction {
  /// Removes answers kept for repeated requests, and sessions, whose time is over.
  package func sweep(answersBefore day: Instant, sessionsBefore now: Instant) throws {
    try run("DELETE FROM idempotency WHERE at < $1", .instant(day))
    try run("DELETE FROM web_session WHERE expires_at <= $1", .instant(now))
  }

  /// Looks a key up; the fingerprint is a digest of the request it was first used for.
  package func idempotency(_ person: PersonID, key: String, fingerprint: [UInt8]) throws
    -> IdempotencyState
  {
    let found = try first(
      "SELECT fingerprint, status, body FROM idempotency WHERE person = $1 AND key = $2",
      .id(person), .text(key)
    ) { ($0.blob(0), $0.int(1), $0.blob(2)) }
    guard let found else { return .fresh }
    return found.0 == fingerprint ? .answered(status: found.1, body: found.2) : .mismatch
  }

  package func remember(
    _ person: PersonID, key: String, fingerprint: [UInt8], status: Int, body: [UInt8],
    at: Instant
  ) throws {
    try run(
      """
      INSERT INTO idempotency (person, key, fingerprint, status, body, at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .id(person), .text(key), .blob(fingerprint), .int(status), .blob(body), .instant(at))
  }
}
