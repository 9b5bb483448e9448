package import Kernel
package import Language
package import Regulations

/// The verdict of a page in its first box: what was decided, in the headline.
package struct Verdict: Sendable {
  package let tone: Tone
  package let title: String
  package let summary: HTML

  package init(_ tone: Tone, _ title: String, _ summary: HTML) {
    self.tone = tone
    self.title = title
    self.summary = summary
  }

  package var html: HTML {
    """
    <div class="verdict \(tone.rawValue)">\(Check.sign(tone))<div><h1>\(title)</h1>\
    <p class="lead">\(summary)</p></div></div>
    """
  }
}

/// An article in a box: what it says in our words, whose it is and how well its text is held.
package struct ArticleBox: Sendable {
  package let label: String
  package let says: String
  package let source: String
  package let textStatus: String
  package let path: Path?

  package init(label: String, says: String, source: String, textStatus: String, path: Path?) {
    self.label = label
    self.says = says
    self.source = source
    self.textStatus = textStatus
    self.path = path
  }

  /// The article that a ground rests on.
  package init(_ ground: Ground, path: Path?, _ speech: Speech) {
    let edition = ground.edition
    let article = edition.article(ground.finding.article)
    self.init(
      label: speech.article(ground.finding.article),
      says: (article?.says ?? article?.title).map { speech.prose($0) } ?? "",
      source: [
        speech.prose(edition.title), "\(speech("word.edition")) \(speech.digits(edition.id))",
      ].joined(separator: " · "),
      textStatus: speech.textStatus(article?.textStatus ?? edition.textStatus), path: path)
  }

  package func html(_ speech: Speech) -> HTML {
    """
    <div class="article-box"><p><strong>\(label)</strong>\
    \(HTML.when(!says.isEmpty, " — \(says)"))</p>\
    <p class="note">\(source) · \(textStatus)\(HTML.with(path) { path in
      " · \(HTML.link(speech("ruling.readArticle"), path))"
    })</p></div>
    """
  }
}

/// Everything a ruling says to the person it concerns: the headline, the article, all that was
/// looked at (what held, too), what one can do, and a reference to keep.
package struct RulingPanel: Sendable {
  /// One ground: what was looked at, with its numbers.
  package struct Row: Sendable {
    package let name: String
    package let sentence: HTML
    package let article: String
    package let path: Path?
    package let outcome: Outcome

    package init(
      name: String, sentence: HTML, article: String, path: Path?, outcome: Outcome
    ) {
      self.name = name
      self.sentence = sentence
      self.article = article
      self.path = path
      self.outcome = outcome
    }
  }

  package var outcome: Outcome
  package var title: String
  package var summary: HTML
  package var article: ArticleBox?
  package var rows: [Row]
  /// What one can do, best first.
  package var steps: [HTML]
  /// Lines under "Reference": its number, when, how it was decided.
  package var reference: [HTML]
  /// Further cards under the reference.
  package var aside: HTML

  package init(
    _ outcome: Outcome, title: String, summary: HTML, article: ArticleBox?, rows: [Row],
    steps: [HTML], reference: [HTML], aside: HTML = HTML()
  ) {
    self.outcome = outcome
    self.title = title
    self.summary = summary
    self.article = article
    self.rows = rows
    self.steps = steps
    self.reference = reference
    self.aside = aside
  }

  /// A panel made from a ruling; `steps` come before the ways forward that its findings know.
  package init(
    _ ruling: Ruling, title: String, number: String, steps: [HTML] = [],
    path: (Citation) -> Path?, _ speech: Speech
  ) {
    var ways: [String] = []
    for ground in ruling.grounds where ground.finding.outcome != .granted {
      if let way = speech.forward(ground.finding), !ways.contains(way) { ways.append(way) }
    }
    self.init(
      ruling.outcome, title: title,
      summary: HTML(text: ruling.headline.map { speech.finding($0.finding) } ?? ""),
      article: ruling.headline.map { ArticleBox($0, path: path($0.citation), speech) },
      rows: ruling.grounds.map { ground in
        let article = ground.edition.article(ground.finding.article)
        return Row(
          name: article.map { speech.prose($0.title) } ?? speech.article(ground.finding.article),
          sentence: HTML(text: speech.finding(ground.finding)),
          article: speech.article(ground.finding.article), path: path(ground.citation),
          outcome: ground.finding.outcome)
      },
      steps: steps + ways.map { HTML(text: $0) },
      reference: [
        "\(speech("ruling.number")) <strong>\(HTML.code(number))</strong>",
        speech.time(at: ruling.at),
        speech.hijri(speech.zone.day(of: ruling.at)).map { HTML(text: $0) } ?? HTML(),
        HTML(text: speech("ruling.automatic")),
      ].filter { !$0.isEmpty })
  }

  package func html(_ speech: Speech) -> HTML {
    let rows = rows.map { row -> HTML in
      let label: HTML = row.path.map { HTML.link(row.article, $0) } ?? "\(row.article)"
      return """
        <div><dt>\(row.name)<small>\(label)</small></dt><dd><span>\(row.sentence)</span>\
        \(speech.tag(ground: row.outcome))</dd></div>
        """
    }
    let rule: HTML = HTML.with(article) { box in
      "<h2>\(speech("ruling.rule"))</h2>\(box.html(speech))"
    }
    let steps = HTML.when(
      !steps.isEmpty,
      Card(
        speech("ruling.steps"),
        "<ol class=\"ways\">\(steps.map { step -> HTML in "<li>\(step)</li>" })</ol>"
      ).html)
    let reference = Card(
      speech("ruling.reference"),
      "<p class=\"reference\">\(HTML.join(reference, "<br>"))</p>")
    let main = Card(
      nil,
      """
      \(rule)<h2>\(speech("ruling.lookedAt"))</h2><dl class="grounds">\(rows)</dl>
      """)
    return """
      \(Verdict(Tone(outcome), title, summary).html)\
      \(Columns(main.html, side: "\(steps)\(reference.html)\(aside)").html)
      """
  }
}
