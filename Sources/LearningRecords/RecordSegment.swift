package import Kernel
package import Storage

/// A part of the index: the entries of statements stored one after another. New entries meet few pages
/// there, however many statements there are; a search goes from segment to segment.
package enum RecordSegment {
  /// The statements of a segment at least; more in a large store, whose segments stay some hundreds.
  private static let least: Int64 = 2_048
  private static let share: Int64 = 128

  /// The segment of statements about to be stored, the first of them at this instant.
  package static func take(_ count: Int, from first: Instant, in tx: Transaction) throws -> Int64 {
    let last = try tx.first(
      "SELECT number, before, count FROM record_segment ORDER BY number DESC LIMIT 1"
    ) { (number: $0.integer(0), before: $0.integer(1), count: $0.integer(2)) }
    if let last, last.count < max(least, last.before / share) {
      try tx.run(
        "UPDATE record_segment SET count = count + $1 WHERE number = $2", .int(count),
        .integer(last.number))
      return last.number
    }
    let number = (last?.number ?? 0) + 1
    try tx.run(
      "INSERT INTO record_segment (number, first, before, count) VALUES ($1, $2, $3, $4)",
      .integer(number), .instant(first), .integer(last.map { $0.before + $0.count } ?? 0),
      .int(count))
    return number
  }

  /// The segment of a statement that was stored at this instant.
  package static func of(_ stored: Instant, in tx: Transaction) throws -> Int64 {
    try tx.first(
      "SELECT number FROM record_segment WHERE first <= $1 ORDER BY first DESC LIMIT 1",
      .instant(stored)
    ) { $0.integer(0) } ?? 1
  }
}
