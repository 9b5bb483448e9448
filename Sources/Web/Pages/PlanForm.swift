import Kernel
import Language
import Operations
import Registrar
import Regulations
import Storage

/// The form with which an assessment plan is submitted: a row a component.
struct PlanForm {
  struct Entered {
    var code = ""
    var title = ""
    var weight = ""
    var minimum = ""
    var outcome = ""
    var isRequired = true
  }

  /// A learning outcome with the least mark it must reach.
  struct OutcomeMinimum {
    var code = ""
    var minimum = ""
  }

  var rows: [Entered]
  var outcomes: [OutcomeMinimum]
  var error: String?

  /// The rows of a plan that stands, with two to spare; six empty ones without.
  init(_ plan: AssessmentPlan?) {
    rows = (plan?.components ?? []).map {
      Entered(
        code: $0.code, title: $0.title, weight: String($0.weight),
        minimum: $0.minimum?.description ?? "", outcome: $0.outcome ?? "",
        isRequired: $0.isRequired)
    }
    outcomes = (plan?.outcomeMinima ?? []).map {
      OutcomeMinimum(code: $0.code, minimum: $0.minimum.description)
    }
    outcomes += Array(repeating: OutcomeMinimum(), count: 2)
    rows += Array(repeating: Entered(), count: rows.isEmpty ? 6 : 2)
  }

  /// What was sent.
  init(_ form: FormBody) {
    rows = (0..<40).compactMap { number in
      guard let title = form["title.\(number)"] else { return nil }
      return Entered(
        code: form["code.\(number)"] ?? "", title: title,
        weight: FormBody.number(form["weight.\(number)"] ?? ""),
        minimum: FormBody.number(form["minimum.\(number)"] ?? ""),
        outcome: form["outcome.\(number)"] ?? "",
        isRequired: form["required.\(number)"] == "yes")
    }
    outcomes = (0..<40).compactMap { number in
      form["outcomeCode.\(number)"].map { code in
        OutcomeMinimum(
          code: code, minimum: FormBody.number(form["outcomeMinimum.\(number)"] ?? ""))
      }
    }
  }

  /// The components, or nil with `error` set.
  mutating func components(_ speech: Speech) -> [AssessmentPlan.Component]? {
    var made: [AssessmentPlan.Component] = []
    for (offset, row) in rows.enumerated()
    where !(row.title.isEmpty && row.weight.isEmpty) {
      let code = row.code.isEmpty ? "c\(offset + 1)" : row.code
      guard let weight = Int(row.weight), (0...100) ~= weight, !row.title.isEmpty,
        Name.isPlain(code), row.outcome.isEmpty || Name.isPlain(row.outcome),
        !made.contains(where: { $0.code == code }),
        Name.fault(in: row.title, limit: 300) == nil
      else {
        error = speech("staff.plan.badRow", ["row": .integer(offset + 1)])
        return nil
      }
      let minimum = Mark(text: row.minimum)
      guard row.minimum.isEmpty || minimum != nil else {
        error = speech("form.notMark")
        return nil
      }
      made.append(
        AssessmentPlan.Component(
          code: code, title: row.title, weight: weight, isRequired: row.isRequired,
          minimum: minimum, outcome: row.outcome.isEmpty ? nil : row.outcome))
    }
    let sum = made.reduce(0) { $0 + $1.weight }
    guard sum == 100 else {
      error = speech("staff.plan.sum", ["sum": .integer(sum)])
      return nil
    }
    return made
  }

  /// The minima of learning outcomes, or nil with `error` set.
  mutating func minima(_ components: [AssessmentPlan.Component], _ speech: Speech)
    -> [(code: String, minimum: Mark)]?
  {
    var made: [(code: String, minimum: Mark)] = []
    for entered in outcomes where !(entered.code.isEmpty && entered.minimum.isEmpty) {
      guard components.contains(where: { $0.outcome == entered.code }),
        !made.contains(where: { $0.code == entered.code })
      else {
        error = speech("staff.plan.badOutcome", ["code": .text(entered.code)])
        return nil
      }
      guard let minimum = Mark(text: entered.minimum) else {
        error = speech("form.notMark")
        return nil
      }
      made.append((entered.code, minimum))
    }
    return made
  }

  func html(_ action: Path, _ reading: Reading) -> HTML {
    let speech = reading.speech
    func input(
      _ name: String, _ offset: Int, _ value: String, _ label: String, width: String,
      code: Bool = true
    ) -> HTML {
      """
      <input name="\(name).\(offset)" value="\(value)" maxlength="200" \
      aria-label="\(label) \(speech.number(offset + 1))"\
      \(HTML.when(!code, " placeholder=\"\(label)\"")) style="inline-size:\(width)"\
      \(HTML.when(code, " dir=\"ltr\""))>
      """
    }
    let labels = (
      code: speech("word.code"), title: speech("marks.plan.component"),
      weight: speech("marks.plan.weight"), minimum: speech("staff.plan.minimum"),
      required: speech("staff.plan.required"), outcome: speech("staff.plan.outcome")
    )
    let lines = rows.enumerated().map { offset, row -> [HTML] in
      [
        input("title", offset, row.title, labels.title, width: "100%", code: false),
        input("weight", offset, row.weight, labels.weight, width: "5rem"),
        input("minimum", offset, row.minimum, labels.minimum, width: "5rem"),
        """
        <input type="checkbox" name="required.\(offset)" value="yes" \
        style="inline-size:22px;block-size:22px" \
        aria-label="\(labels.required) \(speech.number(offset + 1))"\
        \(HTML.when(row.isRequired, " checked"))>
        """,
        input("code", offset, row.code, labels.code, width: "6rem"),
        input("outcome", offset, row.outcome, labels.outcome, width: "6rem"),
      ]
    }
    let minima = outcomes.enumerated().map { offset, entered -> [HTML] in
      [
        input("outcomeCode", offset, entered.code, labels.outcome, width: "6rem"),
        input("outcomeMinimum", offset, entered.minimum, labels.minimum, width: "5rem"),
      ]
    }
    return Form(
      action, hidden: reading.csrf,
      """
      \(HTML.with(error) { Notice(.bad, speech("form.problem"), "<p>\($0)</p>").html })
      <p class="note">\(speech("staff.plan.help"))</p>
      \(Table(
        speech("operation.SubmitAssessmentPlan"),
        [
          .init(labels.title), .init("\(labels.weight) %"), .init(labels.minimum),
          .init(labels.required), .init(labels.code), .init(labels.outcome),
        ], lines
      ).html)
      <p class="note">\(speech("staff.plan.outcomes.help"))</p>
      \(Table(
        speech("staff.plan.outcomes"), showCaption: true,
        [.init(labels.outcome), .init(labels.minimum)], minima
      ).html)
      <p class="buttons">\(Button(speech("staff.plan.submit")).html)</p>
      """
    ).html
  }
}
