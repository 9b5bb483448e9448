/// Where an installation's database is: a file of SQLite's, or a database of a PostgreSQL server.
package enum DatabaseAddress: Sendable {
  case sqlite(path: String)
  /// The text is libpq's own connection string or URI; it may hold a password.
  case postgres(conninfo: String)

  /// Reads `sqlite:PATH` or `postgres:CONNINFO`; nil for anything else.
  package init?(_ text: String) {
    if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
      self = .sqlite(path: String(text.dropFirst(7)))
    } else if text.hasPrefix("postgres://") {
      self = .postgres(conninfo: text)
    } else if text.hasPrefix("postgres:"), text.utf8.count > 9 {
      self = .postgres(conninfo: String(text.dropFirst(9)))
    } else {
      return nil
    }
  }
}
