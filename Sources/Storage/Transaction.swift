/// A transaction as books and operations see it: reads and, inside a write, changes.
package struct Transaction {
  let connection: Connection

  /// Runs a change and returns how many rows it touched.
  @discardableResult
  package func run(_ sql: SQL, _ values: Bind...) throws -> Int {
    try connection.run(sql, values) { _ in true }
    return connection.changes
  }

  /// All rows of a query.
  package func all<Held>(_ sql: SQL, _ values: Bind..., read: (Row) throws -> Held) throws
    -> [Held]
  {
    var rows: [Held] = []
    try connection.run(sql, values) { row in
      rows.append(try read(row))
      return true
    }
    return rows
  }

  /// The first row of a query.
  package func first<Held>(_ sql: SQL, _ values: Bind..., read: (Row) throws -> Held) throws
    -> Held?
  {
    try connection.first(sql, values, read)
  }

  /// Whether a query has a row.
  package func exists(_ sql: SQL, _ values: Bind...) throws -> Bool {
    try connection.first(sql, values) { _ in true } ?? false
  }

  /// The integer of a query's single row and column; 0 where there is none.
  package func count(_ sql: SQL, _ values: Bind...) throws -> Int {
    try connection.first(sql, values) { $0.int(0) } ?? 0
  }
}
