import Foundation
import Storage

/// What a server has answered since it started, counted under one short lock.
package final class Metrics: @unchecked Sendable {
  /// A route as the router knows it, with its method.
  struct Route: Hashable, Sendable {
    let path: String
    let method: String
  }

  /// What was answered on one route.
  struct Answers: Sendable {
    /// The route as the documents write it: `/api/v1/sections/{id}/registrations`.
    let template: String
    var statuses: [Int: Int] = [:]
    var seconds = Histogram(Metrics.bounds)
  }

  static let bounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Methods that get a label of their own: what a stranger invents must not make a new one.
  static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  private let lock = NSLock()
  private var answers: [Route: Answers] = [:]
  private var running = 0

  package init() {}

  func began() { lock.withLock { running &+= 1 } }

  /// Counts an answer and returns the route's template.
  func ended(_ path: String?, _ method: String, status: Int, seconds: Double) -> String {
    let route = Route(
      path: path ?? "NotFound", method: Metrics.methods.contains(method) ? method : "other")
    return lock.withLock {
      running &-= 1
      if answers[route] == nil { answers[route] = Answers(template: Metrics.template(route.path)) }
      answers[route]?.statuses[status, default: 0] &+= 1
      answers[route]?.seconds.record(seconds)
      return answers[route]?.template ?? ""
    }
  }

  /// Requests being answered now, and all answers so far in the order of their routes.
  var now: (running: Int, answers: [(route: Route, answers: Answers)]) {
    let (running, held) = lock.withLock { (self.running, self.answers) }
    let sorted = held.sorted { ($0.key.path, $0.key.method) < ($1.key.path, $1.key.method) }
    return (running, sorted.map { ($0.key, $0.value) })
  }

  /// `/sections/:id` as `/sections/{id}`; what no route matches is `none`.
  static func template(_ path: String) -> String {
    if path == "NotFound" { return "none" }
    let parts = path.split(separator: "/").map { part in
      part == "**" ? "{rest}" : part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
    }
    return "/" + parts.joined(separator: "/")
  }
}
