import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// A learner of a section with marks, what the plan makes of them, and the result.
struct MarkedLearner {
  let registration: Registration
  let person: Person?
  let marks: [String: Mark]
  let result: CourseResult?
  /// The weighted mark; nil while a component lacks one.
  let mark: Mark?
  let grade: GradeTable.Grade?
  let passing: Finding

  var isFinal: Bool {
    result.map { $0.isApproved && $0.symbol != "IC" && $0.symbol != "IP" } ?? false
  }

  init(
    _ registration: Registration, plan: AssessmentPlan?, law: Law, scope: Scope,
    in tx: Transaction
  ) throws {
    self.registration = registration
    person = try Person.find(registration.learner, scope, in: tx)
    let marks = try MarkBook.marks(of: registration.id, in: tx)
    self.marks = marks
    result = try CourseResult.of(registration.id, in: tx)
    mark = plan?.mark(from: marks)
    grade = mark.flatMap { law.edition.grades?.grade(for: $0) }
    let requiredDone =
      plan?.components.allSatisfy { !$0.isRequired || marks[$0.code] != nil } ?? false
    passing = Passing.decide(
      Passing.Facts(
        mark: mark, requiredDone: requiredDone,
        outcomes: plan?.outcomeMinima.map {
          Passing.Part(
            code: $0.code, minimum: $0.minimum, mark: plan?.mark(ofOutcome: $0.code, from: marks))
        } ?? [],
        components: plan?.components.compactMap { component in
          component.minimum.map {
            Passing.Part(code: component.code, minimum: $0, mark: marks[component.code])
          }
        } ?? []), under: law)
  }

  /// The learners of a section, by sign-in name.
  static func all(
    in section: SectionID, plan: AssessmentPlan?, _ reading: Reading, _ tx: Transaction
  ) throws -> [MarkedLearner] {
    let law = try reading.law()
    let scope = try reading.scope()
    return try Registration.live(in: section, tx: tx).map {
      try MarkedLearner($0, plan: plan, law: law, scope: scope, in: tx)
    }.sorted { ($0.person?.login ?? "") < ($1.person?.login ?? "") }
  }

  /// Where the result stands, as a tag.
  func state(_ speech: Speech) -> HTML {
    if let result, result.isApproved {
      return result.symbol == "IC" || result.symbol == "IP"
        ? speech.tag(status: result.symbol) : speech.tag(status: "approved")
    }
    switch registration.bar {
    case .barred, .lapsed:
      return speech.tag(status: registration.bar.rawValue, in: "bar.status.", .bad)
    case .lifted: return speech.tag(status: "lifted", in: "bar.status.")
    case .none: break
    }
    if registration.state == .pendingPayment { return speech.tag(status: "pendingPayment") }
    return Tag(.info, speech("marks.notApproved")).html
  }
}

/// The components of an assessment plan as a table.
struct PlanTable {
  let plan: AssessmentPlan

  func html(_ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = plan.components.map { component -> [HTML] in
      [
        Named(
          HTML.own(component.title),
          HTML.code(component.code)
            + HTML.with(component.outcome) {
              " · \(speech("staff.plan.outcome")) \(HTML.code($0))"
            }
        ).html,
        "\(speech.percent(ExactDecimal(mantissa: Int64(component.weight))))",
        "\(speech(component.isRequired ? "word.yes" : "word.no"))",
        "\(component.minimum.map { speech.mark($0) } ?? "—")",
      ]
    }
    let minima = plan.outcomeMinima.map { code, minimum -> HTML in
      """
      <li>\(speech("staff.plan.outcome")) \(HTML.code(code)): \(speech("staff.plan.minimum")) \
      \(speech.mark(minimum))</li>
      """
    }
    let table = Table(
      speech("marks.plan"),
      [
        .init(speech("marks.plan.component")), .init(speech("marks.plan.weight"), number: true),
        .init(speech("staff.plan.required")), .init(speech("staff.plan.minimum"), number: true),
      ], rows
    ).html
    return table + HTML.when(!minima.isEmpty, "<ul class=\"ways\">\(minima)</ul>")
  }

  static func state(_ plan: AssessmentPlan?, _ speech: Speech) -> HTML {
    guard let plan else { return Tag(.warn, speech("staff.plan.none")).html }
    return plan.isApproved
      ? Tag(.good, speech("status.approved")).html
      : Tag(.info, speech("staff.plan.submitted")).html
  }
}
