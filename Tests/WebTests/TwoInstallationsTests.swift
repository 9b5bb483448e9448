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
import Synchronization
import Testing
import Transport

/// Provider and regulator as two installations that talk over HTTP.
@Suite struct TwoInstallationsTests {
  @Test func anAwardWaitsForItsRegulatorAndIsRegistered() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      #expect(try pair.state(id) == .signed && pair.verdict(id) == .awaiting)
      let down = try await pair.ask()
      #expect(down.isUnreachable && down.registered == 0 && down.faults.count == 1)
      #expect(try pair.state(id) == .signed && pair.verdict(id) == .awaiting)
      try await pair.regulator.serving {
        let up = try await pair.ask()
        #expect(up.registered == 1 && up.faults == [], "\(up)")
        #expect(try pair.state(id) == .registered && pair.verdict(id) == .valid)
        // Nothing is left to ask for.
        let again = try await pair.ask()
        #expect(again.registered == 0 && again.faults == [])
      }
      #expect(try pair.regulator.receipts == 1)
      // A stranger with the bundle and the regulator's document needs neither of the two.
      let bundle = try pair.provider.bundle(id)
      let report = Verification.verify(
        Presented(bundle.bytes), at: pair.provider.office.clock.now,
        trust: Trust(documents: [try pair.regulator.document]))
      #expect(report.isValid, "\(report.steps)")
      #expect(bundle.didDocuments.count == 2 && bundle.statusLists.count == 3)
      #expect(try pair.figures() == (0, 0))
    }
  }

  @Test func anEndedLicenceIsARefusalWithItsRuling() async throws {
    try await Pair.run { pair in
      let first = try await pair.provider.award()
      try await pair.regulator.serving { try await pair.ask() }
      try pair.provider.go(to: "2027-01-07T10:00:00+03:00")
      _ = try await pair.regulator.office.perform(
        SetLicenceStatus(
          number: "NELC-P-0007", status: .revoked, from: pair.regulator.office.clock.now,
          article: "sa-nelc@1446#licence", reason: "closed"), by: try pair.regulator.actor)
      let second = try await pair.provider.award("linh")
      try pair.provider.go(to: "2027-01-07T10:30:00+03:00")
      try await pair.regulator.serving {
        let done = try await pair.ask()
        #expect(done.refused == 1 && done.faults == [], "\(done)")
      }
      #expect(try pair.state(second) == .refused && pair.verdict(second) == .awaiting)
      let findings = try pair.provider.office.refusal(of: second)
      #expect(
        findings.map(\.variant) == ["providerRevoked", "programmeRevoked"],
        "what rests on it is revoked with it")
      for tongue in ["ar", "en", "vi"] {
        let page = try await pair.provider.get("/c/\(second)?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"))
        #expect(page.body.contains("NELC-P-0007"))
      }
      // What was registered before stays as it is.
      #expect(try pair.state(first) == .registered && pair.verdict(first) == .valid)
      #expect(try pair.figures() == (0, 0) && pair.regulator.receipts == 1)
    }
  }

  /// The answer is lost after the regulator has registered: asked again it gives the same receipt.
  @Test func nothingIsDoubledWhenAnAnswerIsLost() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      try await pair.regulator.serving {
        let lossy = Transport { request in
          _ = try Transport.curl().send(request)
          throw Transport.Fault(.broken, host: "127.0.0.1")
        }
        let lost = try await pair.ask(lossy)
        #expect(lost.isUnreachable)
        #expect(try pair.regulator.receipts == 1)
        #expect(try pair.state(id) == .signed && pair.verdict(id) == .awaiting)
        pair.provider.go(to: pair.provider.office.clock.now.adding(seconds: 5))
        try await pair.expectRegistered(1)
      }
      #expect(try pair.regulator.receipts == 1 && pair.state(id) == .registered)
      let registered = try pair.provider.bundle(id).receipt?["validFrom"]?.string
      #expect(registered == "2027-01-07T06:00:00Z")
    }
  }

  /// A server that dies between the answer and its storing holds its lease for five minutes.
  @Test func whatADeadServerTookOnIsTakenOver() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let (database, now) = (pair.provider.office.database, pair.provider.office.clock.now)
      let taken = try await database.write {
        try $0.claimReceipts(at: now, until: now.adding(seconds: 300), limit: 16)
      }
      #expect(taken.map(\.key) == [id.description] && taken.first?.attempts == 1)
      try await pair.regulator.serving {
        pair.provider.go(to: now.adding(seconds: 299))
        try await pair.expectRegistered(0)
        pair.provider.go(to: now.adding(seconds: 300))
        try await pair.expectRegistered(1)
      }
    }
  }

  /// Two servers of a provider ask side by side: each award is asked for by one of them.
  @Test func twoServersShareTheWork() async throws {
    try await Pair.run { pair in
      let first = try await pair.provider.award()
      let second = try await pair.provider.award("linh")
      try await pair.regulator.serving {
        async let one = pair.ask()
        async let two = pair.ask()
        let done = try await [one, two]
        #expect(done.map(\.registered).reduce(0, +) == 2, "\(done)")
        #expect(done.allSatisfy { $0.faults == [] && $0.refused == 0 })
      }
      #expect(try pair.regulator.receipts == 2)
      for id in [first, second] { #expect(try pair.state(id) == .registered) }
    }
  }

  enum Change: String, CaseIterable, Sendable {
    case time, digest, otherKey, noLists, status, notJSON
  }

  /// What was changed on the way is not kept, and the true answer is, later.
  @Test(arguments: Change.allCases)
  func aChangedReceiptIsNotKept(_ change: Change) async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let regulator = try #require(pair.regulator.office.regulator)
      let other = try #require(IssuerKeys.generate(regulator.did))
      try await pair.regulator.serving {
        let tampering = Transport { request in
          let answer = try Transport.curl().send(request)
          return .init(
            status: change == .status ? 500 : answer.status,
            body: try Self.changed(answer.body, change, other))
        }
        let done = try await pair.ask(tampering)
        #expect(done.registered == 0 && done.faults.count == 1 && !done.isUnreachable)
        #expect(try pair.state(id) == .signed && pair.verdict(id) == .awaiting)
        let kept = try pair.provider.office.database.read {
          try $0.count("SELECT COUNT(*) FROM foreign_snapshot")
        }
        #expect(kept == 0)
        // Not at once: an answer that is no good is asked for again after a pause.
        try await pair.expectRegistered(0)
        pair.provider.go(to: pair.provider.office.clock.now.adding(seconds: 15))
        try await pair.expectRegistered(1)
      }
    }
  }

  private static func changed(_ body: [UInt8], _ change: Change, _ other: IssuerKeys) throws
    -> [UInt8]
  {
    var answer = try JSON.read(body)
    let receipt = try #require(answer["receipt"])
    switch change {
    case .status: return body
    case .notJSON: return Array("<html>".utf8)
    case .noLists: answer = answer.setting(["statusLists"], .list([]))
    case .time:
      let at = Value.text("2027-01-07T05:59:59Z")
      answer = answer.setting(["receipt", "credentialSubject", "registeredAt"], at)
    case .digest:
      let wrong = Value.list([.text(Multihash.text(of: [1]))])
      answer = answer.setting(["receipt", "credentialSubject", "registeredDigest"], wrong)
    case .otherKey:
      let created = try #require(Instant(text: "2027-01-07T06:00:00Z"))
      let signed = try DataIntegrity.sign(
        receipt.without("proof"), suite: .eddsaJCS, key: other.integrity,
        verificationMethod: other.integrityID, created: created)
      answer = answer.setting(["receipt"], signed)
    }
    return JSON.write(answer)
  }

  /// A regulator that cannot be asked for a day would only register a time that nobody believes.
  @Test func afterADayAnAwardIsGivenUp() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let issued = try pair.provider.credential(id).issuedAt
      pair.provider.go(to: issued.adding(seconds: 86_400 + 1))
      let away = try await pair.ask()
      #expect(away.isUnreachable)
      #expect(try pair.figures() == (1, 0))
      try await pair.regulator.serving {
        let done = try await pair.ask()
        #expect(done.givenUp == 1 && done.registered == 0, "\(done)")
      }
      #expect(try pair.figures() == (0, 1) && pair.state(id) == .signed)
      #expect(try pair.regulator.receipts == 0 && pair.verdict(id) == .awaiting)
    }
  }

  @Test func toTheLastSecondOfADayItIsRegistered() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      let issued = try pair.provider.credential(id).issuedAt
      pair.provider.go(to: issued.adding(seconds: 86_400))
      try await pair.provider.office.publishStatus(pair.provider.scope)
      try await pair.regulator.serving {
        let done = try await pair.ask()
        #expect(done.registered == 1, "\(done)")
      }
      #expect(try pair.verdict(id) == .valid)
    }
  }

  @Test func whatEndedMeanwhileIsNotAskedFor() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      _ = try await pair.provider.office.perform(
        RevokeCredential(credential: id, reason: "a wrong name"),
        by: try pair.provider.actor("reem"))
      let done = try await pair.ask(Transport { _ in throw Transport.Fault(.late, host: "x") })
      #expect(!done.isUnreachable && done.faults == [])
      #expect(try pair.figures() == (0, 0))
    }
  }

  /// A receipt that was revoked since: the provider's own pages tell once the list is fetched anew.
  @Test func theRegulatorsListsAreKeptFresh() async throws {
    try await Pair.run { pair in
      let id = try await pair.provider.award()
      try await pair.regulator.serving {
        try await pair.ask()
        let at = pair.provider.office.clock.now.adding(seconds: 60)
        pair.provider.go(to: at)
        _ = try await pair.regulator.office.perform(
          RevokeReceipt(award: "urn:uuid:\(id)", reason: "fraud"), by: try pair.regulator.actor)
        // Half a day before their end the lists are left alone, from then on they are asked for.
        for (seconds, asks, verdict) in [
          (43_200 - 60, 0, VerificationReport.Verdict.valid), (43_200 - 59, 2, .revoked),
        ] {
          pair.provider.go(to: at.adding(seconds: Int64(seconds)))
          let asked = Mutex(0)
          let counting = Transport { request in
            asked.withLock { $0 += 1 }
            return try Transport.curl().send(request)
          }
          let (office, now) = (pair.provider.office, pair.provider.office.clock.now)
          let faults = try await OnThread.run {
            try RegulatorLists(office, counting).refresh(at: now)
          }
          #expect(faults == [] && asked.withLock { $0 } == asks)
          #expect(try pair.verdict(id) == verdict)
        }
        // A list that somebody else signed is not kept.
        pair.provider.go(to: at.adding(seconds: 86_400))
        let strange = try pair.provider.bundle(id).statusLists.first ?? .null
        let (office, now) = (pair.provider.office, pair.provider.office.clock.now)
        let faults = try await OnThread.run {
          try RegulatorLists(
            office, Transport { _ in .init(status: 200, body: JSON.write(strange)) }
          )
          .refresh(at: now)
        }
        #expect(faults.count == 1)
      }
    }
  }

  @Test func theRegistersPageNamesTheProvider() async throws {
    try await Pair.run { pair in
      try await pair.regulator.serving {
        for (tongue, name) in [
          ("ar", "الجامعة الإسلامية"), ("en", "Islamic University"), ("vi", "Đại học Hồi giáo"),
        ] {
          let address = try #require(
            Address("http://127.0.0.1:\(pair.regulator.port)/register?lang=\(tongue)"))
          let page = try await OnThread.run {
            // On a machine busy with other tests a page may take long.
            try Transport.curl().send(
              Transport.Request(.get, address, reach: .anywhere, limits: (60, 300)))
          }
          let text = String(decoding: page.body, as: UTF8.self)
          #expect(page.status == 200 && text.contains(name) && text.contains("NELC-G-0101"))
          #expect(!text.contains("⟦"))
        }
      }
    }
  }

  // MARK: - The doctor

  @Test func theDoctorComparesWhatIsPinnedWithWhatIsPublished() async throws {
    try await Pair.run { pair in
      let now = pair.provider.office.clock.now
      func checks() async throws -> [String: Doctor.Outcome] {
        let database = pair.provider.office.database
        let found = try await OnThread.run {
          Doctor(database, file: nil, now: now, quick: true).regulator(.curl())
        }
        return Dictionary(found.map { ($0.name, $0.outcome) }) { a, _ in a }
      }
      #expect(try await checks() == ["regulator": .notCheckable, "receipts": .passed])
      try await pair.regulator.serving {
        #expect(try await checks() == ["regulator": .passed, "receipts": .passed])
        // A key that the regulator had before, and did not tell of.
        let former = try #require(SigningKey.generate(.ed25519)?.publicKey)
        let did = try #require(pair.regulator.office.regulator).did
        try await pair.regulator.office.database.write {
          try FormerKey.retire(former, of: did, at: now, revokedAt: nil, in: $0)
        }
        #expect(try await checks() == ["regulator": .failed, "receipts": .passed])
        try await pair.pin()
        #expect(try await checks() == ["regulator": .passed, "receipts": .passed])
      }
    }
  }
}

extension Pair {
  /// Asks for what waits, and expects so many receipts to be kept.
  fileprivate func expectRegistered(
    _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let done = try await ask()
    #expect(done.registered == count, "\(done)", sourceLocation: sourceLocation)
  }

  /// What waits for a receipt, and what was given up.
  func figures() throws -> (Int, Int) {
    try provider.office.database.read { try $0.receiptFigures() }
  }
}

extension Office {
  /// Signs the lists that are due, as the clock does.
  fileprivate func publishStatus(_ scope: Scope) async throws {
    _ = try await perform(PublishStatus(), by: .clock(scope))
  }
}
