import JSON
import Kernel
import Proofs
import Testing

@Suite struct LintTests {
  private static let subject = "credentialSubject"
  private static let achievement = "credentialSubject/achievement"

  /// One change each that a requirement must notice; the untouched award is the other side.
  static let bad: [(code: String, path: String, value: Value?)] = [
    ("ContextExact", "@context/1", nil), ("ContextExact", "@context/1", .text("https://x.example")),
    ("ContextExact", "@context", .text("https://www.w3.org/ns/credentials/v2")),
    ("CredentialID", "id", .text("https://x.example/1")), ("CredentialID", "id", nil),
    ("CredentialID", "id", .text("urn:uuid:0197A3C2-7D10-7A4E-8B11-2F6F0C9E4D55")),
    ("CredentialTypes", "type/0", nil), ("CredentialTypes", "type/1", .text("Other")),
    ("CredentialTypes", "type", .text("VerifiableCredential")),
    ("SingleStrings", "name", .object(Value.Members([("@value", .text("x"))]))),
    ("SingleStrings", "\(achievement)/name", .list([.text("x")])),
    ("SingleStrings", "description", .null),
    ("IssuerProfile", "issuer", .text("did:web:a.example")), ("IssuerProfile", "issuer/name", nil),
    ("IssuerProfile", "issuer/id", .text("https://a.example")),
    ("IssuerProfile", "issuer/type", .text("Profile")),
    ("ValidityPeriod", "validFrom", nil), ("ValidityPeriod", "validFrom", .text("2026-01-20")),
    ("ValidityPeriod", "validUntil", .text("2026-01-20T22:30:15+03:00")),
    ("ValidityPeriod", "validUntil", .number(ExactDecimal(mantissa: 1))),
    ("OneSubject", subject, .list([])), ("OneSubject", "\(subject)/id", .text("did:web:a.example")),
    ("OneSubject", "\(subject)/identifier", nil), ("OneSubject", "\(subject)/type", .list([])),
    ("AchievementComplete", "\(achievement)/id", nil),
    ("AchievementComplete", "\(achievement)/name", .text("")),
    ("AchievementComplete", "\(achievement)/description", nil),
    ("AchievementComplete", "\(achievement)/criteria", nil),
    ("AchievementComplete", achievement, nil),
    ("AchievementType", "\(achievement)/achievementType", .text("BachelorDegree")),
    ("AchievementType", "\(achievement)/achievementType", nil),
    ("IdentityObjects", "\(subject)/identifier/0/name", .text("x")),
    ("IdentityObjects", "\(subject)/identifier/0/hashed", .text("false")),
    ("IdentityObjects", "\(subject)/identifier/0/hashed", .bool(true)),
    ("IdentityObjects", "\(subject)/identifier/1/identityType", .text("passport")),
    ("IdentityObjects", "\(subject)/identifier/2/identityHash", .text("md5$00")),
    ("ResultsDescribed", "\(subject)/result", nil),
    ("ResultsDescribed", "\(subject)/result/0/resultDescription", .text("#x")),
    ("ResultsDescribed", "\(subject)/result/0/value", .text("E")),
    ("ResultsDescribed", "\(subject)/result/1/value", .number(ExactDecimal(mantissa: 96))),
    ("ResultsDescribed", "\(achievement)/resultDescription/0/resultType", .text("Stars")),
    ("AlignmentsComplete", "\(achievement)/alignment/0/targetUrl", nil),
    ("AlignmentsComplete", "\(achievement)/alignment/0/targetName", .text("")),
    ("AlignmentsComplete", "\(achievement)/alignment/0/targetType", .text("Article")),
    ("AlignmentsComplete", "\(achievement)/alignment/0/targetType", .text("ext:a b")),
    ("AlignmentsComplete", "\(achievement)/alignment", .text("x")),
    ("EvidenceTyped", "evidence", .text("x")), ("EvidenceTyped", "evidence/0/type", nil),
    ("EvidenceTyped", "evidence/1/narrative", .list([])),
    ("CreditsAgree", "\(achievement)/creditsAvailable", .text("3")),
    ("CreditsAgree", "\(achievement)/creditsAvailable", .number(ExactDecimal(mantissa: 0))),
    ("CreditsAgree", "\(subject)/creditsEarned", .number(ExactDecimal(mantissa: 2))),
    ("ProofAndStatusShape", "proof", .object(Value.Members())),
    ("ProofAndStatusShape", "credentialStatus", .list([])),
    ("ProofAndStatusShape", "credentialStatus", .object(Value.Members([("type", .text("x"))]))),
    ("OneProof", "proof", .list([])), ("OneProof", "proof", .list([.text("x")])),
    (
      "OneProof", "proof",
      .list([
        .object(
          Value.Members([
            ("type", .text("DataIntegrityProof")), ("cryptosuite", .text("eddsa-jcs-2022")),
          ]))
      ])
    ),
    ("EndorsementsPresent", "issuer/endorsementJwt", nil),
    ("EndorsementsPresent", "issuer/endorsementJwt", .text("a.b.c")),
    ("EndorsementsPresent", "\(achievement)/endorsementJwt/0", nil),
    ("EndorsementsPresent", "\(achievement)/endorsementJwt/0", .text("a.b")),
    (
      "EndorsementsPresent", "\(achievement)/endorsementJwt",
      .list([.text("a.b.c"), .text("a.b.c")])
    ),
    ("StatusEntry", "credentialStatus", nil), ("StatusEntry", "credentialStatus/id", nil),
    ("StatusEntry", "credentialStatus/statusPurpose", .text("suspension")),
    ("StatusEntry", "credentialStatus/statusListIndex", .text("077")),
    ("StatusEntry", "credentialStatus/type", .text("1EdTechRevocationList")),
    ("LanguageTags", "\(achievement)/inLanguage", .text("Arabic")),
    ("LanguageTags", "\(achievement)/inLanguage", nil),
    ("LanguageTags", "\(achievement)/related/0/inLanguage", .text("en-")),
    ("LanguageTags", "\(achievement)/related/0/id", nil),
    ("KnownTerms", "degree", .text("x")), ("KnownTerms", "\(achievement)/grade", .text("x")),
    ("KnownTerms", "evidence/3/decision", .text("x")),
    ("KnownTerms", "issuer/parentOrg", .object(Value.Members([("rank", .text("1"))]))),
    ("DescribedOnce", "evidence/0/id", .text("urn:uuid:0197a3c2-7d10-7a4e-8b11-2f6f0c9e4d55")),
    (
      "DescribedOnce", "evidence/0/id",
      .text("https://sanad.example.edu.sa/courses/FIQH-101/v1")
    ),
    (
      "DescribedOnce", "evidence/0/id", .text("urn:uuid:0197a3c2-7d11-7b00-9c00-000000000001")
    ),
    ("NotADegree", "evidence/9", nil), ("NotADegree", "evidence/9/narrative", .text("")),
    ("NotADegree", "evidence", .list([])),
    ("LicencesCoverIssue", "evidence/5", nil), ("LicencesCoverIssue", "evidence/6", nil),
    ("LicencesCoverIssue", "evidence/5/description", .text("number: 1\nfrom: 2026-01-21")),
    (
      "LicencesCoverIssue", "evidence/5/description",
      .text("number: 1\nfrom: 2025-01-01\nthrough: 2026-01-19")
    ),
    (
      "LicencesCoverIssue", "evidence/5/description",
      .text("number: 1\nfrom: 2025-01-01\nthrough: never")
    ),
    ("LicencesCoverIssue", "evidence/5/description", .text("from: 2025-01-01")),
    ("LicencesCoverIssue", "evidence/5/genre", .text("ProgrammeLicence")),
  ]

