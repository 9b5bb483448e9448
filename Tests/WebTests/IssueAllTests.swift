import Credentials
import HTTPTypes
import Kernel
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage
import Testing

@Suite struct IssueAllTests {
  /// Two passed: each gets a credential with a ruling of its own; what stands is passed over.
  @Test func everybodyWhoPassedGetsOne() async throws {
    try await World.run { world in
      _ = try await world.passed("amna")
      _ = try await world.passed("linh")
      let section = try world.section("FQH112").id
      let due = { try world.office.database.read { try IssueAll.due(in: section, tx: $0) }.count }
      #expect(try due() == 2)
      let before = try world.rows()
      let done = try await world.office.issueAll(in: section, by: try world.actor("reem"))
      #expect(done.failures.isEmpty && done.refusal == nil)
      #expect([done.issued, done.signed, done.registered, done.refused] == [2, 2, 2, 0])
      #expect(try world.rows() > before)
      #expect(try due() == 0)
      for login in ["amna", "linh"] {
        let held = try world.office.database.read {
          try Credential.of(try world.person(login).id, in: $0)
        }
        #expect(held.map(\.state) == [.registered])
        let report = try world.office.verify(held[0], at: world.office.clock.now)
        #expect(report?.isValid == true)
      }
      let again = try await world.office.issueAll(in: section, by: try world.actor("reem"))
      #expect([again.issued, again.refused, again.failures.count] == [0, 0, 0])
    }
  }

  /// What was made ready ahead is signed only while it says what the decision finds.
  @Test(arguments: [false, true]) func aDraftAheadIsOnlyAsGoodAsItsFacts(corrected: Bool)
    async throws
  {
    try await World.run { world in
      let (office, reem) = (world.office, try world.actor("reem"))
      _ = try await world.passed("amna")
      _ = try await office.issueAll(in: try world.section("FQH112").id, by: reem)
      let registration = try await world.passed("linh")
      let at = office.clock.now
      let drafts = office.draftsAhead([registration], by: reem, at: at)
      let ahead = try #require(drafts.first.flatMap { $0 })
      if corrected {
        try await office.database.write { tx in
          let result = try #require(try CourseResult.of(registration, in: tx))
          try CourseResult(
            registration: registration, symbol: result.symbol,
            mark: Mark(clampedMillionths: 90_500_000),
            passed: true, isApproved: true, body: result.body, number: result.number, at: result.at,
            ruling: result.ruling
          ).record(in: tx)
        }
      }
      let made = try await office.perform(
        IssueCredential(registration: registration, ahead: ahead), by: reem, at: at)
      #expect(made.output == ahead.id)
      let signed = try office.database.read { try CredentialIntent.proofInput(ahead.id, in: $0) }
      #expect((signed == ahead.prepared.draft.hashData) == !corrected)
      let text = try office.database.read { try CredentialIntent.find(ahead.id, in: $0) }?.unsigned
      #expect(String(decoding: text ?? [], as: UTF8.self).contains("90.5") == corrected)
    }
  }

  /// Who issues is a fact of the rule: the registrar is refused, once for each learner.
  @Test func othersAreRefusedByARuling() async throws {
    try await World.run { world in
      _ = try await world.passed("amna")
      let section = try world.section("FQH112").id
      let done = try await world.office.issueAll(in: section, by: try world.actor("sara"))
      #expect([done.issued, done.refused] == [0, 1])
      #expect(done.refusal?.ruling.headline?.citation.article == "II.5")
      #expect(try world.office.database.read { try IssueAll.due(in: section, tx: $0) }.count == 1)
    }
  }

  @Test func thePageIssuesToAllOfASection() async throws {
    try await World.run { world in
      for login in ["amna", "linh"] { _ = try await world.passed(login) }
      let section = try world.section("FQH112").id
      let browser = try await Browser(world, "reem")
      let page = try await browser.get("/credentials?section=\(section)")
      #expect(page.body.contains("/sections/\(section)/credentials"))
      let answer = try await browser.post("/sections/\(section)/credentials", "")
      #expect(answer.status == 303)
      let after = try await browser.get(try #require(answer.headers[.location]))
      #expect(!after.body.contains("/sections/\(section)/credentials"))
      let learner = try await Browser(world, "amna")
      #expect(try await learner.post("/sections/\(section)/credentials", "").status == 403)
      let absent = "/sections/01a2eebc-7d60-70f1-98a7-481c67c55675/credentials"
      #expect(try await browser.post(absent, "").status == 404)
    }
  }
}
