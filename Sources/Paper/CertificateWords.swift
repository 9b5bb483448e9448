import Kernel
import Language
import Regulations

/// A sheet in the words of one language.
struct CertificateWords {
  let speech: Speech
  let sheet: CertificateSheet

  init(_ sheet: CertificateSheet, _ speech: Speech) {
    self.sheet = sheet
    self.speech = speech
  }

  /// A label and what it says.
  struct Field {
    let label: String
    let value: String
  }

  func callAsFunction(_ text: Localized) -> String { text[speech.tongue] }

  /// A text of the certificate that takes nothing from the sheet.
  subscript(key: String) -> String { speech("certificate.\(key)") }

  var awarded: String {
    speech(
      "certificate.awarded",
      ["unit": .text(self(sheet.unit)), "issuer": .text(self(sheet.issuer))])
  }

  /// Nil where the number is not to be shown at all.
  var identity: String? {
    sheet.maskedNumber.map {
      speech("certificate.identity", ["number": .text(inOrder(speech.digits($0)))])
    }
  }

  var fields: [Field] {
    let symbol = speech.tongue == .arabic ? sheet.grade.arabicSymbol : sheet.grade.symbol
    let grade = "\(self(sheet.grade.name)) (\(symbol))"
    return [
      field("code", inOrder(sheet.course.code)), field("units", speech.units(sheet.course.units)),
      field("term", self(sheet.term)), field("grade", grade),
      field("day", speech.both(speech.zone.day(of: sheet.issuedAt))),
    ]
  }

  /// The year of issue in both calendars.
  var year: String {
    let day = speech.zone.day(of: sheet.issuedAt)
    return speech(
      "certificate.year",
      [
        "year": .text(speech.digits(String(day.civil.year))),
        "hijri": .text(speech.digits(Hijri(day).map { String($0.year) } ?? "")),
      ])
  }

  /// The field, and what was learnt.
  var content: [Field] {
    // One sentence of all: only its end has a full stop.
    let each = sheet.course.outcomes.map { self($0) }
    let outcomes = each.enumerated().map { place, text in
      place + 1 < each.count && text.hasSuffix(".") ? String(text.dropLast()) : text
    }.joined(separator: self["semicolon"])
    return [field("field", self(sheet.course.field))]
      + (outcomes.isEmpty ? [] : [field("outcomes", outcomes)])
  }

  /// The chain of authority: licences, decisions, the law applied; last, how to verify all of it.
  var grounds: [Field] {
    [
      licence("providerLicence", sheet.providerLicence),
      licence("programmeLicence", sheet.programmeLicence),
      decision("resultApproval", sheet.resultApproval),
      decision("templateApproval", sheet.templateApproval),
      field("editions", sheet.editions.map { self($0) }.joined(separator: self["semicolon"])),
      field(
        "verify",
        speech(
          "certificate.verify",
          [
            "code": .text(inOrder(ShortCode(sheet.id).description)),
            "place": .text(inOrder(place)),
          ])),
    ]
  }

  var issued: String {
    speech(
      "certificate.issued",
      [
        "instant": .text(speech.exactInstant(sheet.issuedAt)),
        "number": .text(inOrder(sheet.providerLicence.number)),
        "article": .text(self(sheet.article)),
      ])
  }

  private func field(_ key: String, _ value: String) -> Field {
    Field(label: self["label.\(key)"], value: value)
  }

  private func licence(_ key: String, _ licence: CertificateSheet.Licence) -> Field {
    let end: Argument = licence.through.map { .day($0) } ?? .text("")
    return field(
      key,
      speech(
        licence.through == nil ? "certificate.licence.open" : "certificate.licence",
        [
          "number": .text(inOrder(licence.number)), "licensed": .text(self(licence.licensed)),
          "authority": .text(self(licence.authority)), "from": .day(licence.from),
          "through": end,
        ]))
  }

  private func decision(_ key: String, _ decision: CertificateSheet.Decision) -> Field {
    field(
      key,
      speech(
        "certificate.decision",
        [
          "body": .text(self(decision.body)), "number": .text(inOrder(decision.number)),
          "day": .day(decision.day),
        ]))
  }

  /// The host of the link, which a person types.
  private var place: String {
    let parts = sheet.link.split(separator: "/", omittingEmptySubsequences: true)
    return parts.count > 1 ? String(parts[1]) : sheet.link
  }

  /// A code that keeps its order within Arabic words.
  private func inOrder(_ code: String) -> String {
    speech.tongue == .arabic ? "\u{2066}\(code)\u{2069}" : code
  }
}
