import Casework
import Credentials
import Kernel
import Language
import Operations
import People
import Regulations
import Rules
import Storage

// What a holder can ask for about a certificate, such as a copy on paper, and what became of it.
extension CredentialPage {
  /// A card for each procedure about a certificate: its cases about this one, and the way to ask.
  func requests(_ credential: Credential, _ reading: Reading) throws -> HTML {
    guard let visitor = reading.visitor else { return HTML() }
    let files = try reading.read { try CaseFile.about(credential.id.bytes, in: $0) }.filter {
      $0.person == visitor.person.id
    }
    let cards = site.office.procedures(for: visitor.actor, at: reading.now).filter {
      $0.about == .credential
    }.map { procedure in
      card(
        procedure, files.filter { $0.procedure == procedure.id }, credential, reading)
    }
    return HTML.join(cards)
  }

  private func card(
    _ procedure: Procedure, _ files: [CaseFile], _ credential: Credential, _ reading: Reading
  ) -> HTML {
    let (speech, tongue) = (reading.speech, reading.tongue)
    let filed = files.filter { $0.turn != .draft }
    let canAsk =
      credential.stands && credential.state == .registered
      && !filed.contains { $0.turn != .ended }
    guard canAsk || !filed.isEmpty else { return HTML() }
    let items = filed.map { file -> HTML in
      let known = site.office.library.kept(by: file, at: reading.now)?.procedure
      return """
        <li>\(reading.tag(file, known)) \(HTML.link(HTML.code(file.number ?? "–"),
          "/cases/\(file.id)"))<br><small>\(speech.time(at: file.enteredAt))</small></li>
        """
    }
    let path: Path = "/cases/new/\(procedure.instrument)/\(procedure.id)"
    let price = reading.price(of: procedure).first?["gross"]
    let title = procedure.title[tongue]
    let rests = (try? reading.law()).map { reading.article(procedure.article, $0) } ?? HTML()
    let label = price.map { speech("credentials.asked", ["what": .text(title), "amount": $0]) }
    let ask = HTML.when(
      canAsk,
      """
      <p class="buttons">\(Button.link(label ?? title,
        path.setting("about", credential.id.description), .plain))</p>
      """)
    let list = HTML.when(!items.isEmpty, "<ul class=\"plain\">\(items)</ul>")
    return Card(
      title,
      """
      <p>\(procedure.help[tongue]) (\(rests))</p>\(list)\(ask)
      """
    ).html
  }
}

extension Reading {
  /// What filing makes due for the reader, of one or of as many as the answers say, and until when;
  /// nothing where filing makes nothing due.
  func price(of procedure: Procedure, _ answers: Value? = nil) -> [Finding] {
    guard let charge = procedure.charge, let law = try? law() else { return [] }
    return CaseCharges.findings(
      charge, times: answers?[charge.times]?.count ?? 1,
      visitor?.person.buyer == .nonResident ? .nonResident : .resident, at: now, under: law)
  }

  /// The same in sentences, for whoever is about to file.
  func charge(of procedure: Procedure, _ answers: Value? = nil) -> HTML {
    guard let law = try? law() else { return HTML() }
    return HTML.join(
      price(of: procedure, answers).map { finding -> HTML in
        "<p>\(speech.finding(finding)) (\(article(finding.article, law)))</p>"
      })
  }
}
