import Accounts
import Credentials
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Rules
import Storage

// A holder asks for a certificate on paper, and sees what becomes of it.
extension CredentialPage {
  /// What was asked for of this certificate, and the way to ask.
  func paperCopies(_ credential: Credential, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let requests = try reading.read { try PaperCopyRequest.of(credential.id, in: $0) }
    let canAsk =
      credential.stands && credential.state == .registered
      && !requests.contains(where: \.state.isOpen)
    guard canAsk || !requests.isEmpty else { return HTML() }
    let law = try reading.law()
    let items = requests.map { request -> HTML in
      let tracking = HTML.with(request.tracking) { "<br>\(HTML.own($0))" }
      let way = HTML.when(
        request.state == .requested,
        " \(HTML.link(speech("invoice.pay"), "/invoices/\(request.invoice)"))")
      return """
        <li>\(request.tag(speech)) \(speech.plural("paperCopy.copies", request.copies))\
        \(way)<br><small>\(speech.time(at: request.changedAt))\(tracking)</small></li>
        """
    }
    let list = HTML.when(!items.isEmpty, "<ul class=\"plain\">\(items)</ul>")
    let price = paperFee(1, reading, law)["gross"]
    let ask = HTML.when(
      canAsk,
      """
      <p class="buttons">\(Button.link(speech("credentials.paper", ["amount": price ?? .text("—")]),
        "/credentials/\(credential.id)/paper-copy", .plain))</p>
      """)
    return Card(
      speech("paperCopy.title"),
      """
      <p>\(speech("paperCopy.lead")) (\(reading.article("VI.2", law)))</p>\(list)\(ask)
      """
    ).html
  }

  /// What so many copies cost the reader.
  private func paperFee(_ copies: Int, _ reading: Reading, _ law: Law) -> Finding {
    CertificateFee.decide(
      CertificateFee.Facts(
        form: .paper, copies: copies,
        buyer: reading.visitor?.person.buyer == .nonResident ? .nonResident : .resident),
      under: law)
  }

  /// The reader's own credential; anybody else's is absent.
  private func held(_ reading: Reading) throws -> Credential {
    let credential = try own(reading)
    guard viewer(credential, reading) == .holder else { throw Problem.notFound }
    return credential
  }

  /// GET /credentials/{id}/paper-copy
  func showPaperCopy(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try form(try held(reading), Typed(nil, reading.speech), reading)
  }

  /// POST /credentials/{id}/paper-copy: on to the invoice.
  func requestPaperCopy(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try held(reading)
    var typed = Typed(try await reading.form(), reading.speech)
    let copies = typed.number("copies", 1...RequestPaperCopy.most)
    guard let delivery = PaperCopyRequest.Delivery(rawValue: typed.value("delivery")) else {
      typed.say("delivery", "form.required")
      return try form(credential, typed, reading)
    }
    let address =
      delivery == .post ? typed.text("address", limit: RequestPaperCopy.addressLimit) : nil
    guard typed.isRight else { return try form(credential, typed, reading) }
    do {
      let decided = try await reading.perform(
        RequestPaperCopy(
          credential: credential.id, copies: copies, delivery: delivery, address: address))
      let back: Path = "/credentials/\(credential.id)"
      return try reading.answer(
        decided, RequestPaperCopy.name,
        ways: [HTML.link(reading.speech("credentials.one"), back)],
        then: decided.output.map { "/invoices/\($0.invoice)" } ?? back)
    } catch let fault as OperationFault {
      guard typed.take(fault, ["address": "form.badText", "copies": "form.notWhole"]) else {
        throw fault
      }
      return try form(credential, typed, reading)
    }
  }

  private func form(_ credential: Credential, _ typed: Typed, _ reading: Reading) throws
    -> Response
  {
    let speech = reading.speech
    let law = try reading.law()
    let title = speech("operation.RequestPaperCopy")
    let path: Path = "/credentials/\(credential.id)"
    let delivery = Field(
      "delivery", speech("paperCopy.delivery"),
      .radios(
        PaperCopyRequest.Delivery.allCases.map {
          ($0.rawValue, HTML(text: speech("paperCopy.delivery.\($0.rawValue)")))
        }), value: typed.value("delivery", else: "post"), error: typed.errors["delivery"])
    let form = Form(
      "/credentials/\(credential.id)/paper-copy", hidden: reading.csrf,
      """
      \(typed.notice)\(typed.field("copies", speech("paperCopy.count"), .number, start: "1"))
      \(delivery.html(speech))
      \(typed.field("address", speech("paperCopy.address"), .area(rows: 4),
        help: speech("paperCopy.address.help"), required: false))
      <p class="buttons">\(Button(title).html)
      \(Button.link(speech("word.cancel"), path, .plain))</p>
      """)
    let fee = paperFee(1, reading, law)
    let due = PaymentDeadline.decide(PaymentDeadline.Facts(registeredAt: reading.now), under: law)
    let costs = Card(
      speech("paperCopy.costs"),
      """
      \(price(fee, speech))<p>\(speech.finding(due)) (\(reading.article("VI.2", law)), \
      \(reading.article("VI.3", law)), \(reading.article("IV.2", law)))</p>
      """)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.credentials"), "/credentials"),
        NavItem(speech("credentials.one"), path), NavItem(title, reading.path),
      ],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("paperCopy.lead"))).html)
      \(Columns(Card(nil, form.html).html, side: costs.html).html)
      """)
  }
}

extension CredentialPage {
  /// What one copy costs, with its tax.
  private func price(_ fee: Finding, _ speech: Speech) -> HTML {
    guard case .money(let net)? = fee["net"], case .money(let vat)? = fee["vat"],
      case .money(let gross)? = fee["gross"], let rate = fee["rate"]
    else { return "<p>\(speech.finding(fee))</p>" }
    return Definitions([
      (speech("paperCopy.one"), HTML(text: speech.money(net))),
      (speech("invoice.vat", ["rate": rate]), HTML(text: speech.money(vat))),
      (speech("invoice.total"), "<strong>\(speech.money(gross))</strong>"),
    ]).html
  }
}

extension PaperCopyRequest {
  /// Where it stands, in a word.
  func tag(_ speech: Speech) -> HTML {
    let (code, tone): (String, Tone) =
      switch state {
      case .requested: ("requested", .warn)
      case .paid: ("paid", .info)
      case .done: (delivery == .post ? "sent" : "handedOver", .good)
      case .lapsed: ("lapsed", .quiet)
      case .cancelled: ("cancelled", .quiet)
      }
    return Tag(tone, speech("paperCopy.state.\(code)")).html
  }
}
