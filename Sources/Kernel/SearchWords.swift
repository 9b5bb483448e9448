import Foundation

/// The words of names and numbers as people look for them: what Arabic and Latin spellings differ in
/// only by habit is the same. Alef in all its forms, hamza on its seat, ta marbuta and ha, alef
/// maqsura and ya are one letter each; tatweel, vowel signs, Latin accents, apostrophes and case are
/// nothing; digits of any script are ASCII; the Arabic article, with what is written before it, is
/// left away.
package enum SearchWords {
  /// What a name or number is found by: each of its words, a number with and without what stands
  /// before its parts, and parts of names that are written as one or as two words as both.
  package static func index(_ text: String) -> [String] {
    var words: [String] = []
    var before: String?
    for token in tokens(text) {
      if isNumber(token) {
        words += token.indices.map { token[$0...].joined() }
        before = nil
        continue
      }
      for part in token {
        if let joint = before { words.append(joint + part) }
        words.append(stem(part))
        before = joints.contains(part) ? part : nil
      }
    }
    return unique(words)
  }

  /// The words that a query asks for; each is looked for as the beginning of a word.
  package static func query(_ text: String) -> [String] {
    var words: [String] = []
    var before: String?
    for token in tokens(text) {
      guard !isNumber(token) else {
        words.append(token.joined())
        before = nil
        continue
      }
      for part in token {
        if let joint = before {
          words.removeLast()
          words.append(joint + part)
        } else {
          words.append(stem(part))
        }
        before = joints.contains(part) && before == nil ? part : nil
      }
    }
    return unique(words)
  }

  /// Longer words are cut: nobody types more of one.
  private static let longest = 60

  /// Parts of names that are written with the next word or apart from it.
  private static let joints: Set<String> = ["عبد", "ابو", "ابن", "al", "el", "abd", "abdul", "abu"]

  private static let articles = ["وال", "بال", "كال", "فال", "لل", "ال"].map {
    Array($0.unicodeScalars)
  }

  /// Without the article, where three letters or more remain.
  private static func stem(_ word: String) -> String {
    let scalars = Array(word.unicodeScalars)
    for article in articles
    where scalars.starts(with: article) && scalars.count >= article.count + 3 {
      return String(String.UnicodeScalarView(scalars.dropFirst(article.count)))
    }
    return word
  }

  private static func isNumber(_ token: [String]) -> Bool {
    token.contains { part in part.utf8.contains { (0x30...0x39) ~= $0 } }
  }

  private static func unique(_ words: [String]) -> [String] {
    var seen: Set<[UInt8]> = []
    return words.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(longest))) }
      .filter { !$0.isEmpty && seen.insert(Array($0.utf8)).inserted }
  }

  // MARK: Letters

  /// What stands between blanks, each split where there is punctuation.
  private static func tokens(_ text: String) -> [[String]] {
    var tokens: [[String]] = []
    var token: [String] = []
    var part = String.UnicodeScalarView()
    func endPart() {
      if !part.isEmpty { token.append(String(part)) }
      part.removeAll()
    }
    // Compatibility forms fall apart here: presentation forms, ligatures, letters with their marks.
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
      switch read(scalar) {
      case .letters(let letters): part.append(contentsOf: letters)
      case .nothing: continue
      case .punctuation: endPart()
      case .blank:
        endPart()
        if !token.isEmpty { tokens.append(token) }
        token = []
      }
    }
    endPart()
    return token.isEmpty ? tokens : tokens + [token]
  }

  private enum Reading {
    case letters(String.UnicodeScalarView)
    case nothing, punctuation, blank
  }

  private static func read(_ scalar: Unicode.Scalar) -> Reading {
    switch scalar.properties.generalCategory {
    case .decimalNumber:
      // Zero to nine in every script.
      guard let value = scalar.properties.numericValue, let digit = UInt8(exactly: value),
        digit < 10
      else { return .nothing }
      return .letters(String.UnicodeScalarView([Unicode.Scalar(UInt8(ascii: "0") + digit)]))
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .letterNumber,
      .spacingMark:
      var letters = String.UnicodeScalarView()
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        letters.append(contentsOf: folded(lower))
      }
      return .letters(letters)
    case .nonspacingMark, .enclosingMark, .modifierLetter, .format: return .nothing
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: return .blank
    default:
      // Qur'an is Quran, with whichever apostrophe.
      return [0x27, 0x60, 0x2018, 0x2019, 0x201B, 0x2032].contains(scalar.value)
        ? .nothing : .punctuation
    }
  }

  /// Letters that are written one for another, and those whose stroke Unicode takes for no accent.
  private static func folded(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    let same: String
    switch scalar.value {
    case 0x0621: same = ""  // hamza on the line
    case 0x0671: same = "ا"  // alef wasla
    case 0x0629, 0x06C1, 0x06BE, 0x06D5: same = "ه"  // ta marbuta, and ha as others type it
    case 0x0649, 0x06CC: same = "ي"  // alef maqsura, Persian ya
    case 0x06A9: same = "ك"  // Persian kaf
    case 0x0111, 0x00F0: same = "d"
    case 0x00F8: same = "o"
    case 0x0142: same = "l"
    case 0x0131: same = "i"
    case 0x00DF: same = "ss"
    case 0x00E6: same = "ae"
    case 0x0153: same = "oe"
    case 0x0307: same = ""  // the dot that lower case leaves of a capital I with one
    default: return String.UnicodeScalarView([scalar])
    }
    return same.unicodeScalars
  }
}
