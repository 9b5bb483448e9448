import CPostgres
import Kernel

/// One connection to a PostgreSQL server, always in pipeline mode: changes are sent without waiting,
/// and a query's one round trip brings the answers of all changes before it.
final class PostgresConnection: Connection {
  /// What was sent and not yet answered.
  enum Sent {
    case prepare(PostgresStatement, rows: Int)
    case change
    case commit
    case query
    /// A query whose answer will be wanted later.
    case expected(PostgresMemory.Key)
    /// The end of what fails together.
    case sync
  }

  /// More changes than this are not left without an answer.
  private static let pipelineLimit = 256

  let handle: OpaquePointer
  let mode: ConnectionMode
  private var statements: [UnsafeRawPointer: PostgresStatement] = [:]
  private var names = 0
  private var sent: [Sent] = []
  private var parameters = PostgresParameters()
  var isBroken = false
  private var memory = PostgresMemory()
  private var gathered = PostgresRows()
  private var isTogether = false
  var numbers: [UnsafeRawPointer: Int] = [:]
  private(set) var changes = 0

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

  func begin(together: Bool) throws {
    isTogether = together
    memory.age()
    numbers = [:]
    switch mode {
    case .writer:
      try send(statement("BEGIN ISOLATION LEVEL READ COMMITTED"), [], as: .change)
      // One group at a time, whoever's: so every operation sees a serial history. The lock ends with
      // the transaction, and the next statement sees what the one before has committed.
      try change("SELECT pg_advisory_xact_lock(5774215102)", [])
    case .reader:
      try send(statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), [], as: .change)
    }
  }

  func settle() throws {
    try sendGathered()
    if !sent.isEmpty { PQclear(try answers()) }
  }

  func commit() throws {
    switch mode {
    case .writer:
      try sendGathered()
      try send(statement("COMMIT"), [], as: .commit)
      try settle()
    case .reader:
      // There is nothing to learn from the answer: the next transaction takes it along.
      try send(statement("COMMIT"), [], as: .change)
      try sync()
    }
  }

  func rollback() {
    guard !isBroken else { return }
    gathered = PostgresRows()
    memory.clear()
    isTogether = false
    try? settle()
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    try? change("ROLLBACK", [])
    try? settle()
  }

  // MARK: - Statements

  func query(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    let statement = statement(sql)
    if let answer = try remembered(statement, values) {
      return try hand(answer.result, to: each)
    }
    try sendGathered(before: statement.text)
    if statement.text.kind != .query { note(statement.text, values) }
    try send(statement, values, as: .query)
    guard let result = try answers() else { return }
    defer { PQclear(result) }
    try hand(result, to: each)
  }

  func change(_ sql: SQL, _ values: [Bind]) throws {
    let statement = statement(sql)
    note(statement.text, values)
    if isTogether {
      if gathered.mustGive(before: statement) { try sendGathered() }
      if gathered.take(statement, values) { return }
    }
    try sendGathered(before: statement.text)
    try send(statement, values, as: .change)
    // A reader may not change anything, and is told so at once.
    if mode == .reader || sent.count >= PostgresConnection.pipelineLimit { try settle() }
  }

  private func note(_ text: StatementText, _ values: [Bind]) {
    if text.kind != .bracket { changes &+= 1 }
    memory.change(text, values)
  }

  func query(text: String, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    try sendGathered()
    memory.age()
    try parameters.fill(values, isQuery: false)
    let isSent = parameters.with { types, pointers, lengths, formats in
      PQsendQueryParams(
        handle, text, Int32(clamping: values.count), types, pointers, lengths, formats, 1) == 1
    }
    guard isSent else { throw lost() }
    sent.append(.query)
    guard let result = try answers() else { return }
    defer { PQclear(result) }
    try hand(result, to: each)
  }

  private func hand(_ result: OpaquePointer, to each: (Row) throws -> Bool) throws {
    for number in 0..<PQntuples(result) {
      guard try each(Row(source: result, number: number)) else { return }
    }
  }

  private func statement(_ sql: SQL) -> PostgresStatement {
    let key = UnsafeRawPointer(sql.text.utf8Start)
    if let known = statements[key] { return known }
    let statement = PostgresStatement(sql.text)
    statements[key] = statement
    return statement
  }

  /// Sends a statement; `values` are those of so many rows, one after the other.
  private func send(
    _ statement: PostgresStatement, _ values: [Bind], rows: Int = 1, as kind: Sent
  ) throws {
    guard !isBroken else { throw lost() }
    var isQuery = false
    switch kind {
    case .query, .expected: isQuery = true
    case .prepare, .change, .commit, .sync: break
    }
    try parameters.fill(values, isQuery: isQuery)
    let count = Int32(clamping: values.count)
    let isSent = parameters.with { types, pointers, lengths, formats in
      var name = statement.names[rows]
      if name == nil {
        names += 1
        let fresh = "s\(names)"
        let text = statement.text.inserting(rows: rows, of: values.count / rows)
        let isSent = text.withUnsafeBufferPointer { text in
          text.withMemoryRebound(to: CChar.self) {
            PQsendPrepare(handle, fresh, $0.baseAddress, count, types) == 1
          }
        }
        guard isSent else { return false }
        sent.append(.prepare(statement, rows: rows))
        statement.names[rows] = fresh
        name = fresh
      }
      return PQsendQueryPrepared(handle, name, count, pointers, lengths, formats, 1) == 1
    }
    guard isSent else { throw lost() }
    sent.append(kind)
  }

  // MARK: - Together

  var looksAhead: Bool { true }

  func expect(_ sql: SQL, _ values: [Bind]) throws {
    guard isTogether || mode == .reader else { return }
    let statement = statement(sql)
    let key = PostgresMemory.Key(statement, values)
    guard statement.text.kind == .query, !memory.isFresh(key) else { return }
    try sendGathered(before: statement.text)
    try send(statement, values, as: .expected(key))
    statement.isExpected = true
    memory.expect(key, statement.text, values)
    if sent.count >= PostgresConnection.pipelineLimit { PQclear(try answers()) }
  }

  func recall(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws {
    let key = PostgresMemory.Key(statement(sql), values)
    if let answer = memory.answer(key) { try hand(answer.result, to: each) }
  }

  /// The answer to a query that was expected, if nothing has changed it since.
  private func remembered(_ statement: PostgresStatement, _ values: [Bind]) throws
    -> PostgresMemory.Answer?
  {
    guard statement.isExpected else { return nil }
    let key = PostgresMemory.Key(statement, values)
    guard memory.isFresh(key) else { return nil }
    if memory.isAwaited(key) { PQclear(try answers()) }
    return memory.answer(key)
  }

  /// Sends the gathered rows that a statement may see or refer to.
  private func sendGathered(before text: StatementText) throws {
    guard !gathered.isEmpty, let place = PostgresRows.reach(of: text) else { return }
    try sendGathered(upTo: place)
  }

  /// Sends gathered rows, as many in a statement as there are names for.
  private func sendGathered(upTo place: Int = .max) throws {
    guard !gathered.isEmpty else { return }
    for (statement, rows) in gathered.give(upTo: place) {
      var rest = rows[...]
      while !rest.isEmpty {
        let count = PostgresRows.sizes.first { $0 <= rest.count } ?? 1
        try send(statement, rest.prefix(count).flatMap { $0 }, rows: count, as: .change)
        rest = rest.dropFirst(count)
      }
      if sent.count >= PostgresConnection.pipelineLimit { PQclear(try answers()) }
    }
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
        if case .prepare(let statement, let count) = item { statement.names[count] = nil }
      }
      switch item {
      case .query:
        PQclear(rows)
        rows = result
      case .expected(let key): memory.take(PostgresMemory.Answer(result), for: key)
      case .prepare, .change, .commit, .sync: PQclear(result)
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
    memory.clear()
    throw first
  }
}
