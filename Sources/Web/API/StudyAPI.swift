import Hummingbird
import JSON
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage

// Payments, attendance, marks and results over HTTP.
extension OperationsAPI {
  func body(_ request: Request, _ context: SiteContext) async throws -> (
    [UInt8], Reader
  ) {
    let bytes = try await bodyBytes(request, context)
    let value = bytes.isEmpty ? .object(Value.Members()) : try JSON.read(bytes)
    return (bytes, Reader(value, file: "body"))
  }

  /// POST /api/v1/invoices/{id}/payments
  func settle(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("gateway", "reference", "amount", "paidAt")
    return try await perform(
      SettlePayment(
        gateway: try body.text("gateway"), reference: try body.text("reference"),
        invoice: try context.id("id"), amount: try body.required("amount").money(),
        paidAt: try body.required("paidAt").instant()), request, context, body: bytes
    ) { isNew, json in json.field("new", isNew) }
  }

  /// POST /api/v1/invoices/{id}/credit-payments
  func payFromCredit(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("credit")
    return try await perform(
      PayFromCredit(
        invoice: try context.id("id"), account: try body.required("credit").choice()), request,
      context, body: bytes
    ) { used, json in json.field("used", used.description) }
  }

  /// POST /api/v1/me/refund-requests
  func requestRefund(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only()
    return try await perform(
      RequestRefund(learner: try context.bearer().person.id), request, context, body: bytes)
  }

  /// POST /api/v1/sections/{id}/lessons/{number}/attendance
  func recordAttendance(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("entries")
    guard let number = context.parameters.get("number", as: Int.self) else {
      throw Problem.notFound
    }
    let entries = try body.required("entries").list().map { item in
      try item.only("learner", "mark", "consumed")
      guard let learner = PersonID(text: try item.text("learner")) else {
        throw item.fault("learner is no identifier")
      }
      return RecordAttendance.Entry(
        learner: learner, mark: try item.optional("mark")?.choice() ?? .present,
        consumed: try item.optional("consumed")?.integer())
    }
    return try await perform(
      RecordAttendance(section: try context.id("id"), number: number, entries: entries), request,
      context, body: bytes
    ) { count, json in json.field("recorded", count) }
  }

  /// POST /api/v1/registrations/{id}/bar-lifts
  func liftBar(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("reason")
    return try await perform(
      LiftBar(registration: try context.id("id"), reason: try body.text("reason")), request,
      context, body: bytes
    ) { bar, json in json.field("bar", bar.rawValue) }
  }

  /// POST /api/v1/registrations/{id}/marks
  func enterMark(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("component", "mark")
    return try await perform(
      EnterMark(
        registration: try context.id("id"), component: try body.text("component"),
        mark: try mark(body)), request, context, body: bytes
    ) { mark, json in json.field("mark", mark.decimal) }
  }

  /// POST /api/v1/registrations/{id}/rating
  func rateCourse(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("stars", "words")
    return try await perform(
      RateCourse(
        registration: try context.id("id"), stars: try body.required("stars").integer(),
        words: try body.text("words")), request, context, body: bytes)
  }

  private func mark(_ body: Reader) throws -> Mark {
    let reader = try body.required("mark")
    guard let mark = Mark(try reader.decimal()) else {
      throw reader.fault("must be 0...100 with at most six decimals")
    }
    return mark
  }

  /// POST /api/v1/registrations/{id}/results
  func approveResult(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("verdict", "code", "number")
    guard body.optional("verdict") == nil || body.optional("code") == nil else {
      throw Problem.badInput("code", "Send a verdict or a code, not both.")
    }
    var basis = ApproveResult.Basis.marks
    if let verdict = try body.optional("verdict")?.text() {
      guard verdict == "pass" || verdict == "fail" else {
        throw Problem.badInput("verdict", "Write pass or fail.")
      }
      basis = .verdict(passed: verdict == "pass")
    } else if let code = try body.optional("code")?.text() {
      basis = .unfinished(code)
    }
    return try await perform(
      ApproveResult(
        registration: try context.id("id"), basis: basis, number: try body.text("number")),
      request, context, body: bytes
    ) { symbol, json in json.field("symbol", symbol) }
  }

  /// POST /api/v1/registrations/{id}/corrections
  func correctResult(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("mark", "clerical", "justification", "number")
    return try await perform(
      CorrectResult(
        registration: try context.id("id"), mark: try mark(body),
        isClerical: try body.required("clerical").flag(),
        justification: try body.text("justification"), number: try body.text("number")),
      request, context, body: bytes
    ) { symbol, json in json.field("symbol", symbol) }
  }

  /// POST /api/v1/terms/{id}/windows
  func moveWindow(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("kind", "from", "through", "decision")
    return try await perform(
      MoveWindow(
        term: try context.id("id"), kind: try body.required("kind").choice(),
        from: try body.required("from").day(), through: try body.required("through").day(),
        decision: try body.text("decision")), request, context, body: bytes)
  }
}
