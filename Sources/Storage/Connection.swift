import CSQLite
import Kernel

/// One SQLite connection with its cached statements; used by one thread at a time.
final class Connection {
  private let handle: OpaquePointer
  private var cached: [UnsafeRawPointer: OpaquePointer] = [:]

  enum Mode { case writer, reader }

  init(path: String, mode: Mode) throws {
    _ = Connection.isConfigured
    var opened: OpaquePointer?
    let flags =
      mode == .writer
      ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      sqlite3_close_v2(opened)
      throw StorageFault.failed(code: code, message: "\(message): \(path)")
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5_000)
    try script("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF")
    switch mode {
    case .writer:
      try script(
        """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;
        PRAGMA wal_autocheckpoint=8000
        """)
      let synchronous = try first("PRAGMA synchronous", []) { $0.int(0) }
      guard synchronous == 2 else {
        throw StorageFault.schema("synchronous is not FULL: nothing would be durable")
      }
    case .reader:
      try script("PRAGMA query_only=ON; PRAGMA cache_size=-4096")
    }
  }

  // Before the first connection of the process.
  private static let isConfigured = sanad_without_counts() == SQLITE_OK

  deinit {
    for statement in cached.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  func script(_ text: String) throws {
    guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw fault() }
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  var changes: Int { Int(sqlite3_changes(handle)) }

  func fault() -> StorageFault {
    let code = sqlite3_extended_errcode(handle)
    let message = String(cString: sqlite3_errmsg(handle))
    switch code & 0xFF {
    case SQLITE_CONSTRAINT: return .constraint(message)
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM: return .unavailable(message)
    default: return .failed(code: code, message: message)
    }
  }

  private func prepare(_ sql: SQL) throws -> OpaquePointer {
    let key = UnsafeRawPointer(sql.text.utf8Start)
    if let statement = cached[key] { return statement }
    var statement: OpaquePointer?
    // SQLite numbers `$n` by first appearance; `?n` is the numbered form both engines mean by it.
    let text = sql.text.withUTF8Buffer { buffer in
      String(
        decoding: buffer.map { $0 == UInt8(ascii: "$") ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
    let code = sqlite3_prepare_v3(
      handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw fault() }
    cached[key] = statement
    return statement
  }

  private func bind(_ statement: OpaquePointer, _ values: [Bind]) throws {
    var index: Int32 = 0
    for value in values {
      index += 1
      let code: Int32
      switch value {
      case .null: code = sqlite3_bind_null(statement, index)
      case .integer(let value): code = sqlite3_bind_int64(statement, index, value)
      case .text(var text):
        code = text.withUTF8 { buffer in
          buffer.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text(
              statement, index, $0.baseAddress ?? Connection.empty, Int32(clamping: $0.count),
              sanad_transient())
          }
        }
      case .blob(let bytes):
        code = bytes.withUnsafeBytes {
          $0.count == 0
            ? sqlite3_bind_zeroblob(statement, index, 0)
            : sqlite3_bind_blob(
              statement, index, $0.baseAddress, Int32(clamping: $0.count), sanad_transient())
        }
      case .identity(let high, let low):
        code = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
          sqlite3_bind_blob(statement, index, $0.baseAddress, 16, sanad_transient())
        }
      }
      guard code == SQLITE_OK else { throw fault() }
    }
  }

  nonisolated(unsafe) private static let empty: UnsafePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.initialize(to: 0)
    return UnsafePointer(pointer)
  }()

  /// Runs a statement and hands each row to the closure, which says whether to go on.
  func run(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    let statement = try prepare(sql)
    defer {
      sqlite3_reset(statement)
    }
    try bind(statement, values)
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        guard try each(Row(statement: statement)) else { return }
      case SQLITE_DONE: return
      default: throw fault()
      }
    }
  }

  func first<Held>(_ sql: SQL, _ values: [Bind], _ read: (Row) throws -> Held) throws -> Held? {
    var found: Held?
    try run(sql, values) { row in
      found = try read(row)
      return false
    }
    return found
  }

  /// SQL text known only at run time: migrations and checks, never data from outside.
  func rows<Held>(text: String, _ read: (Row) throws -> Held) throws -> [Held] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, let statement
    else { throw fault() }
    defer { sqlite3_finalize(statement) }
    var rows: [Held] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append(try read(Row(statement: statement)))
      case SQLITE_DONE: return rows
      default: throw fault()
      }
    }
  }
}
