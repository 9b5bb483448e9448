import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import NIOCore
import Operations

/// A request of xAPI as its resources see it, whichever way it was written.
struct Call: Sendable {
  let api: XAPI
  let method: HTTPRequest.Method
  let parameters: [(name: String, value: String)]
  let body: [UInt8]
  let client: RecordClient?
  /// The last part of the path of a page that goes on.
  let cursor: String?
  private let headers: [(name: String, value: String)]

  var site: Site { api.site }
  var version: Version { api.version }
  var check: StatementCheck { StatementCheck(api.version) }

  init(_ request: Request, _ context: SiteContext, _ api: XAPI) async throws {
    self.api = api
    cursor = context.parameters.get("cursor")
    var headers = request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
    var parameters = try Call.fields(Array((request.uri.query ?? "").utf8))
    let isAlternate =
      request.method == .post && parameters.contains { $0.name == "method" }
    if isAlternate, api.version != .one {
      throw Problem.badInput("method", "This version has no alternate request syntax.")
    }
    func client() throws -> RecordClient? {
      try headers.last { $0.name == "authorization" }.flatMap {
        try api.site.office.recordClient(authorization: $0.value, at: api.site.now)
      }
    }
    if isAlternate {
      // Who asks stands in the body.
      let form = try await request.bodyBytes(context, upTo: XAPI.limit)
      (method, parameters, body) = try Call.alternate(parameters, form, &headers)
      self.client = try client()
    } else {
      method = request.method
      self.client = try client()
      // What nobody sends is not taken in.
      let isSent = self.client != nil && (method == .put || method == .post)
      body = isSent ? try await request.bodyBytes(context, upTo: XAPI.limit) : []
    }
    self.parameters = parameters
    self.headers = headers
  }

  private static func fields(_ bytes: [UInt8]) throws -> [(name: String, value: String)] {
    let fields = FormBody(bytes).fields
    guard fields.count == bytes.split(separator: UInt8(ascii: "&")).count else {
      throw Problem.badInput("query", "The parameters are not well encoded.")
    }
    return fields
  }

  /// What a form says instead of method, headers, parameters and body (1.0.3, part three, 1.3).
  private static func alternate(
    _ parameters: [(name: String, value: String)], _ form: [UInt8],
    _ headers: inout [(name: String, value: String)]
  ) throws -> (HTTPRequest.Method, [(name: String, value: String)], [UInt8]) {
    guard parameters.count == 1, let method = HTTPRequest.Method(parameters[0].value),
      [.get, .put, .post, .delete, .head].contains(method)
    else {
      throw Problem.badInput(
        "method", "With the alternate syntax, method is the only parameter of the address.")
    }
    let known = [
      "authorization", "x-experience-api-version", "content-type", "content-length", "if-match",
      "if-none-match", "accept", "accept-language", "accept-encoding",
    ]
    var rest: [(name: String, value: String)] = []
    var content: [UInt8] = []
    headers.removeAll { $0.name == "content-type" }
    for field in try fields(form) {
      let name = field.name.lowercased()
      if known.contains(name) {
        headers.append((name, field.value))
      } else if field.name == "content" {
        content = Array(field.value.utf8)
      } else {
        rest.append(field)
      }
    }
    return (method, rest, content)
  }

  func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    return headers.last { $0.name == wanted }?.value
  }

  subscript(name: String) -> String? {
    parameters.first { Name.same($0.name, name) }?.value
  }

  /// Refuses parameters that the resource does not know, and ones given twice.
  func only(_ known: [String]) throws {
    var seen: [String] = []
    for (name, _) in parameters {
      guard known.contains(where: { Name.same($0, name) }) else {
        throw Problem.badInput(name, "There is no such parameter here; names keep their case.")
      }
      guard !seen.contains(where: { Name.same($0, name) }) else {
        throw Problem.badInput(name, "This parameter is given twice.")
      }
      seen.append(name)
    }
  }

  /// The client with one of these rights.
  func client(with rights: RecordClient.Right...) throws -> RecordClient {
    guard let client else { throw Problem.noProgram }
    guard client.may(rights) else {
      let names = rights.map(\.rawValue).joined(separator: ", ")
      throw RecordFault.forbidden("This client has none of the scopes \(names).")
    }
    return client
  }

  /// The client, if it may read anything of statements.
  func reader() throws -> RecordClient { try client(with: .read, .readMine, .readAll) }

  func required(_ name: String) throws -> String {
    guard let value = self[name] else {
      throw Problem.badInput(name, "This parameter is required.")
    }
    return value
  }

  func activity() throws -> String {
    let text = try required("activityId")
    try placed("activityId") { () throws(InputFault) in try check.activity(text) }
    return text
  }

  func agent() throws -> Value {
    let text = try required("agent")
    let value: Value
    do {
      value = try JSON.read(Array(text.utf8), limits: StatementBody.limits)
    } catch let fault {
      throw Problem.badInput("agent", fault.description)
    }
    try placed("agent") { () throws(InputFault) in try check.agent(value) }
    return value
  }

  func uuid(_ name: String) throws -> StatementID? {
    guard let text = self[name] else { return nil }
    guard let id = StatementID(text: text) else {
      throw Problem.badInput(name, "This is not a UUID.")
    }
    return id
  }

  func time(_ name: String) throws -> Instant? {
    guard let text = self[name] else { return nil }
    return try placed(name) { () throws(InputFault) in try check.time(of: text) }
  }

  func flag(_ name: String) throws -> Bool {
    switch self[name] {
    case nil, "false": return false
    case "true": return true
    default: throw Problem.badInput(name, "Write true or false.")
    }
  }

  /// The languages its sender prefers, the best first.
  var languages: [String] {
    let parts = (header("Accept-Language") ?? "").split(separator: ",").prefix(16)
    let weighed = parts.enumerated().compactMap { place, part -> (String, Double, Int)? in
      let halves = part.split(separator: ";").map { $0.filter { $0 != " " } }
      guard let tag = halves.first, tag != "*", !tag.isEmpty else { return nil }
      let weight = halves.dropFirst().first { $0.hasPrefix("q=") }
        .flatMap { Double($0.dropFirst(2)) }
      return (tag, weight ?? 1, place)
    }
    return weighed.sorted { $0.1 == $1.1 ? $0.2 < $1.2 : $0.1 > $1.1 }.map(\.0)
  }

  private func placed<Held>(
    _ name: String, _ read: () throws(InputFault) -> Held
  ) throws -> Held {
    do {
      return try read()
    } catch {
      throw Problem.badInput(
        error.place.isEmpty ? name : "\(name).\(error.place)", error.problem)
    }
  }
}

/// An instant as HTTP writes it (RFC 9110, 5.6.7): `Sun, 22 Nov 2026 13:16:07 GMT`.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ instant: Instant) -> String {
    let text = Array(instant.utcText.utf8)
    guard text.count >= 19,
      let month = Int(String(decoding: text[5..<7], as: UTF8.self)), (1...12).contains(month)
    else { return "" }
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let seconds = instant.microseconds.quotientAndRemainder(dividingBy: 1_000_000).quotient
    let weekday = Int((seconds / 86_400) % 7 + 7) % 7
    return "\(days[weekday]), \(part(8..<10)) \(months[month - 1]) \(part(0..<4)) "
      + "\(part(11..<19)) GMT"
  }
}
