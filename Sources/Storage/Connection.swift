/// One connection to a database of either engine, with its prepared statements; used by one thread at
/// a time.
protocol Connection: AnyObject {
  /// Runs a query and hands each row to the closure, which says whether to go on.
  func query(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws

  /// Makes a change. Its failure may be thrown by a later call, at the latest by `settle`.
  func change(_ sql: SQL, _ values: [Bind]) throws

  /// Begins a transaction: a writer's is the only one of its database until it ends. In a writer's
  /// `together` nothing is undone but everything, so that rows may be sent later and side by side.
  func begin(together: Bool) throws

  /// Returns when all changes so far have been made, or throws what stopped them.
  func settle() throws

  /// Commits; a writer's commit is durable when it returns.
  func commit() throws

  /// Undoes the open transaction, if there is one.
  func rollback()

  /// Whether it helps to say ahead what will be asked.
  var looksAhead: Bool { get }

  /// Says that a query will be made soon.
  func expect(_ sql: SQL, _ values: [Bind]) throws

  /// Hands over what an expected query was last answered, perhaps changed since; never waits.
  func recall(_ sql: SQL, _ values: [Bind], _ each: (Row) throws -> Bool) throws

  /// The highest numbers given in the open transaction, by the query that finds the first of them.
  var numbers: [UnsafeRawPointer: Int] { get set }

  /// How many changes have been asked for, whatever became of them.
  var changes: Int { get }

  /// Whether the connection is gone, and with it what was not committed.
  var isLost: Bool { get }

  /// How many migrations the database has had.
  func schemaVersion() throws -> Int

  /// Brings the schema from one version to the next, unless another process did so meanwhile.
  func migrate(to version: Int, _ script: String) throws

  /// The columns of a table in their order.
  func columns(of table: String) throws -> [Column]

  /// Has numbers that the engine draws for new rows go on above the highest one stored.
  func continueNumbers(of table: String, key: String) throws

  /// Runs a query whose text is made of the schema's own names, never of data from outside.
  func query(text: String, _ values: [Bind], _ each: (Row) throws -> Bool) throws
}

/// What a connection is for.
enum ConnectionMode { case writer, reader }

extension Connection {
  func begin() throws { try begin(together: false) }

  func first<Held>(_ sql: SQL, _ values: [Bind], _ read: (Row) throws -> Held) throws -> Held? {
    var found: Held?
    try query(sql, values) { row in
      found = try read(row)
      return false
    }
    return found
  }

  /// All rows of a query whose text is made of the schema's own names.
  func rows<Held>(text: String, _ values: [Bind] = [], _ read: (Row) throws -> Held) throws
    -> [Held]
  {
    var rows: [Held] = []
    try query(text: text, values) { row in
      rows.append(try read(row))
      return true
    }
    return rows
  }
}
