import Crypto
package import Kernel
package import Storage

/// A run of an institution's statements whose digest stands in the journal: what was received cannot be
/// changed later without being seen, and what is erased still counts.
package struct RecordBatch: Sendable {
  package let first: Instant
  package let last: Instant
  package let count: Int
  /// SHA-256 over each statement's number (8 bytes), id and the SHA-256 of its encrypted body.
  package let digest: [UInt8]

  /// The most statements of a batch.
  package static let most = 5_000

  /// Whether statements lie after the last batch.
  package static func isDue(_ keys: IndexKeys, _ scope: Scope, in tx: Transaction) throws -> Bool {
    let after = try end(scope, in: tx)
    return try !StatementQuery.direct(keys.all, after: after, limit: 1, in: tx).isEmpty
  }

  /// Takes what lies after the last batch together; nil where there is nothing.
  package static func next(_ keys: IndexKeys, _ scope: Scope, in tx: Transaction) throws
    -> RecordBatch?
  {
    try digest(keys, scope, after: try end(scope, in: tx), until: .max, in: tx)
  }

  /// The number of the last statement that lies in a batch.
  package static func end(_ scope: Scope, in tx: Transaction) throws -> Int64 {
    try tx.first(
      "SELECT last FROM record_batch WHERE institution = $1 ORDER BY first DESC LIMIT 1",
      .id(scope.institution)
    ) { $0.integer(0) } ?? .min
  }

  /// Digests the statements after one number and up to another.
  private static func digest(
    _ keys: IndexKeys, _ scope: Scope, after: Int64, until: Int64, in tx: Transaction
  ) throws -> RecordBatch? {
    let places = try StatementQuery.direct(
      keys.all, after: after, until: until, limit: most, in: tx)
    guard let first = places.first, let last = places.last else { return nil }
    var hash = SHA256()
    for place in places {
      guard let statement = try Statement.find(stored: place, scope, in: tx) else { continue }
      hash.update(
        data: ID<StatementTag>(high: UInt64(bitPattern: place.microseconds), low: 0).bytes.prefix(8)
      )
      hash.update(data: statement.id.bytes)
      // Of what was removed only this hash is kept.
      hash.update(
        data: statement.hidden == .removed
          ? statement.body : Array(SHA256.hash(data: statement.body)))
    }
    return RecordBatch(
      first: first, last: last, count: places.count, digest: Array(hash.finalize()))
  }

  package func insert(_ scope: Scope, ruling: RulingID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_batch (institution, first, last, count, digest, ruling)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .id(scope.institution), .instant(first), .instant(last), .int(count), .blob(digest),
      .id(ruling))
  }

  /// The batches of an institution whose statements are not what was digested, by their first number,
  /// and how many there are.
  package static func audit(_ keys: IndexKeys, _ scope: Scope, in tx: Transaction) throws -> (
    count: Int, broken: [Instant]
  ) {
    let batches = try tx.all(
      """
      SELECT first, last, count, digest FROM record_batch WHERE institution = $1 ORDER BY first
      """, .id(scope.institution)
    ) {
      RecordBatch(
        first: $0.instant(0), last: $0.instant(1), count: $0.int(2), digest: $0.blob(3))
    }
    let broken = try batches.filter { batch in
      let found = try digest(
        keys, scope, after: batch.first.microseconds - 1, until: batch.last.microseconds, in: tx)
      return found?.count != batch.count || found?.digest != batch.digest
    }
    return (batches.count, broken.map(\.first))
  }
}
