import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Kernel

/// Watches a server: counts and logs its answers, and knows when it is about to stop.
package final class Watch: @unchecked Sendable {
  package let log: Log
  package let metrics = Metrics()
  let startedAt: Instant
  private let lock = NSLock()
  private var stopping = false

  package init(_ log: Log) {
    self.log = log
    startedAt = Clock.system.now
  }

  /// From here on `/health` says that the server is stopping, while it still answers.
  package func beginStopping() { lock.withLock { stopping = true } }

  package var isStopping: Bool { lock.withLock { stopping } }

  /// The figures of a site in Prometheus' text format.
  package func text(of site: Site) -> String {
    MetricsText(metrics, of: site, startedAt: startedAt).text
  }
}

/// Counts and logs each answer; the outermost of all, so that it sees what people get.
struct WatchMiddleware: RouterMiddleware {
  typealias Context = SiteContext
  let watch: Watch

  /// Seconds after which an answer is told as slow.
  static let slow = 1.0

  func handle(
    _ request: Request, context: SiteContext,
    next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    let begin = DispatchTime.now().uptimeNanoseconds
    watch.metrics.began()
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      tell(context, request, 500, since: begin)
      throw error
    }
    if watch.isStopping {
      if request.uri.path == "/health" { response = WatchMiddleware.stopping }
      // Whoever holds this connection open opens the next one elsewhere.
      response.headers[.connection] = "close"
    }
    tell(context, request, response.status.code, since: begin)
    return response
  }

  private static var stopping: Response {
    Reply.bytes(
      Array("stopping\n".utf8), type: "text/plain; charset=utf-8", status: .serviceUnavailable,
      cache: "no-store")
  }

  private func tell(_ context: SiteContext, _ request: Request, _ status: Int, since: UInt64) {
    let seconds = Double(DispatchTime.now().uptimeNanoseconds &- since) / 1_000_000_000
    let method = request.method.rawValue
    let route = watch.metrics.ended(
      context.endpointPath, method, status: status, seconds: seconds)
    let level: Log.Level = status >= 500 ? .error : seconds >= Self.slow ? .warning : .info
    watch.log.event(level, "answered") { json in
      json.field("route", route)
      json.field("method", Metrics.methods.contains(method) ? method : "other")
      json.field("status", status)
      json.field("microseconds", Int(seconds * 1_000_000))
      json.field("request", context.id)
    }
  }
}
