import Hummingbird
import JSON
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage

/// People and their roles over HTTP, for administrators and the registrar. Secrets are not given
/// here: an answer may be kept with its idempotency key.
struct PeopleAPI: Sendable {
  let operations: OperationsAPI
  private static let perPage = 100

  /// GET /api/v1/people, `?page=`: names are not searched in addresses.
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let site = operations.site
    let visitor = try context.bearer()
    let roles = visitor.actor.roles(at: site.now)
    guard roles.contains(.administrator) || roles.contains(.registrar) else {
      throw OperationFault.forbidden("it takes the role administrator or registrar")
    }
    let page = request.uri.queryParameters["page"].map { Int($0) } ?? 1
    guard let page, (1...1_000_000) ~= page else {
      throw Problem.badInput("page", "Write a whole number from 1.")
    }
    var json = JSONWriter(reserving: 8192)
    json.beginArray()
    try site.office.database.read { tx in
      let people = try Person.page(
        visitor.actor.scope, offset: (page - 1) * Self.perPage, limit: Self.perPage, in: tx)
      for person in people {
        try PeopleAPI.write(person, try Grant.of(person.id, in: tx), at: site.now, into: &json)
      }
    }
    json.endArray()
    return Reply.json(json.bytes)
  }

  private static func write(
    _ person: Person, _ grants: [Grant], at: Instant, into json: inout JSONWriter
  ) throws {
    json.beginObject()
    json.field("id", person.id.description)
    json.field("login", person.login)
    json.field("name", person.nameEn)
    json.field("nameArabic", person.nameAr)
    json.field("language", person.tongue.rawValue)
    json.field("buyer", person.buyer.rawValue)
    json.key("roles")
    json.beginArray()
    for grant in grants where grant.from <= at && (grant.until.map { at < $0 } ?? true) {
      json.beginObject()
      json.field("id", grant.id.description)
      json.field("role", grant.role.rawValue)
      if let course = grant.course { json.field("course", course.description) }
      if let section = grant.section { json.field("section", section.description) }
      json.field("from", grant.from.utcText)
      if let until = grant.until { json.field("until", until.utcText) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  /// POST /api/v1/people
  func add(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    return try await operations.perform(
      AddPerson(try NewPerson(body), secret: nil), request, context, body: bytes
    ) { person, json in json.field("person", person.description) }
  }

  /// POST /api/v1/people/{id}/roles
  func giveRole(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("role")
    return try await operations.perform(
      GiveRole(person: try context.id("id"), role: try body.required("role").choice()), request,
      context, body: bytes
    ) { grant, json in json.field("grant", grant.description) }
  }

  /// POST /api/v1/roles/{id}/end
  func endRole(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only()
    return try await operations.perform(
      EndRole(grant: try context.id("id")), request, context, body: bytes)
  }
}

extension OperationsAPI {
  /// POST /api/v1/courses
  func addCourse(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    return try await perform(AddCourse(try NewCourse(body)), request, context, body: bytes) {
      course, json in json.field("course", course.description)
    }
  }

  /// POST /api/v1/terms
  func addTerm(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    return try await perform(AddTerm(try NewTerm(body)), request, context, body: bytes) {
      term, json in json.field("term", term.description)
    }
  }
}

/// Questions that the law left to a person, over HTTP.
struct QuestionsAPI: Sendable {
  let operations: OperationsAPI

  /// GET /api/v1/questions: those that wait, the longest first.
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let site = operations.site
    let visitor = try context.bearer()
    let roles = visitor.actor.roles(at: site.now)
    guard Question.offices.contains(where: roles.contains) else {
      throw OperationFault.forbidden("it takes an office that answers questions")
    }
    let open = try site.office.database.read {
      try Question.open(visitor.actor.scope, limit: 500, in: $0)
        .filter { roles.contains($0.office) }
    }
    var json = JSONWriter(reserving: 4096)
    json.beginArray()
    for question in open {
      json.beginObject()
      json.field("ruling", question.ruling.description)
      json.field("operation", question.operation)
      json.field("outcome", question.outcome.rawValue)
      json.field("article", question.headline)
      json.field("openedAt", question.openedAt.utcText)
      json.field("office", question.office.rawValue)
      if let subject = question.subject { json.field("subject", subject.description) }
      json.endObject()
    }
    json.endArray()
    return Reply.json(json.bytes)
  }

  /// POST /api/v1/questions/{id}/closing
  func close(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("decision")
    return try await operations.perform(
      CloseQuestion(ruling: try context.id("id"), decision: try body.text("decision")), request,
      context, body: bytes)
  }
}
