package import Kernel

/// What a certificate states (V.3, II.5, G.4, and the licensing rules), as of its issue; the caller
/// fills it from the award, and nothing is added but the words of the locale files.
package struct CertificateSheet: Sendable {
  package var id: CredentialID
  package var issuedAt: Instant
  /// The university, and its unit that issues the award.
  package var issuer: Localized
  package var unit: Localized
  /// The name as in the identity document, in Arabic letters and in Latin ones; either may be empty.
  package var arabicName: String
  package var latinName: String
  /// The document's number with all but its last digits hidden.
  package var maskedNumber: String?
  package var course: Course
  package var term: Localized
  package var grade: Grade
  /// The decision that approved the result, and the one that approved this template.
  package var resultApproval: Decision
  package var templateApproval: Decision
  package var providerLicence: Licence
  package var programmeLicence: Licence
  /// The article by which the licence is given, in words: `Article 7 of the Licensing Rules`.
  package var article: Localized
  /// The titles of the editions that were applied, as `Controls of the paid e-courses 1447`.
  package var editions: [Localized]
  /// Who signs on paper, three at most; a certificate that is only signed by key has none.
  package var signatories: [Signatory]
  /// `https://…/c/{id}#sha256=…`, the page that the QR code opens.
  package var link: String
  /// The regulator has not answered yet that it registered the award.
  package var awaitsRegistration: Bool
  /// The award was made for a demonstration or by a replay and has no effect.
  package var isDemonstration: Bool

  package init(
    id: CredentialID, issuedAt: Instant, issuer: Localized, unit: Localized, arabicName: String,
    latinName: String, maskedNumber: String?, course: Course, term: Localized, grade: Grade,
    resultApproval: Decision, templateApproval: Decision, providerLicence: Licence,
    programmeLicence: Licence, article: Localized, editions: [Localized],
    signatories: [Signatory] = [], link: String,
    awaitsRegistration: Bool = false, isDemonstration: Bool = false
  ) {
    self.id = id
    self.issuedAt = issuedAt
    self.issuer = issuer
    self.unit = unit
    self.arabicName = arabicName
    self.latinName = latinName
    self.maskedNumber = maskedNumber
    self.course = course
    self.term = term
    self.grade = grade
    self.resultApproval = resultApproval
    self.templateApproval = templateApproval
    self.providerLicence = providerLicence
    self.programmeLicence = programmeLicence
    self.article = article
    self.editions = editions
    self.signatories = signatories
    self.link = link
    self.awaitsRegistration = awaitsRegistration
    self.isDemonstration = isDemonstration
  }

  /// The course that was passed.
  package struct Course: Sendable {
    package var code: String
    package var title: Localized
    package var field: Localized
    /// Its load; hours mean the same.
    package var units: Int
    package var outcomes: [Localized]

    package init(
      code: String, title: Localized, field: Localized, units: Int, outcomes: [Localized]
    ) {
      self.code = code
      self.title = title
      self.field = field
      self.units = units
      self.outcomes = outcomes
    }
  }

  /// The band of the grade table.
  package struct Grade: Sendable {
    package var symbol: String
    package var arabicSymbol: String
    package var name: Localized

    package init(symbol: String, arabicSymbol: String, name: Localized) {
      self.symbol = symbol
      self.arabicSymbol = arabicSymbol
      self.name = name
    }
  }

  /// A decision of a body.
  package struct Decision: Sendable {
    package var body: Localized
    package var number: String
    package var day: Day

    package init(body: Localized, number: String, day: Day) {
      self.body = body
      self.number = number
      self.day = day
    }
  }

  /// A licence as it stood on the day of issue.
  package struct Licence: Sendable {
    package var number: String
    package var authority: Localized
    /// The provider or programme that is licensed.
    package var licensed: Localized
    package var from: Day
    /// The last day, included; nil for a licence without end.
    package var through: Day?

    package init(
      number: String, authority: Localized, licensed: Localized, from: Day, through: Day?
    ) {
      self.number = number
      self.authority = authority
      self.licensed = licensed
      self.from = from
      self.through = through
    }
  }

  /// A person who signs the paper, with their office.
  package struct Signatory: Sendable {
    package var name: Localized
    package var office: Localized

    package init(name: Localized, office: Localized) {
      self.name = name
      self.office = office
    }
  }
}
