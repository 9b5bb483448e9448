import Foundation
import Kernel
import Language
import Operations
import Regulations
import Testing
import Web

/// The public page of deadlines, as known on any day, and their announcement as a picture.
@Suite struct DeadlinePagesTests {
  @Test func thePageSaysWhatWasKnownOnADay() async throws {
    try await World.run { world in
      let page = { (day: String) in
        try await world.get("/deadlines?lang=en&on=\(day)").body
      }
      #expect(try await page("2021-06-10").contains("not announced yet"))
      let first = try await page("2021-06-11")
      #expect(first.contains("90 days left") && first.contains("9 September 2021"))
      #expect(first.contains("2/2/1443") && first.contains("known from a secondary source"))
      #expect(try await page("2021-09-09").contains("Today is the last day"))
      let extended = try await page("2/2/1443")
      #expect(extended.contains("Today is the last day"), "a Hijri day is a day")
      let plan = try await page("2021-09-10")
      #expect(plan.contains("181 days left") && plan.contains("extended"))
      #expect(try await page("2022-03-11").contains("The deadline has passed"))
      #expect(try await world.get("/deadlines?on=yesterday").status == 400)
      let arabic = try await world.get("/deadlines?lang=ar&on=2021-06-11").body
      #expect(arabic.contains("بقي ٩٠ يوماً") && arabic.contains("٢ صفر ١٤٤٣هـ"))
    }
  }

  @Test func thePictureIsWellFormedInEachLanguageAndLoadsNothing() async throws {
    try await World.run { world in
      for (tongue, word) in [("ar", "٩٠"), ("en", "days left"), ("vi", "ngày còn lại")] {
        let answer = try await world.get(
          "/deadlines/transition-1441.\(tongue).svg?on=2021-06-11")
        #expect(answer.status == 200 && answer.type == "image/svg+xml; charset=utf-8")
        #expect(answer.body.contains(word), "\(tongue)")
        #expect(answer.body.contains("<svg xmlns") && !answer.body.contains("<script"))
        #expect(!answer.body.contains("href"))
        #expect((tongue == "ar") == answer.body.contains("direction=\"rtl\""))
        #expect(XMLCheck.isWellFormed(answer.bytes), "\(tongue)")
      }
      for path in [
        "transition-1441.svg", "transition-1441.de.svg", "transition-1441.en.png", "none.en.svg",
        "transition-1441.en.svg?on=2021-06-10", "transition-1441.en.svg?on=x", ".en.svg",
      ] {
        #expect(try await world.get("/deadlines/\(path)").status == 404, "\(path)")
      }
    }
  }

  /// Hostile words of a pack stay words.
  @Test func aPictureEscapesItsWords() throws {
    let text = """
      format: 1
      deadlines:
        - id: x
          title: { ar: "<script>ا</script>", en: "</text><script>&\\"'", vi: x }
          says: { ar: ا, en: S, vi: S }
          whom: { ar: ا, en: "\(String(repeating: "word ", count: 400))", vi: W }
          after: { ar: ا, en: A, vi: A }
          scope: providers
          fulfilledBy: providerLicence
          dates:
            - { until: 2021-09-09, knownFrom: 2021-06-01, textStatus: full, source: { ar: ا, en: s, vi: s } }
      """
    let pack = try Pack(
      PackFiles(
        name: "lab",
        texts: [
          "pack.yaml": """
          format: 1
          id: lab
          title: { ar: ا, en: Lab, vi: L }
          authority: { ar: ا, en: "A & B", vi: A }
          zone: Asia/Riyadh
          editions: []
          """, "deadlines.yaml": text,
        ]))
    let deadline = try #require(pack.deadlines.first)
    let texts = try Shared.loaded.get().texts
    for tongue in Tongue.allCases {
      let picture = DeadlinePicture(
        deadline: deadline, date: try #require(deadline.dates.first), authority: pack.authority,
        day: try #require(Day(text: "2021-09-01")), address: "https://a.example/?a=1&b=<",
        speech: Speech(tongue, texts))
      #expect(!picture.html.text.contains("<script"))
      #expect(XMLCheck.isWellFormed(picture.html.bytes))
      #expect(picture.html.bytes.count < 6_000, "long texts are cut")
    }
  }
}

/// Whether bytes are well-formed XML, as another program sees it.
enum XMLCheck {
  static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    let path = NSTemporaryDirectory() + "sanad-\(UInt64.random(in: 0...UInt64.max)).xml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { return false }
    let check = Process()
    check.executableURL = URL(filePath: "/usr/bin/env")
    check.arguments = [
      "python3", "-c", "import sys,xml.dom.minidom as m; m.parse(sys.argv[1])", path,
    ]
    check.standardError = FileHandle.nullDevice
    guard (try? check.run()) != nil else { return false }
    check.waitUntilExit()
    return check.terminationStatus == 0
  }
}
