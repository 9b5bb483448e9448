import Casework
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Language
import Logging
import Operations
import Regulations
import Storage

/// An answer that is a problem (RFC 9457): thrown by handlers, made into JSON or a page in one place.
struct Problem: Error {
  let status: HTTPResponse.Status
  /// The last part of the problem's type: `/problems/not-found`.
  let type: String
  let detail: String
  /// Where in the input, when it was the input.
  var place: String?
  var retryAfter: Int?
  /// What is wrong with the answers of a form, place by place.
  var faults: [FormFault] = []

  static let unauthorized = Problem(
    status: .unauthorized, type: "unauthorized", detail: "A valid bearer token is required.")
  static let noProgram = Problem(
    status: .unauthorized, type: "unauthorized",
    detail: "Send the user name and password of a program that is let in (HTTP Basic).")
  static let notFound = Problem(
    status: .notFound, type: "not-found", detail: "There is no such thing here.")
  static let badForm = Problem(
    status: .forbidden, type: "stale-form",
    detail: "The form has expired or came from elsewhere; open the page again.")

  init(
    status: HTTPResponse.Status, type: String, detail: String, place: String? = nil,
    retryAfter: Int? = nil
  ) {
    self.status = status
    self.type = type
    self.detail = detail
    self.place = place
    self.retryAfter = retryAfter
  }

  static func badInput(_ place: String, _ problem: String) -> Problem {
    Problem(status: .badRequest, type: "bad-input", detail: problem, place: place)
  }

  /// The problem an error stands for; nothing internal leaves the system.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case OperationFault.forbidden(let what):
      self.init(status: .forbidden, type: "forbidden", detail: "You may not do this: \(what).")
    case OperationFault.notFound(let what):
      self.init(status: .notFound, type: "not-found", detail: "There is no such \(what).")
    case OperationFault.badInput(let place, let problem):
      self.init(status: .badRequest, type: "bad-input", detail: problem, place: place)
    case OperationFault.stateConflict(let what):
      self.init(status: .conflict, type: "state-conflict", detail: what)
    case let drafts as TooManyDrafts:
      self.init(
        status: .conflict, type: "state-conflict",
        detail:
          "You have \(drafts.count) drafts of this procedure; file one of them, or throw one away first."
      )
    case let refused as FormRefused:
      self.init(
        status: .badRequest, type: "bad-input", detail: refused.description,
        place: refused.faults.first?.place)
      faults = refused.faults
    case let fault as JSONFault:
      self.init(
        status: .badRequest, type: "bad-input", detail: "\(fault.message) \(fault.remedy)",
        place: "line \(fault.line), column \(fault.column)")
    case let fault as PackFault:
      self.init(
        status: .badRequest, type: "bad-input", detail: fault.problem,
        place: fault.place.isEmpty ? fault.file : fault.place)
    case StorageFault.unavailable:
      self.init(
        status: .serviceUnavailable, type: "unavailable",
        detail: "The system is busy or out of room; try again.", retryAfter: 2)
    case let error as any HTTPResponseError:
      self.init(
        status: error.status, type: error.status == .notFound ? "not-found" : "bad-input",
        detail: error.status.reasonPhrase)
    default:
      self.init(
        status: .internalServerError, type: "internal",
        detail: "Something went wrong on our side; nothing was changed.")
    }
  }

  /// The problem as JSON.
  var json: [UInt8] {
    var out = JSONWriter()
    out.beginObject()
    out.field("type", "/problems/\(type)")
    out.field("title", status.reasonPhrase)
    out.field("status", status.code)
    out.field("detail", detail)
    if let place { out.field("place", place) }
    if !faults.isEmpty {
      out.key("faults")
      out.beginArray()
      for fault in faults {
        out.beginObject()
        out.field("place", fault.place)
        out.field("problem", fault.problem.rawValue)
        if let bound = fault.bound { out.field("bound", bound) }
        out.endObject()
      }
      out.endArray()
    }
    out.endObject()
    return out.bytes
  }
}

/// Turns what handlers throw into an answer: JSON for programs, a page for people.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = SiteContext
  let site: Site

  func handle(
    _ request: Request, context: SiteContext,
    next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = ProblemMiddleware.answer(error, request, context, site)
    }
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    let mayBeLarge =
      announced > context.maxUploadSize || request.headers[.transferEncoding] != nil
    if !context.hasReadBody, mayBeLarge || response.status == .contentTooLarge {
      // What was not read would otherwise be drained for as long as the client cares to send.
      response.headers[.connection] = "close"
      context.leave()
    }
    return response
  }

  /// The answer to an error, in the language and to the person that the context knows by then.
  static func answer(
    _ error: any Error, _ request: Request, _ context: SiteContext, _ site: Site
  ) -> Response {
    if let needed = error as? SignInNeeded {
      return Reply.redirect("/sign-in?to=\(needed.from.text)")
    }
    let problem = Problem(error)
    if problem.status == .internalServerError {
      context.logger.error("request failed", metadata: ["error": "\(Log.safe(error))"])
    }
    var response =
      request.uri.path.hasPrefix("/api/") || request.uri.path == "/receipts"
      ? Reply.json(problem.json, status: problem.status, type: "application/problem+json")
      : ProblemPage.response(problem, request, context, site)
    if problem.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
    return response
  }
}
