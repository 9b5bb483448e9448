import Credentials
import HTTPTypes
import Hummingbird
import Kernel
import Operations
import Storage

/// Status lists, for anybody and without a session: whether a credential still stands must not hang
/// on anything else of an installation.
struct StatusAPI: Sendable {
  let site: Site

  /// GET /status/{id}[?timestamp=…]: the snapshot that speaks of now, or of an instant past (Bitstring
  /// Status List 1.0, section 3.1).
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let id: ID<StatusListTag> = try context.id("id")
    var at = site.now
    if let written = request.uri.queryParameters["timestamp"] {
      guard let instant = Instant(text: String(written)) else {
        throw Problem.badInput("timestamp", "Write an instant: 2026-09-06T10:00:00Z.")
      }
      at = instant
    }
    let found = try site.office.database.read { try StatusSnapshot.newest(id, at: at, in: $0) }
    // One that had ended by then says nothing of that instant.
    guard let found, at < found.until || request.uri.queryParameters["timestamp"] == nil else {
      throw Problem.notFound
    }
    return Reply.bytes(found.document, type: "application/vc", cache: "max-age=300")
  }
}
