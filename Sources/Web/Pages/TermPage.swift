import Accounts
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// A learner's term: what is required today, where the term stands, the courses, money, marks.
struct TermPage: Sendable {
  let site: Site

  /// GET /term
  func current(_ request: Request, _ context: SiteContext) async throws -> Response {
    try show(Reading(site, request, context), term: nil)
  }

  /// GET /terms/{id}
  func named(_ request: Request, _ context: SiteContext) async throws -> Response {
    try show(Reading(site, request, context), term: try context.id("id"))
  }

  private func show(_ reading: Reading, term: TermID?) throws -> Response {
    let learner = try reading.learner()
    let scope = try reading.scope()
    let found = try reading.read { tx -> TermParts? in
      let law = try site.office.currentLaw(scope, at: reading.now, in: tx)
      let view = try TermView.load(learner, term: term, scope, law, in: tx)
      return view.map { TermParts(view: $0, law: law, reading: reading) }
    }
    guard let parts = found else { throw Problem.notFound }
    let view = parts.view
    let title = view.term.title[reading.tongue]
    return try reading.page(
      title, flash: reading.flash(parts.done),
      """
      \(Heading(HTML(text: title), lead: parts.lead).html)
      \(Facts(parts.facts).html)
      \(parts.balances)
      \(parts.timeline)
      \(parts.courses)
      \(parts.invoices)
      \(parts.credit)
      \(parts.transcript)
      \(parts.otherTerms)
      """)
  }
}

/// The pieces of a term's page.
struct TermParts {
  let view: TermView
  let law: Law
  let reading: Reading

  var speech: Speech { reading.speech }
  var tongue: Tongue { reading.tongue }
  private var now: Instant { reading.now }
  private var today: Day { reading.today }

  /// What a message about something just done may name.
  var done: KeyValuePairs<String, Argument> {
    guard let text = reading.request.uri.queryParameters["of"],
      let id = RegistrationID(text: text),
      let item = (view.items + view.earlier).first(where: { $0.registration.id == id })
    else { return [:] }
    return [
      "course": .text(item.course.title[tongue]), "due": .instant(item.registration.dueAt),
      "number": .integer(item.section.number),
    ]
  }

  /// One sentence: what is required today.
  var lead: HTML {
    let due = view.due
    if let first = due.first {
      let deadline = HTML(text: speech.deadline(first.invoice.dueAt))
      if due.count == 1, let course = first.lines.first?.course.flatMap({ view.courses[$0] }) {
        return speech.html(
          first.isPaper ? "paperCopy.payLead" : "term.lead.pay",
          ["course": HTML.strong(course.title[tongue]), "due": deadline])
      }
      return speech.html("term.lead.payMany", count: due.count, ["due": deadline])
    }
    if let item = view.items.first(where: { $0.isBarred && $0.approved == nil }) {
      return speech.html("term.lead.barred", ["course": HTML.strong(item.course.title[tongue])])
    }
    if let item = view.items.first(where: \.isNear) {
      return speech.html("term.lead.near", ["course": HTML.strong(item.course.title[tongue])])
    }
    return HTML(text: speech("term.lead.nothing"))
  }

  // MARK: - Facts

  var facts: [Fact] { [units, deadline, creditFact] }

  private var units: Fact {
    let maximum = law.integer("load.maximum")
    return Fact(
      speech("term.units"), speech.number(view.units),
      unit: maximum.map { speech("term.units.of", ["maximum": .integer($0)]) } ?? "",
      note: reading.article("III.1", law), share: maximum.map { (view.units, $0) })
  }

  /// Something that ends, with what it is about.
  private struct Ending {
    let at: Instant
    let words: HTML
    let isPayment: Bool
  }

  private var endings: [Ending] {
    var endings = payments
    for item in view.earlier {
      if let until = item.registration.lateRightUntil, !item.registration.lateRightUsed {
        endings.append(
          Ending(
            at: until,
            words: "\(speech("window.cancelledBalance")) (\(reading.article("III.6", law)))",
            isPayment: false))
      }
    }
    for kind in [CalendarWindow.Kind.registration, .addDrop, .withdrawal, .finals] {
      guard let window = view.window(kind), window.days.contains(today) else { continue }
      endings.append(
        Ending(
          at: reading.site.zone.end(of: window.through),
          words: HTML(
            text: speech(
              "learner.term.closes",
              [
                "window": .text(
                  speech("window.\(kind.rawValue)"))
              ])), isPayment: false))
    }
    return endings.filter { $0.at > now }.sorted { $0.at < $1.at }
  }

