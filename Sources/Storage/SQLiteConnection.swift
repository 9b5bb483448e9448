import CSQLite
import Kernel

/// One SQLite connection with its cached statements.
final class SQLiteConnection: Connection {
  private let handle: OpaquePointer
  private let mode: ConnectionMode
  private let log: SQLiteLog?
  private var cached: [UnsafeRawPointer: OpaquePointer] = [:]
  var numbers: [UnsafeRawPointer: Int] = [:]
  private(set) var changes = 0

  init(
    path: String, mode: ConnectionMode, log: SQLiteLog.Sizes = SQLiteLog.Sizes()
  ) throws {
    _ = SQLiteConnection.isConfigured
    var opened: OpaquePointer?
    let flags =
      mode == .writer
      ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      sqlite3_close_v2(opened)
      throw SQLiteConnection.fault(code, "\(message): \(path)")
    }
    handle = opened
    self.mode = mode
    self.log = mode == .writer ? SQLiteLog(path: path, log) : nil
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5_000)
    try script("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF")
    switch mode {
    case .writer:
      try script(
        """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768
        """)
      self.log?.listen(to: handle)
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
    log?.finish()
    for statement in cached.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  // MARK: - Transactions

  var isLost: Bool { false }

  func begin(together: Bool) throws {
    numbers = [:]
    switch mode {
    case .writer: try change("BEGIN IMMEDIATE", [])
    case .reader: try change("BEGIN", [])
    }
  }

  func settle() throws {}

  func commit() throws { try change("COMMIT", []) }

  func rollback() {
    if sqlite3_get_autocommit(handle) == 0 { try? change("ROLLBACK", []) }
  }

  /// Writes into the file what is committed and what no reader holds back; tells how many frames of the
  /// log are there, nil where it could not be done.
  func bringInLog() -> Int? { SQLiteLog.bringIn(on: handle) }

  func schemaVersion() throws -> Int { try first("PRAGMA user_version", []) { $0.int(0) } ?? 0 }

  func migrate(to version: Int, _ script: String) throws {
    try begin()
    guard try schemaVersion() == version - 1 else { return rollback() }
    do {
      try self.script("\(script); PRAGMA user_version=\(version); COMMIT")
    } catch {
      rollback()
      throw error
    }
  }

  func columns(of table: String) throws -> [Column] {
    try rows(
      text: "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", [.text(table)]
    ) { Column(name: $0.text(0), type: $0.text(1), keyPlace: $0.int(2)) }
  }

  func continueNumbers(of table: String, key: String) throws {}

  private func script(_ text: String) throws {
    guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw fault() }
  }

  // MARK: - Statements

  func query(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    let statement = try prepare(sql)
    defer { sqlite3_reset(statement) }
    try run(statement, values, each)
  }

  func change(_ sql: SQL, _ values: [Bind]) throws {
    changes &+= 1
    try query(sql, values) { _ in true }
  }

  // Each answer is there at once.
  var looksAhead: Bool { false }
  func expect(_ sql: SQL, _ values: [Bind]) {}
  func recall(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) {}

  func query(text: String, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    let statement = try compile(text, keep: false)
    defer { sqlite3_finalize(statement) }
    try run(statement, values, each)
  }

  private func run(_ statement: OpaquePointer, _ values: [Bind], _ each: (Row) throws -> Bool)
    throws
  {
    try bind(statement, values)
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        guard try each(Row(source: statement, number: Row.sqlite)) else { return }
      case SQLITE_DONE: return
      default: throw fault()
      }
    }
  }

  private func prepare(_ sql: SQL) throws -> OpaquePointer {
    let key = UnsafeRawPointer(sql.text.utf8Start)
    if let statement = cached[key] { return statement }
    let statement = try compile(sql.text.description, keep: true)
    cached[key] = statement
    return statement
  }

  private func compile(_ sql: String, keep: Bool) throws -> OpaquePointer {
    var statement: OpaquePointer?
    // SQLite numbers `$n` by first appearance; `?n` is the numbered form both engines mean by it.
    let text = String(
      decoding: sql.utf8.map { $0 == UInt8(ascii: "$") ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    let code = sqlite3_prepare_v3(
      handle, text, -1, keep ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw fault() }
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
              statement, index, $0.baseAddress ?? SQLiteConnection.empty, Int32(clamping: $0.count),
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

  // MARK: - Faults

  private func fault() -> StorageFault {
    SQLiteConnection.fault(
      sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)))
  }

  private static func fault(_ code: Int32, _ message: String) -> StorageFault {
    switch code & 0xFF {
    case SQLITE_CONSTRAINT: .constraint(message)
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_READONLY, SQLITE_CANTOPEN,
      SQLITE_CORRUPT, SQLITE_NOTADB:
      .unavailable("SQLite error \(code): \(message)")
    default: .failed("SQLite error \(code): \(message)")
    }
  }
}
