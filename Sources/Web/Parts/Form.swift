package import Language

/// One field with its label, help and error.
package struct Field: Sendable {
  package enum Kind: Sendable {
    case text, email, password, search, date, number
    case area(rows: Int)
    case select([(value: String, label: String)])
    case radios([(value: String, label: HTML)])
    case checkbox
    case file(accept: String)
  }

  package let name: String
  package let label: String
  package let kind: Kind
  package var value: String
  package var help: HTML
  package var error: String?
  package var isRequired: Bool
  package var autocomplete: String?
  /// Codes, addresses and numbers are typed left to right in every language.
  package var isCode: Bool
  /// The form among several on a page, so that each label finds its own field; empty where there is
  /// one with that name.
  package var within = ""
  private var id: String { within.isEmpty ? name : "\(within).\(name)" }
  /// A field that narrows a list: it may be empty without saying so.
  package private(set) var isFilter = false

  /// A field of a form that narrows a list.
  package init(filter name: String, _ label: String, _ kind: Kind, value: String) {
    self.init(name, label, kind, value: value, required: false)
    isFilter = true
  }

  package init(
    _ name: String, _ label: String, _ kind: Kind = .text, value: String = "",
    help: HTML = HTML(), error: String? = nil, required: Bool = true,
    autocomplete: String? = nil, code: Bool = false
  ) {
    self.name = name
    self.label = label
    self.kind = kind
    self.value = value
    self.help = help
    self.error = error
    self.isRequired = required
    self.autocomplete = autocomplete
    self.isCode = code
  }

  package func html(_ speech: Speech) -> HTML {
    let optional: HTML =
      isRequired || isFilter ? "" : " <small>(\(speech("form.optional")))</small>"
    let helpText = HTML.when(!help.isEmpty, "<p class=\"help\" id=\"\(id)-help\">\(help)</p>")
    let errorText = HTML.with(error) { error in
      "<p class=\"error\" id=\"\(id)-error\">\(Tone.bad.shape)\(error)</p>"
    }
    let wrong = HTML.when(error != nil, " wrong")
    switch kind {
    case .checkbox:
      return """
        <div class="field\(wrong)"><label class="choice"><input type="checkbox" name="\(name)" \
        value="yes"\(HTML.when(value == "yes", " checked"))\(attributes)> <span>\(label)</span>\
        </label>\(helpText)\(errorText)</div>
        """
    case .radios(let choices):
      return """
        <fieldset class="field\(wrong)"><legend>\(label)\(optional)</legend>\(helpText)\
        \(errorText)\(choices.map(radio))</fieldset>
        """
    default:
      return """
        <div class="field\(wrong)"><label for="\(id)">\(label)\(optional)</label>\(helpText)\
        \(errorText)\(control)</div>
        """
    }
  }

  private func radio(_ choice: (value: String, label: HTML)) -> HTML {
    """
    <label class="choice"><input type="radio" name="\(name)" value="\(choice.value)"\
    \(HTML.when(choice.value == value, " checked"))\(HTML.when(isRequired, " required"))> \
    <span>\(choice.label)</span></label>
    """
  }

  private var control: HTML {
    switch kind {
    case .area(let rows):
      return """
        <textarea id="\(id)" name="\(name)" rows="\(rows)"\(attributes)>\(value)</textarea>
        """
    case .select(let options):
      let items = options.map { option -> HTML in
        """
        <option value="\(option.value)"\(HTML.when(option.value == value, " selected"))>\
        \(option.label)</option>
        """
      }
      return "<select id=\"\(id)\" name=\"\(name)\"\(attributes)>\(items)</select>"
    case .file(let accept):
      return """
        <input type="file" id="\(id)" name="\(name)" accept="\(accept)"\(attributes)>
        """
    default:
      return """
        <input type="\(type)" id="\(id)" name="\(name)" value="\(value)"\(attributes)>
        """
    }
  }

  private var type: String {
    switch kind {
    case .email: "email"
    case .password: "password"
    case .search: "search"
    case .date: "date"
    default: "text"
    }
  }

  private var attributes: HTML {
    var described: [String] = []
    if !help.isEmpty { described.append("\(id)-help") }
    if error != nil { described.append("\(id)-error") }
    var out = HTML()
    if isRequired { out += " required" }
    if error != nil { out += " aria-invalid=\"true\"" }
    if !described.isEmpty {
      out += " aria-describedby=\"\(described.joined(separator: " "))\""
    }
    if case .number = kind { out += " inputmode=\"decimal\"" }
    if let autocomplete { out += " autocomplete=\"\(autocomplete)\"" }
    if isCode { out += " dir=\"ltr\" class=\"code\"" }
    return out
  }
}

/// A button that submits its form.
package struct Button: Sendable {
  package enum Kind: String, Sendable {
    case primary, plain, danger
    /// Looks like a link, beside others in a row.
    case quiet
  }

  package let label: String
  package let kind: Kind
  package let name: String?
  package let value: String

  package init(_ label: String, _ kind: Kind = .primary, name: String? = nil, value: String = "") {
    self.label = label
    self.kind = kind
    self.name = name
    self.value = value
  }

  package var html: HTML {
    """
    <button type="submit" class="button \(kind.rawValue)"\(HTML.with(name) { name in
      " name=\"\(name)\" value=\"\(value)\""
    })>\(label)</button>
    """
  }

  /// A link that looks like a button.
  package static func link(_ label: String, _ path: Path, _ kind: Kind = .primary) -> HTML {
    "<a class=\"button \(kind.rawValue)\" href=\"\(path)\">\(label)</a>"
  }
}

/// A form; `hidden` carries what the page knows already (its token above all).
package struct Form: Sendable {
  package enum Method: String, Sendable { case get, post }

  package let action: Path
  package let method: Method
  package let hidden: [(name: String, value: String)]
  package let isInline: Bool
  /// Whether it has a field for a file.
  package let isUpload: Bool
  /// Whether the browser checks fields too; not where what is asked depends on answers.
  package let isChecked: Bool
  package let content: HTML

  package init(
    _ action: Path, _ method: Method = .post, hidden: [(name: String, value: String)] = [],
    inline: Bool = false, upload: Bool = false, checked: Bool = true, _ content: HTML
  ) {
    self.action = action
    self.method = method
    self.hidden = hidden
    self.isInline = inline
    self.isUpload = upload
    self.isChecked = checked
    self.content = content
  }

  package var html: HTML {
    let fields = hidden.map { field -> HTML in
      "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
    }
    return """
      <form action="\(action)" method="\(method.rawValue)"\
      \(HTML.when(isUpload, " enctype=\"multipart/form-data\""))\(HTML.when(!isChecked, " novalidate")) \
      class="\(isInline ? "form inline" : "form")">\(fields)\(content)</form>
      """
  }
}
