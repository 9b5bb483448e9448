import Accounts
import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Regulations

/// What a step costs: having it invoiced, and paying it where no real money moves.
struct CaseFeesPage: Sendable {
  let site: Site

  /// POST /cases/{id}/fees/{step}
  func charge(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await act(request, context) { ChargeFee(file: $0, step: $1) }
  }

  /// POST /cases/{id}/fees/{step}/payment
  func pay(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await act(request, context) { PayFee(file: $0, step: $1) }
  }

  private func act<Done: Operations.Operation>(
    _ request: Request, _ context: SiteContext, _ operation: (CaseID, String) -> Done
  ) async throws -> Response {
    let reading = Reading(site, request, context)
    let actor = try reading.signedIn().actor
    let id: CaseID = try context.id("id")
    guard let step = context.parameters.get("step"),
      let view = try CaseView.find(id, actor, at: reading.now, site.office),
      view.isApplicant
    else { throw Problem.notFound }
    _ = try await reading.form()
    _ = try await reading.perform(operation(id, step))
    let path: Path = view.file.turn == .draft ? "/cases/\(id)/check" : "/cases/\(id)"
    return Reply.redirect(path.setting("done", Done.name))
  }
}

/// What stands above a step that costs something; `isOpen` says whether the step can be taken.
struct FeePanel {
  let html: HTML
  let isOpen: Bool

  /// What filing costs, for whoever has not begun yet.
  static func before(_ standing: FeeStanding, _ speech: Speech) -> HTML {
    switch standing {
    case .unset: "<p>\(speech("fees.unset"))</p>"
    case .asked(let amount): "<p>\(speech("fees.asked", ["amount": .money(amount)]))</p>"
    case .free, .owed, .paid: HTML()
    }
  }

  init(_ standing: FeeStanding, step: String, _ view: CaseView, _ reading: Reading) {
    let speech = reading.speech
    let path: Path = "/cases/\(view.file.id)/fees/\(step)"
    switch standing {
    case .free: (html, isOpen) = (HTML(), true)
    case .unset: (html, isOpen) = ("<p>\(speech("fees.unset"))</p>", true)
    case .paid(let invoice):
      html =
        "<p>\(Tag(.good, speech("fees.paid", ["invoice": .text(speech.digits(String(invoice.number)))])).html)</p>"
      isOpen = true
    case .asked(let amount):
      let form = Form(
        path, hidden: reading.csrf,
        "<p class=\"buttons\">\(Button(speech("operation.ChargeFee"), .plain).html)</p>")
      html = "<p>\(speech("fees.asked", ["amount": .money(amount)]))</p>\(form.html)"
      isOpen = false
    case .owed(let invoice):
      let form = Form(
        "/cases/\(view.file.id)/fees/\(step)/payment", hidden: reading.csrf,
        """
        <p><small>\(speech("payment.simulated.text"))</small></p>
        <p class="buttons">\(Button(speech("operation.PayFee")).html)</p>
        """)
      html = """
        <p>\(speech("fees.owed", [
          "invoice": .text(speech.digits(String(invoice.number))), "amount": .money(invoice.owed)]))</p>\
        \(HTML.when(reading.site.office.isDemo, form.html))
        """
      isOpen = false
    }
  }
}
