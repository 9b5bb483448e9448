package import Casework
import JSON
import Kernel
import Language
package import Regulations

/// A procedure's form as a page shows it: what is known is shown, what a condition hides is not
/// asked, faults stand beside their fields.
struct CaseForm {
  let fields: [ProcedureField]
  let answers: Value
  let faults: [FormFault]
  let known: [String: String]
  let file: CaseID
  let documents: [CaseDocument]
  let speech: Speech
  /// The form among several on a page.
  var within = ""

  private static let rows = 3

  var html: HTML { HTML.join(fields.filter(isAsked).map(field)) }

  /// What stands on top when something is wrong; a draft keeps what was typed all the same.
  func notice(kept isKept: Bool) -> HTML {
    HTML.when(
      !faults.isEmpty, Notice(.bad, speech(isKept ? "cases.problem" : "form.problem")).html)
  }

  private func isAsked(_ field: ProcedureField) -> Bool {
    field.shownWhen?.holds { answers[$0] } ?? true
  }

  /// The sentence for a fault at a place; nil where all is well.
  func fault(_ place: String) -> String? {
    guard let fault = faults.first(where: { Name.same($0.place, place) }) else { return nil }
    if fault.problem == .largeFile {
      return speech(
        "cases.fault.largeFile", ["size": .text(speech.size(fault.bound ?? 0))])
    }
    return speech(
      "cases.fault.\(fault.problem.rawValue)",
      ["bound": .integer(fault.bound ?? 0)])
  }

  private func field(_ field: ProcedureField) -> HTML {
    let tongue = speech.tongue
    if let name = field.known, let text = known[name] {
      return """
        <div class="field"><span class="label">\(field.title[tongue])</span>\
        <p><strong>\(HTML.own(text))</strong> <small>\(speech("cases.known"))</small></p></div>
        """
    }
    if field.kind == .table { return table(field) }
    if field.kind == .file { return files(field) }
    return one(field, name: "field.\(field.key)", place: field.key, answer: answers[field.key])
  }

  private func one(
    _ field: ProcedureField, name: String, place: String, answer: Value?
  ) -> HTML {
    let tongue = speech.tongue
    let kind: Field.Kind
    switch field.kind {
    case .text: kind = (field.maximum ?? 2_000) > 300 ? .area(rows: 5) : .text
    case .number: kind = .number
    case .choice:
      let empty = [(value: "", label: "–")]
      kind = .select(empty + field.choices.map { ($0.value, $0.title[tongue]) })
    case .acknowledgement: kind = .checkbox
    case .date, .money, .mark, .person, .organisation, .course, .table, .file: kind = .text
    }
    var asked = Field(
      name, field.title[tongue], kind, value: CaseForm.shown(answer),
      help: HTML(text: field.help?[tongue] ?? help(field)), error: fault(place),
      required: field.isRequired, code: [.date, .money, .number, .mark].contains(field.kind))
    asked.within = within
    return asked.html(speech)
  }

  private func help(_ field: ProcedureField) -> String {
    switch field.kind {
    case .date: speech("staff.day.help")
    case .money: speech("cases.help.money")
    case .mark: speech("cases.help.mark")
    case .text where field.minimum != nil:
      speech("cases.help.length", ["minimum": .integer(field.minimum ?? 0)])
    default: ""
    }
  }

  /// A table has the rows that were filled, and some more to fill.
  private func table(_ field: ProcedureField) -> HTML {
    let rows = answers[field.key]?.elements ?? []
    let count = min(max(rows.count + 1, CaseForm.rows, field.minimum ?? 0), field.maximum ?? 20)
    let lines = (1...max(count, 1)).map { number -> HTML in
      let cells = field.columns.map { column in
        one(
          column, name: "field.\(field.key).\(number).\(column.key)",
          place: "\(field.key).\(number).\(column.key)",
          answer: number <= rows.count ? rows[number - 1][column.key] : nil)
      }
      return "<div class=\"grid\">\(HTML.join(cells))</div>"
    }
    let error = fault(field.key)
    return """
      <fieldset class="field\(HTML.when(error != nil, " wrong"))">\
      <legend>\(field.title[speech.tongue])</legend>\
      \(HTML.with(error) { "<p class=\"error\">\(Tone.bad.shape)\($0)</p>" })\
      \(HTML.join(lines))</fieldset>
      """
  }

  /// What a step was filled with, field by field, in words.
  static func filled(_ fields: [ProcedureField], _ step: CaseStep, _ speech: Speech) -> [String] {
    guard let answers = step.answers.flatMap({ try? JSON.read($0) }) else { return [] }
    return fields.compactMap { field in
      guard let answer = answers[field.key] else { return nil }
      let word = shown(answer)
      let choice = field.choices.first { $0.value == word }?.title[speech.tongue]
      return "\(field.title[speech.tongue]): \(choice ?? word)"
    }
  }

  /// An answer as text for a field.
  static func shown(_ answer: Value?) -> String { answer?.answerText ?? "" }
}

extension CaseForm {
  /// The answers of a form as it was sent. A date in either calendar becomes a Gregorian day; what
  /// was typed in the Hijri calendar is kept as printed.
  static func answers(_ body: FormBody, _ fields: [ProcedureField]) -> Value {
    var answers = Value.Members()
    for field in fields where field.known == nil && field.kind != .file {
      if field.kind == .table {
        let rows = rows(body, field)
        if !rows.isEmpty { answers.pairs.append((field.key, .list(rows))) }
      } else if let answer = answer(body["field.\(field.key)"], field) {
        answers.pairs.append((field.key, answer))
      }
    }
    return .object(answers)
  }

  private static func rows(_ body: FormBody, _ field: ProcedureField) -> [Value] {
    (1...min(max(field.maximum ?? 20, 1), 200)).compactMap { number -> Value? in
      let cells = field.columns.compactMap { column -> (name: String, value: Value)? in
        answer(body["field.\(field.key).\(number).\(column.key)"], column)
          .map { (column.key, $0) }
      }
      return cells.isEmpty ? nil : .object(Value.Members(cells))
    }
  }

  private static func answer(_ text: String?, _ field: ProcedureField) -> Value? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    switch field.kind {
    case .number: return .plain(FormBody.number(text))
    case .date:
      guard let day = Hijri.day(written: FormBody.number(text)) else { return .text(text) }
      guard Day(text: FormBody.number(text)) == nil else { return .text(day.description) }
      return .object(
        Value.Members([("day", .text(day.description)), ("printed", .text(text))]))
    case .acknowledgement: return .bool(true)
    case .money, .mark: return .text(FormBody.number(text))
    default: return .text(text.replacing("\r\n", with: "\n"))
    }
  }
}

/// A form of a procedure as a client sends it.
package enum SentCaseForm {
  /// What is wrong with the answers in a body of either type of form; nothing is stored.
  package static func faults(_ bytes: [UInt8], type: String, for procedure: Procedure)
    -> [FormFault]
  {
    let sent = SentForm(bytes, type: type)
    return Casework.Form(procedure).read(CaseForm.answers(sent.fields, procedure.fields)).faults
  }
}
