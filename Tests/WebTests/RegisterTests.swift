import Foundation
import HTTPTypes
import JSON
import Kernel
import Licensing
import Operations
import People
import Proofs
import Regulations
import Storage
import TestWorld
import Testing

/// The public register: found in either script, right about every day, and silent about people.
@Suite struct RegisterTests {
  private static func numbers(_ answer: Answer) -> [String] {
    (answer.json["licences"]?.elements ?? []).compactMap { $0["number"]?.string }
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { "%\(Hex.text([$0]))" }.joined()
  }

  private static func found(_ world: World, _ query: String, _ more: String = "") async throws
    -> [String]
  {
    numbers(try await world.get("/api/v1/licences?q=\(encoded(query))\(more)"))
  }

  @Test func namesAreFoundInEitherScript() async throws {
    try await World.run { world in
      for query in [
        "الجامعة الإسلامية", "الجامعه الاسلاميه", "جَامِعَة", "الجـــامعة", "بالمدينه المنوره",
        "مدينة جامعة",
        "Islamic University", "ISLÁMIC", "university madinah", "Đại học", "dai hoc", "NELC-P-0007",
        "nelc p 0007", "٠٠٠٧", "p-۰۰۰۷",
      ] {
        #expect(try await Self.found(world, query).contains("NELC-P-0007"), "\(query)")
        let page = try await world.get("/register?q=\(Self.encoded(query))")
        #expect(page.status == 200 && page.body.contains("/register/NELC-P-0007"), "\(query)")
      }
      for query in ["الجامعة نورة", "Islamic Riyadh", "0009", "!!!", "%", "_", "|", "لجامعة"] {
        #expect(try await Self.found(world, query) == [], "\(query)")
        let page = try await world.get("/register?q=\(Self.encoded(query))")
        #expect(page.status == 200 && !page.body.contains("/register/NELC-P-0007"), "\(query)")
      }
      #expect(try await Self.found(world, "") == ["NELC-G-0101", "NELC-P-0007"])
      #expect(try await Self.found(world, "شهادات مصغره islamic") == ["NELC-G-0101"])
      // A programme's words are looked for in programmes alone.
      for (title, expected) in [
        ("micro", ["NELC-G-0101"]), ("Madinah", []), ("المصغرة", ["NELC-G-0101"]),
      ] {
        let more = "&programme=\(Self.encoded(title))"
        #expect(try await Self.found(world, "", more) == expected, "\(title)")
      }
    }
  }

  @Test func everyDayHasItsStatus() async throws {
    try await World.run { world in
      let nasser = try await Browser(world, "nasser")
      for (status, day) in [("suspended", "2026-03-01"), ("active", "2026-04-01")] {
        let answer = try await nasser.post(
          "/register/statuses",
          "licence=NELC-P-0007&status=\(status)&from=\(day)&article=sa-nelc%401446%23licence"
            + "&reason=SECRET-REASON")
        #expect(answer.headers[.location]?.hasPrefix("/register/NELC-P-0007") == true)
      }
      for (day, status) in [
        ("2025-12-31", "notYetValid"), ("2026-01-01", "active"), ("2026-02-28", "active"),
        ("2026-03-01", "suspended"), ("2026-03-31", "suspended"), ("2026-04-01", "active"),
        ("2026-08-23", "active"), ("11/9/1447", "active"), ("12-9-1447", "suspended"),
        ("1447/9/12", "suspended"), ("٢٠٢٦-٠٣-٠١", "suspended"), ("2031-01-01", "expired"),
      ] {
        let on = "&on=\(Self.encoded(day))"
        let list = try await world.get("/api/v1/licences?q=NELC-P\(on)")
        #expect(list.json["licences"]?.elements?.first?["status"]?.string == status, "\(day)")
        let one = try await world.get("/api/v1/licences/NELC-P-0007?\(on.dropFirst())")
        #expect(one.json["status"]?.string == status, "\(day)")
      }
      for wrong in ["30/2/1443", "2026-02-30", "soon", "1"] {
        for path in [
          "/api/v1/licences", "/api/v1/licences/NELC-P-0007", "/register",
          "/register/NELC-P-0007",
        ] {
          #expect(try await world.get("\(path)?on=\(wrong)").status == 400, "\(path) \(wrong)")
        }
      }
    }
  }

