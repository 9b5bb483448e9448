import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import NIOCore
import Operations
import Regulations
import Storage

/// The Experience API at one address, in one version.
struct XAPI: Sendable {
  let site: Site
  let version: Version
  /// Where it is mounted: `/xapi/1.0.3`.
  let mount: String

  enum Header {
    static let version = name("X-Experience-API-Version")
    static let through = name("X-Experience-API-Consistent-Through")
    static let hash = name("X-Experience-API-Hash")
    static let allowOrigin = name("Access-Control-Allow-Origin")
    static let allowMethods = name("Access-Control-Allow-Methods")
    static let allowHeaders = name("Access-Control-Allow-Headers")
    static let exposeHeaders = name("Access-Control-Expose-Headers")

    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .via }
  }

  /// The most bytes of one request.
  static let limit = 16 << 20

  /// All its resources, under one address each.
  func add(to router: Router<SiteContext>) {
    let statements = XAPIStatements(api: self)
    let all: [(String, [(HTTPRequest.Method, Handler)])] = [
      (
        "statements",
        [(.get, statements.read), (.put, statements.put), (.post, statements.post)]
      ),
      ("statements/more/:cursor", [(.get, statements.more)]),
      ("activities", [(.get, activity)]), ("agents", [(.get, person)]), ("about", [(.get, about)]),
      ("activities/state", documents(.state)), ("activities/profile", documents(.activity)),
      ("agents/profile", documents(.agent)),
    ]
    for (resource, handlers) in all {
      let path = RouterPath("\(mount)/\(resource)")
      for method in [HTTPRequest.Method.get, .head, .put, .post, .delete] {
        router.on(path, method: method) { request, context in
          await answer(request, context, resource, handlers)
        }
      }
      router.on(path, method: .options) { _, _ in preflight() }
    }
  }

  private func documents(_ kind: RecordDocument.Kind) -> [(HTTPRequest.Method, Handler)] {
    let documents = XAPIDocuments(kind: kind)
    return [
      (.get, documents.read), (.put, documents.change), (.post, documents.change),
      (.delete, documents.change),
    ]
  }

  typealias Handler = @Sendable (Call) async throws -> Response

  /// Answers a request whatever it is; what goes wrong becomes an answer here, since every one carries
  /// the version.
  private func answer(
    _ request: Request, _ context: SiteContext, _ resource: String,
    _ handlers: [(HTTPRequest.Method, Handler)]
  ) async -> Response {
    // What a read that begins now will see is known only before it begins.
    let through = site.office.recordsConsistentThrough()
    var response: Response
    var isHead = request.method == .head
    do {
      let call = try await Call(request, context, self)
      isHead = call.method == .head
      let method = isHead ? HTTPRequest.Method.get : call.method
      guard let handler = handlers.first(where: { $0.0 == method })?.1 else {
        throw Problem(
          status: .methodNotAllowed, type: "bad-input", detail: "This resource has no such method.")
      }
      if resource != "about" { try check(call) }
      response = try await handler(call)
    } catch {
      response = XAPI.refusal(error)
    }
    response.headers[Header.version] = version.rawValue
    if resource.hasPrefix("statements") { response.headers[Header.through] = through.utcText }
    response.headers[Header.allowOrigin] = "*"
    response.headers[Header.exposeHeaders] =
      "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through"
    return isHead ? response.createHeadResponse() : response
  }

  private func preflight() -> Response {
    Response(
      status: .noContent,
      headers: [
        Header.allowOrigin: "*", Header.allowMethods: "GET, HEAD, PUT, POST, DELETE",
        Header.allowHeaders:
          "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version",
        Header.version: version.rawValue,
      ])
  }

  /// Holds a call to its version and to a client that is let in.
  private func check(_ call: Call) throws {
    guard let asked = call.header("X-Experience-API-Version"), version.accepts(header: asked) else {
      throw Problem.badInput(
        "X-Experience-API-Version", "Say which version you speak; here it is \(version.rawValue).")
    }
    guard call.client != nil else { throw Problem.noProgram }
  }

  /// An error as an answer, with its place and what to do.
  private static func refusal(_ error: any Error) -> Response {
    let problem: Problem
    switch error {
    case let fault as InputFault: problem = .badInput(fault.place, fault.problem)
    case RecordFault.bad(let fault): problem = .badInput(fault.place, fault.problem)
    case RecordFault.conflict(let why):
      problem = Problem(status: .conflict, type: "state-conflict", detail: why)
    case RecordFault.precondition(let why):
      problem = Problem(status: .preconditionFailed, type: "precondition", detail: why)
    case RecordFault.forbidden(let why):
      problem = Problem(status: .forbidden, type: "forbidden", detail: why)
    case RecordFault.unlicensed(let ruling):
      let article = ruling.headline?.citation.description ?? "no licence"
      problem = Problem(
        status: .forbidden, type: "refused",
        detail: "The licence under which this client writes does not stand (\(article)).",
        place: article)
    default: problem = Problem(error)
    }
    var response = Reply.json(
      problem.json, status: problem.status, type: "application/problem+json")
    if problem.status == .unauthorized {
      response.headers[.wwwAuthenticate] = "Basic realm=\"Sanad xAPI\", charset=\"UTF-8\""
    }
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
    return response
  }

  // MARK: - Small resources

  @Sendable private func about(_ call: Call) async throws -> Response {
    try call.only([])
    var out = JSONWriter()
    out.beginObject()
    out.key("version")
    out.beginArray()
    for version in Version.allCases { out.string(version.rawValue) }
    out.endArray()
    out.endObject()
    return Reply.json(out.bytes)
  }

  @Sendable private func activity(_ call: Call) async throws -> Response {
    try call.only(["activityId"])
    let client = try call.reader()
    let id = try call.activity()
    let keys = try site.office.recordKeys(client.scope)
    let found = try site.office.database.read {
      try ActivityDefinition.find(id, keys, in: $0)
    }
    var members = Value.Members([("objectType", .text("Activity")), ("id", .text(id))])
    if let found { members.set("definition", found.definition) }
    return Reply.json(JSON.write(.object(members)))
  }

  /// Who an agent is: only what the asker says already, since nobody's names are put together here.
  @Sendable private func person(_ call: Call) async throws -> Response {
    try call.only(["agent"])
    _ = try call.reader()
    let agent = try call.agent()
    var members = Value.Members([("objectType", .text("Person"))])
    for (name, value) in agent.members?.pairs ?? [] where !Name.same(name, "objectType") {
      members.set(name, .list([value]))
    }
    return Reply.json(JSON.write(.object(members)))
  }
}
