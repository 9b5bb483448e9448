import CPostgres

// What a connection asks of the server before it is used, and the schema.
extension PostgresConnection {
  /// What must hold before anything is told to be durable.
  func check() throws {
    try script(
      """
      SET client_min_messages = error; SET jit = off; SET statement_timeout = '60s';
      SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'
      """)
    guard PQserverVersion(handle) >= 150_000 else {
      throw StorageFault.schema("Sanad needs PostgreSQL 15 or later")
    }
    guard mode == .writer else { return }
    guard try setting("server_encoding") == "UTF8" else {
      throw StorageFault.schema("the database must have the encoding UTF8")
    }
    // Set in the session, it stays what is looked at here, whatever the server's files say later.
    try script(
      """
      SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)
      """)
    guard try setting("synchronous_commit") != "off" else {
      throw StorageFault.schema("synchronous_commit is off: nothing would be durable")
    }
    guard try setting("transaction_read_only") == "off" else {
      throw StorageFault.unavailable("the PostgreSQL server is a standby: it only reads")
    }
  }

  /// Lets the open transaction last as long as it needs.
  func takeTime() throws {
    try change("SET LOCAL statement_timeout = 0", [])
    try change("SET LOCAL idle_in_transaction_session_timeout = 0", [])
  }

  private func setting(_ name: StaticString) throws -> String {
    let result = PQexec(handle, "SHOW \(name)")
    defer { PQclear(result) }
    guard let result else { throw lost() }
    if let fault = fault(in: result, of: .query) { throw fault }
    return PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? ""
  }

  /// Statements of our own without parameters, outside the pipeline.
  private func script(_ text: String) throws {
    try settle()
    let isPipelined = PQpipelineStatus(handle) != PQ_PIPELINE_OFF
    guard !isPipelined || PQexitPipelineMode(handle) == 1 else { throw lost() }
    let result = PQexec(handle, text)
    defer { PQclear(result) }
    guard let result else { throw lost() }
    let found = fault(in: result, of: .change)
    guard !isPipelined || PQenterPipelineMode(handle) == 1 else { throw lost() }
    if let found { throw found }
  }

  func schemaVersion() throws -> Int {
    let hasTable = try first(
      "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_version')", []
    ) { $0.flag(0) }
    guard hasTable == true else { return 0 }
    return try first("SELECT MAX(version) FROM schema_version", []) { $0.int(0) } ?? 0
  }

  func migrate(to version: Int, _ script: String) throws {
    do {
      try begin()
      try change("SET LOCAL statement_timeout = 0", [])
      guard try schemaVersion() == version - 1 else { return rollback() }
      if version == 1 {
        try self.script("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
      }
      try self.script(PostgresSchema.translate(script))
      try change("INSERT INTO schema_version (version) VALUES ($1)", [.int(version)])
      try commit()
    } catch {
      rollback()
      throw error
    }
  }

  func columns(of table: String) throws -> [Column] {
    try rows(
      text: """
        SELECT a.attname, format_type(a.atttypid, NULL), COALESCE((
          SELECT k.place FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (number, place)
          WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.number = a.attnum), 0)
        FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0
          AND NOT a.attisdropped ORDER BY a.attnum
        """, [.text(table)]
    ) { Column(name: $0.text(0), type: $0.text(1), keyPlace: $0.int(2)) }
  }

  func continueNumbers(of table: String, key: String) throws {
    _ = try rows(
      text: """
        SELECT setval(pg_get_serial_sequence('\(table)', '\(key)'), MAX(\(key))) FROM \(table)
        """
    ) { _ in true }
  }
}
