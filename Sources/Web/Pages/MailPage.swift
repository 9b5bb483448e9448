import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// Mail that did not reach its readers, for the administrator to look at; what it told lies in their
/// inboxes all the same.
struct MailPage: Sendable {
  let site: Site

  /// GET /mail
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .administrator)
    let speech = reading.speech
    let dead = try site.office.deadMail(visitor.actor.scope, limit: 200)
    let rows = dead.map { mail -> [HTML] in
      let again = Form(
        "/mail/\(Int(mail.message.id))", hidden: reading.csrf, inline: true,
        Button(speech("operation.SendMailAgain"), .quiet).html)
      return [
        Named(
          HTML.own(mail.reader?.name(in: reading.tongue) ?? "–"),
          HTML(text: mail.subject(speech) ?? "–")
        ).html, HTML(text: fault(mail.message.fault, speech)),
        speech.time(at: mail.message.deadAt),
        HTML(text: speech.number(mail.message.attempts)), again.html,
      ]
    }
    let table = Table(
      speech("mail.title"),
      [
        .init(speech("mail.reader")), .init(speech("mail.fault")), .init(speech("mail.dead")),
        .init(speech("mail.attempts"), number: true),
        .init(speech("operation.SendMailAgain"), action: true),
      ], rows)
    return try reading.page(
      speech("mail.title"), flash: reading.doneNotice,
      """
      \(Heading(speech("mail.title"), lead: HTML(text: speech("mail.lead"))).html)
      \(dead.isEmpty ? EmptyState(speech("mail.none")).html : Card(nil, table.html).html)
      """)
  }

  /// POST /mail/{id}
  func again(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator)
    _ = try await reading.form()
    guard let id = context.parameters.get("id").flatMap({ Int64($0) }) else {
      throw Problem.notFound
    }
    return try await reading.act(SendMailAgain(mail: id), to: "/mail")
  }

  /// Why mail was given up, in words: a kind and perhaps the server's code.
  private func fault(_ stored: String, _ speech: Speech) -> String {
    let parts = stored.split(separator: " ", maxSplits: 1).map(String.init)
    let key = "mail.fault.\(parts.first ?? "")"
    guard let kind = parts.first, Name.isPlain(kind), speech.has(key) else { return stored }
    return speech(key, ["code": .text(parts.count > 1 ? parts[1] : "–")])
  }
}
