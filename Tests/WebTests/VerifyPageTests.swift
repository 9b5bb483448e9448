import Credentials
import HTTPTypes
import JSON
import Kernel
import Language
import Licensing
import Operations
import Paper
import Proofs
import Storage
import Testing

/// The page `/verify` and its twin of the API: whatever is shown, the answer says what was found and
/// what to do.
@Suite struct VerifyPageTests {
  /// A form with a file, or with pasted text, as a browser sends it.
  private func send(
    _ world: World, file: [UInt8] = [], text: String = "", tongue: String = "en"
  ) async throws -> Answer {
    let boundary = "----form7MA4YWxk"
    var body = Array(
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".utf8)
    body += file
    body += Array(
      "\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"credential\"\r\n\r\n\(text)".utf8
    )
    body += Array("\r\n--\(boundary)--\r\n".utf8)
    return try await world.send(
      .post, "/verify?lang=\(tongue)", bytes: body,
      headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"])
  }

  private func verdict(_ world: World, _ bytes: [UInt8]) async throws -> String? {
    let answer = try await world.send(.post, "/api/v1/verifications?lang=en", bytes: bytes)
    return answer.json["verdict"]?.string
  }

  @Test func everyFormIsRead() async throws {
    try await World.run { world in
      let id = try await world.award()
      let bundle = try world.bundle(id)
      let award = JSON.write(try #require(bundle.award))
      let jwt = try #require(bundle.jwt)
      let rows = try world.rows()
      let texts = try Shared.loaded.get().texts
      let (arabic, english) = (Speech(.arabic, texts), Speech(.english, texts))
      let credential = try world.credential(id)
      let pdf = try #require(
        try world.office.certificate(
          of: credential, arabic: arabic, beside: english, at: world.office.clock.now))
      let png = try #require(
        try world.office.badge(
          of: credential, arabic: arabic, beside: english, at: world.office.clock.now))
      for file in [bundle.bytes, award, Array(jwt.utf8), pdf, png] {
        let page = try await send(world, file: file)
        #expect(page.status == 200 && page.body.contains("Valid, and issued under licences"))
        #expect(page.body.contains("Amna bint Salem") && page.body.contains("11 of 11"))
        #expect(!page.body.contains("⟦") && !page.body.contains("<script"))
        #expect(try await verdict(world, file) == "valid")
      }
      let pasted = try await send(world, text: "  \(jwt)\r\n")
      #expect(pasted.body.contains("Valid, and issued under licences"))
      // A form without a file at all.
      let plain = try await world.post(
        "/verify?lang=en", "credential=\(jwt)", headers: Browser.formType)
      #expect(plain.body.contains("Valid, and issued under licences"))
      #expect(try world.rows() == rows, "verifying stores nothing")
    }
  }

  @Test func theChainIsDrawnWithItsMoments() async throws {
    try await World.run { world in
      let id = try await world.award()
      let bundle = try world.bundle(id).bytes
      let page = try await send(world, file: bundle)
      for part in [
        "NELC-P-0007", "NELC-G-0101", "rests on", "up to", "in force at issue",
        "trusted by this verifier", "issued and registered", "time set by the regulator",
        "one installation", "7 January 2027, 09:00:00",
      ] {
        #expect(page.body.contains(part), "\(part)")
      }
      #expect(!page.body.contains("link licence broken") && !page.body.contains("reach back"))

      // A licence that ends later does not reach back; the page says so.
      try world.go(to: "2027-07-01T10:00:00+03:00")
      _ = try await world.office.perform(
        SetLicenceStatus(
          number: "NELC-P-0007", status: .revoked, from: world.office.clock.now,
          article: "sa-nelc@1446#licence", reason: "ended"), by: try world.actor("nasser"))
      try world.go(to: "2027-09-01T10:00:00+03:00")
      let later = try await send(world, file: bundle)
      #expect(later.body.contains("Valid, and issued under licences"))
      #expect(later.body.contains("does not reach back"))
      #expect(later.body.contains("provider licence suspended or revoked"))
      #expect(later.body.contains("does not touch this credential"))
    }
  }

  @Test func whatIsWrongIsShownBroken() async throws {
    try await World.run { world in
      let id = try await world.award()
      let bundle = try world.bundle(id)
      let text = String(decoding: bundle.bytes, as: UTF8.self)
      let changed = Array(text.replacing("FQH112", with: "FQH113").utf8)
      let page = try await send(world, file: changed)
      #expect(page.body.contains("Not valid") && page.body.contains("changed after signing"))
      #expect(page.body.contains("link credential broken") && page.body.contains("arrow broken"))
      #expect(!page.body.contains("Amna bint Salem"), "unproven words are not shown")
      #expect(page.body.contains("What to do:"))
      #expect(try await verdict(world, changed) == "invalid")

      // Signed by its issuer, but for more units than the programme may give.
      let more = ExactDecimal(mantissa: 30)
      let wide = try world.resigned(id) {
        $0 = $0.setting(["credentialSubject", "achievement", "creditsAvailable"], .number(more))
      }
      let unlicensed = try await send(world, file: wide)
      #expect(try await verdict(world, wide) == "unlicensed")
      #expect(unlicensed.body.contains("no licence stands behind it"))

      // The provider's licence taken out: its link is the broken one.
      let bare = try world.resigned(id) { $0 = $0.setting(["issuer", "endorsementJwt"], nil) }
      let stripped = try await send(world, file: bare)
      #expect(try await verdict(world, bare) == "unlicensed")
      #expect(stripped.body.contains("link licence broken"))
      #expect(stripped.body.contains("It carries no licence of its provider."))
    }
  }

  @Test func awaitingAndWithdrawn() async throws {
    try await World.run { world in
      let id = try await world.award()
      let whole = try world.bundle(id).bytes
      try await world.forgetReceipt(of: id)
      let award = JSON.write(try #require(try world.bundle(id).award))
      let page = try await send(world, file: award)
      #expect(try await verdict(world, award) == "awaiting")
      #expect(page.body.contains("not yet registered with the regulator"))
      #expect(page.body.contains("signed, awaiting registration"))
      #expect(page.body.contains("issued, so it says"))

      // The receipt in the old bundle still counts; then its issuer revokes the credential.
      #expect(try await verdict(world, whole) == "valid")
      try world.go(to: "2027-01-08T09:00:00+03:00")
      _ = try await world.office.perform(
        RevokeCredential(credential: id, reason: "by mistake"), by: try world.actor("reem"))
      let revoked = try await send(world, file: whole)
      #expect(try await verdict(world, whole) == "revoked")
      #expect(revoked.body.contains("It has been withdrawn"))
      #expect(revoked.body.contains("credential revoked") && !revoked.body.contains("⟦"))
    }
  }

  @Test func whatIsNoCredentialIsAnsweredOnTheForm() async throws {
    try await World.run { world in
      for tongue in ["ar", "en", "vi"] {
        for (file, status) in [
          ([], 400), (Array("  \r\n".utf8), 400), ([0x89, 0x50, 0x4E, 0x47, 1, 2], 400),
          (Array("%PDF-1.7 nothing".utf8), 400), (Array("{".utf8), 200),
          (Array("a.b.c".utf8), 200), (Array(#"{"id":"x"}"#.utf8), 200), ([0xFF, 0xFE], 200),
        ] as [([UInt8], Int)] {
          let page = try await send(world, file: file, tongue: tongue)
          #expect(page.status == status, "\(file)")
          #expect(!page.body.contains("⟦"), "\(tongue) \(file)")
          if status == 400 { #expect(page.body.contains("class=\"error\"")) }
        }
      }
      for packed in [[0x89, 0x50, 0x4E, 0x47, 1, 2], Array("%PDF-1.7 nothing".utf8)] as [[UInt8]] {
        let answer = try await world.send(.post, "/api/v1/verifications?lang=en", bytes: packed)
        #expect(answer.status == 400 && answer.problem == "bad-input")
        #expect(answer.json["detail"]?.string?.contains("⟦") == false)
      }
    }
  }

  /// In every language each verdict is whole, and the API says what the page says.
  @Test func threeLanguages() async throws {
    try await World.run { world in
      let id = try await world.award()
      let bundle = try world.bundle(id)
      let text = String(decoding: bundle.bytes, as: UTF8.self)
      let shown: [[UInt8]] = [
        bundle.bytes, Array(text.replacing("FQH112", with: "FQH113").utf8),
        try world.resigned(id) { $0 = $0.setting(["issuer", "endorsementJwt"], nil) },
        try world.resigned(id) { $0 = $0.setting(["validUntil"], nil) },
      ]
      for bytes in shown {
        for tongue in ["ar", "en", "vi"] {
          let page = try await send(world, file: bytes, tongue: tongue)
          #expect(page.status == 200 && !page.body.contains("⟦"), "\(tongue)")
          let answer = try await world.send(
            .post, "/api/v1/verifications?lang=\(tongue)", bytes: bytes)
          for step in answer.json["steps"]?.elements ?? [] {
            let found = try #require(step["found"]?.string)
            #expect(!found.isEmpty && !found.contains("⟦") && !found.contains("—"))
            let isOpen = step["outcome"]?.string == "failed"
            #expect(!isOpen || step["remedy"]?.string?.isEmpty == false)
          }
        }
      }
    }
  }
}
