import Foundation

/// Names and numbers as people look for them: what Arabic and Latin spellings differ in only by habit
/// is the same. Alef in all its forms, hamza on its seat, ta marbuta and ha, alef maqsura and ya are
/// one letter each; tatweel, vowel signs, Latin accents, case, blanks and punctuation are nothing;
/// digits of any script are ASCII.
package enum SearchKey {
  /// A text's letters and digits alone, so that `عبد الله` is found as `عبدالله`.
  package static func of(_ text: String) -> String {
    var key = String.UnicodeScalarView()
    // Compatibility forms fall apart here: presentation forms, ligatures, letters with their marks.
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
      append(scalar, to: &key)
    }
    return String(key)
  }

  /// The words of a query, at most `limit`: what comes after is one word with the last. Empty where
  /// there is nothing to look for in it.
  package static func words(_ query: String, limit: Int) -> [String] {
    let words = query.split(whereSeparator: \.isWhitespace).map { of(String($0)) }
      .filter { !$0.isEmpty }
    guard words.count > limit, limit > 0 else { return words }
    return words.prefix(limit - 1) + [words.dropFirst(limit - 1).joined()]
  }

  private static func append(_ scalar: Unicode.Scalar, to key: inout String.UnicodeScalarView) {
    switch scalar.properties.generalCategory {
    case .decimalNumber:
      // Zero to nine in every script.
      guard let value = scalar.properties.numericValue,
        let digit = UInt8(exactly: value).flatMap({ $0 < 10 ? $0 : nil })
      else { return }
      key.append(Unicode.Scalar(UInt8(ascii: "0") + digit))
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .letterNumber,
      .spacingMark:
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        key.append(contentsOf: folded(lower))
      }
    default: return
    }
  }

  /// Letters that are written one for another, and those whose stroke Unicode takes for no accent.
  private static func folded(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    let same: String
    switch scalar.value {
    case 0x0621: same = ""  // hamza on the line
    case 0x0671: same = "ا"  // alef wasla
    case 0x0629, 0x06C1, 0x06BE, 0x06D5: same = "ه"  // ta marbuta, and ha as other languages type it
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
