import Foundation
import HTTPTypes
import Kernel
import Licensing
import Operations
import People
import Storage
import TestWorld
import Testing

/// The office's queue and figures as pages: whose they are, and what their filters take.
@Suite struct DeskPageTests {
  private static func run(_ test: @escaping @Sendable (World) async throws -> Void) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }, test)
  }

  @Test func theQueueIsFilteredAndPaged() async throws {
    try await Self.run { world in
      let (salem, path) = try await CasePagesTests.filed(world)
      let hind = try await Browser(world, "hind")
      for query in [
        "", "?in=sa-nelc/preliminary-approval", "?in=sa-nelc/preliminary-approval/filed",
        "?turn=office&in=&mine=",
      ] {
        #expect(try await hind.get("/desk" + query).body.contains("PA-2026-000001"), "\(query)")
      }
      for query in ["?turn=applicant", "?in=sa-nelc/preliminary-approval/review", "?mine=yes"] {
        #expect(try await !hind.get("/desk" + query).body.contains("PA-2026-000001"), "\(query)")
      }
      let due = try await hind.get(
        "/desk?after=9223372036854775807.ffffffff-ffff-7fff-bfff-ffffffffffff")
      #expect(due.status == 200 && !due.body.contains("PA-2026-000001"))
      for query in ["?after=x", "?after=1.2", "?in=a/b/c/d", "?in=%3Cscript%3E"] {
        let answer = try await hind.get("/desk" + query)
        #expect(answer.status == 400 && !answer.body.contains("<script>"), "\(query)")
      }
      _ = try await hind.post(path + "/steps/return", "reasons=More.")
      let mine = try await hind.get("/desk?turn=applicant&mine=yes")
      #expect(mine.body.contains("PA-2026-000001"))
      #expect(try await salem.get("/desk").status == 403)
    }
  }

  /// What has ended is found by its office, and by nobody else.
  @Test func endedCasesAreFoundByTheirOffice() async throws {
    try await Self.run { world in
      let (salem, path) = try await CasePagesTests.filed(world)
      let hind = try await Browser(world, "hind")
      #expect(try await !hind.get("/desk?turn=ended").body.contains("PA-2026-000001"))
      #expect(try await salem.post(path + "/steps/withdraw", "").status == 303)
      #expect(try await !hind.get("/desk").body.contains("PA-2026-000001"))
      for query in ["", "&in=sa-nelc/preliminary-approval/withdrawn"] {
        let page = try await hind.get("/desk?lang=en&turn=ended" + query).body
        #expect(page.contains("PA-2026-000001") && page.contains("Ended"), "\(query)")
      }
      let none = try await hind.get("/desk?turn=ended&in=sa-nelc/preliminary-approval/approved")
      #expect(!none.body.contains("PA-2026-000001"))
      for name in ["sara", "huda"] {
        let other = try await Browser(world, name)
        #expect(try await !other.get("/desk?turn=ended").body.contains("PA-2026"), "\(name)")
      }
    }
  }

  /// Those it licenses elsewhere stand under its own institution; their licences are not its own.
  @Test func theRegulatorShowsNoLicenceAsItsOwn() async throws {
    try await Self.run { world in
      let hind = try await Browser(world, "hind")
      let id = try world.person("hind").institution
      try await world.office.database.write { tx in
        let day = try #require(Day(text: "2026-01-01"))
        try Licence(
          id: IDs.system.make(at: MadinahWorld.plantedAt), institution: id, kind: .provider,
          number: "ELSEWHERE-1", programme: nil, parent: nil, from: day,
          until: day.adding(years: 4)
        ).grant(
          from: MadinahWorld.plantedAt,
          on: Licence.Grounds(article: "sa-nelc@1446#licence", reason: "granted"),
          recordedAt: MadinahWorld.plantedAt, in: tx)
      }
      #expect(try await !hind.get("/desk").body.contains("ELSEWHERE-1"))
      let salem = try await Browser(world, "salem")
      #expect(try await salem.get("/cases").body.contains("NELC-P-0007"))
    }
  }

  @Test func figuresAreTheRegulatorsInThreeLanguages() async throws {
    try await Self.run { world in
      let (salem, path) = try await CasePagesTests.filed(world)
      let hind = try await Browser(world, "hind")
      _ = try await hind.post(path + "/steps/accept", "")
      for tongue in ["ar", "en", "vi"] {
        let page = try await hind.get("/desk/statistics?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"), "\(tongue)")
        #expect(page.body.contains("<svg role=\"img\"") && page.body.contains("<table"))
      }
      let usual = try await hind.get("/desk/statistics?lang=en")
      #expect(usual.body.contains("<strong aria-current=\"true\">The last twelve months"))
      let year = try await hind.get("/desk/statistics?lang=en&from=2026-01-01&through=2026-09-01")
      #expect(year.body.contains("from=2020-08-11"), "everything is a press away")
      #expect(!year.body.contains("aria-current=\"true\">All"))
      // The way back is a link, and days without any decision say so.
      #expect(usual.body.components(separatedBy: "href=\"/desk\"").count == 3)
      let quiet = try await hind.get(
        "/desk/statistics?lang=en&from=2026-01-01&through=2026-01-02")
      #expect(quiet.body.contains("Nothing was decided or rated in these days"))
      let hijri = try await hind.get("/desk/statistics?from=1/3/1448&through=2026-09-30")
      #expect(hijri.status == 200)
      for query in ["?from=soon", "?from=2026-09-02&through=2026-09-01", "?through=30/2/1443"] {
        #expect(try await hind.get("/desk/statistics" + query).status == 400, "\(query)")
      }
      for login in ["salem", "tariq", "admin", "sara"] {
        let other = try await Browser(world, login)
        #expect(try await other.get("/desk/statistics").status == 403, "\(login)")
      }
      #expect(try await world.get("/desk/statistics").status == 303)
      #expect(try await salem.get(path).status == 200)
    }
  }
}
