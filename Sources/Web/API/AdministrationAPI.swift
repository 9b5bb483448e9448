import Hummingbird
import JSON
import Kernel
import Licensing
import Operations
import People
import Registrar
import Regulations

// What prepares and runs a term over HTTP: sections, lessons, admission, plans, delegations,
// licences, parameters.
extension OperationsAPI {
  private func id<Of>(_ reader: Reader, _: Of.Type = Of.self) throws -> ID<Of> {
    guard let id = ID<Of>(text: try reader.text()) else {
      throw reader.fault("is no identifier")
    }
    return id
  }

  private func mark(_ reader: Reader?) throws -> Mark? {
    guard let reader else { return nil }
    guard let mark = Mark(try reader.decimal()) else { throw reader.fault("must be 0...100") }
    return mark
  }

  /// POST /api/v1/courses/{id}/sections
  func offerSection(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("term", "maximum", "instructor")
    return try await perform(
      OfferSection(
        course: try context.id("id"), term: try id(try body.required("term")),
        maximum: try body.required("maximum").integer(),
        instructor: try body.optional("instructor").map { try id($0) }), request, context,
      body: bytes
    ) { section, json in json.field("section", section.description) }
  }

  /// POST /api/v1/sections/{id}/decision
  func decideSection(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only()
    return try await perform(
      DecideSection(section: try context.id("id")), request, context, body: bytes
    ) { opened, json in json.field("opened", opened) }
  }

  /// POST /api/v1/sections/{id}/lessons
  func planLessons(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("lessons")
    let lessons = try body.required("lessons").list().map { item in
      try item.only("startsAt", "mode")
      let mode: Lesson.Mode = try item.required("mode").choice()
      return (startsAt: try item.required("startsAt").instant(), mode: mode)
    }
    return try await perform(
      PlanLessons(section: try context.id("id"), lessons: lessons), request, context, body: bytes
    ) { made, json in json.field("planned", made.count) }
  }

  /// POST /api/v1/courses/{id}/admissions
  func recordAdmission(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("learner", "condition", "met")
    return try await perform(
      RecordAdmission(
        course: try context.id("id"), learner: try id(try body.required("learner")),
        code: try body.text("condition"), met: try body.required("met").flag()), request,
      context, body: bytes
    ) { met, json in json.field("met", met) }
  }

  /// POST /api/v1/courses/{id}/plans
  func submitPlan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("term", "components", "outcomes")
    let components = try body.required("components").list().map { item in
      try item.only("code", "title", "weight", "required", "minimum", "outcome")
      return AssessmentPlan.Component(
        code: try item.text("code"), title: try item.text("title"),
        weight: try item.required("weight").integer(),
        isRequired: try item.optional("required")?.flag() ?? true,
        minimum: try mark(item.optional("minimum")), outcome: try item.optional("outcome")?.text())
    }
    let outcomes = try body.list("outcomes").map { item in
      try item.only("code", "minimum")
      return (
        code: try item.text("code"), minimum: try mark(try item.required("minimum")) ?? .zero
      )
    }
    return try await perform(
      SubmitAssessmentPlan(
        course: try context.id("id"), term: try id(try body.required("term")),
        components: components, outcomeMinima: outcomes), request, context, body: bytes
    ) { plan, json in json.field("plan", plan.description) }
  }

  /// POST /api/v1/courses/{id}/plan-approvals
  func approvePlan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("term")
    return try await perform(
      ApproveAssessmentPlan(
        course: try context.id("id"), term: try id(try body.required("term"))), request, context,
      body: bytes)
  }

  /// POST /api/v1/delegations
  func delegate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("role", "to", "course", "section", "from", "until")
    return try await perform(
      Delegate(
        role: try body.required("role").choice(), to: try id(try body.required("to")),
        course: try body.optional("course").map { try id($0) },
        section: try body.optional("section").map { try id($0) },
        from: try body.required("from").instant(), until: try body.required("until").instant()),
      request, context, body: bytes
    ) { grant, json in json.field("grant", grant.description) }
  }

  /// POST /api/v1/licence-statuses
  func setLicenceStatus(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("licence", "status", "from", "article", "reason")
    let word = try body.text("status")
    guard let status = Licence.Status(rawValue: word) else {
      throw Problem.badInput(
        "status", "Write one of \(Licence.Status.allCases.map(\.rawValue).joined(separator: ", "))."
      )
    }
    return try await perform(
      SetLicenceStatus(
        number: try body.text("licence"), status: status,
        from: try body.required("from").instant(), article: try body.text("article"),
        reason: try body.text("reason")), request, context, body: bytes)
  }

  /// POST /api/v1/parameters
  func setParameter(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("pack", "key", "value", "from", "decision")
    return try await perform(
      SetParameter(
        pack: try body.text("pack"), key: try body.text("key"), value: try body.text("value"),
        from: try body.required("from").day(), decision: try body.text("decision")), request,
      context, body: bytes)
  }
}
