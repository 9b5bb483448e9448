import JSON
import Kernel
import Proofs
import Testing

/// Named people and keys for these tests.
enum Fixture {
  static func key(_ last: UInt8) throws -> SigningKey {
    try #require(SigningKey(.p256, raw: [UInt8](repeating: 7, count: 31) + [last]))
  }

  static func signer(_ last: UInt8) throws -> SigningKey {
    try #require(SigningKey(.ed25519, raw: [UInt8](repeating: 9, count: 31) + [last]))
  }

  static func did(_ text: String = "did:web:sanad.example.edu.sa") throws -> DID {
    try #require(DID(text: text))
  }

  static func instant(_ text: String) throws -> Instant { try #require(Instant(text: text)) }
  static func day(_ text: String) throws -> Day { try #require(Day(text: text)) }
  static func same(_ text: String) -> Localized { Localized(ar: text, en: text, vi: text) }

  static func facts() throws -> AwardFacts {
    AwardFacts(
      id: try #require(CredentialID(text: "0197a3c2-7d10-7a4e-8b11-2f6f0c9e4d55")),
      issuedAt: try instant("2026-01-20T22:30:15.250+03:00"), zone: .riyadh,
      verificationURL:
        "https://sanad.example.edu.sa/verify/0197a3c2-7d10-7a4e-8b11-2f6f0c9e4d55",
      issuer: AwardFacts.Issuer(
        did: try did(), name: Localized(ar: "الجامعة الإسلامية", en: "Islamic University", vi: ""),
        url: "https://sanad.example.edu.sa",
        unitName: Localized(ar: "مركز التعلم الإلكتروني", en: "E-Learning Centre", vi: "")),
      holder: AwardFacts.Holder(
        subject: try #require(ID(text: "0197a3c2-7d11-7b00-9c00-000000000001")),
        name: "نورة بنت سعد العتيبي", maskedNumber: HolderIdentity.masked("1098765432"),
        identityHash: HolderIdentity.hash("1098765432", salt: "b1946ac92492d2347c6235b4d2611184")),
      course: try course(), term: Localized(ar: "الفصل الأول 1447", en: "First term 1447", vi: ""),
      grade: AwardFacts.Grade(
        symbol: "A+", arabicSymbol: "أ+",
        name: Localized(ar: "ممتاز مرتفع", en: "Exceptional", vi: ""),
        mark: Mark(text: "96.5"),
        symbols: ["F", "D", "D+", "C", "C+", "B", "B+", "A", "A+"], passingSymbol: "D",
        passingMark: Mark(text: "60")),
      resultApproval: AwardFacts.Decision(
        body: Localized(ar: "مجلس الكلية", en: "College Council", vi: ""), number: "17/1447",
        day: try day("2026-01-15"), hijri: "1447-07-26"),
      templateApproval: AwardFacts.Decision(
        body: Localized(ar: "مجلس الجامعة", en: "University Council", vi: ""), number: "395/1446",
        day: try day("2025-08-12"), hijri: "1447-02-18"),
      providerLicence: try licence("NELC-P-100", "2025-01-01", "2028-12-31"),
      programmeLicence: try licence("NELC-M-200", "2025-09-01", "2026-08-31"),
      editions: [AwardFacts.Edition(id: "sa-iu-ecourses@1447", title: same("ضوابط / Controls"))],
      articles: [
        AwardFacts.Article(
          citation: Citation(instrument: "sa-iu-ecourses", edition: "1447", article: "V.3"),
          name: same("منح الشهادة"), url: "https://sanad.example.edu.sa/law/sa-iu-ecourses/1447/V.3"
        )
      ])
  }

  static func course() throws -> AwardFacts.Course {
    AwardFacts.Course(
      id: "https://sanad.example.edu.sa/courses/FIQH-101/v1",
      englishID: "https://sanad.example.edu.sa/courses/FIQH-101/v1/en", version: "1",
      code: "FIQH 101", title: Localized(ar: "مدخل إلى الفقه", en: "Introduction to Fiqh", vi: ""),
      description: Localized(ar: "مقرر في أصول الفقه.", en: "A course on principles.", vi: ""),
      field: Localized(ar: "الدراسات الإسلامية", en: "Islamic studies", vi: ""),
      units: ExactDecimal(mantissa: 3),
      outcomes: [
        AwardFacts.Outcome(code: "LO1", text: Localized(ar: "شرح الأصول", en: "Explain", vi: "")),
        AwardFacts.Outcome(code: "LO2", text: Localized(ar: "تطبيق القواعد", en: "Apply", vi: "")),
      ])
  }

  static func licence(_ number: String, _ from: String, _ through: String?) throws
    -> AwardFacts.Licence
  {
    AwardFacts.Licence(
      number: number,
      authority: Localized(
        ar: "المركز الوطني للتعليم الإلكتروني", en: "National eLearning Center", vi: ""),
      licensed: same("برنامج"), from: try day(from), through: try through.map(day))
  }

  static func award() throws -> Value { Award.build(try facts()) }

  static func jwt(_ award: Value? = nil) throws -> String {
    let key = try key(1)
    return try Award.jwt(
      award ?? Fixture.award(), key: key, keyID: did().keyID(key.publicKey))
  }

  static func documents(_ keys: [SigningKey]? = nil) throws -> (String) -> DIDDocument? {
    let did = try did()
    let document = DIDDocument(did: did, keys: try (keys ?? [key(1)]).map(\.publicKey))
    return { $0 == did.text ? document : nil }
  }

  /// A verification the day after the issue.
  static func verify(
    _ jwt: String, at text: String = "2026-01-21T12:00:00+03:00", trusted: Set<String>? = nil,
    keys: [SigningKey]? = nil
  ) throws -> VerificationReport {
    Verification.verify(
      jwt.utf8, at: try instant(text), trusted: trusted, resolve: try documents(keys))
  }
}

extension Value {
  /// The tree with the value at a path of names and indices replaced, added or (nil) taken out.
  func setting(_ path: String, to new: Value?) -> Value {
    setting(path.split(separator: "/").map(String.init)[...], to: new)
  }

  private func setting(_ path: ArraySlice<String>, to new: Value?) -> Value {
    guard let step = path.first else { return new ?? self }
    let rest = path.dropFirst()
    switch self {
    case .object(var members):
      let index = members.pairs.firstIndex { $0.name == step }
      if let index {
        if rest.isEmpty, new == nil {
          members.pairs.remove(at: index)
        } else {
          members.pairs[index].value = members.pairs[index].value.setting(rest, to: new)
        }
      } else if rest.isEmpty, let new {
        members.pairs.append((step, new))
      }
      return .object(members)
    case .list(var elements):
      guard let index = Int(step), elements.indices.contains(index) else { return self }
      if rest.isEmpty, new == nil {
        elements.remove(at: index)
      } else {
        elements[index] = elements[index].setting(rest, to: new)
      }
      return .list(elements)
    default: return self
    }
  }

  func at(_ path: String) -> Value? {
    path.split(separator: "/").map(String.init).reduce(Optional(self)) { value, step in
      if let elements = value?.elements, let index = Int(step), elements.indices.contains(index) {
        return elements[index]
      }
      return value?[step]
    }
  }
}
