import CSQLite
package import Kernel

/// SQL text written in the source: never built from outside data, and so the key of its statement.
package struct SQL: ExpressibleByStringLiteral, Sendable {
  let text: StaticString

  package init(stringLiteral value: StaticString) { text = value }
}

/// A value bound to `$n`.
package enum Bind: Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  case identity(UInt64, UInt64)

  package static func int(_ value: Int) -> Bind { .integer(Int64(value)) }
  package static func flag(_ value: Bool) -> Bind { .integer(value ? 1 : 0) }
  package static func id<Of>(_ id: ID<Of>) -> Bind { .identity(id.high, id.low) }
  package static func instant(_ instant: Instant) -> Bind { .integer(instant.microseconds) }
  package static func day(_ day: Day) -> Bind { .integer(Int64(day.number)) }

  package static func optional<Held>(_ value: Held?, _ bind: (Held) -> Bind) -> Bind {
    value.map(bind) ?? .null
  }
}

/// One row of a result, read by position in the order the query names its columns.
package struct Row {
  let statement: OpaquePointer

  package func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
  package func int(_ column: Int32) -> Int { Int(integer(column)) }
  package func flag(_ column: Int32) -> Bool { integer(column) != 0 }
  package func instant(_ column: Int32) -> Instant { Instant(microseconds: integer(column)) }
  package func day(_ column: Int32) -> Day { Day(number: Int32(clamping: integer(column))) }

  package func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  package func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
  }

  /// A 16-byte identifier; the schema's checks keep every stored one at that length.
  package func id<Of>(_ column: Int32, _: Of.Type = Of.self) -> ID<Of> {
    guard let bytes = sqlite3_column_blob(statement, column),
      sqlite3_column_bytes(statement, column) == 16
    else { return ID(high: 0, low: 0) }
    let raw = UnsafeRawBufferPointer(start: bytes, count: 16)
    return ID(
      high: UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  package func optional<Held>(_ column: Int32, _ read: (Int32) -> Held) -> Held? {
    isNull(column) ? nil : read(column)
  }
}

/// What went wrong below the operations.
package enum StorageFault: Error, Sendable, CustomStringConvertible {
  /// A constraint of the schema said no: the last guard behind the rules.
  case constraint(String)
  /// The writer's queue is full, or the disk or memory is; try again later.
  case unavailable(String)
  /// Anything else SQLite reports.
  case failed(code: Int32, message: String)
  /// The database is of another make than this program.
  case schema(String)

  package var description: String {
    switch self {
    case .constraint(let message): "constraint: \(message)"
    case .unavailable(let message): "unavailable: \(message)"
    case .failed(let code, let message): "SQLite error \(code): \(message)"
    case .schema(let message): message
    }
  }

  /// Whether the whole group must be undone and tried again one by one.
  var dooms: Bool {
    switch self {
    case .unavailable: true
    case .constraint, .schema: false
    case .failed(let code, _):
      [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_BUSY]
        .contains(code & 0xFF)
    }
  }
}
