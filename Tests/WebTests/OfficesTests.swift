import Kernel
import Operations
import People
import Registrar
import Storage
import Testing

/// What registrar and committee decide over HTTP: admissions, section decisions, delegations.
@Suite struct OfficesTests {
  @Test func admissionsDecideWhoMayRegister() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let section = try world.section("ARB210")
      let amna = try world.person("amna").id
      let code = try #require(
        try world.office.database.read {
          try AdmissionCondition.of(section.course, learner: amna, in: $0)
        }.first
      ).code
      let path = "/api/v1/courses/\(section.course)/admissions"
      func record(_ met: Bool, _ condition: String) -> String {
        #"{"learner":"\#(amna)","condition":"\#(condition)","met":\#(met)}"#
      }
      let register = "/api/v1/sections/\(section.id)/registrations"
      #expect(try await world.post(register, by: "amna").status == 409)
      let rows = try world.rows()
      for login in ["amna", "khalid", "hamad"] {
        #expect(try await world.post(path, by: login, record(true, code)).status == 403)
      }
      #expect(try await world.post(path, by: "boss", record(true, code)).status == 404)
      #expect(try await world.post(path, by: "sara", record(true, "none")).status == 404)
      #expect(try world.rows() == rows)
      let unmet = try await world.post(path, by: "sara", record(false, code))
      #expect(unmet.status == 201 && unmet.json["output"]?["met"]?.truth == false)
      let refused = try await world.post(register, by: "amna")
      #expect(refused.status == 409 && refused.articles.contains("II.4"))
      #expect(try await world.post(path, by: "sara", record(true, code)).status == 201)
      let granted = try await world.post(register, by: "amna")
      #expect(granted.status == 201, "\(granted.body)")
    }
  }

  /// Half of five seats, rounded up, opens a section; one fewer cancels it.
  @Test func sectionsAreDecidedFromTheirDayOn() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let open = try world.section("RSC105", 2)
      let low = try world.section("FQH112", 2)
      for login in ["learner-001", "learner-002", "learner-003"] {
        let (_, invoice) = try await world.register(login, "RSC105", 2)
        try await world.pay(
          invoice, by: login, reference: "s-\(login)", amount: "460.00 SAR")
      }
      let path = "/api/v1/sections/\(open.id)/decision"
      for login in ["amna", "khalid"] {
        #expect(try await world.post(path, by: login).status == 403)
      }
      #expect(try await world.post(path, by: "boss").status == 404)
      let early = try await world.post(path, by: "sara")
      #expect(early.status != 201, "\(early.body)")
      try world.go(to: "2026-09-04T00:00:00+03:00")
      let opened = try await world.post(path, by: "sara")
      #expect(opened.status == 201 && opened.json["output"]?["opened"]?.truth == true)
      #expect(try world.section("RSC105", 2).state == .open)
      let cancelled = try await world.post("/api/v1/sections/\(low.id)/decision", by: "sara")
      #expect(cancelled.status == 409 && cancelled.articles.contains("III.2"))
      #expect(try world.section("FQH112", 2).state == .cancelled)
      #expect(try await world.post(path, by: "sara").status == 409)
    }
  }

  @Test func theCommitteeDelegatesItsOwnPowerOnly() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let layla = try world.person("layla").id
      func draft(_ role: String, until: String = "2026-12-31T00:00:00+03:00") -> String {
        #"{"role":"\#(role)","to":"\#(layla)","until":"\#(until)","#
          + #""from":"2026-08-24T00:00:00+03:00"}"#
      }
      let rows = try world.rows()
      for (login, role) in [
        ("amna", "supervisoryCommittee"), ("sara", "supervisoryCommittee"),
        ("hamad", "resultsAuthority"), ("layla", "supervisoryCommittee"),
      ] {
        let answer = try await world.post("/api/v1/delegations", by: login, draft(role))
        #expect(answer.status == 403, "\(login)")
      }
      let committee = draft("supervisoryCommittee")
      #expect(try await world.post("/api/v1/delegations", by: "boss", committee).status == 404)
      let backwards = draft("supervisoryCommittee", until: "2026-08-24T00:00:00+03:00")
      #expect(try await world.post("/api/v1/delegations", by: "hamad", backwards).status == 400)
      #expect(try world.rows() == rows)
      let given = try await world.post("/api/v1/delegations", by: "hamad", committee)
      #expect(given.status == 201 && given.output("grant") != nil)
      // A delegate does not delegate further.
      try world.go(to: "2026-09-01T00:00:00+03:00")
      #expect(try await world.post("/api/v1/delegations", by: "layla", committee).status == 403)
    }
  }
}