  /// What is to be paid, invoices of one deadline together.
  private var payments: [Ending] {
    Dictionary(grouping: view.due, by: \.invoice.dueAt).map { due, bills in
      let owed = bills.reduce(Money.zero(.sar)) { $0 + $1.invoice.owed }
      let words = speech(
        bills.allSatisfy(\.isPaper) ? "paperCopy.payNext" : "term.nextDeadline.pay",
        ["amount": .money(owed), "units": .integer(bills.reduce(0) { $0 + $1.units })])
      return Ending(
        at: due, words: "\(words) (\(reading.article("IV.2", law)))", isPayment: true)
    }
  }

  private var deadline: Fact {
    guard let next = endings.first else {
      return Fact(speech("term.nextDeadline"), speech("term.noDeadline"))
    }
    let day = speech.lastDay(before: next.at)
    let days = Int(day.number) - Int(today.number)
    return Fact(
      speech("term.nextDeadline"), speech.weekday(day),
      unit: speech.plural("learner.inDays", days),
      note: "\(speech.time(deadline: next.at))<br>\(next.words)",
      tone: next.isPayment ? .warn : nil)
  }

  private var creditFact: Fact {
    guard !view.credits.isEmpty else {
      return Fact(
        speech("term.credit"), speech.amount(.zero(.sar)), unit: speech.word("currency.", "SAR"),
        note: HTML(text: speech("term.credit.none")))
    }
    let total = view.credits.reduce(Money.zero(.sar)) { $0 + $1.amount }
    let notes = view.credits.map { use(of: $0.account) }
    return Fact(
      speech("term.credit"), speech.amount(total),
      unit: speech.word("currency.", total.currency.code), note: HTML.join(notes, "<br>"))
  }

  /// What a credit may be used for, by the rule that will decide it.
  func use(of account: Ledger.Account) -> HTML {
    guard account == .creditCancelled else {
      let article = account == .creditDrop ? "IV.3" : "IV.2"
      return "\(speech("term.credit.note")) (\(reading.article(article, law)))"
    }
    let finding = CreditUse.decide(
      CreditUse.Facts(kind: .cancelled, studyStarts: view.term.studyStarts), under: law)
    guard finding.outcome == .granted, case .day(let until)? = finding["until"] else {
      return "\(speech.finding(finding)) (\(reading.article(finding.article, law)))"
    }
    let end = reading.site.zone.end(of: until)
    return """
      \(speech("term.credit.cancelled", ["end": .instant(end)])) \
      (\(reading.article("III.6", law)))
      """
  }

  /// A balance of a cancelled section that waits to be used.
  var balances: HTML {
    let waiting = view.earlier.filter { item in
      guard let until = item.registration.lateRightUntil else { return false }
      return !item.registration.lateRightUsed && until > now
        && item.registration.state == .cancelled
    }
    guard let first = waiting.first else { return HTML() }
    let rows = waiting.map { item -> HTML in
      let line = view.bills.flatMap(\.lines).first { $0.registration == item.registration.id }
      let lead = speech(
        "useBalance.lead",
        [
          "amount": .money(line?.gross ?? .zero(.sar)),
          "end": .instant(item.registration.lateRightUntil ?? now),
        ])
      let link = HTML.link(
        speech("useBalance.title"), "/registrations/\(item.registration.id)/balance-use")
      return waiting.count == 1
        ? "<p>\(lead)</p><p>\(link)</p>"
        : "<li>\(HTML.strong(item.course.title[tongue])): \(lead) \(link)</li>"
    }
    let title =
      waiting.count == 1
      ? speech("learner.cancelled", ["course": .text(first.course.title[tongue])])
      : speech.plural("learner.cancelled.many", waiting.count)
    return Notice(
      .warn, title, waiting.count == 1 ? HTML.join(rows) : "<ul>\(rows)</ul>"
    ).html
  }

  // MARK: - The term as a line

  var timeline: HTML {
    let kinds: [CalendarWindow.Kind] = [.registration, .addDrop, .withdrawal, .finals]
    let spans = kinds.compactMap { kind -> TermTimeline.Span? in
      guard let window = view.window(kind) else { return nil }
      return TermTimeline.Span(
        speech("window.\(kind.rawValue)"), window.days.lowerBound, window.days.upperBound)
    }
    let line = TermTimeline(
      begins: view.term.studyStarts, ends: view.term.ends, today: today, place: place,
      spans: spans)
    return Card(speech("term.timeline"), line.html(speech)).html
  }

  private var place: String {
    if today < view.term.studyStarts { return speech("timeline.beforeTerm") }
    if today > view.term.ends { return speech("timeline.afterTerm") }
    let week = (Int(today.number) - Int(view.term.studyStarts.number)) / 7 + 1
    return speech("timeline.week", ["week": .integer(week)])
  }

  var otherTerms: HTML {
    let links = view.terms.filter { $0.id != view.term.id }.map {
      HTML.link($0.title[tongue], "/terms/\($0.id)")
    }
    guard !links.isEmpty else { return HTML() }
    return "<p class=\"soft\">\(speech("learner.term.others")): \(HTML.join(links, " · "))</p>"
  }
}
