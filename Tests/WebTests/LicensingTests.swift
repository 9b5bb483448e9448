import Credentials
import HTTPTypes
import JSON
import Kernel
import Licensing
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage
import Testing
import Transport

/// How a regulator licenses a provider elsewhere, how the provider takes it over, and what the
/// regulator's address for receipts refuses.
@Suite struct LicensingTests {
  @Test func whatIsAskedForIsGrantedAndAdded() async throws {
    try await Pair.run(licensed: false) { pair in
      let signed = try await pair.grant()
      #expect(signed.map(\.number).filter { $0 == "NELC-P-0007" }.count == 1)
      #expect(signed.count > 3)
      // The same file again signs nothing anew.
      #expect(try await pair.grant().map(\.jwt) == signed.map(\.jwt))
      try await pair.pin()
      let added = try await pair.add(signed)
      #expect(added.count == signed.count && added.allSatisfy(\.isNew))
      #expect(added.first?.number == "NELC-P-0007")
      #expect(try await pair.add(signed).allSatisfy { !$0.isNew })
      let page = try await OnThread.run { try Self.licences(pair.regulator) }
      #expect(page == ["NELC-G-0101", "NELC-P-0007"])
    }
  }

  private static func licences(_ regulator: Regulator) throws -> [String] {
    try regulator.office.database.read { tx in
      let scope = try #require(regulator.office.institutions.first).scope
      var numbers: [String] = []
      for (licence, status) in try Licence.register(
        scope, at: regulator.office.clock.now, in: tx)
      where status == .active {
        if try Provider.holder(of: licence.id, in: tx) != nil { numbers.append(licence.number) }
      }
      return numbers.sorted()
    }
  }