  @Test func aLicencesPageSaysWhatIsPublicAndNoMore() async throws {
    try await World.run { world in
      let id = try await world.award()
      let nasser = try await Browser(world, "nasser")
      _ = try await nasser.post(
        "/register/statuses",
        "licence=NELC-G-0101&status=suspended&from=2026-08-20&article=sa-nelc%401446%23licence"
          + "&reason=SECRET-REASON")
      for tongue in ["ar", "en", "vi"] {
        let page = try await world.get("/register/NELC-G-0101?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"), "\(tongue)")
        #expect(page.body.contains("/regulations/sa-nelc/1446/licence"))
        #expect(page.body.contains("/register/NELC-P-0007"), "what it rests on")
        #expect(
          !page.body.contains("SECRET-REASON")
            && !page.body.contains("<form action=\"/register/statuses"))
      }
      let english = try await world.get("/register/NELC-G-0101?lang=en")
      #expect(english.body.contains("known from a secondary source"), "how the text is held")
      #expect(english.body.contains("31 December 2029") && !english.body.contains("1451 AH"))
      let provider = try await world.get("/register/NELC-P-0007?lang=en")
      #expect(provider.body.contains("/register/NELC-G-0101"), "what rests on it")
      // Its signed form is the one that travels in awards.
      let one = try await world.get("/api/v1/licences/NELC-G-0101")
      let token = try #require(one.json["credentials"]?.elements?.first?.string)
      let path = try #require(
        provider.body.split(separator: "\"").first { $0.contains("/credentials/") })
      let file = try await world.get(String(path))
      #expect(file.status == 200 && file.type == "application/jwt")
      #expect(try JWT(reading: Array(token.utf8)).payload["credentialSubject"] != nil)
      #expect(!one.body.contains("SECRET-REASON"))
      for person in ["nasser", "reem", "amna"] {
        let number = try world.person(person).id.description
        #expect(!one.body.contains(number), "\(id) \(person)")
      }
    }
  }

  @Test func whatIsNotThereIsNotFound() async throws {
    try await World.run { world in
      for path in [
        "/register/NELC-P-0008", "/register/..", "/register/%00", "/register/%E2%80%AE",
        "/register/00000000-0000-7000-8000-000000000000", "/api/v1/licences/x",
        "/register/NELC-P-0007/credentials/00000000-0000-7000-8000-000000000000",
      ] {
        #expect(try await world.get(path).status == 404, "\(path)")
      }
      let long = String(repeating: "a", count: 301)
      for path in [
        "/register?q=\(long)", "/register?programme=\(long)", "/api/v1/licences?q=%00",
      ] {
        #expect(try await world.get(path).status == 400, "\(path)")
      }
      let hostile = try await world.get(
        "/register?q=%3Cscript%3E%22%27&programme=%3Cb%3E&after=%3C")
      #expect(hostile.status == 200 && !hostile.body.contains("<script>"))
      #expect(
        try await world.post("/register/statuses", "", headers: Browser.formType).status == 303)
      let sara = try await Browser(world, "sara")
      #expect(try await sara.post("/register/statuses", "licence=NELC-P-0007").status == 403)
    }
  }

  @Test func pagesFollowEachOtherByNumber() async throws {
    try await World.run(extra: Self.plantMany) { world in
      var seen: [String] = []
      var after = ""
      repeat {
        let page = try await world.get("/api/v1/licences?q=many&after=\(after)")
        seen += Self.numbers(page)
        after = page.json["next"]?.string ?? ""
      } while !after.isEmpty && seen.count < 1_000
      #expect(seen == (100..<350).map { "MANY-\($0)" })
      let first = try await world.get("/register?q=many&lang=en")
      #expect(first.body.contains("MANY-149") && !first.body.contains("MANY-150"))
      let more = try #require(
        first.body.split(separator: "\"").first { $0.contains("after=MANY-149") })
      let second = try await world.get(String(more).replacing("&amp;", with: "&"))
      #expect(second.body.contains(">MANY-150<") && !second.body.contains(">MANY-149<"))
    }
  }

  /// Licences of an installation of before have no key until it is started.
  private static let plantMany: @Sendable (Transaction) throws -> Void = { tx in
    guard let institution = try Institution.all(in: tx).first else { return }
    let day = Zone.riyadh.day(of: MadinahWorld.plantedAt)
    for number in 100..<350 {
      let licence = Licence(
        id: IDs.system.make(at: MadinahWorld.plantedAt), institution: institution.id,
        kind: .provider, number: "MANY-\(number)", programme: nil, parent: nil, from: day,
        until: day.adding(years: 4))
      try licence.grant(
        from: MadinahWorld.plantedAt,
        on: Licence.Grounds(article: "sa-nelc@1446#licence", reason: "granted"),
        recordedAt: MadinahWorld.plantedAt, in: tx)
      try LicenceWords(number: licence.number, holder: institution.name, programme: nil)
        .set(licence, in: tx)
    }
  }
}
