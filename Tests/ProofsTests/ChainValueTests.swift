import JSON
import Kernel
import Testing

@testable import Proofs

/// Licences, receipts and bundles as values, and an award made ready and signed.
@Suite struct ChainValueTests {
  // MARK: - Licences

  @Test func aProviderLicenceHasTheProfilesNames() throws {
    let value = try World().providerLicence.value
    #expect(
      value["type"]?.elements?.compactMap(\.string)
        == ["VerifiableCredential", "EndorsementCredential", "ProviderLicenceCredential"])
    #expect(value["@context"]?.elements?.last?.string == Namespace.url)
    let subject = value["credentialSubject"]
    #expect(
      subject?["type"]?.elements?.compactMap(\.string) == [
        "EndorsementSubject", "LicensedProvider",
      ])
    #expect(subject?["id"]?.string == "did:web:sanad.example.edu.sa")
    #expect(subject?["licenceNumber"]?.string == "NELC-P-100")
    #expect(subject?["licensedActivity"]?.elements?.compactMap(\.string) == ["MicroCredential"])
    #expect(subject?.at("recognizedTo/type")?.string == "RecognizedAction")
    #expect(subject?.at("recognizedTo/action")?.string == "issue")
    #expect(subject?.at("recognizedTo/recognizedBy")?.string == "did:web:nelc.example.sa")
    #expect(value.at("termsOfUse/0/type")?.string == "RegulationRule")
    #expect(value.at("termsOfUse/0/article")?.string == "sa-nelc@2024#6")
    #expect(value.at("credentialStatus/statusPurpose")?.string == "suspension")
    #expect(value["validFrom"]?.string == "2025-01-01T00:00:00Z")
  }

  @Test func aProgrammeLicenceHasTheProfilesNames() throws {
    let value = try World().programmeLicence.value
    #expect(value.at("type/2")?.string == "ProgrammeLicenceCredential")
    let subject = value["credentialSubject"]
    #expect(subject?.at("type/1")?.string == "LicensedProgramme")
    #expect(subject?["id"]?.string == "https://sanad.example.edu.sa/courses/FIQH-101/v1")
    #expect(subject?["licensedProvider"]?.string == "did:web:sanad.example.edu.sa")
    #expect(subject?["parentLicence"]?.string == "NELC-P-100")
    #expect(subject?["maxCredits"]?.decimal == ExactDecimal(mantissa: 4))
    #expect(subject?["recognizedTo"] == nil)
  }

  /// Every member is one the data model takes and our context defines.
  @Test func licencesAndReceiptsAreSoundLinkedData() throws {
    let world = try World()
    let signed = try world.receipt(of: world.signed())
    let receipt = signed.setting("proof", to: nil)
    for value in [world.providerLicence.value, world.programmeLicence.value, receipt] {
      #expect(VCDM.check(value) == [])
      #expect(try !LinkedData.canonical(value).isEmpty)
    }
  }

  @Test func aLicenceIsReadAsItWasWritten() throws {
    let world = try World()
    for licence in [world.providerLicence, world.programmeLicence] {
      let token = try licence.jwt(key: world.regulator.token, keyID: world.regulator.tokenID)
      let payload = Value.object(try JWT(reading: token.utf8).payload)
      let read = try Endorsement(reading: payload)
      #expect(JSON.write(read.value) == JSON.write(licence.value))
      #expect(payload["sub"]?.string == licence.value.at("credentialSubject/id")?.string)
      // A licence that ran out since is still read: there is no `exp`.
      #expect(payload["exp"] == nil)
    }
  }

  @Test(
    arguments: [
      ("type", .list([.text("VerifiableCredential")]), "type"),
      ("type/1", .text("Other"), "type"), ("id", nil, "id"), ("issuer", nil, "issuer"),
      ("credentialSubject", nil, "credentialSubject"),
      ("credentialSubject/type", .text("LicensedProgramme"), "credentialSubject"),
      ("credentialSubject/licenceNumber", nil, "licenceNumber"),
      ("credentialSubject/licenceNumber", .text(""), "licenceNumber"),
      ("credentialSubject/licensedActivity", nil, "licensedActivity"),
      ("credentialSubject/recognizedTo/action", .text("advertise"), "recognizedTo"),
      ("validFrom", nil, "validFrom"), ("validUntil", .text("never"), "validUntil"),
      ("credentialStatus/statusListIndex", .text("-1"), "credentialStatus"),
    ] as [(String, Value?, String)])
  func aStrangeLicenceIsRefused(path: String, value: Value?, member: String) throws {
    let licence = try World().providerLicence.value.setting(path, to: value)
    #expect(throws: EndorsementFault(member: member)) { try Endorsement(reading: licence) }
  }

  // MARK: - Receipt and digest

  @Test func aReceiptIsReadAsItWasWritten() throws {
    let world = try World()
    let signed = try world.signed()
    let value = try world.receipt(of: signed)
    #expect(value.at("type/1")?.string == "RegistrationReceipt")
    #expect(value.at("credentialSubject/registeredAt")?.string == "2026-03-10T09:01:00Z")
    let receipt = try Receipt(reading: value)
    #expect(receipt.digests == (try AwardDigest.of(award: signed.award, jwt: signed.jwt)))
    #expect(receipt.registeredAt == world.registeredAt)
    #expect(JSON.write(receipt.value) == JSON.write(value.setting("proof", to: nil)))
    for (path, member) in [
      ("type", "type"), ("id", "id"), ("issuer", "issuer"),
      ("credentialSubject/id", "credentialSubject"),
      ("credentialSubject/registeredDigest", "registeredDigest"),
      ("credentialSubject/registeredAt", "registeredAt"),
      ("credentialStatus/type", "credentialStatus"),
    ] {
      #expect(throws: Receipt.Fault(member: member)) {
        try Receipt(reading: value.setting(path, to: nil))
      }
    }
  }

  /// The order of members does not matter, the proof and every byte of a token do.
  @Test func whatADigestStandsFor() throws {
    let signed = try World().signed()
    let digests = try AwardDigest.of(award: signed.award, jwt: signed.jwt)
    #expect(digests.count == 2 && digests.allSatisfy { Multihash.digest($0) != nil })
    let members = try #require(signed.award.members)
    let turned = Value.object(Value.Members(members.pairs.reversed()))
    #expect(try AwardDigest.of(award: turned, jwt: nil) == [digests[0]])
    let bare = signed.award.setting("proof", to: nil)
    #expect(try AwardDigest.of(award: bare, jwt: nil) != [digests[0]])
    #expect(try AwardDigest.of(award: nil, jwt: signed.jwt) == [digests[1]])
    #expect(try AwardDigest.of(award: nil, jwt: signed.jwt + "\n") != [digests[1]])
  }

  // MARK: - Bundle

  @Test func aBundleReturnsFromItsBytes() throws {
    let bundle = try World().bundle()
    let read = try Bundle(reading: JSON.read(bundle.bytes, limits: Bundle.limits))
    #expect(read.bytes == bundle.bytes)
    var small = bundle
    small.award = nil
    small.receipt = nil
    small.statusLists = []
    small.didDocuments = []
    #expect(try Bundle(reading: small.value).bytes == small.bytes)
  }

  @Test(
    arguments: [
      ("type", .text("Bundle"), "type"), ("format", .number(ExactDecimal(mantissa: 2)), "format"),
      ("format", nil, "format"), ("award", .text("x"), "award"), ("jwt", .list([]), "jwt"),
      ("receipt", .list([]), "receipt"), ("statusLists", .text("x"), "statusLists"),
      ("didDocuments", .list([Value](repeating: .null, count: 65)), "didDocuments"),
    ] as [(String, Value?, String)])
  func aStrangeBundleIsRefused(path: String, value: Value?, member: String) throws {
    let bundle = try World().bundle().value.setting(path, to: value)
    #expect(throws: Bundle.Fault(member: member)) { try Bundle(reading: bundle) }
  }

  @Test func aBundleWithoutAnAwardIsNone() throws {
    let bundle = try World().bundle().value.setting("award", to: nil).setting("jwt", to: nil)
    #expect(throws: Bundle.Fault(member: "award")) { try Bundle(reading: bundle) }
  }

  // MARK: - Signing an award

  @Test func anAwardIsMadeReadyAndSigned() throws {
    let world = try World()
    let prepared = try Award.prepare(
      world.unsigned(), keys: world.provider, created: world.facts.issuedAt)
    #expect(prepared.draft.hashData.count == 64)
    let signed = try prepared.sign(world.provider)
    let proof = try #require(signed.award["proof"]?.elements)
    #expect(proof.count == 1)
    #expect(proof.first?["cryptosuite"]?.string == "eddsa-rdfc-2022")
    #expect(proof.first?["verificationMethod"]?.string == world.provider.integrityID)
    let signature = try #require(proof.first?["proofValue"]?.string.flatMap(Multibase.decode))
    let key = world.provider.integrity.publicKey
    #expect(key.verifies(signature, of: prepared.draft.hashData))
    let token = try JWT(reading: signed.jwt.utf8)
    #expect(token.signingInput == prepared.tokenInput)
    #expect(token.isSigned(by: world.provider.token.publicKey))
    let credential = JWT.credential(in: .object(token.payload))
    #expect(JSON.write(credential) == JSON.write(prepared.draft.document))
    // Signing again changes the token's signature, never the award.
    #expect(JSON.write(try prepared.sign(world.provider).award) == JSON.write(signed.award))
    #expect(Lint.check(signed.award) == [])
    #expect(try world.verify(world.bundle(signed)).isValid)
  }

  @Test func whatFailsARequirementIsNotSigned() throws {
    let world = try World()
    let bare = Award.build(try Fixture.plainFacts())
    #expect {
      try Award.prepare(bare, keys: world.provider, created: world.facts.issuedAt)
    } throws: { error in
      (error as? Award.Refused)?.findings.map(\.code) == ["EndorsementsPresent", "StatusEntry"]
    }
  }

  @Test func eachFormHasItsKindOfKey() throws {
    let (did, ed25519, p256) = (try Fixture.did(), try Fixture.signer(1), try Fixture.key(1))
    #expect(IssuerKeys(did: did, integrity: ed25519, token: p256) != nil)
    #expect(IssuerKeys(did: did, integrity: p256, token: ed25519) == nil)
    #expect(IssuerKeys(did: did, integrity: ed25519, token: ed25519) == nil)
    #expect(IssuerKeys(did: did, integrity: p256, token: p256) == nil)
  }
}
