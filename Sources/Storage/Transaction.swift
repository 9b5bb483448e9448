/// A transaction as books and operations see it: reads and, inside a write, changes.
package struct Transaction {
  let connection: any Connection

  /// Makes a change. It is seen by every later query of this transaction; on PostgreSQL it travels
  /// with the next query, so that its failure may be thrown there.
  package func run(_ sql: SQL, _ values: Bind...) throws { try connection.change(sql, values) }

  /// Waits until all changes so far have been made: a constraint that forbids one speaks here.
  package func settle() throws { try connection.settle() }

  /// Hands the rows of a query to the closure, which says whether to go on.
  package func query(_ sql: SQL, _ values: [Bind], _ read: (Row) throws -> Bool) throws {
    try connection.query(sql, values, read)
  }

  /// Hands every row of a query to the closure.
  package func each(_ sql: SQL, _ values: Bind..., read: (Row) throws -> Void) throws {
    try connection.query(sql, values) { row in
      try read(row)
      return true
    }
  }

  // What reads a book's own types is inlined into the book: rows then become values directly.

  /// All rows of a query.
  @inlinable package func all<Held>(_ sql: SQL, _ values: Bind..., read: (Row) throws -> Held)
    throws -> [Held]
  {
    try all(sql, values: values, read: read)
  }

  /// The same with its values in an array.
  package func all<Held>(_ sql: SQL, values: [Bind], read: (Row) throws -> Held) throws -> [Held] {
    var rows: [Held] = []
    try query(sql, values) { row in
      rows.append(try read(row))
      return true
    }
    return rows
  }

  /// The first row of a query.
  @inlinable package func first<Held>(_ sql: SQL, _ values: Bind..., read: (Row) throws -> Held)
    throws -> Held?
  {
    var found: Held?
    try query(sql, values) { row in
      found = try read(row)
      return false
    }
    return found
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
