import CPostgres
import CSQLite
package import Kernel

/// One row of a result, read by position in the order the query names its columns.
package struct Row {
  /// A statement of SQLite's that stands on the row, or a result of PostgreSQL's with all its rows.
  let source: OpaquePointer
  /// The row's number in a result of PostgreSQL's.
  let number: Int32
  /// Where the columns counted from 0 begin.
  private let start: Int32

  static let sqlite: Int32 = -1

  init(source: OpaquePointer, number: Int32, start: Int32 = 0) {
    self.source = source
    self.number = number
    self.start = start
  }

  /// The same row from a column on, where a query of several nouns names the next one's columns.
  package func from(_ column: Int32) -> Row {
    Row(source: source, number: number, start: start + column)
  }

  @inline(__always) private var isSQLite: Bool { number == Row.sqlite }

  package func isNull(_ column: Int32) -> Bool {
    isSQLite
      ? sqlite3_column_type(source, start + column) == SQLITE_NULL
      : PQgetisnull(source, number, start + column) == 1
  }

  package func integer(_ column: Int32) -> Int64 {
    isSQLite ? sqlite3_column_int64(source, start + column) : postgresInteger(column)
  }

  package func int(_ column: Int32) -> Int { Int(integer(column)) }
  package func flag(_ column: Int32) -> Bool { integer(column) != 0 }
  package func instant(_ column: Int32) -> Instant { Instant(microseconds: integer(column)) }
  package func day(_ column: Int32) -> Day { Day(number: Int32(clamping: integer(column))) }

  package func text(_ column: Int32) -> String {
    if isSQLite {
      guard let bytes = sqlite3_column_text(source, start + column) else { return "" }
      let count = Int(sqlite3_column_bytes(source, start + column))
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
    return String(decoding: postgresBytes(column), as: UTF8.self)
  }

  package func blob(_ column: Int32) -> [UInt8] { Array(bytes(column)) }

  /// A 16-byte identifier; the schema's checks keep every stored one at that length.
  package func id<Of>(_ column: Int32, _: Of.Type = Of.self) -> ID<Of> {
    let raw = bytes(column)
    guard raw.count == 16 else { return ID(high: 0, low: 0) }
    return ID(
      high: UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  @inlinable package func optional<Held>(_ column: Int32, _ read: (Int32) -> Held) -> Held? {
    isNull(column) ? nil : read(column)
  }

  @inline(__always) private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    guard isSQLite else { return postgresBytes(column) }
    guard let bytes = sqlite3_column_blob(source, start + column) else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(
      start: bytes, count: Int(sqlite3_column_bytes(source, start + column)))
  }

  private func postgresBytes(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: PQgetvalue(source, number, start + column),
      count: Int(PQgetlength(source, number, start + column)))
  }

  /// PostgreSQL answers integers in the width of their type, a comparison in one byte, and the sum
  /// of integers as a numeric.
  private func postgresInteger(_ column: Int32) -> Int64 {
    let raw = postgresBytes(column)
    switch raw.count {
    case 8: return Int64(bigEndian: raw.loadUnaligned(as: Int64.self))
    case 4: return Int64(Int32(bigEndian: raw.loadUnaligned(as: Int32.self)))
    case 2: return Int64(Int16(bigEndian: raw.loadUnaligned(as: Int16.self)))
    case 1: return Int64(raw[0])
    default: return raw.count > 8 ? Row.numeric(raw) : 0
    }
  }

  /// A numeric in binary: count of digits, weight of the first, sign and scale, then digits to the
  /// base 10,000. (Its zero is eight bytes of zero, and so reads as an integer.)
  private static func numeric(_ raw: UnsafeRawBufferPointer) -> Int64 {
    func word(_ index: Int) -> Int64 {
      let offset = index * 2
      guard offset + 2 <= raw.count else { return 0 }
      return Int64(
        Int16(bigEndian: raw.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    }
    let (digits, weight, isNegative) = (word(0), word(1), word(2) != 0)
    var value: Int64 = 0
    for place in 0..<max(weight + 1, 0) {
      let digit = place < digits ? word(4 + Int(place)) : 0
      let (product, isOver) = value.multipliedReportingOverflow(by: 10_000)
      let (sum, isAbove) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if isOver || isAbove { return isNegative ? .min : .max }
      value = sum
    }
    return value
  }
}
