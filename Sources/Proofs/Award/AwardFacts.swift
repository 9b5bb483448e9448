package import Kernel

/// Tags the pseudonymous subject of one award: another one for each award of a person.
package enum AwardSubjectTag {}

/// Everything an award says, gathered as of its issue. Of the texts, Arabic and English are used.
package struct AwardFacts: Equatable, Sendable {
  package var id: CredentialID
  /// The instant of issue; the award's claims begin with its second.
  package var issuedAt: Instant
  /// The zone in which the day of issue is counted.
  package var zone: Zone
  /// The public page where anyone may verify the award.
  package var verificationURL: String
  package var issuer: Issuer
  package var holder: Holder
  package var course: Course
  package var term: Localized
  package var grade: Grade
  /// The decision that approved the result, and the one that approved the certificate's template.
  package var resultApproval: Decision
  package var templateApproval: Decision
  package var providerLicence: Licence
  package var programmeLicence: Licence
  package var editions: [Edition]
  package var articles: [Article]
  /// The two licences as the regulator signed them, compact tokens; an award without them cannot be
  /// issued any more, only read.
  package var providerEndorsement: String?
  package var programmeEndorsement: String?
  /// Where its revocation will stand: purpose `revocation`.
  package var status: StatusListEntry?
  /// What a replayed award is called, for example "Demonstration": it is put before every name.
  package var replayNote: String?

  package init(
    id: CredentialID, issuedAt: Instant, zone: Zone, verificationURL: String, issuer: Issuer,
    holder: Holder, course: Course, term: Localized, grade: Grade, resultApproval: Decision,
    templateApproval: Decision, providerLicence: Licence, programmeLicence: Licence,
    editions: [Edition], articles: [Article], providerEndorsement: String? = nil,
    programmeEndorsement: String? = nil, status: StatusListEntry? = nil,
    replayNote: String? = nil
  ) {
    self.id = id
    self.issuedAt = issuedAt
    self.zone = zone
    self.verificationURL = verificationURL
    self.issuer = issuer
    self.holder = holder
    self.course = course
    self.term = term
    self.grade = grade
    self.resultApproval = resultApproval
    self.templateApproval = templateApproval
    self.providerLicence = providerLicence
    self.programmeLicence = programmeLicence
    self.editions = editions
    self.articles = articles
    self.providerEndorsement = providerEndorsement
    self.programmeEndorsement = programmeEndorsement
    self.status = status
    self.replayNote = replayNote
  }

  /// The university, and its unit that grants the award on its behalf.
  package struct Issuer: Equatable, Sendable {
    package var did: DID
    package var name: Localized
    package var url: String
    package var unitName: Localized

    package init(did: DID, name: Localized, url: String, unitName: Localized) {
      self.did = did
      self.name = name
      self.url = url
      self.unitName = unitName
    }
  }

  /// The person, as far as the award shows them.
  package struct Holder: Equatable, Sendable {
    package var subject: ID<AwardSubjectTag>
    /// The name as in the identity document.
    package var name: String
    /// The document's number with all but its last digits hidden: `HolderIdentity.masked`.
    package var maskedNumber: String?
    /// `HolderIdentity.hash` of the number; its salt stays with issuer and holder.
    package var identityHash: String?

    package init(
      subject: ID<AwardSubjectTag>, name: String, maskedNumber: String?, identityHash: String?
    ) {
      self.subject = subject
      self.name = name
      self.maskedNumber = maskedNumber
      self.identityHash = identityHash
    }
  }

  /// The course whose passing the award documents.
  package struct Course: Equatable, Sendable {
    /// The achievement's URI, which names its version, and that of its English edition.
    package var id: String
    package var englishID: String
    package var version: String?
    package var code: String
    package var title: Localized
    package var description: Localized
    package var field: Localized
    package var units: ExactDecimal
    package var outcomes: [Outcome]

    package init(
      id: String, englishID: String, version: String? = nil, code: String, title: Localized,
      description: Localized, field: Localized, units: ExactDecimal, outcomes: [Outcome]
    ) {
      self.id = id
      self.englishID = englishID
      self.version = version
      self.code = code
      self.title = title
      self.description = description
      self.field = field
      self.units = units
      self.outcomes = outcomes
    }
  }

  /// A learning outcome of the course.
  package struct Outcome: Equatable, Sendable {
    package var code: String
    package var text: Localized

    package init(code: String, text: Localized) {
      self.code = code
      self.text = text
    }
  }

  /// The result: a band of the grade table or a code such as NP.
  package struct Grade: Equatable, Sendable {
    package var symbol: String
    package var arabicSymbol: String
    package var name: Localized
    package var mark: Mark?
    /// All symbols the result could have had, lowest first; empty when the table has none.
    package var symbols: [String]
    /// The least that passes.
    package var passingSymbol: String?
    package var passingMark: Mark?

    package init(
      symbol: String, arabicSymbol: String, name: Localized, mark: Mark?, symbols: [String] = [],
      passingSymbol: String? = nil, passingMark: Mark? = nil
    ) {
      self.symbol = symbol
      self.arabicSymbol = arabicSymbol
      self.name = name
      self.mark = mark
      self.symbols = symbols
      self.passingSymbol = passingSymbol
      self.passingMark = passingMark
    }
  }

  /// A decision of a body, with its day in both calendars.
  package struct Decision: Equatable, Sendable {
    package var body: Localized
    package var number: String
    package var day: Day
    /// The Hijri date in digits, `1447-07-20`.
    package var hijri: String

    package init(body: Localized, number: String, day: Day, hijri: String) {
      self.body = body
      self.number = number
      self.day = day
      self.hijri = hijri
    }
  }

  /// A licence as it stood on the day of issue.
  package struct Licence: Equatable, Sendable {
    package var number: String
    package var authority: Localized
    /// What is licensed: the provider or the programme.
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

  /// An edition that was applied, `sa-iu-ecourses@1447`.
  package struct Edition: Equatable, Sendable {
    package var id: String
    package var title: Localized

    package init(id: String, title: Localized) {
      self.id = id
      self.title = title
    }
  }

  /// An article the award rests on.
  package struct Article: Equatable, Sendable {
    package var citation: Citation
    package var name: Localized
    package var url: String

    package init(citation: Citation, name: Localized, url: String) {
      self.citation = citation
      self.name = name
      self.url = url
    }
  }
}
