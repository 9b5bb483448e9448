package import Kernel

/// What an award says, for people to read; to be believed only when it was verified.
package struct AwardSummary: Sendable {
  /// A decision as the award states it.
  package struct Decision: Sendable, Equatable {
    package let bodyArabic: String
    package let bodyEnglish: String
    package let number: String
    package let day: Day?
    package let hijri: String
  }

  /// A licence as the award states it.
  package struct Licence: Sendable, Equatable {
    package enum Kind: String, Sendable { case provider, programme }

    package let kind: Kind
    package let number: String
    package let licensedArabic: String
    package let licensedEnglish: String
    package let authorityArabic: String
    package let authorityEnglish: String
    package let from: Day?
    /// The last day, included; nil for a licence without end.
    package let through: Day?

    /// Whether the licence was in force on a day.
    package func covers(_ day: Day) -> Bool {
      guard let from else { return false }
      return from <= day && (through.map { day <= $0 } ?? true)
    }
  }

  /// One text in the award's two languages; English is empty where the award has none.
  package struct Text: Sendable, Equatable {
    package let arabic: String
    package let english: String

    package init(arabic: String, english: String) {
      self.arabic = arabic
      self.english = english
    }
  }

  package let id: String
  package let issuerID: String
  package let issuer: Text
  package let unit: Text
  package let validFrom: Instant
  package let validUntil: Instant?
  /// The day of issue where it was issued.
  package let dayOfIssue: Day
  package let holder: String
  package let maskedNumber: String?
  package let achievementID: String
  package let title: Text
  package let code: String
  package let field: Text
  package let term: Text
  package let units: ExactDecimal?
  package let symbol: String
  package let arabicSymbol: String
  package let gradeName: Text
  package let mark: String?
  package let outcomes: [Text]
  /// Citations of the articles the award rests on.
  package let articles: [String]
  package let resultApproval: Decision?
  package let templateApproval: Decision?
  package let licences: [Licence]
  package let editions: [String]
  package let verificationURL: String?
  /// Says, in Arabic and English, that this is no degree.
  package let notADegree: String?
  /// Says, in Arabic and English, what the issue proves.
  package let proofOfStudy: String?
  /// Present when the award is only a replay, which proves nothing.
  package let replayNote: String?

  /// Reads an award, also a stranger's, whose Arabic may be any language; nil when it lacks what
  /// every award has.
  package init?(reading award: Value) {
    guard let id = award["id"]?.string, let issuerID = Award.issuerID(award),
      let start = award["validFrom"]?.string, let validFrom = Instant(stamp: start),
      let dayOfIssue = Day(text: start.prefix(10)),
      let subject = award["credentialSubject"], let achievement = subject["achievement"],
      let achievementID = achievement["id"]?.string, let title = achievement["name"]?.string
    else { return nil }
    let records = AwardRecord.all(in: award)
    func record(_ genre: AwardRecord.Genre) -> AwardRecord? {
      records.first { $0.genre == genre }
    }
    let english = record(.englishEdition)
    func text(_ arabic: Value?, _ key: String) -> Text {
      Text(arabic: arabic?.string ?? "", english: english?[key] ?? "")
    }
    let alignments = achievement["alignment"]?.elements ?? []
    let grade = record(.grade)
    self.id = id
    self.issuerID = issuerID
    issuer = text(award["issuer"]?["name"], "issuer")
    unit = text(subject["source"]?["name"], "unit")
    self.validFrom = validFrom
    validUntil = award["validUntil"]?.string.flatMap { Instant(stamp: $0) }
    self.dayOfIssue = dayOfIssue
    holder = Self.identity("name", of: subject) ?? ""
    maskedNumber = Self.identity("ext:MaskedNumber", of: subject)
    self.achievementID = achievementID
    self.title = Text(arabic: title, english: english?["title"] ?? "")
    code = achievement["humanCode"]?.string ?? ""
    field = text(achievement["fieldOfStudy"], "field")
    term = text(subject["term"], "term")
    units = achievement["creditsAvailable"]?.decimal
    symbol =
      Self.result("#grade", of: subject)
      ?? subject["result"]?.elements?.first?["value"]?.string ?? ""
    arabicSymbol = grade?["symbol-ar"] ?? ""
    gradeName = Text(arabic: grade?["name-ar"] ?? "", english: grade?["name-en"] ?? "")
    mark = Self.result("#mark", of: subject)
    outcomes = Self.outcomes(alignments, english)
    articles = alignments.filter { same($0["targetType"]?.string, "ext:RegulationArticle") }
      .compactMap { $0["targetCode"]?.string }
    resultApproval = record(.resultApproval).map(Decision.init(record:))
    templateApproval = record(.templateApproval).map(Decision.init(record:))
    licences = records.compactMap(Licence.init(record:))
    editions =
      record(.editionsApplied)?.fields.filter { same($0.key, "edition") }.map(\.value) ?? []
    verificationURL = record(.verificationPage)?.url
    notADegree = record(.notADegree)?.narrative
    proofOfStudy = record(.proofOfStudy)?.narrative
    replayNote = record(.replay).map { $0["note"] ?? $0.name }
  }

  private static func identity(_ type: String, of subject: Value) -> String? {
    subject["identifier"]?.elements?.first { same($0["identityType"]?.string, type) }?[
      "identityHash"]?.string
  }

  private static func result(_ suffix: String, of subject: Value) -> String? {
    subject["result"]?.elements?.first { result in
      let description = result["resultDescription"]?.string ?? ""
      return description.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }?["value"]?.string
  }

  private static func outcomes(_ alignments: [Value], _ english: AwardRecord?) -> [Text] {
    let lines = english?.fields.filter { same($0.key, "outcome") }.map(\.value) ?? []
    let found = alignments.filter { same($0["targetType"]?.string, "ext:LearningOutcome") }
    return found.enumerated().map { index, alignment in
      let code = alignment["targetCode"]?.string ?? ""
      var line = index < lines.count ? lines[index] : ""
      if line.utf8.starts(with: "\(code) ".utf8) { line = String(line.dropFirst(code.count + 1)) }
      return Text(arabic: alignment["targetName"]?.string ?? "", english: line)
    }
  }
}

extension AwardSummary.Decision {
  init(record: AwardRecord) {
    bodyArabic = record["body-ar"] ?? ""
    bodyEnglish = record["body-en"] ?? ""
    number = record["number"] ?? ""
    day = record["date"].flatMap { Day(text: $0) }
    hijri = record["hijri"] ?? ""
  }
}

extension AwardSummary.Licence {
  init?(record: AwardRecord) {
    switch record.genre {
    case .providerLicence: kind = .provider
    case .programmeLicence: kind = .programme
    default: return nil
    }
    // An end that cannot be read must not become no end.
    if let end = record["through"], Day(text: end) == nil { return nil }
    number = record["number"] ?? ""
    licensedArabic = record["licensed-ar"] ?? ""
    licensedEnglish = record["licensed-en"] ?? ""
    authorityArabic = record["authority-ar"] ?? ""
    authorityEnglish = record["authority-en"] ?? ""
    from = record["from"].flatMap { Day(text: $0) }
    through = record["through"].flatMap { Day(text: $0) }
  }
}
