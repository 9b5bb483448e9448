// sa-nelc-xapi 3.7: the full official name of the platform stands in Arabic and English, no
// abbreviation. The licensed names are what the institution gives (`platform.name.ar`,
// `platform.name.en`); where it did not, only that both are there, each in its own letters, the same
// in every statement and not visibly an abbreviation is judged, and that is said.
import Kernel
import Regulations

package enum PlatformNames: StatementRule {
  package static let id = "Reporting/PlatformNames"
  package static let article = "3.7"
  package static let summary = "The platform's full official name stands in Arabic and English."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("extensions.only"),
      ["learner", "every"].contains(reading)
    else { return lacking("extensions.only", judging.law) }
    let official = [
      "ar": judging.law.text("platform.name.ar"), "en": judging.law.text("platform.name.en"),
    ]
    var faults: [ReportedFault] = []
    var judged = 0
    var first: [String: String] = [:]
    for statement in judging.statements {
      let names = judging.platformNames(statement)
      if reading == "every", judging.verb(statement) != "registered", names.isEmpty { continue }
      judged += 1
      func name(_ language: String) -> String? {
        names.first { entry in
          guard entry.tag.flatMap(Letters.language) == language else { return false }
          let letters = Letters.scripts(entry.text)
          let own = language == "ar" ? letters.arabic : letters.latin
          return official[language] ?? nil == nil ? own > 0 : !Letters.isBlank(entry.text)
        }
        .map { Letters.trimmed($0.text) }
      }
      let missing = ["ar", "en"].filter { name($0) == nil }
      guard missing.isEmpty else {
        faults.append(ReportedFault(statement, "", [("missing", .list(missing))]))
        continue
      }
      for language in ["ar", "en"] {
        guard let name = name(language) else { continue }
        let shown = Argument.text(String(name.prefix(200)))
        if let full = official[language] ?? nil {
          if Name.same(Letters.trimmed(full), name) { continue }
          faults.append(
            ReportedFault(statement, "other", [("name", shown), ("official", .text(full))]))
        } else if isAbbreviation(name) {
          faults.append(ReportedFault(statement, "short", [("name", shown)]))
        } else if let expected = first[language], !Name.same(expected, name) {
          let before = Argument.text(String(expected.prefix(200)))
          faults.append(
            ReportedFault(statement, "mixed", [("name", shown), ("expected", before)]))
        } else {
          first[language] = name
          continue
        }
        break
      }
    }
    let isKnown = official.values.allSatisfy { $0 != nil }
    return .of(judged, faults, passed: isKnown ? "" : "unknown")
  }

  /// One word of capital letters (`KSU`), or letters alone with dots or spaces between (`ج.م.س`).
  private static func isAbbreviation(_ name: String) -> Bool {
    let words = name.unicodeScalars.split {
      !$0.properties.isAlphabetic && $0.properties.numericType == nil
    }
    if words.count > 1 { return words.allSatisfy { $0.count == 1 } }
    guard let word = words.first else { return false }
    return word.count == 1
      || word.allSatisfy { ("A"..."Z").contains($0) || ("0"..."9").contains($0) }
  }
}
