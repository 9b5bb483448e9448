import Foundation
import Kernel
import Regulations
import Testing

/// The project's own packs, found beside the tests.
enum OwnPacks {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/Regulations/packs"

  static func files(_ name: String) throws -> PackFiles {
    var texts: [String: String] = [:]
    let walk = try #require(FileManager.default.enumerator(atPath: "\(folder)/\(name)"))
    for case let path as String in walk where path.hasSuffix(".yaml") {
      texts[path] = try String(contentsOfFile: "\(folder)/\(name)/\(path)", encoding: .utf8)
    }
    return PackFiles(name: name, texts: texts)
  }
}

@Suite struct PackTests {
  @Test func everyArticleOfTheSourceHasATreatment() throws {
    let pack = try Pack(try OwnPacks.files("sa-iu-ecourses"))
    let edition = try #require(pack.edition("1447"))
    let expected =
      ["I", "II"] + (1...3).map { "I.\($0)" } + (1...6).map { "II.\($0)" }
      + (1...7).map { "III.\($0)" } + (1...4).map { "IV.\($0)" } + (1...4).map { "V.\($0)" }
      + (1...3).map { "VI.\($0)" } + (1...5).map { "G.\($0)" }
    for id in expected { #expect(edition.article(id) != nil, "article \(id)") }
    #expect(edition.textStatus == .inferred)
  }

  @Test func unsetParametersAreReallyUnset() throws {
    let pack = try Pack(try OwnPacks.files("sa-iu-ecourses"))
    let edition = try #require(pack.edition("1447"))
    for key in ["altExam.requestDays", "altExam.notSat", "attendance.beforeRegistration"] {
      let parameter = try #require(edition.parameters[key], "\(key)")
      #expect(parameter.values == nil, "\(key)")
    }
  }

  /// A draft with 24 units is a data change only: an edition `basedOn` another, one file.
  @Test func aDraftEditionIsAFewLinesOfData() throws {
    let files = try OwnPacks.files("sa-iu-ecourses")
    var texts = files.texts
    texts["pack.yaml"] =
      (texts["pack.yaml"] ?? "") + """

          - id: draft-24
            basedOn: "1447"
            draft: true
            title: {ar: مسودة, en: Draft, vi: Dự thảo}
            effective:
              from: 2027-08-01
              textStatus: inferred
              reason: {ar: مثال, en: An example, vi: Ví dụ}
        """
    texts["draft-24/parameters/load.yaml"] = """
      format: 1
      parameters:
        - key: load.maximum
          article: III.1
          kind: integer
          title: {ar: الحد الأعلى, en: Maximum load, vi: Tối đa}
          value: 24
      """
    let pack = try Pack(PackFiles(name: "sa-iu-ecourses", texts: texts))
    let draft = try #require(pack.edition("draft-24"))
    let library = Library([pack])
    let at = try #require(Instant(text: "2028-01-01T00:00:00Z"))
    let named = try #require(library.law("sa-iu-ecourses", at: at, edition: "draft-24"))
    #expect(named.integer("load.maximum") == 24)
    #expect(draft.articles.count == pack.edition("1447")?.articles.count)
    // A draft governs nothing by date.
    #expect(library.law("sa-iu-ecourses", at: at)?.edition.id == "1447")
  }

  @Test func valuesAreDated() throws {
    let library = Library([try Pack(try OwnPacks.files("sa-vat"))])
    func rate(_ text: String) throws -> ExactDecimal? {
      let at = try #require(Instant(text: text))
      return library.law("sa-vat", at: at)?.percent("rate.resident")
    }
    #expect(try rate("2020-06-30T23:59:59+03:00") == ExactDecimal(mantissa: 5))
    #expect(try rate("2020-07-01T00:00:00+03:00") == ExactDecimal(mantissa: 15))
    #expect(try rate("2017-12-31T12:00:00+03:00") == nil)
  }

  @Test func anOverlaySpeaksOnlyWhereTheLawIsSilent() throws {
    let library = Library([try Pack(try OwnPacks.files("sa-iu-ecourses"))])
    let at = try #require(Instant(text: "2026-09-01T00:00:00+03:00"))
    let overlay: Overlay = [
      "sa-iu-ecourses": [
        "load.maximum": .integer(99), "altExam.requestDays": .integer(5),
      ]
    ]
    let law = try #require(library.law("sa-iu-ecourses", at: at, overlay: overlay))
    #expect(law.integer("load.maximum") == 25)
    #expect(law.integer("altExam.requestDays") == 5)
  }

  @Test func noEditionIsInForceBeforeTheFirst() throws {
    let pack = try Pack(try OwnPacks.files("sa-iu-ecourses"))
    #expect(pack.edition(inForceOn: try #require(Day(text: "2025-08-11"))) == nil)
    #expect(pack.edition(inForceOn: try #require(Day(text: "2025-08-12")))?.id == "1447")
  }

  @Test(arguments: [
    ("format: 2\n", "format"), ("format: 1\nid: x\n", "title"), ("id: x\n", "format"),
  ])
  func aBrokenPackIsRefusedWithFileAndPlace(_ text: String, _ word: String) {
    #expect {
      try Pack(PackFiles(name: "p", texts: ["pack.yaml": text]))
    } throws: { error in
      "\(error)".hasPrefix("p/pack.yaml") && "\(error)".contains(word)
    }
  }
}

@Suite struct RulingTests {
  private func ruling(_ outcomes: [Outcome]) throws -> Ruling {
    let pack = try Pack(try OwnPacks.files("sa-iu-ecourses"))
    let edition = try #require(pack.edition("1447"))
    return Ruling(
      outcomes.enumerated().map { Ground(Finding("R/\($0.offset)", $0.element, "III.1"), edition) },
      at: Instant(microseconds: 0))
  }

  @Test func refusedBeatsConflictBeatsUndeterminedBeatsGranted() throws {
    #expect(try ruling([.granted, .undetermined]).outcome == .undetermined)
    #expect(try ruling([.undetermined, .conflict, .granted]).outcome == .conflict)
    #expect(try ruling([.conflict, .refused, .undetermined]).outcome == .refused)
    #expect(try ruling([.granted, .granted]).outcome == .granted)
  }

  @Test func theFirstOfTheWeightiestIsTheHeadlineAndAllGroundsAreKept() throws {
    let ruling = try ruling([.granted, .refused, .refused, .undetermined])
    #expect(ruling.headline?.finding.rule == "R/1")
    #expect(ruling.grounds.map(\.finding.rule) == ["R/1", "R/0", "R/2", "R/3"])
  }
}
