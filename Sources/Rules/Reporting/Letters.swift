// Texts of statements, looked at by their bytes and scalars: what a reader would see of them, which
// script they are in, and whether there is markup in them.
import Kernel

/// What can be said of a text without understanding it.
enum Letters {
  /// ASCII letters in their small form; everything else as it is.
  static func lowercased(_ text: String) -> String {
    String(
      decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format: true
    default: false
    }
  }

  /// Whether nobody would see anything: only spaces, markup and signs without a shape.
  static func isBlank(_ text: String) -> Bool { seen(text).isEmpty }

  /// The text without spaces at its ends.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
  }

  /// What a reader sees: without tags, with the entities of HTML for spaces and signs read, runs of
  /// spaces as one.
  static func seen(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if let tag = tag(rest) {
        rest = rest[tag.endIndex...]
      } else if let entity = entity(rest) {
        out.append(contentsOf: meaning(of: entity).unicodeScalars)
        rest = rest[entity.endIndex...]
      } else {
        rest = rest.dropFirst()
        if isSpace(scalar) {
          if out.last != " ", !out.isEmpty { out.append(" ") }
        } else {
          out.append(scalar)
        }
      }
    }
    return trimmed(String(out))
  }

  private static func meaning(of entity: Substring.UnicodeScalarView) -> String {
    switch lowercased(String(entity)) {
    case "&nbsp;", "&#160;", "&#xa0;", "&ensp;", "&emsp;", "&thinsp;", "&zwnj;", "&zwj;", "&shy;",
      "&lrm;", "&rlm;":
      " "
    case "&amp;": "&"
    case "&lt;": "<"
    case "&gt;": ">"
    case "&quot;": "\""
    default: String(entity)
    }
  }

  /// The first tag or entity of HTML in a text, as written; nil where there is none.
  static func markup(_ text: String) -> String? {
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      if let found = tag(rest) ?? entity(rest) { return String(found.prefix(40)) }
      rest = rest.dropFirst()
    }
    return nil
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// A tag at the beginning: `<p class="a">`, `</p>`, `<br/>`, `<!-- … -->`. It ends before another
  /// begins, so that a text of many signs is read once.
  private static func tag(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
    guard text.first == "<" else { return nil }
    let inside = text.dropFirst()
    let name = inside.first == "/" ? inside.dropFirst() : inside
    guard let first = name.first, isLetter(first) || first == "!",
      let end = inside.firstIndex(where: { $0 == ">" || $0 == "<" }), inside[end] == ">"
    else { return nil }
    return text[...end]
  }

  /// An entity at the beginning: `&nbsp;`, `&#160;`, `&#xA0;`.
  private static func entity(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
    guard text.first == "&", let end = text.prefix(12).firstIndex(of: ";") else { return nil }
    let name = text[text.index(after: text.startIndex)..<end]
    let isNumber = name.first == "#" && name.count > 1
    let digits = isNumber ? name.dropFirst() : name
    let isWord = digits.allSatisfy { isLetter($0) || ("0"..."9").contains($0) }
    return isWord && (isNumber || name.count > 1) ? text[...end] : nil
  }

  /// How many letters a text has of the Arabic and of the Latin script, and of others.
  static func scripts(_ text: String) -> (arabic: Int, latin: Int, other: Int) {
    var count = (arabic: 0, latin: 0, other: 0)
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      switch scalar.value {
      case 0x41...0x24F: count.latin += 1
      case 0x620...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC:
        count.arabic += 1
      default: count.other += 1
      }
    }
    return count
  }

  /// The first part of a language's tag in small letters: `ar` of `ar-SA`; nil where it is no tag.
  static func language(_ tag: String) -> String? {
    let parts = lowercased(tag).utf8.split(separator: 45, omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count),
      first.allSatisfy({ (97...122).contains($0) }),
      parts.dropFirst().allSatisfy({ part in
        (1...8).contains(part.count)
          && part.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
      })
    else { return nil }
    return String(decoding: Array(first), as: UTF8.self)
  }
}
