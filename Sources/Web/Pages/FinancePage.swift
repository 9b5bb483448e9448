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
    let reading = Reading(site, request, context)
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
      speech("nav.finance"),
      """
      \(Heading(speech("nav.finance"), lead: HTML(text: speech("staff.finance.lead"))).html)
      \(Facts([check, open]).html)
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
        "\(speech("invoice.one", ["number": .text(String(invoice.number))]))",
        HTML.own(person?.name(in: reading.tongue) ?? "—"),
        "\(speech.money(invoice.gross))", "\(speech.money(invoice.paid))",
        "\(speech.money(invoice.owed))", speech.time(deadline: invoice.dueAt),
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