  /// A file that grants what cannot be, with a word of the answer.
  @Test(arguments: [
    ("number: \"NELC-P-0007\"", "number: \"\"", "word"),
    ("from: 2026-01-01", "from: 2031-01-01", "ends before"),
    ("did: \"did:web:127.0.0.1%3A8080\"", "did: \"did:key:z6Mk\"", "did:web"),
    ("did: \"did:web:127.0.0.1%3A8080\"", "did: \"did:web:other.example\"", "is of did:web"),
    ("maxCredits: 3", "maxCredits: 0", "no credits"), ("maxCredits: 3", "maxCredit: 3", "unknown"),
    ("format: 1", "format: 2", "format"),
  ])
  func aWrongGrantIsRefusedWithItsPlace(_ old: String, _ new: String, _ word: String) async throws {
    try await Pair.run(licensed: false) { pair in
      let text = try pair.request()
      #expect(text.contains(old), "\(text)")
      await #expect {
        _ = try await pair.grant(text.replacing(old, with: new))
      } throws: { "\($0)".contains(word) }
      let rows = try pair.regulator.office.database.read {
        try $0.count("SELECT COUNT(*) FROM licence") + $0.count("SELECT COUNT(*) FROM provider")
      }
      #expect(rows == 0)
    }
  }

  @Test func aNumberIsGrantedOnce() async throws {
    try await Pair.run(licensed: false) { pair in
      let text = try pair.request()
      _ = try await pair.grant(text)
      await #expect {
        _ = try await pair.grant(text.replacing("until: 2030-12-31", with: "until: 2031-12-31"))
      } throws: { "\($0)".contains("number of its own") }
    }
  }

  @Test func onlyARegulatorAloneLicensesOthers() async throws {
    try await World.run { world in
      let text = try LicenceRequest.text(
        try #require(world.office.institutions.first), world.office)
      let keys = try #require(world.office.issuer)
      let operation = GrantLicences(
        try LicenceGrant(text, file: "r"), document: keys.document)
      await #expect {
        _ = try await world.office.perform(operation, by: .clock(world.scope))
      } throws: { "\($0)".contains("part regulator") }
      await #expect(throws: OperationFault.self) {
        _ = try await world.office.perform(operation, by: try world.actor("reem"))
      }
      await #expect(throws: OperationFault.self) {
        _ = try await world.office.perform(
          PinRegulator(keys.document), by: .clock(world.scope))
      }
    }
  }

  // MARK: - Adding

  @Test func nothingIsAddedBeforeARegulatorIsPinned() async throws {
    try await Pair.run(licensed: false) { pair in
      let signed = try await pair.grant()
      await #expect { try await pair.add(signed) } throws: { "\($0)".contains("regulator pin") }
      // Another regulator than the one that signed.
      let other = try Regulator(clock: pair.provider.office.clock)
      defer { other.remove() }
      _ = try await pair.provider.office.perform(
        PinRegulator(try other.document), by: .clock(pair.provider.scope))
      await #expect { try await pair.add(signed) } throws: { "\($0)".contains("not pinned here") }
      #expect(try pair.credentials() == 0)
    }
  }

  enum Wrong: String, CaseIterable, Sendable {
    case garbage, signature, award, provider, programme, parent, credits, activity, ended, days
    case claims
  }

  /// One wrong file among right ones: nothing is added, and the answer names the file.
  @Test(arguments: Wrong.allCases)
  func oneWrongFileAddsNothing(_ wrong: Wrong) async throws {
    try await Pair.run(licensed: false) { pair in
      try await pair.pin()
      var signed = try await pair.grant()
      let place = wrong == .parent || wrong == .credits || wrong == .programme ? 1 : 0
      let (name, word) = ("wrong.jwt", Self.words[wrong] ?? "?")
      signed[place].number = name
      signed[place].jwt = try Self.token(wrong, signed[place].jwt, pair)
      await #expect { try await pair.add(signed) } throws: { error in
        "\(error)".hasPrefix(name) && "\(error)".contains(word)
      }
      #expect(try pair.credentials() == 0)
    }
  }

  private static let words: [Wrong: String] = [
    .garbage: "no compact token", .signature: "proof.mismatch", .award: "no licence",
    .provider: "this installation is", .programme: "no achievement of ours", .parent: "rests on",
    .credits: "allows 2 credits", .activity: "MicroCredential", .ended: "ended on",
    .days: "says otherwise", .claims: "form.claims",
  ]

  private static func token(_ wrong: Wrong, _ jwt: String, _ pair: Pair) throws -> String {
    let token = try JWT(reading: jwt.utf8)
    var payload = Value.object(token.payload)
    switch wrong {
    case .garbage: return "eyJhbGciOiJFUzI1NiJ9.e30"
    case .signature:
      let other = try #require(SigningKey.generate(.p256))
      return try JWT.sign(token.signingInput, with: other)
    case .award: payload = payload.setting(["type"], .list([.text("VerifiableCredential")]))
    case .claims: payload = payload.setting(["sub"], .text("did:web:other.example"))
    default: break
    }
    let keys = try #require(pair.regulator.office.regulator)
    guard wrong != .award, wrong != .claims else {
      return try JWT.sign(
        JWT.signingInput(payload: payload, keyID: keys.tokenID), with: keys.token)
    }
    var licence = try Endorsement(reading: payload)
    switch (wrong, licence.licensed) {
    case (.provider, _):
      licence.licensed = .provider(did: "did:web:other.example", activities: ["MicroCredential"])
    case (.activity, .provider(let did, _)):
      licence.licensed = .provider(did: did, activities: ["Badge"])
    case (.programme, .programme(_, let provider, let parent, let credits)):
      licence.licensed = .programme(
        achievement: "https://other.example/a", provider: provider, parent: parent,
        maxCredits: credits)
    case (.parent, .programme(let achievement, let provider, _, let credits)):
      licence.licensed = .programme(
        achievement: achievement, provider: provider, parent: "NELC-P-9", maxCredits: credits)
    case (.credits, .programme(let achievement, let provider, let parent, _)):
      licence.licensed = .programme(
        achievement: achievement, provider: provider, parent: parent,
        maxCredits: ExactDecimal(mantissa: 2))
    case (.ended, _): licence.until = pair.provider.office.clock.now
    case (.days, _): licence.from = licence.from.adding(seconds: 86_400)
    default: break
    }
    return try licence.jwt(key: keys.token, keyID: keys.tokenID)
  }

  // MARK: - The regulator's address

  /// Both forms of an award, as its provider sends them.
  private func bundle(_ id: CredentialID, _ pair: Pair) throws -> Bundle {
    var bundle = try pair.provider.bundle(id)
    (bundle.receipt, bundle.statusLists, bundle.didDocuments) = (nil, [], [])
    return bundle
  }

  private func post(_ body: [UInt8], _ pair: Pair, _ lang: String = "en") async throws -> Answered {
    let text = "http://127.0.0.1:\(pair.regulator.port)/receipts?lang=\(lang)"
    let address = try #require(Address(text))
    let response = try await OnThread.run {
      try Transport.curl().send(
        Transport.Request(.post, address, reach: .anywhere, body: body, most: 4 << 20))
    }
    return Answered(
      status: response.status, json: (try? JSON.read(response.body)) ?? .null,
      type: response[header: "content-type"] ?? "")
  }

  private struct Answered {
    let status: Int
    let json: Value
    let type: String
  }

  @Test func theRegulatorAnswersEachWithItsStatus() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let bundle = try self.bundle(id, pair)
      try await pair.regulator.serving {
        var jwtOnly = bundle
        jwtOnly.award = nil
        var changed = bundle
        changed.award = bundle.award?.setting(["validFrom"], .text("2027-01-07T05:00:00Z"))
        for (body, place) in [
          (Array("{".utf8), "line 1, column 2"), (Array("{}".utf8), "type"),
          (Array("[1]".utf8), "type"), (jwtOnly.bytes, "award"), (changed.bytes, "award"),
        ] {
          let answer = try await self.post(body, pair)
          #expect(answer.status == 400 && answer.json["place"]?.string == place, "\(answer)")
          #expect(answer.type == "application/problem+json")
        }
        let large = try await self.post(Array(repeating: 0x20, count: (1 << 20) + 1), pair)
        #expect(large.status == 413)
        #expect(try pair.regulator.receipts == 0)

        let first = try await self.post(bundle.bytes, pair)
        #expect(first.status == 201 && first.json["statusLists"]?.elements?.count == 2)
        let second = try await self.post(bundle.bytes, pair)
        #expect(second.status == 200)
        #expect(JSON.write(second.json) == JSON.write(first.json))
        // Years later too.
        try pair.provider.go(to: "2029-01-07T09:00:00+03:00")
        let later = try await self.post(bundle.bytes, pair)
        #expect(later.status == 200 && JSON.write(later.json) == JSON.write(first.json))
        #expect(try pair.regulator.receipts == 1)
      }
    }
  }

  /// A token that says something else, and another text under an id that is registered.
  @Test func oneReceiptIsOfOneText() async throws {
    try await Pair.run { pair in
      let first = try await pair.provider.award()
      let second = try await pair.provider.award("linh")
      let (one, two) = (try self.bundle(first, pair), try self.bundle(second, pair))
      try await pair.regulator.serving {
        var mixed = one
        mixed.jwt = two.jwt
        let answer = try await self.post(mixed.bytes, pair)
        #expect(answer.status == 400 && answer.json["place"]?.string == "jwt")
        var alone = one
        alone.jwt = nil
        #expect(try await self.post(alone.bytes, pair).status == 201)
        let more = try await self.post(one.bytes, pair)
        #expect(more.status == 409 && more.json["ruling"] == nil)
        #expect(try pair.regulator.receipts == 1)
      }
    }
  }

  @Test func aStrangersAwardIsNotRegistered() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let bundle = try self.bundle(id, pair)
      // Another regulator, which never licensed this provider.
      let other = try Regulator(clock: pair.provider.office.clock)
      defer { other.remove() }
      let strange = Pair(provider: pair.provider, regulator: other)
      try await other.serving {
        let answer = try await self.post(bundle.bytes, strange)
        #expect(answer.status == 403 && answer.json["ruling"] == nil)
        #expect(try other.receipts == 0)
      }
    }
  }

  /// Whatever is sent, it is no fault of ours and registers nothing else.
  @Test func flippedBytesAreRefused() async throws {
    try await World.run { world in
      let id = try await world.award()
      var bundle = try world.bundle(id)
      (bundle.receipt, bundle.statusLists, bundle.didDocuments) = (nil, [], [])
      let bytes = bundle.bytes
      var statuses: [Int: Int] = [:]
      // Up to the names of the two empty lists at the end, which say nothing here.
      for place in stride(from: 3, to: bytes.count - 40, by: max(bytes.count / 60, 1)) {
        var changed = bytes
        changed[place] ^= 1
        let answer = try await world.send(.post, "/receipts", bytes: changed)
        statuses[answer.status, default: 0] += 1
      }
      #expect(Set(statuses.keys).isSubset(of: [200, 400, 403, 409]), "\(statuses)")
      #expect(statuses[400, default: 0] > 30 && statuses[200] == nil, "\(statuses)")
      let receipts = try world.office.database.read {
        try $0.count("SELECT COUNT(*) FROM receipt")
      }
      #expect(receipts == 1)
    }
  }

  @Test func anInstallationThatPlaysBothGivesItsOwnReceiptAgain() async throws {
    try await World.run { world in
      let id = try await world.award()
      var bundle = try world.bundle(id)
      let receipt = bundle.receipt
      (bundle.receipt, bundle.statusLists, bundle.didDocuments) = (nil, [], [])
      let body = String(decoding: bundle.bytes, as: UTF8.self)
      let again = try await world.post("/receipts", body)
      #expect(again.status == 200)
      #expect(JSON.write(again.json["receipt"] ?? .null) == JSON.write(receipt ?? .null))
    }
    try await World.run(part: .provider) { world in
      let posted = try await world.post("/receipts", "{}")
      let got = try await world.get("/receipts")
      #expect(posted.status == 404 && got.status == 404)
    }
  }
}

extension Pair {
  fileprivate func credentials() throws -> Int {
    try provider.office.database.read {
      try $0.count("SELECT COUNT(*) FROM licence_credential")
    }
  }
}
