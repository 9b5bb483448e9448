import Foundation
import Kernel
import Language
import Regulations
import Testing

/// The locale files of this repository.
enum Locales {
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Regulations/locales")

  static let texts: Result<Texts, any Error> = Result {
    var files: [String: String] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix(".yaml") {
      files[file] = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    return try Texts.load(files: files)
  }

  static func speech(_ tongue: Tongue) throws -> Speech { Speech(tongue, try texts.get()) }
}

@Suite struct TextsTests {
  private func files(_ ar: String, _ en: String, _ vi: String) -> [String: String] {
    ["t.ar.yaml": ar, "t.en.yaml": en, "t.vi.yaml": vi]
  }

  private func small(_ body: String) -> String { "format: 1\ntexts:\n\(body)\n" }

  @Test func languagesMustHaveTheSameKeys() {
    let error = #expect(throws: PackFault.self) {
      try Texts.load(
        files: files(small("  a: x\n  b: y"), small("  a: x"), small("  a: x\n  c: z")))
    }
    #expect(error?.problem == "ar lacks c; en lacks b, c; vi lacks b")
  }

  @Test func anAbsentLanguageIsAFault() {
    let error = #expect(throws: PackFault.self) {
      try Texts.load(files: ["t.en.yaml": small("  a: x"), "t.ar.yaml": small("  a: x")])
    }
    #expect(error?.problem == "vi lacks a")
  }

  @Test(arguments: [
    "texts:\n  a: x\n", "format: 2\ntexts:\n  a: x\n", "format: 1\nwords:\n  a: x\n",
    "format: 1\ntexts:\n  a: {one: x}\n", "format: 1\ntexts:\n  a: {several: x, other: y}\n",
    "format: 1\ntexts:\n  a: [x]\n", "format: 1\ntexts: x\n",
  ])
  func badFiles(text: String) {
    #expect(throws: PackFault.self) { try Texts.load(files: ["t.en.yaml": text]) }
  }

  @Test func badNamesAndDoubleKeys() {
    #expect(throws: PackFault.self) { try Texts.load(files: ["en.yaml": small("  a: x")]) }
    #expect(throws: PackFault.self) { try Texts.load(files: ["t.fr.yaml": small("  a: x")]) }
    #expect(throws: PackFault.self) {
      try Texts.load(files: ["s.en.yaml": small("  a: x"), "t.en.yaml": small("  a: x")])
    }
  }

  @Test func templates() {
    #expect(
      Template("a {b} c {d:day}").segments == [
        .literal("a "), .argument(name: "b", style: ""), .literal(" c "),
        .argument(name: "d", style: "day"),
      ])
    #expect(Template("{a:count.units}").names == ["a"])
    #expect(Template("open { only").segments == [.literal("open { only")])
    #expect(Template("").segments == [])
  }

  @Test func theRepositorysTextsLoad() throws {
    let texts = try Locales.texts.get()
    #expect(texts.keys.count > 600)
  }

  /// Each language must place the same arguments (a plural form may leave its count out).
  @Test func argumentsAreTheSameInEveryLanguage() throws {
    let texts = try Locales.texts.get()
    for key in texts.keys {
      let names = Tongue.allCases.map { tongue -> Set<String> in
        let forms = texts.entry(key, tongue)?.forms.values.map(\.names) ?? []
        return Set(forms.flatMap(\.self)).subtracting(["count"])
      }
      #expect(names[0] == names[1] && names[1] == names[2], "\(key)")
    }
  }

  /// A style is a date form, a prefix of codes, or a plural that exists.
  @Test func stylesExist() throws {
    let texts = try Locales.texts.get()
    let known: Set<String> = [
      "", "plain", "percent", "deadline", "time", "day", "weekday", "short", "hijri", "both",
    ]
    for key in texts.keys {
      for tongue in Tongue.allCases {
        for template in texts.entry(key, tongue)?.forms.values.map(\.self) ?? [] {
          for case .argument(_, let style) in template.segments {
            let isKnown =
              known.contains(style) || style.hasSuffix(".")
              || texts.entry(style, tongue)?.isPlural == true
              || tongue == .vietnamese
                && texts.entry(style, tongue) != nil
            #expect(isKnown, "\(key): \(style)")
          }
        }
      }
    }
  }

  /// The ways forward place arguments like the sentences do.
  @Test func waysForwardAreTheSameInEveryLanguage() throws {
    let texts = try Locales.texts.get()
    for key in texts.forwardKeys {
      let names = Tongue.allCases.map { tongue -> Set<String> in
        Set(texts.forward(key, tongue)?.forms.values.flatMap(\.names) ?? [])
      }
      #expect(names[0] == names[1] && names[1] == names[2], "\(key)")
    }
  }

  @Test func arabicPluralsHaveAllSixForms() throws {
    let texts = try Locales.texts.get()
    for key in texts.keys {
      guard let entry = texts.entry(key, .arabic), entry.isPlural else { continue }
      #expect(Set(entry.forms.keys) == Set(PluralForm.allCases), "\(key)")
    }
  }
}
