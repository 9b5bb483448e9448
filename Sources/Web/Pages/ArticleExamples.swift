import JSON
import Kernel
import Language
import Operations
import Regulations
import Rules

/// The rules that decide an article, with the facts they ask for, and its examples run on the spot.
extension ArticlePage {
  private static let references: [String: RuleReference] =
    Dictionary(Catalogue.reference().map { ($0.id, $0) }) { first, _ in first }

  func rules(_ article: Article, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !article.rules.isEmpty else { return HTML() }
    let items = article.rules.map { id -> HTML in
      guard let rule = Self.references[id] else { return "<p>\(HTML.code(id))</p>" }
      let rows = rule.facts.map { fact -> [HTML] in
        [
          HTML.code(fact.name), HTML.code(fact.type),
          "\(speech(fact.isOptional ? "word.no" : "word.yes"))",
          "<span lang=\"en\" dir=\"ltr\">\(fact.meaning)</span>",
        ]
      }
      let table = Table(
        speech("regulations.example.facts"),
        [
          .init(speech("word.name")), .init(speech("staff.parameter.kind")),
          .init(speech("staff.plan.required")), .init(speech("word.details")),
        ], rows)
      return """
        <details><summary>\(HTML.code(id))</summary>\
        <p lang="en" dir="ltr">\(rule.summary)</p>\(table.html)</details>
        """
    }
    return Card(
      speech("regulations.article.rules"),
      "<p class=\"note\">\(speech("staff.rules.note"))</p>\(items)"
    ).html
  }

  // MARK: Examples

  func examples(_ pack: Pack, _ edition: Edition, _ article: String, _ reading: Reading)
    -> HTML
  {
    let speech = reading.speech
    let own = RegulationsPages.examples(pack, edition).filter { $0.article == article }
    guard !own.isEmpty else { return HTML() }
    let results = own.map { ExampleCheck.run($0, in: site.office.library) }
    let passed = results.count(where: \.passed)
    let items = results.map { example($0, reading) }
    let state = Tag(
      passed == own.count ? .good : .bad,
      speech(
        "staff.examples.passed", ["passed": .integer(passed), "all": .integer(own.count)])
    ).html
    return Card(
      speech("regulations.examples"), id: "examples", action: state,
      "<p class=\"note\">\(speech("regulations.examples.lead"))</p>\(items)"
    ).html
  }

  private func example(_ result: ExampleResult, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let example = result.example
    let sentence = result.ruling?.headline.map { speech.finding($0.finding) } ?? ""
    let facts = (example.facts.members?.pairs ?? []).map { fact -> (name: String, value: HTML) in
      (fact.name, HTML.code(ArticlePage.text(fact.value)))
    }
    let set = example.set.map { (name: $0.name, value: HTML.code(ArticlePage.text($0.value))) }
    let check: HTML =
      result.passed
      ? Tag(.good, speech("verify.result.passed")).html
      : Tag(.bad, result.problems.joined(separator: "; ")).html
    return """
      <details><summary>\(speech.tag(example.outcome)) <span lang="en"><bdi>\(example.name)</bdi>\
      </span></summary>
      <p>\(sentence)</p>
      <p class="note">\(HTML.code(example.rule)) · \(speech.time(at: example.asOf)) · \
      \(speech("regulations.example.expected")): \(speech.outcome(example.outcome)) · \(check)</p>
      <h3>\(speech("regulations.example.facts"))</h3>
      \(Definitions(facts + set).html)</details>
      """
  }

  /// A fact's value as an author would write it.
  static func text(_ value: Value) -> String {
    switch value {
    case .text(let text), .plain(let text): text
    case .number(let number): number.description
    case .bool(let bool): bool ? "true" : "false"
    case .null: "null"
    case .list, .object: String(decoding: JSON.write(value), as: UTF8.self)
    }
  }
}
