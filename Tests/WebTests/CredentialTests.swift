import Credentials
import HTTPTypes
import JSON
import Kernel
import Operations
import People
import Proofs
import Registrar
import Storage
import TestWorld
import Testing

/// What becomes of a credential after it was issued: who sees it, who takes it away, who ends it.
@Suite struct CredentialTests {
  @Test func strangersSeeNeitherNameNorGrade() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      for path in ["/credentials/\(id)", "/c/\(id)", "/c/\(ShortCode(id))"] {
        for tongue in ["ar", "en", "vi"] {
          let page = try await world.get("\(path)?lang=\(tongue)")
          #expect(page.status == 200 && !page.body.contains("⟦"), "\(path) \(tongue)")
          // The mark as it is printed: the digits alone may stand in an id.
          for word in ["Amna", "آمنة", "A+", "أ+", "· 96", "· ٩٦", "Exceptional"] {
            #expect(!page.body.contains(word), "\(word) on \(path) \(tongue)")
          }
          #expect(page.body.contains("NELC-G-0101"))
        }
      }
      // Another learner, and whoever holds every office of another institution, are strangers too.
      for login in ["linh", "boss", "nasser"] {
        let page = try await Browser(world, login).get("/credentials/\(id)?lang=en")
        #expect(page.status == 200 && !page.body.contains("Amna bint"), "\(login)")
        for file in ["bundle", "token", "certificate", "badge"] {
          let answer = try await Browser(world, login).get("/credentials/\(id)/\(file)")
          #expect(answer.status == 404, "\(login) \(file)")
        }
      }
      for login in ["amna", "reem", "sara"] {
        let page = try await Browser(world, login).get("/credentials/\(id)?lang=en")
        #expect(page.status == 200 && page.body.contains("Amna bint Salem"), "\(login)")
      }
    }
  }

  /// The digests on the page are those in the receipt and in the certificate's code.
  @Test func digestsAreThoseThatWereRegistered() async throws {
    try await World.run { world in
      let id = try await world.award()
      let bundle = try world.bundle(id)
      let award = try #require(bundle.award)
      let link = try world.office.link(id, award)
      let digest = try #require(link.split(separator: "=").last)
      let page = try await world.get("/c/\(id)")
      #expect(page.body.contains("data-digest=\"\(digest)\""))
      let registered = bundle.receipt?["credentialSubject"]?["registeredDigest"]?.elements ?? []
      let hashes = registered.compactMap(\.string).compactMap(Multihash.digest)
      #expect(hashes.count == 2)
      for hash in hashes { #expect(page.body.contains(Hex.text(hash))) }
      // The one page with a script: its own, from here.
      let policy = page.headers[.contentSecurityPolicy] ?? ""
      #expect(policy.contains("script-src 'self';") && !policy.contains("script-src 'self' '"))
      #expect(page.body.contains("<script src=\"/assets/digest.js\" defer></script>"))
      let script = try await world.get("/assets/digest.js")
      #expect(script.status == 200 && script.type == "text/javascript; charset=utf-8")
    }
  }

  @Test func shortCodesFind() async throws {
    try await World.run { world in
      let id = try await world.award()
      let code = ShortCode(id).description
      let found = try await world.get("/c?code=%20\(code.lowercased().replacing("0", with: "o"))")
      #expect(found.status == 303)
      let page = try await world.get(try #require(found.headers[.location]))
      #expect(page.status == 200 && page.body.contains("NELC-G-0101"))
      // One digit wrong, and one that nobody has.
      let first = try #require(code.first)
      let wrong = (first == "2" ? "3" : "2") + code.dropFirst()
      let error = try await world.get("/c?lang=en&code=\(wrong)")
      #expect(error.status == 400 && error.body.contains("class=\"error\""))
      let nobody = ShortCode(CredentialID(high: 0, low: 7)).description
      let none = try await world.get("/c/\(nobody)?lang=en")
      #expect(none.status == 400 && none.body.contains("No credential has this code"))
      for path in ["/c/x", "/c/%2e%2e", "/c/\(wrong)"] {
        #expect(try await world.get(path).status == 404, "\(path)")
      }
      #expect(try await world.get("/c").headers[.location] == "/verify")
    }
  }

  @Test func theWalletHoldsEverything() async throws {
    try await World.run { world in
      let id = try await world.award()
      let amna = try await Browser(world, "amna")
      for tongue in ["ar", "en", "vi"] {
        let wallet = try await amna.get("/credentials?lang=\(tongue)")
        #expect(wallet.status == 200 && !wallet.body.contains("⟦"))
        #expect(wallet.body.contains("/credentials/\(id)/bundle"))
      }
      #expect(try await amna.get("/credentials?lang=en").body.contains("registered"))
      let bundle = try await amna.get("/credentials/\(id)/bundle")
      #expect(bundle.type == "application/json" && bundle.json["receipt"] != nil)
      #expect(bundle.headers[.contentDisposition] == "attachment; filename=\"\(id).json\"")
      let token = try await amna.get("/credentials/\(id)/token")
      #expect(token.type == "application/jwt" && token.body == bundle.json["jwt"]?.string)
      let pdf = try await amna.get("/credentials/\(id)/certificate")
      #expect(pdf.type == "application/pdf" && pdf.bytes.starts(with: "%PDF".utf8))
      let badge = try await amna.get("/credentials/\(id)/badge")
      #expect(badge.type == "image/png" && badge.bytes.starts(with: [0x89, 0x50]))
      let all = try await amna.get("/credentials/bundles")
      #expect(
        all.json.elements?.count == 1
          && all.json.elements?.first?["jwt"]?.string == bundle.json["jwt"]?.string)
      #expect(
        try await Browser(world, "linh").get("/credentials/bundles").json.elements?.count == 0)
      #expect(try await Browser(world, "khalid").get("/credentials/bundles").status == 403)
      #expect(try await world.get("/credentials/bundles").status == 303)
    }
  }

  @Test func whatIsNotSignedYetSaysSo() async throws {
    try await World.run { world in
      let id = try await world.award(signed: false)
      let amna = try await Browser(world, "amna")
      let page = try await amna.get("/credentials/\(id)?lang=en")
      #expect(page.status == 200 && page.body.contains("is being signed"))
      #expect(try await amna.get("/credentials?lang=en").body.contains("being signed"))
      for file in ["bundle", "token", "certificate", "badge"] {
        #expect(try await amna.get("/credentials/\(id)/\(file)").status == 404)
      }
      #expect(try await amna.post("/credentials/\(id)/shares", "").status == 409)
      #expect(try await world.get("/api/v1/credentials/\(id)/bundle", by: "amna").status == 404)
    }
  }

  // MARK: - Links

  @Test func aLinkShowsUntilItIsEnded() async throws {
    try await World.run { world in
      let id = try await world.award()
      let amna = try await Browser(world, "amna")
      let path = "/credentials/\(id)/shares"
      #expect(try await amna.post(path, "", csrf: false).status == 403)
      let made = try await amna.post("\(path)?lang=en", "")
      #expect(made.status == 200 && made.headers[.cacheControl] == "no-store")
      let match = try #require(
        made.body.firstMatch(of: /http:\/\/127\.0\.0\.1:8080(\/s\/[0-9a-f]{64})/))
      let link = String(match.1)
      for tongue in ["ar", "en", "vi"] {
        let shown = try await world.get("\(link)?lang=\(tongue)")
        #expect(shown.status == 200 && !shown.body.contains("⟦"))
        #expect(shown.body.contains("Amna bint Salem") || shown.body.contains("آمنة"))
        #expect(!shown.body.contains("/bundle") && !shown.body.contains("/rulings/"))
      }
      // The page of the holder knows that there is one, but not which.
      let own = try await amna.get("/credentials/\(id)?lang=en")
      let token = try #require(link.split(separator: "/").last)
      #expect(!own.body.contains(token))
      let digest = Hex.text(Digest.sha256(String(token)))
      #expect(own.body.contains(digest))

      // Nobody else makes or ends one, neither the office nor another learner.
      let rows = try world.rows()
      for login in ["reem", "sara", "linh"] {
        let other = try await Browser(world, login)
        #expect(try await other.post(path, "").status == 404, "\(login)")
        #expect(try await other.post("\(path)/end", "share=\(digest)").status == 404, "\(login)")
      }
      for wrong in ["share=", "share=x", "share=\(String(repeating: "0", count: 64))", ""] {
        #expect(try await amna.post("\(path)/end", wrong).status == 404)
      }
      #expect(try world.rows() == rows)
      #expect(try await world.get(link).status == 200)

      #expect(try await amna.post("\(path)/end", "share=\(digest)").status == 303)
      for gone in [link, "/s/x", "/s/" + String(repeating: "0", count: 64)] {
        #expect(try await world.get(gone).status == 404, "\(gone)")
      }
      #expect(try await amna.post("\(path)/end", "share=\(digest)").status == 404)
    }
  }

  @Test func linksHaveALimit() async throws {
    try await World.run { world in
      let id = try await world.award()
      let amna = try world.actor("amna")
      for number in 0..<ShareCredential.most {
        _ = try await world.office.perform(
          ShareCredential(credential: id, digest: Digest.sha256("\(number)")), by: amna)
      }
      let browser = try await Browser(world, "amna")
      #expect(try await browser.post("/credentials/\(id)/shares", "").status == 409)
      _ = try await world.office.perform(
        EndShare(credential: id, digest: Digest.sha256("0")), by: amna)
      #expect(try await browser.post("/credentials/\(id)/shares", "").status == 200)
    }
  }

  // MARK: - Ending

  @Test func theCentreSupersedes() async throws {
    try await World.run { world in
      let id = try await world.award()
      let reem = try await Browser(world, "reem")
      for tongue in ["ar", "en", "vi"] {
        let page = try await reem.get("/credentials/\(id)/supersession?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"))
      }
      let path = "/credentials/\(id)/supersession"
      #expect(try await reem.post(path, "reason=%20").status == 400)
      #expect(try await reem.post(path, "reason=x", csrf: false).status == 403)
      #expect(try world.credential(id).stands)
      let done = try await reem.post(path, "reason=name%20misspelt")
      #expect(done.status == 303)
      let target = try #require(done.headers[.location])
      let new = try #require(CredentialID(text: target.dropFirst(13).prefix(36)))
      #expect(try world.credential(new).state == .registered)
      #expect(try world.credential(id).ended?.ending == .superseded)
      let old = try await world.get("/credentials/\(id)?lang=en")
      #expect(old.body.contains("withdrawn") && old.body.contains("/credentials/\(new)"))
      let shown = try await reem.get("\(target)&lang=en")
      #expect(shown.body.contains("this one took its place"))
      let wallet = try await Browser(world, "amna").get("/credentials?lang=en")
      #expect(wallet.body.contains("superseded") && wallet.body.contains("/credentials/\(new)"))
      #expect(try await reem.post(path, "reason=again").status == 409)
    }
  }

  @Test func theCentreRevokes() async throws {
    try await World.run { world in
      let id = try await world.award()
      let reem = try await Browser(world, "reem")
      let page = try await reem.get("/credentials/\(id)/revocation?lang=en")
      #expect(page.status == 200 && page.body.contains("cannot be undone"))
      let done = try await reem.post("/credentials/\(id)/revocation", "reason=fraud")
      #expect(done.status == 303)
      let shown = try await reem.get("/credentials/\(id)?lang=en&done=RevokeCredential")
      #expect(shown.body.contains("The credential was revoked."))
      #expect(shown.body.contains("It has been withdrawn"))
      // A link made before shows that, too.
      for login in ["amna", "sara", "nasser", "khalid"] {
        let other = try await Browser(world, login)
        for page in ["revocation", "supersession"] {
          #expect(try await other.get("/credentials/\(id)/\(page)").status == 403, "\(login)")
        }
      }
    }
  }

  @Test func theRegulatorRevokesAReceipt() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      let nasser = try await Browser(world, "nasser")
      for tongue in ["ar", "en", "vi"] {
        let page = try await nasser.get("/register?lang=\(tongue)")
        #expect(page.body.contains("/register/receipts") && !page.body.contains("⟦"))
      }
      let path = "/register/receipts"
      #expect(try await world.get("/register").body.contains(path) == false)
      #expect(try await Browser(world, "reem").post(path, "award=\(id)&reason=x").status == 403)
      let unknown = try await nasser.post(path + "?lang=en", "award=urn:uuid:x&reason=x")
      #expect(unknown.status == 400 && unknown.body.contains("No receipt was given"))
      let foreign = try await Browser(world, "boss").post(path, "award=\(id)&reason=x")
      #expect(foreign.status == 400)
      #expect(try await nasser.post(path, "award=\(id)&reason=forged%20marks").status == 303)
      let page = try await world.get("/credentials/\(id)?lang=en")
      #expect(page.body.contains("registration revoked") && page.body.contains("reaches back"))
      let again = try await nasser.post(path + "?lang=en", "award=urn:uuid:\(id)&reason=x")
      #expect(again.status == 400 && again.body.contains("revoked already"))
    }
  }

  // MARK: - API

  @Test func theAPIEndsCredentialsByRole() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      let base = "/api/v1/credentials/\(id)"
      let reason = #"{"reason":"name misspelt"}"#
      let receipt = #"{"award":"urn:uuid:\#(id)","reason":"fraud"}"#
      let rows = try world.rows()
      for path in ["\(base)/revocation", "\(base)/supersession"] {
        for login in ["amna", "linh", "khalid", "sara", "nasser"] {
          let answer = try await world.post(path, by: login, reason)
          #expect(answer.status == 403 && answer.problem == "forbidden", "\(login) \(path)")
        }
        #expect(try await world.post(path, by: "boss", reason).status == 404)
        for body in [nil, "{}", #"{"reason":""}"#, #"{"reason":" "}"#, #"{"reason":"x","more":1}"#]
        {
          let answer = try await world.post(path, by: "reem", body)
          #expect(answer.status == 400 && answer.problem == "bad-input", "\(body ?? "")")
        }
      }
      for login in ["amna", "reem", "sara"] {
        let answer = try await world.post("/api/v1/receipts/revocations", by: login, receipt)
        #expect(answer.status == 403, "\(login)")
      }
      for (login, body) in [
        ("boss", receipt), ("nasser", #"{"award":"urn:uuid:x","reason":"fraud"}"#),
      ] {
        let answer = try await world.post("/api/v1/receipts/revocations", by: login, body)
        #expect(answer.status == 404, "\(login)")
      }
      #expect(try world.rows() == rows)

      let superseded = try await world.post("\(base)/supersession", by: "reem", reason)
      #expect(superseded.status == 201, "\(superseded.body)")
      let new = try #require(superseded.output("credential"))
      #expect(new != id.description)
      #expect(try await world.post("\(base)/revocation", by: "reem", reason).status == 409)
      let revoked = try await world.post(
        "/api/v1/credentials/\(new)/revocation", by: "reem", reason)
      #expect(revoked.status == 201, "\(revoked.body)")
      let reached = try await world.post("/api/v1/receipts/revocations", by: "nasser", receipt)
      #expect(reached.status == 201, "\(reached.body)")
      let twice = try await world.post("/api/v1/receipts/revocations", by: "nasser", receipt)
      #expect(twice.status == 409 && twice.problem == "state-conflict")
    }
  }

  @Test func theAPIGivesTheBundle() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      let path = "/api/v1/credentials/\(id)/bundle"
      for login in ["amna", "reem", "sara"] {
        let answer = try await world.get(path, by: login)
        #expect(answer.status == 200 && answer.json["type"]?.string == "CredentialBundle")
      }
      for login in ["linh", "khalid", "nasser", "boss"] {
        #expect(try await world.get(path, by: login).status == 404, "\(login)")
      }
      #expect(try await world.get(path).status == 401)
    }
  }
}