  @Test(arguments: bad)
  func noticed(code: String, path: String, value: Value?) throws {
    let award = try Fixture.award().setting(path, to: value)
    #expect(Lint.check(award).map(\.code).contains(code))
  }

  static let good: [(path: String, value: Value)] = [
    ("validUntil", .text("2026-01-20T22:30:16+03:00")),
    ("type/1", .text("AchievementCredential")),
    (
      "proof",
      .list([
        .object(
          Value.Members([
            ("type", .text("DataIntegrityProof")), ("cryptosuite", .text("eddsa-rdfc-2022")),
          ]))
      ])
    ),
    ("credentialStatus/statusListIndex", .text("131071")),
    ("\(achievement)/inLanguage", .text("ar-SA")),
    ("\(achievement)/inLanguage", .text("sr-Latn-RS")),
    ("\(achievement)/alignment/0/targetType", .text("CFItem")),
    ("\(subject)/result/0/value", .text("D")),
    ("\(subject)/identifier/0/identityHash", .text("Nguyễn Thị Hoa")),
    ("evidence/5/description", .text("number: 1\nfrom: 2026-01-20\nthrough: 2026-01-20")),
    ("evidence/5/description", .text("number: 1\nfrom: 2026-01-20")),
    ("evidence/0/id", .text("did:web:sanad.example.edu.sa")),
    (
      "\(achievement)/related/0/id", .text("https://sanad.example.edu.sa/courses/FIQH-101/v1#en")
    ),
  ]

  @Test(arguments: good)
  func accepted(path: String, value: Value) throws {
    #expect(Lint.check(try Fixture.award().setting(path, to: value)) == [])
  }

  @Test func everyRequirementIsTestedAndNamedOnce() {
    let codes = Lint.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(Set(Self.bad.map(\.code)) == Set(codes))
    #expect(Lint.all.allSatisfy { !$0.source.isEmpty })
  }

  @Test func aTreeOfAnythingNeverTraps() throws {
    for value in [Value.null, .list([]), .text("x"), .object(Value.Members())] {
      #expect(!Lint.check(value).isEmpty)
      for name in ["issuer", "credentialSubject", "evidence", "@context", "type", "validFrom"] {
        _ = Lint.check(try Fixture.award().setting(name, to: value))
        _ = AwardSummary(reading: try Fixture.award().setting(name, to: value))
      }
    }
  }
}
