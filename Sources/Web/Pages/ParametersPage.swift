import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// What the law leaves unset: what the institution has set in its place, on which decision, and the
/// form with which an administrator sets it.
struct ParametersPage: Sendable {
  let site: Site

  /// GET /parameters
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator, .registrar)
    return try page(reading, nil)
  }

  private func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    let set = try reading.read { try SetValue.all(scope, in: $0) }
    let cards = site.office.library.packs.flatMap { pack -> [HTML] in
      guard let edition = pack.edition(inForceOn: reading.today) else { return [] }
      return edition.parameters.values.filter { $0.values == nil }.sorted { $0.key < $1.key }
        .map { card($0, pack, edition, set, reading, typed) }
    }
    return try reading.page(
      speech("parameters.title"), flash: reading.doneNotice,
      status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("parameters.title"), lead: HTML(text: speech("parameters.lead"))).html)
      \(cards.isEmpty ? EmptyState(speech("parameters.none")).html : HTML.join(cards))
      """)
  }

  private func card(
    _ parameter: Parameter, _ pack: Pack, _ edition: Edition, _ set: [SetValue],
    _ reading: Reading, _ typed: Typed?
  ) -> HTML {
    let speech = reading.speech
    let citation = Citation(
      instrument: pack.id, edition: edition.id, article: parameter.article)
    let article = edition.article(parameter.article)
    let rows: [(name: String, value: HTML)] = [
      (
        speech("word.article"),
        """
        \(HTML.link(
          article.map { speech.prose($0.title) } ?? speech.article(parameter.article),
          Reading.articlePath(citation)))<br>\
        <small>\(HTML.code(citation.description)) · \(speech.prose(edition.title))</small>
        """
      ),
      (
        speech("staff.parameter.kind"), "\(speech("parameter.kind.\(parameter.kind.rawValue)"))"
      ),
      (speech("regulations.parameter.value"), SetValues(parameter, pack.id, set).html(reading)),
    ]
    let isHere = typed?.form?["key"] == parameter.key && typed?.form?["pack"] == pack.id
    let own = isHere ? typed ?? Typed(nil, speech) : Typed(nil, speech)
    let mayset = reading.visitor?.actor.holds(.administrator, at: reading.now) ?? false
    return Card(
      speech.prose(parameter.title), id: parameter.key, action: HTML.code(parameter.key),
      Definitions(rows).html
        + HTML.when(mayset, form(parameter, pack, own, isOpen: isHere, reading))
    ).html
  }

  private func form(
    _ parameter: Parameter, _ pack: Pack, _ typed: Typed, isOpen: Bool, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let kind: Field.Kind =
      switch parameter.kind {
      case .choice: .select(parameter.choices.map { ($0, $0) })
      case .flag:
        .select([("true", speech("word.yes")), ("false", speech("word.no"))])
      default: .text
      }
    let help = parameter.kind == .money ? speech("parameters.money.help") : ""
    let typed = typed.within(parameter.key)
    let form = Form(
      "/parameters", hidden: reading.csrf + [("pack", pack.id), ("key", parameter.key)],
      """
      \(typed.field("value", speech("regulations.parameter.value"), kind, help: help, code: true))
      \(typed.field("from", speech("parameters.from"), help: speech("staff.day.help"),
        start: reading.today.description, code: true))
      \(typed.field("decision", speech("regulations.parameter.decision")))
      <p class="buttons">\(Button(speech("regulations.parameter.set")).html)</p>
      """)
    return """
      <details\(HTML.when(isOpen, " open"))>\
      <summary>\(speech("regulations.parameter.set"))</summary>\
      \(form.html)</details>
      """
  }

  /// POST /parameters
  func set(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator)
    let form = try await reading.form()
    var typed = Typed(form, reading.speech)
    let from = typed.day("from")
    let decision = typed.line("decision")
    let isText = !["true", "false"].contains(typed.value("value"))
    let value =
      isText && Int(FormBody.number(typed.value("value"))) != nil
      ? FormBody.number(typed.value("value")) : typed.line("value")
    guard typed.isRight, let from else { return try page(reading, typed) }
    let operation = SetParameter(
      pack: form["pack"] ?? "", key: form["key"] ?? "", value: value, from: from,
      decision: decision)
    do {
      return try await reading.act(operation, to: "/parameters")
    } catch OperationFault.badInput("value", _) {
      typed.say("value", "parameters.badValue")
      return try page(reading, typed)
    }
  }
}

/// What an institution has set for a parameter that the law leaves unset.
struct SetValues {
  private let parameter: Parameter
  private let own: [SetValue]

  init(_ parameter: Parameter, _ pack: String, _ all: [SetValue]) {
    self.parameter = parameter
    own = all.filter { $0.pack == pack && $0.key == parameter.key }
  }

  func html(_ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !own.isEmpty else {
      return """
        \(Tag(.info, speech("word.unset")).html)<br>\
        <small>\(speech("regulations.parameter.unset"))</small>
        """
    }
    let items = own.map { set -> HTML in
      let typed = try? parameter.typed(Reader(.plain(set.value), file: "", place: ""))
      let value =
        typed.map { ArticlePage.shown($0, parameter.kind, speech) } ?? HTML.code(set.value)
      return """
        <li><strong>\(value)</strong> <small>(\(speech("word.from")) \
        \(speech.time(both: set.from)))</small><br>\
        <small>\(speech("regulations.parameter.decision")): \(HTML.own(set.decision))</small></li>
        """
    }
    return "<p>\(speech("parameters.own"))</p><ul class=\"ways\">\(items)</ul>"
  }
}
