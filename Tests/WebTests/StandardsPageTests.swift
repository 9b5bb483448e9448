import HTTPTypes
import Kernel
import Operations
import TestWorld
import Testing

/// The browser of standards: open to everybody, narrowed by sector, kind, domain and obligation, and
/// what an applicant reads before they start.
@Suite struct StandardsPageTests {
  private static let page = "/regulations/sa-nelc/standards?lang=en"

  @Test func anybodyReadsThemWithHowWellTheyAreKnown() async throws {
    try await World.run { world in
      let all = try await world.get(Self.page)
      #expect(all.status == 200)
      for code in ["1.1", "1.3.satisfaction", "2.4"] {
        #expect(all.body.contains("<code>\(code)</code>") || all.body.contains(">\(code)<"))
      }
      #expect(all.body.contains("known from a secondary source"))
      #expect(all.body.contains("held as an extract"))
      #expect(all.body.contains("Demonstration account"))
      let start = try await world.get("/regulations?lang=en")
      #expect(start.body.contains("/regulations/sa-nelc/standards"))
    }
  }

  @Test(arguments: [
    ("&licence=programme", ["Design of the programme"], ["Leadership and policies"]),
    ("&licence=provider", ["Leadership and policies"], ["Design of the programme"]),
    ("&domain=1.2", ["Technology and platform"], ["Leadership and policies"]),
    ("&required=no", ["Measuring satisfaction"], ["Technology and platform"]),
    ("&required=yes", ["Technology and platform"], ["Measuring satisfaction"]),
    ("&version=current", ["Governance"], ["Technology and platform"]),
    ("&sector=training&version=2020", ["Technology and platform"], ["Governance"]),
    ("&sector=none", ["No standard fits"], ["Technology and platform"]),
    ("&domain=%3Cscript%3E", ["No standard fits"], ["<script>"]),
    ("&required=maybe", ["No standard fits"], ["Technology and platform"]),
  ])
  func aReaderNarrowsTheList(_ query: String, _ there: [String], _ gone: [String]) async throws {
    try await World.run { world in
      let text = try await world.get(Self.page + query).body
      // Domains' names also stand in the choices; a standard's title only where it is shown.
      for title in there { #expect(text.contains(title), "\(title)") }
      for title in gone { #expect(!text.contains(title), "\(title)") }
    }
  }

  @Test func aPackWithoutStandardsHasNoBrowser() async throws {
    try await World.run { world in
      for pack in ["sa-vat", "nobody"] {
        let answer = try await world.get("/regulations/\(pack)/standards")
        #expect(answer.status == 404, "\(pack)")
      }
    }
  }

  @Test func whoAppliesSeesWhatToHaveAtHand() async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }
    ) { world in
      let salem = try await Browser(world, "salem")
      let page = try await salem.get("/cases/new/sa-nelc/preliminary-approval?lang=en").body
      #expect(page.contains("What shows that the standards are met"))
      #expect(page.contains("The published e-learning strategy"))
      #expect(page.contains("known from a secondary source"), "on every page that uses it")
      #expect(!page.contains("The plan of the programme"), "a programme's evidence is not asked")
    }
  }

  @Test func anybodyReadsAProcedureBeforeSigningIn() async throws {
    try await World.run { world in
      let edition = try await world.get("/regulations/sa-nelc/1441?lang=en").body
      #expect(edition.contains("/regulations/sa-nelc/1441/procedures/entity-licence"))
      let page = try await world.get(
        "/regulations/sa-nelc/1441/procedures/entity-licence?lang=en")
      #expect(page.status == 200)
      #expect(page.body.contains("Number of the activity licence"), "what is asked")
      #expect(page.body.contains("known from a secondary source"), "how well it is known")
      #expect(page.body.contains("No source names a time"), "nothing is invented")
      #expect(page.body.contains("Refused; an objection is possible"))
      let other = try await world.get(
        "/regulations/sa-nelc/1446/procedures/preliminary-approval?lang=en")
      #expect(other.body.contains("5 days") && other.body.contains("working days"))
      for path in ["1446/procedures/entity-licence", "1441/procedures/nothing"] {
        #expect(try await world.get("/regulations/sa-nelc/\(path)").status == 404)
      }
    }
  }
}
