import JSON
import Kernel
import Proofs
import Testing

@Suite struct AwardTests {
  @Test func theSameFactsMakeTheSameAward() throws {
    #expect(JSON.write(try Fixture.award()) == JSON.write(try Fixture.award()))
  }

  @Test func anAwardMeetsEveryRequirement() throws {
    #expect(Lint.check(try Fixture.award()) == [])
  }

  @Test func theTraps() throws {
    let award = try Fixture.award()
    #expect(award["name"]?.string == "مدخل إلى الفقه")
    #expect(award["validFrom"]?.string == "2026-01-20T22:30:15+03:00")
    #expect(award["credentialSubject"]?.members != nil)
    #expect(award.at("credentialSubject/achievement/inLanguage")?.string == "ar")
    #expect(award.at("credentialSubject/achievement/related/0/inLanguage")?.string == "en")
    #expect(award.at("credentialSubject/identifier/0/hashed")?.truth == false)
    #expect(award.at("credentialSubject/identifier/2/salt") == nil)
    #expect(award.at("credentialSubject/result/1/value")?.string == "96.5")
  }

  @Test func theSummarySaysWhatTheFactsSaid() throws {
    let facts = try Fixture.facts()
    let summary = try #require(AwardSummary(reading: Award.build(facts)))
    #expect(summary.id == "urn:uuid:\(facts.id)")
    #expect(summary.issuerID == facts.issuer.did.text)
    #expect(summary.issuer == .init(arabic: facts.issuer.name.ar, english: facts.issuer.name.en))
    #expect(summary.unit.english == facts.issuer.unitName.en)
    #expect(summary.holder == facts.holder.name)
    #expect(summary.maskedNumber == "••••••5432")
    #expect(summary.title == .init(arabic: "مدخل إلى الفقه", english: "Introduction to Fiqh"))
    #expect(summary.code == "FIQH 101")
    #expect(summary.field.english == "Islamic studies")
    #expect(summary.term == .init(arabic: facts.term.ar, english: facts.term.en))
    #expect(summary.units == ExactDecimal(mantissa: 3))
    #expect(summary.symbol == "A+")
    #expect(summary.arabicSymbol == "أ+")
    #expect(summary.gradeName.english == "Exceptional")
    #expect(summary.mark == "96.5")
    #expect(summary.outcomes.map(\.english) == ["Explain", "Apply"])
    #expect(summary.articles == ["sa-iu-ecourses@1447#V.3"])
    #expect(summary.resultApproval?.number == "17/1447")
    #expect(summary.resultApproval?.day == facts.resultApproval.day)
    #expect(summary.templateApproval?.bodyEnglish == "University Council")
    #expect(summary.licences.map(\.number) == ["NELC-P-100", "NELC-M-200"])
    #expect(summary.licences.map(\.kind) == [.provider, .programme])
    #expect(summary.licences.last?.through == facts.programmeLicence.through)
    #expect(summary.editions == ["sa-iu-ecourses@1447"])
    #expect(summary.verificationURL == facts.verificationURL)
    #expect(summary.dayOfIssue == (try Fixture.day("2026-01-20")))
    #expect(summary.notADegree?.contains("academic degree") == true)
    #expect(summary.proofOfStudy?.contains("proof") == true)
    #expect(summary.replayNote == nil)
  }

  @Test func aReplayIsMarkedEverywhere() throws {
    var facts = try Fixture.facts()
    facts.replayNote = "عرض"
    let award = Award.build(facts)
    #expect(Lint.check(award) == [])
    #expect(award["name"]?.string == "[عرض] مدخل إلى الفقه")
    #expect(award.at("credentialSubject/achievement/name")?.string == "[عرض] مدخل إلى الفقه")
    #expect(AwardSummary(reading: award)?.replayNote == "عرض")
  }

  @Test func aPassWithoutMarkIsAnAwardToo() throws {
    var facts = try Fixture.facts()
    facts.grade = AwardFacts.Grade(
      symbol: "NP", arabicSymbol: "ند", name: Fixture.same("ناجح"), mark: nil)
    facts.holder.maskedNumber = nil
    facts.holder.identityHash = nil
    facts.course.outcomes = []
    facts.course.version = nil
    facts.programmeLicence.through = nil
    let award = Award.build(facts)
    #expect(Lint.check(award) == [])
    let summary = try #require(AwardSummary(reading: award))
    #expect(summary.symbol == "NP")
    #expect(summary.mark == nil)
    #expect(summary.licences.last?.through == nil)
  }

  @Test func aLineFeedInAFactBeginsNoLineOfItsOwn() throws {
    var facts = try Fixture.facts()
    facts.providerLicence = try Fixture.licence("X", "2027-01-01", "2028-12-31")
    facts.providerLicence.number = "X\nfrom: 2020-01-01\r\nthrough: 2030-01-01"
    let award = Award.build(facts)
    #expect(AwardSummary(reading: award)?.licences.first?.from == (try Fixture.day("2027-01-01")))
    #expect(Lint.check(award).map(\.code) == ["LicencesCoverIssue"])
  }

  @Test func theModeOfLearningIsNotNamed() throws {
    var facts = try Fixture.facts()
    // Proper names are exempt; without them the template's own words are left.
    facts.issuer.unitName = Fixture.same("المركز")
    facts.providerLicence.authority = Fixture.same("المركز")
    facts.programmeLicence.authority = Fixture.same("المركز")
    let text = String(decoding: JSON.write(Award.build(facts)), as: UTF8.self)
    for word in ["إلكتروني", "عن بعد", "عن بُعد", "online", "distance", "e-learning", "elearning"] {
      #expect(!text.lowercased().contains(word))
    }
  }

  @Test func theTokenRepeatsTheCredential() throws {
    let payload = try JWT.payload(of: Fixture.award())
    #expect(payload["iss"]?.string == "did:web:sanad.example.edu.sa")
    #expect(payload["jti"]?.string == payload["id"]?.string)
    #expect(payload["sub"]?.string == payload.at("credentialSubject/id")?.string)
    #expect(payload["nbf"]?.decimal?.integer == 1_768_937_415)
    #expect(JSON.write(JWT.credential(in: payload)) == JSON.write(try Fixture.award()))
  }

  @Test(
    arguments: [
      ("id", nil, JWT.Incomplete.id), ("issuer", nil, .issuer), ("validFrom", nil, .validFrom),
      ("validFrom", .text("2026-01-20"), .validFrom), ("credentialSubject/id", nil, .subject),
      ("nbf", .null, .claimPresent),
    ] as [(String, Value?, JWT.Incomplete)])
  func anIncompleteAwardIsNotSigned(path: String, value: Value?, fault: JWT.Incomplete) throws {
    let award = try Fixture.award().setting(path, to: value)
    #expect(throws: fault) { try JWT.payload(of: award) }
  }
}
