import Accounts
import Kernel
import Language
import Registrar
import Regulations
import Rules

// Invoices, credit and transcript of a learner.
extension TermParts {
  var invoices: HTML {
    let columns = [
      Table.Column(speech("invoice.number")), Table.Column(speech("invoice.item")),
      Table.Column(speech("invoice.net"), number: true),
      Table.Column(speech("account.vat"), number: true),
      Table.Column(speech("invoice.total"), number: true), Table.Column(speech("invoice.due")),
      Table.Column(speech("word.status")), Table.Column(speech("word.actions"), action: true),
    ]
    let content: HTML =
      view.bills.isEmpty
      ? EmptyState(
        speech("invoice.empty.title"), "<p>\(speech("invoice.empty.text"))</p>"
      ).html
      : Table(speech("invoice.title"), columns, view.bills.map { row($0) }).html
    return Card(speech("invoice.title"), id: "invoices", content).html
  }

  private func row(_ bill: TermView.Bill) -> [HTML] {
    let invoice = bill.invoice
    let path: Path = "/invoices/\(invoice.id)"
    let last = speech.lastDay(before: invoice.dueAt)
    let due: HTML =
      bill.isOpen
      ? """
      <time datetime="\(reading.site.zone.text(invoice.dueAt))">\(speech.shortDay(last))\
      <br><small>\(speech.hijri(last) ?? "")</small></time>
      """ : HTML()
    let paper = HTML.when(bill.isPaper, "<br><small>\(speech("paperCopy.title"))</small>")
    return [
      HTML.link(speech.digits(String(invoice.number)), path),
      HTML.join(bill.codes.map(HTML.code), ", ") + paper,
      HTML(text: speech.amount(bill.net)),
      HTML(text: speech.amount(bill.vat)), "<strong>\(speech.money(bill.gross))</strong>", due,
      speech.tag(status: invoice.state.rawValue, in: "invoice.status.", invoice.tone),
      bill.isOpen ? Button.link(speech("invoice.pay"), path) : HTML(),
    ]
  }

  var credit: HTML {
    guard !view.credits.isEmpty else { return HTML() }
    let rows = view.credits.map { entry in
      (
        name: speech("account.\(entry.account.rawValue)"),
        value: """
        <strong>\(speech.money(entry.amount))</strong><br><small>\(use(of: entry.account))</small>
        """ as HTML
      )
    }
    let refund = Form(
      "/refund-requests", hidden: reading.csrf, inline: true,
      Button(speech("operation.RequestRefund"), .quiet).html)
    return Card(
      speech("credit.title"),
      """
      \(Definitions(rows).html)<p>\(refund.html) <small>\(reading.article("G.5", law))</small></p>
      """
    ).html
  }

  // MARK: - Transcript

  var transcript: HTML {
    guard !view.transcript.isEmpty else { return HTML() }
    var shown: [CourseResult.TranscriptLine] = []
    let terms = view.terms.compactMap { term -> HTML? in
      let lines = view.transcript.filter { $0.term == term.id }
      guard !lines.isEmpty else { return nil }
      shown += lines
      return """
        \(table(term.title[tongue], lines))<p class="note">\(speech("learner.gpa.term")): \
        \(average(lines))<br>\(speech("learner.gpa.cumulative")): \(average(shown))</p>
        """
    }
    return Card(
      speech("learner.transcript"), id: "transcript",
      """
      <div class="stack">\(terms)</div><p class="note">\(speech("term.gpa")) · \
      \(reading.article("V.4", law)) · \(reading.article("G.4", law))</p>
      """
    ).html
  }

  private func average(_ lines: [CourseResult.TranscriptLine]) -> String {
    speech.finding(
      GradePointAverage.decide(
        GradePointAverage.Facts(
          courses: lines.map { GradePointAverage.Course(units: $0.units, symbol: $0.symbol) }),
        under: law))
  }

  private func table(_ caption: String, _ lines: [CourseResult.TranscriptLine]) -> HTML {
    let rows = lines.map { line -> [HTML] in
      let course = view.courses[line.course]
      let grade = law.edition.grades?.grade(symbol: line.symbol)
      return [
        Named(
          HTML.own(course?.title[tongue] ?? ""), HTML.code(course?.code ?? "")
        ).html,
        HTML(text: speech.number(line.units)), HTML.with(line.mark) { "\(speech.mark($0))" },
        reading.grade(line.symbol, law.edition.grades),
        points(grade),
      ]
    }
    return Table(
      caption, showCaption: true,
      [
        Table.Column(speech("word.course")), Table.Column(speech("word.units"), number: true),
        Table.Column(speech("marks.mark"), number: true), Table.Column(speech("marks.grade")),
        Table.Column(speech("marks.points"), number: true),
      ], rows
    ).html
  }

  private func points(_ grade: GradeTable.Grade?) -> HTML {
    guard let five = grade?.weight5, let four = grade?.weight4 else { return HTML() }
    // Weights are hundredths.
    func points(_ weight: Int) -> Argument {
      .decimal(ExactDecimal(mantissa: Int64(weight), scale: 2))
    }
    return HTML(
      text: speech("learner.points", ["five": points(five), "four": points(four)]))
  }
}

extension Invoice {
  /// How its state is shown: what is still to be paid stands out.
  var tone: Tone {
    switch state {
    case .open: owed.minor > 0 ? .warn : .quiet
    case .paid: .good
    case .released, .void: .quiet
    }
  }
}
