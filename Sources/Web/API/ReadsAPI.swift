import Accounts
import Hummingbird
import JSON
import Kernel
import Language
import Licensing
import Operations
import People
import Registrar
import Regulations
import Storage

/// Reads over HTTP: the same rows the pages show.
struct ReadsAPI: Sendable {
  let site: Site

  private func read(
    _ context: SiteContext,
    _ write: (Transaction, Scope, inout JSONWriter) throws
      -> Void
  ) throws -> Response {
    let scope = try context.visitor?.actor.scope ?? firstScope()
    var json = JSONWriter(reserving: 4096)
    try site.office.database.read { try write($0, scope, &json) }
    return Reply.json(json.bytes)
  }

  private func firstScope() throws -> Scope {
    guard let institution = site.office.institutions.first else { throw Problem.notFound }
    return institution.scope
  }

  /// GET /api/v1/me
  func me(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    var json = JSONWriter()
    json.beginObject()
    json.field("id", visitor.person.id.description)
    json.field("login", visitor.person.login)
    json.field("name", visitor.person.nameEn)
    json.field("nameArabic", visitor.person.nameAr)
    json.field("language", visitor.person.tongue.rawValue)
    json.key("roles")
    json.beginArray()
    for role in visitor.actor.roles(at: site.now) { json.string(role.rawValue) }
    json.endArray()
    json.endObject()
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/courses
  func courses(_ request: Request, _ context: SiteContext) async throws -> Response {
    try read(context) { tx, scope, json in
      json.beginArray()
      for course in try Course.all(scope, in: tx) {
        json.beginObject()
        json.field("id", course.id.description)
        json.field("code", course.code)
        json.field("title", course.title[context.tongue])
        json.field("units", course.units)
        json.field("kind", course.kind.rawValue)
        json.endObject()
      }
      json.endArray()
    }
  }

  /// GET /api/v1/terms
  func terms(_ request: Request, _ context: SiteContext) async throws -> Response {
    try read(context) { tx, scope, json in
      json.beginArray()
      for term in try Term.all(scope, in: tx) {
        json.beginObject()
        json.field("id", term.id.description)
        json.field("code", term.code)
        json.field("title", term.title[context.tongue])
        json.field("studyStarts", term.studyStarts.description)
        json.field("ends", term.ends.description)
        json.key("windows")
        json.beginArray()
        for window in try CalendarWindow.all(term.id, at: site.now, in: tx) {
          json.beginObject()
          json.field("kind", window.kind.rawValue)
          json.field("from", window.from.description)
          json.field("through", window.through.description)
          json.endObject()
        }
        json.endArray()
        json.endObject()
      }
      json.endArray()
    }
  }

  /// GET /api/v1/terms/{id}/sections
  func sections(_ request: Request, _ context: SiteContext) async throws -> Response {
    let id: TermID = try context.id("id")
    return try read(context) { tx, scope, json in
      guard try Term.find(id, scope, in: tx) != nil else { throw Problem.notFound }
      let codes = Dictionary(try Course.all(scope, in: tx).map { ($0.id, $0.code) }) { a, _ in a }
      json.beginArray()
      for section in try Section.of(term: id, in: tx) {
        json.beginObject()
        json.field("id", section.id.description)
        json.field("course", section.course.description)
        json.field("code", codes[section.course] ?? "")
        json.field("number", section.number)
        json.field("taken", section.taken)
        json.field("maximum", section.maximum)
        json.field("state", section.state.rawValue)
        json.endObject()
      }
      json.endArray()
    }
  }

  /// GET /api/v1/me/terms/{id}
  func myTerm(_ request: Request, _ context: SiteContext) async throws -> Response {
    let learner = try context.bearer().person.id
    let id: TermID = try context.id("id")
    return try read(context) { tx, scope, json in
      guard try Term.find(id, scope, in: tx) != nil else { throw Problem.notFound }
      json.beginObject()
      json.field(
        "units",
        try Registration.unitsHeld(learner, term: id, countsWithdrawn: true, in: tx))
      json.key("registrations")
      json.beginArray()
      for registration in try Registration.of(learner, term: id, in: tx) {
        json.beginObject()
        json.field("id", registration.id.description)
        json.field("section", registration.section.description)
        json.field("course", registration.course.description)
        json.field("units", registration.units)
        json.field("state", registration.state.rawValue)
        json.field("bar", registration.bar.rawValue)
        json.field("dueAt", registration.dueAt.utcText)
        if let result = try CourseResult.of(registration.id, in: tx), result.isApproved {
          json.field("symbol", result.symbol)
        }
        json.endObject()
      }
      json.endArray()
      json.key("invoices")
      json.beginArray()
      for invoice in try Invoice.of(learner, term: id, in: tx) {
        json.beginObject()
        json.field("id", invoice.id.description)
        json.field("number", invoice.number)
        json.field("gross", invoice.gross.description)
        json.field("paid", invoice.paid.description)
        json.field("state", invoice.state.rawValue)
        json.field("dueAt", invoice.dueAt.utcText)
        json.endObject()
      }
      json.endArray()
      json.key("credit")
      json.beginObject()
      for account in [Ledger.Account.creditDrop, .creditCancelled, .creditPayment] {
        let minor = try Ledger.credit(learner, account, in: tx)
        json.key(text: account.rawValue)
        json.string(Money(minor: minor, currency: .sar).description)
      }
      json.endObject()
      json.endObject()
    }
  }

  /// GET /api/v1/courses/{id}/results, `?term=`: the grade sheet, as CSV for who accepts that.
  func results(_ request: Request, _ context: SiteContext) async throws -> Response {
    let actor = try context.bearer().actor
    let roles = actor.roles(at: site.now)
    guard GradeSheet.readers.contains(where: roles.contains) else {
      throw OperationFault.forbidden("it takes the role registrar, resultsAuthority or instructor")
    }
    let id: CourseID = try context.id("id")
    guard let term = request.uri.queryParameters["term"].flatMap({ TermID(text: $0) }) else {
      throw Problem.badInput("term", "Name the term by its id.")
    }
    let reading = Reading(site, request, context)
    let law = try reading.law()
    let sheet = try site.office.database.read { tx in
      try Term.find(term, actor.scope, in: tx).flatMap {
        try GradeSheet.read(id, $0, by: actor, law: law, in: tx)
      }
    }
    guard let sheet else { throw Problem.notFound }
    if request.headers[.accept]?.lowercased().contains("text/csv") == true {
      return GradeSheetPage.file(sheet, reading)
    }
    var json = JSONWriter(reserving: 512 * (sheet.learners + 1))
    sheet.write(into: &json, in: context.tongue)
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/rulings/{id}: the public part to anybody signed in of the institution, the facts to
  /// whom they concern.
  func ruling(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    let id: RulingID = try context.id("id")
    let entry = try site.office.database.read { try $0.journalEntry(id) }
    guard let entry, entry.institution == visitor.actor.scope.institution else {
      throw Problem.notFound
    }
    var json = JSONWriter(reserving: 2048)
    json.beginObject()
    json.field("id", entry.id.description)
    json.field("sequence", entry.sequence)
    json.key("ruling")
    json.raw(entry.publicPart)
    let mayRead =
      entry.subject == visitor.person.id || entry.actor == visitor.person.id
      || visitor.actor.holds(.registrar, at: site.now)
    if mayRead, let facts = entry.facts {
      json.key("facts")
      json.raw(facts)
    }
    json.endObject()
    return Reply.json(json.bytes)
  }

  /// GET /health
  func health(_ request: Request, _ context: SiteContext) async throws -> Response {
    try site.office.database.read { _ = try $0.setting("publicURL") }
    return Reply.json(Array(#"{"status":"ok"}"#.utf8))
  }
}
