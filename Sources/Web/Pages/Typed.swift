import Kernel
import Language
import Operations
import Registrar
import Regulations

/// What a person typed into a form: read field by field, with what is wrong beside each.
struct Typed {
  let form: FormBody?
  private let speech: Speech
  /// The form among several on a page.
  private let within: String
  private(set) var errors: [String: String] = [:]

  /// An empty form where nothing was sent.
  init(_ form: FormBody?, _ speech: Speech) {
    self.init(form, speech, [:], within: "")
  }

  private init(
    _ form: FormBody?, _ speech: Speech, _ errors: [String: String], within: String
  ) {
    (self.form, self.speech, self.errors, self.within) = (form, speech, errors, within)
  }

  /// The same as one form of several on a page, so that its labels find its own fields.
  func within(_ form: String) -> Typed {
    Typed(self.form, speech, errors, within: form)
  }

  var isRight: Bool { errors.isEmpty }

  func value(_ name: String, else start: String = "") -> String { form?[name] ?? start }

  mutating func say(_ name: String, _ key: String) {
    if errors[name] == nil { errors[name] = speech(key) }
  }

  /// Puts a fault of the operation beside its field, or says false where it belongs to none.
  mutating func take(_ fault: OperationFault, _ fields: [String: String]) -> Bool {
    guard case .badInput(let place, _) = fault, let key = fields[place] else { return false }
    say(place, key)
    return true
  }

  // MARK: Reading

  /// A text of one line, a name above all.
  mutating func line(_ name: String, limit: Int = 300) -> String {
    say(name, Name.fault(inLine: value(name), limit: limit))
    return value(name)
  }

  /// A text of any number of lines that is not blank.
  mutating func text(_ name: String, limit: Int) -> String {
    let isBlank = !value(name).contains { !$0.isWhitespace }
    say(name, isBlank ? .empty : Name.fault(in: value(name), limit: limit))
    return value(name)
  }

  /// A text of any number of lines, or none.
  mutating func optionalText(_ name: String, limit: Int) -> String {
    say(name, Name.fault(in: value(name), limit: limit))
    return value(name)
  }

  /// One to five stars; 0 where none were chosen.
  mutating func stars(_ name: String) -> Int {
    guard let stars = Int(value(name)), (1...Rating.most) ~= stars else {
      say(name, "form.required")
      return 0
    }
    return stars
  }

  private mutating func say(_ name: String, _ fault: Name.Fault?) {
    switch fault {
    case nil: break
    case .empty: say(name, "form.required")
    case .tooLong: say(name, "form.tooLong")
    case .control: say(name, "form.badText")
    }
  }

  /// A word of ASCII letters and digits.
  mutating func word(_ name: String) -> String {
    let text = line(name)
    if errors[name] == nil, !Name.isPlain(text) { say(name, "form.notWord") }
    return text
  }

  /// Words with blanks or commas between them; none is right, too.
  mutating func words(_ name: String) -> [String] {
    let words = value(name).split { $0 == " " || $0 == "," || $0 == "،" || $0 == "\n" }
      .map(String.init)
    if !words.allSatisfy({ Name.isPlain($0) }) { say(name, "form.notWord") }
    return words
  }

  /// A day in either calendar.
  mutating func day(_ name: String) -> Day? {
    let day = Hijri.day(written: FormBody.number(value(name)))
    if day == nil { say(name, value(name).isEmpty ? "form.required" : "form.notDay") }
    return day
  }

  mutating func number(_ name: String, _ range: ClosedRange<Int>) -> Int {
    guard let number = Int(FormBody.number(value(name))), range ~= number else {
      say(name, "form.notWhole")
      return range.lowerBound
    }
    return number
  }

  mutating func localized(_ name: String) -> Localized {
    Localized(ar: line("\(name).ar"), en: line("\(name).en"), vi: line("\(name).vi"))
  }

  mutating func localizedText(_ name: String, limit: Int) -> Localized {
    Localized(
      ar: text("\(name).ar", limit: limit), en: text("\(name).en", limit: limit),
      vi: text("\(name).vi", limit: limit))
  }

  /// As many lines in each language, the first with the first.
  mutating func lines(_ name: String) -> [Localized] {
    let all = Tongue.allCases.map { tongue in
      let field = "\(name).\(tongue.rawValue)"
      if Name.fault(in: value(field), limit: 8_000) != nil { say(field, "form.badText") }
      return value(field).split(whereSeparator: \.isNewline).map(String.init)
        .filter { $0.contains { !$0.isWhitespace } }
    }
    guard let arabic = all.first, all.allSatisfy({ $0.count == arabic.count }), all.count == 3
    else {
      say("\(name).ar", "form.notAsManyLines")
      return []
    }
    return zip(arabic, zip(all[1], all[2])).map { Localized(ar: $0, en: $1.0, vi: $1.1) }
  }

  // MARK: Fields

  func field(
    _ name: String, _ label: String, _ kind: Field.Kind = .text, help: String = "",
    start: String = "", required: Bool = true, code: Bool = false
  ) -> HTML {
    var field = Field(
      name, label, kind, value: value(name, else: start), help: HTML(text: help),
      error: errors[name], required: required, code: code)
    field.within = within
    return field.html(speech)
  }

  /// One field for each language.
  func localizedFields(
    _ name: String, _ label: String, _ kind: Field.Kind = .text, help: String = "",
    required: Bool = true
  ) -> HTML {
    let names: [(tongue: Tongue, name: String)] = [
      (.arabic, "العربية"), (.english, "English"), (.vietnamese, "Tiếng Việt"),
    ]
    let fields = names.map { tongue, language -> HTML in
      let field = field(
        "\(name).\(tongue.rawValue)", language, kind, required: required)
      return "<div>\(field)</div>"
    }
    return """
      <fieldset class="field"><legend>\(label)</legend>\
      \(HTML.when(!help.isEmpty, "<p class=\"help\">\(help)</p>"))\
      <div class="grid">\(fields)</div></fieldset>
      """
  }

  /// What stands on top of a form that came back.
  var notice: HTML {
    HTML.when(!errors.isEmpty, Notice(.bad, speech("form.problem")).html)
  }
}
