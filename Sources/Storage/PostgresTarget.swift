import CPostgres

/// A database of a PostgreSQL server as libpq's connection string names it.
struct PostgresTarget: Sendable {
  let conninfo: String
  /// Database and host, for people; never a password.
  let name: String

  init(_ conninfo: String) throws {
    // libpq's own message would quote the text, and with it a password.
    guard let options = PQconninfoParse(conninfo, nil) else {
      throw StorageFault.schema(
        "the text after postgres: is not a connection string of PostgreSQL's; write it like "
          + "postgres:host=/run/postgresql dbname=sanad or postgres://user@host/sanad")
    }
    defer { PQconninfoFree(options) }
    var database = "the user's own database"
    var host = "this machine"
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        switch String(cString: keyword) {
        case "dbname": database = String(cString: value)
        case "host": host = String(cString: value)
        default: break
        }
      }
      option = option.successor()
    }
    self.conninfo = conninfo
    name = "PostgreSQL database \(database) on \(host)"
  }

  /// A connection, or why there is none.
  func connect() throws -> OpaquePointer {
    // What stands before `dbname` are defaults, which the connection string may change.
    let settings = [
      ("connect_timeout", "5"), ("fallback_application_name", "sanad"), ("keepalives_idle", "15"),
      ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "20000"),
      ("dbname", conninfo), ("client_encoding", "UTF8"),
    ]
    let texts = settings.map { (Array($0.0.utf8CString), Array($0.1.utf8CString)) }
    let handle = PostgresTarget.pointers(to: texts.map(\.0)) { keywords in
      PostgresTarget.pointers(to: texts.map(\.1)) { PQconnectdbParams(keywords, $0, 1) }
    }
    guard let handle else { throw StorageFault.unavailable("no memory") }
    guard PQstatus(handle) == CONNECTION_OK else {
      let message = PostgresTarget.oneLine(String(cString: PQerrorMessage(handle)))
      PQfinish(handle)
      throw StorageFault.unavailable("\(name): \(message)")
    }
    return handle
  }

  /// Hands over the addresses of C strings, ended by a null.
  private static func pointers<Held>(
    to texts: [[CChar]], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Held
  ) -> Held {
    let bytes = texts.flatMap { $0 }
    return bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      var addresses: [UnsafePointer<CChar>?] = []
      for text in texts {
        addresses.append(buffer.baseAddress.map { $0 + offset })
        offset += text.count
      }
      addresses.append(nil)
      return addresses.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }

  static func oneLine(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: " ")
  }
}
