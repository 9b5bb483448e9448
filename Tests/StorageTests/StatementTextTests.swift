import TestEngine
import Testing

@testable import Storage

/// What a statement's text is taken to mean: never less than it does.
@Suite struct StatementTextTests {
  private func read(_ sql: String) -> StatementText { StatementText(Array(sql.utf8)) }

  /// SQLite says which tables its program for a query opens; each must have been seen in the text.
  @Test func noTableOfAQueryIsOverlooked() throws {
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    try Database(at: place.address, create: true).close()
    var opened = 0
    for (file, sql) in StatementTests.statements where sql.hasPrefix("SELECT") {
      let text = read(sql)
      #expect(text.kind == .query, "\(file): \(sql)")
      for table in try place.tablesOpened(by: sql) {
        opened += 1
        #expect(text.tables.contains(table), "\(file): \(sql)")
      }
    }
    #expect(opened > 150)
  }

  @Test func changesNameTheirTableFirst() {
    for (file, sql) in StatementTests.statements {
      let words = sql.split { " \n(".contains($0) }.map(String.init)
      switch words[0] {
      case "INSERT", "DELETE": #expect(read(sql).tables.first == words[2], "\(file): \(sql)")
      case "UPDATE": #expect(read(sql).tables.first == words[1], "\(file): \(sql)")
      default: continue
      }
    }
  }

  @Test(arguments: [
    ("SELECT a FROM t WHERE id = $1 AND b = $2 AND c IN ('x', 'y') LIMIT 1", ["id": 0, "b": 1]),
    ("SELECT a FROM t WHERE id = $1 OR b = $2", [:]),
    ("SELECT a FROM t WHERE (id = $1 OR b = $2) AND c = $3", ["c": 2]),
    ("SELECT a FROM t WHERE NOT id = $1", [:]),
    ("SELECT a FROM t JOIN u ON u.x = t.x WHERE id = $1", [:]),
    ("SELECT a FROM t, u WHERE id = $1", [:]),
    ("SELECT a FROM t WHERE id = $1 AND n = (SELECT MAX(n) FROM t)", [:]),
    ("SELECT a FROM t WHERE id >= $1 AND b <> $2", [:]),
    ("SELECT a FROM t WHERE id = $1 UNION SELECT a FROM t", [:]),
    ("SELECT a FROM t WHERE t.id = $1 GROUP BY b ORDER BY c = $2", ["t.id": 0]),
    ("UPDATE t SET a = $2, b = b + $3 WHERE id = $1", ["id": 0]),
    ("DELETE FROM t WHERE id = $1", ["id": 0]), ("DELETE FROM t", [:]),
    ("INSERT INTO t (a, b, c) VALUES ($2, 'x, (', $1)", ["a": 1, "c": 0]),
    ("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = $2", [:]),
    ("INSERT INTO t (a) SELECT a FROM u WHERE id = $1", [:]),
    ("INSERT INTO t (a) VALUES ((SELECT MAX(a) FROM t))", [:]),
    ("WITH x AS (SELECT a FROM t) SELECT a FROM x WHERE id = $1", [:]),
  ])
  func onlyWhatHoldsForEveryRowIsEqual(_ sql: String, _ expected: [String: Int]) {
    #expect(read(sql).equal == expected)
  }

  @Test(arguments: [
    ("SELECT 1", StatementText.Kind.query), ("SAVEPOINT job", .bracket), ("COMMIT", .bracket),
    ("ROLLBACK TO SAVEPOINT job", .unknown), ("WITH x AS (SELECT 1) SELECT 1", .unknown),
    ("DO $do$ BEGIN END $do$", .unknown), ("TRUNCATE t", .unknown), ("", .unknown),
  ])
  func whatIsNotKnownIsUnknown(_ sql: String, _ kind: StatementText.Kind) {
    #expect(read(sql).kind == kind)
  }

  @Test(arguments: [
    (
      "INSERT INTO t (a, b, c, d) VALUES ($1, 0, 'it''s $1', $2)",
      "INSERT INTO t (a, b, c, d) VALUES ( $1, 0, 'it''s $1', $2), ( $3, 0, 'it''s $1', $4)"
    ),
    (
      "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING",
      "INSERT INTO t (a) VALUES ( $1), ( $2) ON CONFLICT (a) DO NOTHING"
    ),
  ])
  func rowsAreWrittenOneAfterTheOther(_ sql: String, _ twice: String) {
    let text = read(sql)
    #expect(text.takesRows)
    let count = sql.contains("$2") ? 2 : 1
    let words = { (bytes: [UInt8]) in
      String(decoding: bytes.dropLast(), as: UTF8.self).filter { $0 != " " }
    }
    #expect(words(text.inserting(rows: 2, of: count)) == twice.filter { $0 != " " })
    #expect(text.inserting(rows: 2, of: count).last == 0)
    #expect(text.inserting(rows: 1, of: count) == Array(sql.utf8) + [0])
  }

  @Test(arguments: [
    "INSERT INTO t (a) VALUES ($1) RETURNING id", "INSERT INTO t (a) VALUES ($1 + 1)",
    "INSERT INTO t (a) VALUES ((SELECT MAX(a) FROM t))", "INSERT INTO t (a) SELECT a FROM u",
    "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = $1",
    "INSERT INTO t (a) VALUES ($1), ($2)", "UPDATE t SET a = $1", "SELECT a FROM t",
  ])
  func otherChangesAreSentAsTheyAre(_ sql: String) { #expect(!read(sql).takesRows) }

  @Test(arguments: [
    ("UPDATE t SET a = a + 1 WHERE id = $1", 1),
    ("UPDATE t SET a = a - 2 WHERE id = $1 AND b = $2", -2),
    ("UPDATE t SET a = a + 1", nil), ("UPDATE t SET a = b + 1 WHERE id = $1", nil),
    ("UPDATE t SET a = a + 1, b = 2 WHERE id = $1", nil),
    ("UPDATE t SET a = a + 1 WHERE id = $1 AND b > $2", nil),
    ("UPDATE t SET a = a + $2 WHERE id = $1", nil),
  ])
  func additionsAreThoseToOneColumn(_ sql: String, _ amount: Int64?) {
    #expect(read(sql).addition?.amount == amount)
  }

  @Test(arguments: [
    ("SELECT id, a FROM t WHERE id = $1", true), ("SELECT id, a FROM t WHERE a = $1", false),
    ("SELECT id, a + 1 FROM t", false), ("SELECT id, a, a FROM t", false),
    ("SELECT id FROM t WHERE id = $1", false), ("SELECT id, a FROM t ORDER BY a", false),
  ])
  func aShownColumnDecidesNothing(_ sql: String, _ isOnlyShown: Bool) {
    #expect(read(sql).onlyShows("a") == isOnlyShown)
  }
}
