import HTTPTypes
import Kernel
import Operations
import Storage
import TestWorld
import Testing

/// An application for a licence as people meet it: the form, the receipt, the office's queue, the
/// decision; and that it is nobody else's.
@Suite struct CasePagesTests {
  private static let form =
    "field.sector=government&field.educationType=higher"
    + "&field.strategyLink=https%3A%2F%2Fiu.example%2Fs&field.integrityPolicy="
    + String(repeating: "Checked+at+sign-in.+", count: 4)
    + "&field.platform=https%3A%2F%2Fcourses.iu.example&field.supportChannels.1.channel=Chat"
    + "&field.supportChannels.1.hours=8-20&field.truth=yes"

  private static func run(_ test: @escaping @Sendable (World) async throws -> Void) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }, test)
  }

  /// Files an application as salem does and gives its address.
  static func filed(_ world: World) async throws -> (browser: Browser, path: String) {
    let salem = try await Browser(world, "salem")
    let begun = try await salem.post("/cases/new/sa-nelc/preliminary-approval", "")
    let form = try #require(begun.headers[.location])
    let path = String(form.dropLast("/form".count))
    #expect(try await salem.post(form, Self.form).headers[.location] == path + "/check")
    let sent = try await salem.post(path + "/filing", "")
    #expect(sent.headers[.location]?.hasPrefix(path) == true)
    return (salem, path)
  }

  @Test func anApplicationIsFiledSentBackSupplementedAndSeenChanged() async throws {
    try await Self.run { world in
      let (salem, path) = try await Self.filed(world)
      let hind = try await Browser(world, "hind")
      #expect(try await hind.get("/desk").body.contains("PA-2026-000001"))
      let bare = try await hind.post(path + "/steps/return", "reasons=")
      #expect(bare.status == 400, "a case is not sent back without reasons")
      _ = try await hind.post(path + "/steps/return", "reasons=The+link+is+dead.")
      #expect(try await salem.get(path).body.contains("The link is dead."))
      _ = try await salem.post(
        path + "/form", Self.form.replacing("iu.example%2Fs", with: "iu.example%2Fnew"))
      let seen = try await hind.get(path + "?lang=en").body
      #expect(seen.contains("<del>") && seen.contains("iu.example/new"), "what changed is shown")
    }
  }

  @Test func aFormComesBackWithEveryFaultAndKeepsWhatWasTyped() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let begun = try await salem.post("/cases/new/sa-nelc/preliminary-approval", "")
      let form = try #require(begun.headers[.location])
      let answer = try await salem.post(
        form, "field.sector=private&field.platform=%3Cscript%3E&field.integrityPolicy=short")
      #expect(answer.status == 400)
      #expect(answer.body.contains("&lt;script&gt;") && !answer.body.contains("<script>"))
      #expect(answer.body.contains("name=\"field.commercialRegister\""), "now it is asked")
      // Saved for later, whatever is missing.
      let later = try await salem.post(form, "field.sector=private&later=yes")
      #expect(later.headers[.location]?.hasPrefix("/cases?") == true)
      #expect(try await salem.get(form).body.contains("value=\"private\" selected"))
    }
  }

  @Test func everyAnswerCanBeChangedBeforeItIsSent() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let begun = try await salem.post("/cases/new/sa-nelc/preliminary-approval", "")
      let form = try #require(begun.headers[.location])
      _ = try await salem.post(form, Self.form)
      let check = try await salem.get(String(form.dropLast("/form".count)) + "/check")
      #expect(check.body.contains("href=\"\(form)#field.sector\""))
      #expect(!check.body.contains("#field.nameArabic"), "what is known is not asked")
      #expect(!check.body.contains("#field.commercialRegister"), "what is hidden is not asked")
    }
  }

  /// A draft is thrown away by its writer alone, with what it held; what was filed stays.
  @Test func aDraftIsThrownAway() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let begun = try await salem.post("/cases/new/sa-nelc/preliminary-approval", "")
      let form = try #require(begun.headers[.location])
      let path = String(form.dropLast("/form".count))
      _ = try await salem.post(form, Self.form)
      #expect(try await salem.get(form + "?lang=en").body.contains("Throw the draft away"))
      let wafa = try await Browser(world, "wafa")
      #expect(try await wafa.post(path + "/discard", "").status == 404, "a colleague's")
      #expect(try await salem.post(path + "/discard", "", csrf: false).status == 403)
      let gone = try await salem.post(path + "/discard", "")
      #expect(gone.headers[.location] == "/cases?done=DiscardDraft")
      #expect(try await salem.get(form).status == 404)
      #expect(try await salem.get("/cases?lang=en").body.contains("No applications yet"))
      let left = try world.office.database.read {
        try $0.count(
          "SELECT (SELECT COUNT(*) FROM case_file) + (SELECT COUNT(*) FROM case_answers)")
      }
      #expect(left == 0)
      let (_, filed) = try await Self.filed(world)
      #expect(try await salem.post(filed + "/discard", "").status == 404)
    }
  }

  /// Too many drafts: said in the reader's language, with the way to them.
  @Test func tooManyDraftsAreToldSo() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let new = "/cases/new/sa-nelc/preliminary-approval"
      for _ in 0..<SaveDraft.most { #expect(try await salem.post(new, "").status == 303) }
      let refused = try await salem.post(new + "?lang=ar", "")
      #expect(refused.status == 409 && refused.body.contains("٢٠ مسودة"))
      let again = try await world.post(
        "/api/v1/cases", by: "salem",
        #"{"instrument":"sa-nelc","procedure":"preliminary-approval"}"#)
      #expect(again.status == 409 && again.body.contains("throw one away"))
    }
  }

  @Test func itIsNobodyElses() async throws {
    try await Self.run { world in
      let (_, path) = try await Self.filed(world)
      // (admin may file for the university, so its applications are his to see.)
      for name in ["amna", "sara", "nelc-admin", "nasser"] {
        let other = try await Browser(world, name)
        for address in [path, path + "/form", path + "/check"] {
          #expect(try await other.get(address).status == 404, "\(name) \(address)")
        }
        #expect(try await other.post(path + "/steps/withdraw", "").status == 404)
        #expect(try await other.post(path + "/rating", "stars=5").status == 404)
      }
      #expect(try await Browser(world, "admin").get(path).status == 200)
      let anybody = try await world.get(path)
      #expect(anybody.status == 303, "others sign in first")
      let salem = try await Browser(world, "salem")
      #expect(try await salem.post(path + "/steps/approve", "").status == 404)
      #expect(try await salem.get("/desk").status == 403)
      #expect(try await salem.post(path + "/steps/withdraw", "", csrf: false).status != 303)
    }
  }
}
