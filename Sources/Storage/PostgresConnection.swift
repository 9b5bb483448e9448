import CPostgres
import Kernel

/// One connection to a PostgreSQL server, always in pipeline mode: changes are sent without waiting,
/// and a query's one round trip brings the answers of all changes before it.
final class PostgresConnection: Connection {
  /// What was sent and not yet answered.
  enum Sent {
    case prepare(UnsafeRawPointer)
    case change
    case commit
    case query
    /// The end of what fails together.
    case sync
  }

  /// More changes than this are not left without an answer.
  private static let pipelineLimit = 256

  let handle: OpaquePointer
  let mode: ConnectionMode
  private var prepared: [UnsafeRawPointer: String] = [:]
  private var names = 0
  private var sent: [Sent] = []
  private var parameters = PostgresParameters()
  private var isBroken = false

  init(_ target: PostgresTarget, mode: ConnectionMode) throws {
    handle = try target.connect()
    self.mode = mode
    try check()
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
  }

  deinit { PQfinish(handle) }

  // MARK: - Transactions

  /// Also notices that the server has closed the connection since it was last used.
  var isLost: Bool {
    if isBroken { return true }
    // The first call may find the server's last words, the second then finds the end.
    guard PQconsumeInput(handle) == 1, PQconsumeInput(handle) == 1,
      PQstatus(handle) == CONNECTION_OK
    else {
      isBroken = true
      return true
    }
    return false
  }

  func begin() throws {
    switch mode {
    case .writer:
      try send("BEGIN ISOLATION LEVEL READ COMMITTED", [], as: .change)
      // One group at a time, whoever's: so every operation sees a serial history. The lock ends with
      // the transaction, and the next statement sees what the one before has committed.
      try change("SELECT pg_advisory_xact_lock(5774215102)", [])
    case .reader:
      try send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", [], as: .change)
    }
  }

  func settle() throws {
    if !sent.isEmpty { PQclear(try answers()) }
  }

  func commit() throws {
    switch mode {
    case .writer:
      try send("COMMIT", [], as: .commit)
      try settle()
    case .reader:
      // There is nothing to learn from the answer: the next transaction takes it along.
      try send("COMMIT", [], as: .change)
      try sync()
    }
  }

  func rollback() {
    guard !isBroken else { return }
    try? settle()
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    try? change("ROLLBACK", [])
    try? settle()
  }

  // MARK: - Statements

  func query(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    try send(sql, values, as: .query)
    try hand(try answers(), to: each)
  }

  func change(_ sql: SQL, _ values: [Bind]) throws {
    try send(sql, values, as: .change)
    // A reader may not change anything, and is told so at once.
    if mode == .reader || sent.count >= PostgresConnection.pipelineLimit { try settle() }
  }

  func query(text: String, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    try parameters.fill(values, isQuery: false)
    let isSent = parameters.with { types, pointers, lengths, formats in
      PQsendQueryParams(
        handle, text, Int32(clamping: values.count), types, pointers, lengths, formats, 1) == 1
    }
    guard isSent else { throw lost() }
    sent.append(.query)
    try hand(try answers(), to: each)
  }

  private func hand(_ result: OpaquePointer?, to each: (Row) throws -> Bool) throws {
    guard let result else { return }
    defer { PQclear(result) }
    for number in 0..<PQntuples(result) {
      guard try each(Row(source: result, number: number)) else { return }
    }
  }

  private func send(_ sql: SQL, _ values: [Bind], as kind: Sent) throws {
    guard !isBroken else { throw lost() }
    var isQuery = false
    if case .query = kind { isQuery = true }
    try parameters.fill(values, isQuery: isQuery)
    let count = Int32(clamping: values.count)
    let isSent = parameters.with { types, pointers, lengths, formats in
      let key = UnsafeRawPointer(sql.text.utf8Start)
      var name = prepared[key]
      if name == nil {
        names += 1
        let fresh = "s\(names)"
        let text = UnsafeRawPointer(sql.text.utf8Start).assumingMemoryBound(to: CChar.self)
        guard PQsendPrepare(handle, fresh, text, count, types) == 1 else { return false }
        sent.append(.prepare(key))
        prepared[key] = fresh
        name = fresh
      }
      return PQsendQueryPrepared(handle, name, count, pointers, lengths, formats, 1) == 1
    }
    guard isSent else { throw lost() }
    sent.append(kind)
  }

  private func sync() throws {
    guard PQpipelineSync(handle) == 1 else { throw lost() }
    sent.append(.sync)
  }

  // MARK: - Answers

  /// Waits for the answers to all that was sent; returns the last query's rows or throws the first
  /// failure.
  private func answers() throws -> OpaquePointer? {
    try sync()
    var rows: OpaquePointer?
    var first: StorageFault?
    for item in sent {
      guard let result = PQgetResult(handle) else {
        PQclear(rows)
        throw lost()
      }
      if let fault = fault(in: result, of: item) {
        first = first ?? fault
        if case .prepare(let key) = item { prepared[key] = nil }
      }
      if case .query = item {
        PQclear(rows)
        rows = result
      } else {
        PQclear(result)
      }
      // Every answer but a sync's is followed by a null.
      if case .sync = item { continue }
      if isBroken || PQgetResult(handle) != nil {
        PQclear(rows)
        throw first ?? lost()
      }
    }
    sent.removeAll(keepingCapacity: true)
    guard let first else { return rows }
    PQclear(rows)
    throw first
  }

  func fault(in result: OpaquePointer, of item: Sent) -> StorageFault? {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_PIPELINE_SYNC: return nil
    case PGRES_COMMAND_OK:
      // A commit of a transaction that had failed is answered so, without an error.
      guard case .commit = item, String(cString: PQcmdStatus(result)) != "COMMIT" else {
        return nil
      }
      return .unavailable("the server undid the transaction")
    case PGRES_PIPELINE_ABORTED: return .failed("not run: an earlier statement failed")
    default:
      let state = sanad_sqlstate(result).map { String(cString: $0) } ?? "08006"
      // The primary message only: the detail would quote values, and they may be a person's.
      let message = sanad_primary(result).map { String(cString: $0) } ?? "the connection is lost"
      if state.hasPrefix("08") || state.hasPrefix("57P") || PQstatus(handle) != CONNECTION_OK {
        isBroken = true
      }
      return PostgresConnection.fault(state, message)
    }
  }

  func lost() -> StorageFault {
    isBroken = true
    return .unavailable("the connection to the PostgreSQL server is lost")
  }

  /// What an SQLSTATE means to us.
  static func fault(_ state: String, _ message: String) -> StorageFault {
    let text = "PostgreSQL error \(state): \(message)"
    switch state.prefix(2) {
    case "23": return .constraint(message)
    case "40": return .contention(text)
    // Connection, resources, intervention, input and output, damaged data.
    case "08", "53", "57", "58", "XX": return .unavailable(text)
    default: break
    }
    // Read-only: a standby. No lock in time, or idle for too long.
    return ["25006", "25P03", "55P03"].contains(state) ? .unavailable(text) : .failed(text)
  }
}
