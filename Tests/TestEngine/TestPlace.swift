import CPostgres
import CSQLite
import Foundation
import Kernel
package import Storage

/// A place for one test's database, on the engine that `SANAD_TEST_ENGINE` names, and a folder for
/// its other files; both are removed with it.
package final class TestPlace: Sendable {
  package let address: DatabaseAddress
  package let folder: String
  private let database: String?

  /// The server of `SANAD_TEST_POSTGRES` when `SANAD_TEST_ENGINE` is `postgres`, otherwise nil.
  package static let server: String? = {
    let environment = ProcessInfo.processInfo.environment
    guard environment["SANAD_TEST_ENGINE"] == "postgres" else { return nil }
    return environment["SANAD_TEST_POSTGRES"] ?? ""
  }()

  /// Makes a fresh place; `onSQLite` where a test is about SQLite itself.
  package init(onSQLite: Bool = false) throws {
    let drawn: ID<RulingTag> = IDs.system.make(at: Clock.system.now)
    folder = NSTemporaryDirectory() + "sanad-test-\(drawn)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard !onSQLite, let server = TestPlace.server else {
      address = .sqlite(path: folder + "/t.sqlite")
      database = nil
      return
    }
    let template = try TestPlace.template.get()
    let name = "t_" + drawn.description.filter { $0 != "-" }
    try Server.run("CREATE DATABASE \(name) TEMPLATE \(template)", on: server)
    address = .postgres(conninfo: "\(server) dbname=\(name)")
    database = name
  }

  /// Drops the database and the folder.
  package func remove() {
    if let database, let server = TestPlace.server {
      _ = try? Server.run("DROP DATABASE IF EXISTS \(database) WITH (FORCE)", on: server)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs statements behind the program's back.
  package func execute(_ sql: String) throws {
    switch address {
    case .sqlite(let path):
      var handle: OpaquePointer?
      defer { sqlite3_close(handle) }
      guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(text: path) }
      sqlite3_busy_timeout(handle, 5_000)
      guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
        throw Failure(text: String(cString: sqlite3_errmsg(handle)))
      }
    case .postgres(let conninfo):
      // SQLite checks no foreign keys here either.
      _ = try Server.run("SET session_replication_role = replica; \(sql)", on: conninfo)
    }
  }

  /// Has the engine read a statement without running it.
  package func understand(_ sql: String) throws {
    guard case .sqlite(let path) = address else { return try execute("PREPARE probe AS \(sql)") }
    var handle: OpaquePointer?
    var statement: OpaquePointer?
    defer {
      sqlite3_finalize(statement)
      sqlite3_close(handle)
    }
    guard sqlite3_open(path, &handle) == SQLITE_OK,
      sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK
    else { throw Failure(text: String(cString: sqlite3_errmsg(handle))) }
  }

  /// How the engine would find the rows of a statement whose parameters it does not know.
  package func plan(of sql: String) throws -> [String] {
    switch address {
    case .sqlite(let path):
      var handle: OpaquePointer?
      var statement: OpaquePointer?
      defer {
        sqlite3_finalize(statement)
        sqlite3_close(handle)
      }
      guard sqlite3_open(path, &handle) == SQLITE_OK,
        sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + sql, -1, &statement, nil) == SQLITE_OK
      else { throw Failure(text: String(cString: sqlite3_errmsg(handle))) }
      var lines: [String] = []
      while sqlite3_step(statement) == SQLITE_ROW {
        lines.append(sqlite3_column_text(statement, 3).map { String(cString: $0) } ?? "")
      }
      return lines
    case .postgres(let conninfo):
      let count = (1...100).last { sql.contains("$\($0)") } ?? 0
      let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
      return try Server.run(
        """
        SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
        SET enable_material = off; SET plan_cache_mode = force_generic_plan;
        PREPARE probe AS \(sql); EXPLAIN (COSTS OFF) EXECUTE probe\(count > 0 ? "(\(nulls))" : "")
        """, on: conninfo)
    }
  }

  /// The tables whose rows or indexes SQLite's program for a statement opens.
  package func tablesOpened(by sql: String) throws -> [String] {
    guard case .sqlite(let path) = address else { throw Failure(text: "not SQLite") }
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(text: path) }
    // A connection of the program's that is closing holds the file for a moment.
    sqlite3_busy_timeout(handle, 10_000)
    func rows(_ sql: String, _ columns: [Int32]) throws -> [[String]] {
      var statement: OpaquePointer?
      defer { sqlite3_finalize(statement) }
      guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
        throw Failure(text: String(cString: sqlite3_errmsg(handle)))
      }
      var rows: [[String]] = []
      while sqlite3_step(statement) == SQLITE_ROW {
        rows.append(
          columns.map { sqlite3_column_text(statement, $0).map { String(cString: $0) } ?? "" })
      }
      return rows
    }
    let roots = Dictionary(
      try rows("SELECT rootpage, tbl_name FROM sqlite_master", [0, 1]).map { ($0[0], $0[1]) }
    ) { first, _ in first }
    return try rows("EXPLAIN " + sql, [1, 3]).compactMap { row in
      row[0] == "OpenRead" ? roots[row[1]] : nil
    }
  }

  /// What a statement behind the program's back came to.
  package struct Failure: Error, CustomStringConvertible {
    let text: String
    package var description: String { text }
  }

  /// One database with the schema, from which the others are copied.
  private static let template = Result<String, any Error> {
    let name = "sanad_template_\(ProcessInfo.processInfo.processIdentifier)"
    let server = TestPlace.server ?? ""
    let conninfo = "\(server) dbname=\(name)"
    try Server.run("CREATE DATABASE \(name) TEMPLATE template0 ENCODING UTF8", on: server)
    try Database(at: .postgres(conninfo: conninfo), create: true).close()
    // Two words of SQLite's, so that what tests change behind the program's back is written once.
    try Server.run(
      """
      CREATE DOMAIN blob AS bytea;
      CREATE FUNCTION zeroblob(integer) RETURNS bytea LANGUAGE sql
        AS $$ SELECT decode(repeat('00', $1), 'hex') $$
      """, on: conninfo)
    return name
  }
}

private enum Server {
  /// The first column of the last statement's rows.
  @discardableResult
  static func run(_ sql: String, on conninfo: String) throws -> [String] {
    let handle = PQconnectdb(conninfo)
    defer { PQfinish(handle) }
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
      throw TestPlace.Failure(text: String(cString: PQerrorMessage(handle)))
    }
    return (0..<PQntuples(result)).map { String(cString: PQgetvalue(result, $0, 0)) }
  }
}
