import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// Assessment plans of a term: those submitted await the approval of Academic Affairs (G.3).
struct PlansPage: Sendable {
  let site: Site

  /// GET /plans
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .academicAffairs)
    let speech = reading.speech
    let scope = try reading.scope()
    let terms = try reading.read { try Term.all(scope, in: $0) }
    guard let term = reading.term(of: terms) else { throw Problem.notFound }
    let plans = try reading.read { tx in
      try AssessmentPlan.courses(term: term.id, scope, in: tx).compactMap {
        id -> (Course, AssessmentPlan)? in
        guard let course = try Course.find(id, scope, in: tx),
          let plan = try AssessmentPlan.find(course: id, term: term.id, in: tx)
        else { return nil }
        return (course, plan)
      }
    }
    let cards = plans.map { course, plan -> HTML in card(course, plan, term, reading) }
    let article = HTML.link(
      speech.article("G.3"),
      Reading.articlePath(
        Citation(
          instrument: try reading.institution().instrument, edition: try reading.law().edition.id,
          article: "G.3")))
    return try reading.page(
      speech("nav.plans"), flash: reading.doneNotice,
      """
      \(Heading("\(speech("nav.plans")) · \(term.title[reading.tongue])",
        lead: "\(speech("staff.plans.lead")) (\(article))").html)
      \(reading.termLinks(terms, chosen: term, "/plans"))
      \(cards.isEmpty ? EmptyState(speech("staff.plans.empty")).html : HTML.join(cards))
      """)
  }

  private func card(_ course: Course, _ plan: AssessmentPlan, _ term: Term, _ reading: Reading)
    -> HTML
  {
    let speech = reading.speech
    let approve = HTML.when(
      !plan.isApproved,
      Form(
        "/plans/\(term.id)/\(course.id)", hidden: reading.csrf,
        "<p class=\"buttons\">\(Button(speech("operation.ApproveAssessmentPlan")).html)</p>"
      ).html)
    return Card(
      "\(course.code) · \(course.title[reading.tongue])",
      action: PlanTable.state(plan, speech), PlanTable(plan: plan).html(reading) + approve
    ).html
  }

  /// POST /plans/{term}/{course}
  func approve(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .academicAffairs)
    _ = try await reading.form()
    let term: TermID = try context.id("term")
    let course: CourseID = try context.id("course")
    return try await reading.act(
      ApproveAssessmentPlan(course: course, term: term), to: "/plans?term=\(term)")
  }
}
