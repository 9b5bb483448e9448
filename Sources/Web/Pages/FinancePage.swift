import Accounts
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// The ledger's totals, the check that it balances, and the invoices that are open.
struct FinancePage: Sendable {
  let site: Site
  private static let perPage = 50

  /// GET /finance
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), nil)
  }

  /// POST /finance/payments: money that came to the university's account, as its bank tells.
  func record(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .finance)
    var typed = Typed(try await reading.form(), reading.speech)
    let number = typed.number("number", 1...Int(Int32.max))
    let reference = typed.word("reference")
    let day = typed.day("day")
    let amount = Money(amount: FormBody.number(typed.value("amount")), currency: .sar)
    if amount == nil { typed.say("amount", "finance.notAmount") }
    let scope = try reading.scope()
    let invoice = try reading.read { try Invoice.number(number, scope, in: $0) }
    if invoice == nil { typed.say("number", "finance.noInvoice") }
    guard typed.isRight, let invoice, let amount, let day else { return try page(reading, typed) }
    // The bank names a day: on the day of issue it counts from the issue, on another from its start.
    let paidAt = max(site.zone.start(of: day), min(invoice.issuedAt, reading.now))
    guard day >= site.zone.day(of: invoice.issuedAt), day <= reading.today else {
      typed.say("day", "finance.notDay")
      return try page(reading, typed)
    }
    let decided = try await reading.perform(
      SettlePayment(
        gateway: "bank", reference: reference, invoice: invoice.id, amount: amount,
        paidAt: paidAt))
    return try reading.answer(
      decided, SettlePayment.name, ways: [HTML.link(reading.speech("nav.finance"), "/finance")],
      then: "/finance?done=finance.recorded")
  }

  private func form(_ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let typed = typed ?? Typed(nil, speech)
    let fields: HTML = """
      \(typed.notice)<p>\(speech("finance.record.text"))</p>
      <div class="grid"><div>\(typed.field("number", speech("finance.invoice"), code: true))</div>
      <div>\(typed.field("amount", speech("finance.amount"), code: true))</div>
      <div>\(typed.field("reference", speech("finance.reference"), code: true))</div>
      <div>\(typed.field("day", speech("finance.day"), code: true))</div>
      </div>
      <p class="buttons">\(Button(speech("finance.record")).html)</p>
      """
    return Card(
      speech("finance.record"), id: "record",
      Form("/finance/payments", hidden: reading.csrf, fields).html
    ).html
  }

  private func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    _ = try reading.signedIn(as: .finance)
    let speech = reading.speech
    let scope = try reading.scope()
    let page = max(1, reading.query("page").flatMap { Int($0) }.map { min($0, 100_000) } ?? 1)
    let (totals, balance, count, invoices) = try reading.read { tx in
      let open = try Invoice.open(
        scope, offset: (page - 1) * Self.perPage, limit: Self.perPage, in: tx)
      return (
        try Ledger.totals(scope, in: tx), try Ledger.balance(scope, in: tx),
        try Invoice.openCount(scope, in: tx),
        try open.map { ($0, try Person.find($0.learner, scope, in: tx)) }
      )
    }
    let balanced = balance.unbalanced == 0
    let check = Fact(
      speech("staff.finance.unbalanced"), speech.number(balance.unbalanced),
      unit: speech("word.of", ["whole": .integer(balance.postings)]),
      note: speech.tag(ground: balanced ? .granted : .refused), tone: balanced ? .good : .bad)
    let open = Fact(speech("staff.finance.open"), speech.number(count))
    let pages = max(1, (count + Self.perPage - 1) / Self.perPage)
    return try reading.page(
      speech("nav.finance"), flash: reading.flash(),
      status: typed == nil ? .ok : .unprocessableContent,
      """
      \(Heading(speech("nav.finance"), lead: HTML(text: speech("staff.finance.lead"))).html)
      \(Facts([check, open]).html)
      \(form(typed, reading))
      \(Card(speech("staff.finance.ledger"), ledger(totals, speech)).html)
      \(Card(speech("staff.finance.open"),
        list(invoices, reading) + Pager(page: min(page, pages), of: pages, "/finance").html(speech)
      ).html)
      """)
  }

  private func ledger(
    _ totals: [(account: String, debit: Money, credit: Money)], _ speech: Speech
  ) -> HTML {
    guard !totals.isEmpty else { return EmptyState(speech("staff.finance.none")).html }
    var rows = totals.map { total -> [HTML] in
      [
        Named(HTML(text: speech.word("account.", total.account)), HTML.code(total.account)).html,
        "\(speech.money(total.debit))", "\(speech.money(-total.credit))",
        "<strong>\(speech.money(total.debit + total.credit))</strong>",
      ]
    }
    // One currency an institution in practice; a second would get a line of its own here.
    for currency in Set(totals.map(\.debit.currency)).sorted(by: { $0.code < $1.code }) {
      let own = totals.filter { $0.debit.currency == currency }
      let debit = own.reduce(Money.zero(currency)) { $0 + $1.debit }
      let credit = own.reduce(Money.zero(currency)) { $0 + $1.credit }
      rows.append([
        "<strong>\(speech("word.total"))</strong>", "\(speech.money(debit))",
        "\(speech.money(-credit))", "<strong>\(speech.money(debit + credit))</strong>",
      ])
    }
    return Table(
      speech("staff.finance.ledger"),
      [
        .init(speech("staff.finance.account")), .init(speech("staff.finance.debit"), number: true),
        .init(speech("staff.finance.credit"), number: true),
        .init(speech("staff.finance.balance"), number: true),
      ], rows
    ).html
  }

  private func list(_ invoices: [(Invoice, Person?)], _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !invoices.isEmpty else { return EmptyState(speech("invoice.empty.title")).html }
    let rows = invoices.map { invoice, person -> [HTML] in
      let isLate = invoice.dueAt <= reading.now
      return [
        "\(speech("invoice.one", ["number": .text(speech.digits(String(invoice.number)))]))",
        HTML.own(person?.name(in: reading.tongue) ?? "—"),
        "\(speech.money(invoice.gross))", "\(speech.money(invoice.paid))",
        "\(speech.money(invoice.owed))",
        invoice.dueAt < Invoice.neverDue ? speech.time(deadline: invoice.dueAt) : "—",
        isLate
          ? Tag(.bad, speech("staff.finance.late")).html
          : speech.tag(status: "open", in: "invoice.status.", .info),
      ]
    }
    return Table(
      speech("staff.finance.open"),
      [
        .init(speech("invoice.number")), .init(speech("word.learner")),
        .init(speech("invoice.total"), number: true),
        .init(speech("staff.finance.paid"), number: true),
        .init(speech("payment.amount"), number: true), .init(speech("invoice.due")),
        .init(speech("word.status")),
      ], rows
    ).html
  }
}
