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

/// One invoice of the learner: what it is for, and the ways to pay it. The gateway is simulated and
/// the page says so.
struct InvoicePage: Sendable {
  let site: Site

  private struct View: Sendable {
    let invoice: Invoice
    let term: Term
    let lines: [(line: Invoice.Line, course: Course?)]
    let credits: [(kind: PayFromCredit.CreditKind, amount: Money)]
    /// The case whose filing made it due; nil of courses.
    let charged: ChargedCase?

    var isOpen: Bool { invoice.state == .open && invoice.owed.minor > 0 }
  }

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    let id: InvoiceID = try reading.context.id("id")
    return try reading.read { tx in
      guard let invoice = try Invoice.find(id, scope, in: tx), invoice.learner == learner,
        let term = try Term.find(invoice.term, scope, in: tx)
      else { throw Problem.notFound }
      let all = try invoice.lines(in: tx)
      let live = all.filter(\.isLive)
      let accounts: [(PayFromCredit.CreditKind, Ledger.Account)] = [
        (.drop, .creditDrop), (.cancelled, .creditCancelled), (.payment, .creditPayment),
      ]
      return View(
        invoice: invoice, term: term,
        lines: try (live.isEmpty ? all : live).map { line in
          (line, try line.course.flatMap { try Course.find($0, scope, in: tx) })
        },
        credits: try accounts.compactMap { kind, account in
          let minor = try Ledger.credit(learner, account, in: tx)
          return minor > 0 ? (kind, Money(minor: minor, currency: invoice.currency)) : nil
        }, charged: try site.office.charged(id, at: reading.now, in: tx))
    }
  }

  /// GET /invoices/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try view(reading)
    let speech = reading.speech
    let law = try reading.law()
    let title = speech(
      "invoice.one", ["number": .text(speech.digits(String(view.invoice.number)))])
    let releases = speech(
      view.charged == nil ? "invoice.releases" : "paperCopy.lapses",
      ["due": .instant(view.invoice.dueAt)])
    let lead = HTML.when(view.isOpen, "\(releases) (\(reading.article("IV.2", law)))")
    let failed = HTML.when(
      reading.query("failed") == "yes", Notice(.bad, speech("payment.failed")).html)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.term"), "/terms/\(view.term.id)#invoices"),
        NavItem(title, reading.path),
      ], flash: failed,
      """
      \(Heading(HTML(text: title), lead: lead).html)
      \(Columns(
        Card(nil, "\(items(view, reading))\(particulars(view, reading, law))").html,
        side: view.isOpen ? pay(view, reading, law) : HTML()).html)
      """)
  }

  private func items(_ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = view.lines.map { item -> [HTML] in
      [
        Named(
          HTML.own(item.course?.title[reading.tongue] ?? ""),
          "\(HTML.code(item.course?.code ?? "")) · \(quantity(item.line, view.charged, speech))"
        ).html,
        HTML(text: speech.amount(item.line.net)), HTML(text: speech.amount(item.line.vat)),
        "<strong>\(speech.money(item.line.gross))</strong>",
      ]
    }
    return Table(
      speech("invoice.item"),
      [
        Table.Column(speech("invoice.item")),
        Table.Column(speech("invoice.net"), number: true),
        Table.Column(speech("account.vat"), number: true),
        Table.Column(speech("invoice.total"), number: true),
      ], rows
    ).html
  }

  private func quantity(
    _ line: Invoice.Line, _ charged: ChargedCase?, _ speech: Speech
  ) -> String {
    charged.map {
      "\($0.title[speech.tongue]) · \(speech.plural("paperCopy.copies", $0.times))"
    } ?? speech.units(line.units)
  }

  private func particulars(_ view: View, _ reading: Reading, _ law: Law) -> HTML {
    let speech = reading.speech
    let institution = try? reading.institution()
    var rows: [(name: String, value: HTML)] = [
      (
        speech("word.status"),
        speech.tag(
          status: view.invoice.state.rawValue, in: "invoice.status.", view.invoice.tone)
      ),
      (speech("invoice.issued"), speech.time(at: view.invoice.issuedAt)),
      (speech("invoice.due"), speech.time(deadline: view.invoice.dueAt)),
      (speech("payment.amount"), "<strong>\(speech.money(view.invoice.owed))</strong>"),
    ]
    if let institution {
      rows.append(
        (
          speech("invoice.seller"),
          """
          \(institution.name[reading.tongue])<br><small>\(speech("invoice.vatNumber")): \
          \(HTML.code(institution.vatNumber))</small>
          """
        ))
    }
    if let person = reading.visitor?.person {
      rows.append(
        (
          speech("invoice.buyer"),
          """
          \(HTML.own(person.name(in: reading.tongue)))<br>\
          <small>\(speech.word("buyer.", person.buyer.rawValue)) · \
          \(reading.article("VI.3", law))</small>
          """
        ))
    }
    return Definitions(rows).html
  }

  private func pay(_ view: View, _ reading: Reading, _ law: Law) -> HTML {
    let speech = reading.speech
    let path: Path = "/invoices/\(view.invoice.id)/payments"
    // Drawn here so that one page pays once, however often its button is pressed.
    let hidden = reading.csrf + [("reference", Tokens.make())]
    let button: HTML = "<p class=\"buttons\">\(Button(speech("payment.succeed")).html)</p>"
    let gateway =
      site.office.isDemo
      ? Card(
        speech("payment.simulated.title"),
        """
        <p>\(speech("payment.simulated.text"))</p>
        <p>\(speech("payment.amount")): <strong>\(speech.money(view.invoice.owed))</strong></p>
        \(Form(path, hidden: hidden, button).html)
        <p>\(HTML.link(speech("payment.fail"), "/invoices/\(view.invoice.id)?failed=yes"))</p>
        """)
      : Card(
        speech("payment.title"),
        """
        <p>\(speech("payment.transfer", ["number": .text(speech.digits(String(view.invoice.number)))]))</p>
        <p>\(speech("payment.amount")): <strong>\(speech.money(view.invoice.owed))</strong></p>
        """)
    let credits = view.credits.map { entry -> HTML in
      Form(
        "/invoices/\(view.invoice.id)/credit-payments",
        hidden: reading.csrf + [("credit", entry.kind.rawValue)],
        """
        <p>\(speech("account.\(entry.kind.rawValue)"))</p>
        <p class="buttons">\(Button(speech("invoice.payFromCredit",
          ["amount": .money(entry.amount)]), .plain).html)</p>
        """
      ).html
    }
    let credit = HTML.when(
      !credits.isEmpty, Card(speech("credit.title"), HTML.join(credits)).html)
    return gateway.html + credit
  }

  // MARK: - Paying

  private func back(_ view: View, _ code: String) -> Path {
    if let charged = view.charged { return "/cases/\(charged.file)?done=paperCopy.paid" }
    return "/terms/\(view.term.id)?done=\(code)"
  }

  private func ways(_ view: View, _ reading: Reading) -> [HTML] {
    [HTML.link(reading.speech("learner.way.invoices"), "/terms/\(view.term.id)#invoices")]
  }

  /// POST /invoices/{id}/payments: the simulated gateway reports that the amount owed was paid now.
  func settle(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    guard view.invoice.state != .paid else {
      return Reply.redirect(back(view, SettlePayment.name))
    }
    let decided = try await reading.perform(
      SettlePayment(
        gateway: SettlePayment.simulatedGateway, reference: try body.required("reference"),
        invoice: view.invoice.id, amount: view.invoice.owed, paidAt: reading.now))
    return try reading.answer(
      decided, SettlePayment.name, ways: ways(view, reading),
      then: back(view, SettlePayment.name))
  }

  /// POST /invoices/{id}/credit-payments
  func payFromCredit(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    guard let kind = PayFromCredit.CreditKind(rawValue: try body.required("credit")) else {
      throw Problem.badInput("credit", "There is no such credit.")
    }
    let decided = try await reading.perform(
      PayFromCredit(invoice: view.invoice.id, account: kind))
    let isPart = (decided.output?.minor ?? 0) < view.invoice.owed.minor
    return try reading.answer(
      decided, PayFromCredit.name, ways: ways(view, reading),
      then: isPart && view.charged != nil
        ? "/invoices/\(view.invoice.id)"
        : back(view, isPart ? "PayFromCredit.part" : PayFromCredit.name))
  }

  /// POST /refund-requests: the controls are silent on refunds, so a person decides (G.5).
  func requestRefund(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let learner = try reading.learner()
    _ = try await reading.form()
    return try reading.answer(
      await reading.perform(RequestRefund(learner: learner)), RequestRefund.name,
      ways: [HTML.link(reading.speech("learner.way.term"), "/term")],
      then: "/term?done=\(RequestRefund.name)")
  }
}
