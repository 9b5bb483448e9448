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
  /// How a learner stands in a grade sheet; the raw value is the word of the API.
  enum Standing: String, CaseIterable {
    case approved, incomplete, inProgress, withdrawn, barred, barLapsed, barLifted
    case pendingPayment, notApproved

    /// The key of its word.
    var key: String {
      switch self {
      case .approved: "status.approved"
      case .incomplete: "status.IC"
      case .inProgress: "status.IP"
      case .withdrawn: "status.withdrawn"
      case .barred: "bar.status.barred"
      case .barLapsed: "bar.status.lapsed"
      case .barLifted: "bar.status.lifted"
      case .pendingPayment: "status.pendingPayment"
      case .notApproved: "marks.notApproved"
      }
    }

    var tone: Tone {
      switch self {
      case .approved, .barLifted: .good
      case .incomplete, .inProgress, .pendingPayment, .notApproved: .info
      case .barred, .barLapsed: .bad
      case .withdrawn: .quiet
      }
    }
  }

  let registration: Registration
  let person: Person?
  let marks: [String: Mark]
  let result: CourseResult?
  /// The weighted mark; nil while a component lacks one.
  let mark: Mark?
  let grade: GradeTable.Grade?
  private let plan: AssessmentPlan?

  var isFinal: Bool {
    approved.map { $0.symbol != "IC" && $0.symbol != "IP" } ?? false
  }

  /// The learners of a section, by sign-in name; `withdrawn` adds those who withdrew.
  static func all(
    in section: SectionID, plan: AssessmentPlan?, law: Law, _ scope: Scope, withdrawn: Bool = false,
    _ tx: Transaction
  ) throws -> [MarkedLearner] {
    let registrations = try Registration.graded(in: section, tx: tx).filter {
      withdrawn || $0.state.isLive
    }
    let people = try Person.of(registrations.map(\.learner), scope, in: tx)
    let marks = try MarkBook.marks(in: section, tx: tx)
    let results = try CourseResult.of(section: section, in: tx)
    return registrations.map { registration in
      let marks = marks[registration.id] ?? [:]
      let mark = plan?.mark(from: marks)
      return MarkedLearner(
        registration: registration, person: people[registration.learner], marks: marks,
        result: results[registration.id], mark: mark,
        grade: mark.flatMap { law.edition.grades?.grade(for: $0) }, plan: plan)
    }.sorted { ($0.person?.login ?? "") < ($1.person?.login ?? "") }
  }

  /// Whether the course would be passed with the marks as they stand.
  func passing(under law: Law) -> Finding {
    let requiredDone =
      plan?.components.allSatisfy { !$0.isRequired || marks[$0.code] != nil } ?? false
    return Passing.decide(
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

  /// The result once it is approved.
  var approved: CourseResult? { result.flatMap { $0.isApproved ? $0 : nil } }

  /// The mark of the approved result, which may have none; before that what the marks come to.
  var total: Mark? {
    if let approved { return approved.mark }
    return mark
  }

  /// The symbol of the approved result; before that of the grade the marks come to.
  var symbol: String? { approved?.symbol ?? grade?.symbol }

  var standing: Standing {
    if registration.state == .withdrawn { return .withdrawn }
    if let approved {
      switch approved.symbol {
      case "IC": return .incomplete
      case "IP": return .inProgress
      default: return .approved
      }
    }
    switch registration.bar {
    case .barred: return .barred
    case .lapsed: return .barLapsed
    case .lifted: return .barLifted
    case .none: return registration.state == .pendingPayment ? .pendingPayment : .notApproved
    }
  }

  /// Where the result stands, as a tag.
  func state(_ speech: Speech) -> HTML { Tag(standing.tone, speech(standing.key)).html }
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
