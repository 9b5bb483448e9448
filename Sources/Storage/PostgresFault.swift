import CPostgres

// What the server's answers mean when they are no rows.
extension PostgresConnection {
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
