// sa-iu-ecourses G.2 and G.4: by the national rules (article 6 of 2025) a certificate does not say
// by which mode its holder studied; proper names (the issuing centre, titles of instruments and
// courses) are exempt, for they name and do not state. And by G.4 it states its effect: no academic
// degree.
package import Regulations

package enum Wording: Rule {
  package static let id = "Credentials/Wording"
  package static let articles = ["G.2", "G.4"]
  package static let summary = "A certificate states its effect and no mode of learning."

  package struct Facts: Sendable {
    package let text: String
    package let properNames: [String]
    /// The effect of G.4 is stated.
    package let statesEffect: Bool

    package init(text: String, properNames: [String], statesEffect: Bool) {
      self.text = text
      self.properNames = properNames
      self.statesEffect = statesEffect
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      text: try source.text("text", "the certificate's text"),
      properNames: try source.words("properNames", "names in it that are exempt"),
      statesEffect: try source.flag("statesEffect", "the effect of G.4 is stated"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let found = modesStated(in: facts)
    if !found.isEmpty {
      return Finding(id, .refused, "G.2", "mode", [("words", .list(found))])
    }
    return Finding(
      id, facts.statesEffect ? .granted : .refused, facts.statesEffect ? "G.2" : "G.4",
      facts.statesEffect ? "" : "effect")
  }

  // The words by which the three languages state a mode. They are part of the rule, not of a pack:
  // what counts as such a statement is a reading of language, which no instrument fixes.
  private static let modes = [
    "online", "distance learning", "distance education", "by distance", "at a distance",
    "remotely", "remote learning", "e-learning", "elearning", "electronic learning",
    "blended learning", "virtual learning", "virtually",
    "عن بعد", "التعليم الإلكتروني", "التعلم الإلكتروني", "تعليم إلكتروني", "تعلم إلكتروني",
    "إلكترونيا", "عبر الإنترنت", "التعليم المدمج", "التعلم المدمج", "افتراضيا",
    "trực tuyến", "từ xa", "học điện tử", "học kết hợp", "học ảo",
  ]

  // A certificate is some eight thousand characters, and many are issued: text whose scalars are all
  // simple is searched as numbers, anything else as characters.
  private static func modesStated(in facts: Facts) -> [String] {
    let names = facts.properNames.compactMap(SimpleText.init)
    guard names.count == facts.properNames.count, let text = SimpleText(facts.text) else {
      return statedAsCharacters(facts)
    }
    let stated = text.stated(of: simpleModes, except: names)
    return modes.indices.filter(stated.contains).map { modes[$0] }
  }

  private static let simpleModes = SimpleText.Needles(modes)

  private static func statedAsCharacters(_ facts: Facts) -> [String] {
    let text = folded(facts.text)
    let names = facts.properNames.map(folded)
    return zip(modes, foldedModes).filter { isStated($0.1, in: text, except: names) }.map(\.0)
  }

  private static let foldedModes = modes.map(folded)

  // Characters, not scalars: a composed and a decomposed ế must both be found. Case, Arabic vowel
  // signs, the tatweel, forms of alef and runs of white space make no difference.
  private static func folded(_ text: String) -> [Character] {
    var scalars = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      switch scalar.value {
      case 0x064B...0x0652, 0x0640, 0x00AD, 0x200B...0x200D: continue
      case 0x0622, 0x0623, 0x0625: scalars.append("\u{0627}")
      case 0x2010...0x2015: scalars.append("-")
      case 0x09...0x0D, 0x20, 0xA0, 0x2000...0x200A, 0x202F, 0x3000:
        if scalars.last != " " { scalars.append(" ") }
      default: scalars.append(scalar)
      }
    }
    return Array(String(scalars))
  }

  private static func isWord(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber } ?? false
  }

  private static func places(of part: [Character], in text: [Character]) -> [Int] {
    guard !part.isEmpty, part.count <= text.count else { return [] }
    return (0...(text.count - part.count)).filter { holds(text, part, at: $0) }
  }

  private static func holds(_ text: [Character], _ part: [Character], at offset: Int) -> Bool {
    guard offset >= 0, offset + part.count <= text.count else { return false }
    return text[offset..<(offset + part.count)].elementsEqual(part)
  }

  // Whole words in Latin scripts; in Arabic a prefix (in, by, and) may be joined to the word. What
  // stands inside an exempt name is part of the name.
  private static func isStated(
    _ part: [Character], in text: [Character], except names: [[Character]]
  ) -> Bool {
    let isArabic = part.first?.unicodeScalars.first.map { $0.value >= 0x600 && $0.value < 0x700 }
    return places(of: part, in: text).contains { found in
      let end = found + part.count
      if end < text.count, isWord(text[end]) { return false }
      if isArabic != true, found > 0, isWord(text[found - 1]) { return false }
      return !names.contains { name in
        places(of: part, in: name).contains { holds(text, name, at: found - $0) }
      }
    }
  }
}
