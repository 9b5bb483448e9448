package import Kernel

extension Speech {
  /// A text of a pack with its digits as the reader writes them: packs are typed with ASCII digits
  /// and name articles as `IV.1`.
  package func prose(_ text: Localized) -> String { prose(text[tongue]) }

  /// The same for a text of the reader's language: numbers become the reader's, articles become
  /// their labels, and codes with Latin letters stay as they are.
  package func prose(_ text: String) -> String {
    guard tongue == .arabic, text.utf8.contains(where: { (0x30...0x39) ~= $0 }) else {
      return text
    }
    var out = ""
    var token = ""
    for scalar in text.unicodeScalars {
      if Speech.joins(scalar) {
        token.unicodeScalars.append(scalar)
      } else {
        out += arabic(token)
        token = ""
        out.unicodeScalars.append(scalar)
      }
    }
    return out + arabic(token)
  }

  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", "/", "@", "#", "%", "+", ":": true
    default: false
    }
  }

  private func arabic(_ token: String) -> String {
    guard let last = token.unicodeScalars.last else { return "" }
    if last == "." || last == ":" { return arabic(String(token.dropLast())) + String(last) }
    if let name = articleName(token) { return name }
    let hasLetter = token.unicodeScalars.contains { $0.properties.isAlphabetic }
    guard !hasLetter else { return token }
    var out = String.UnicodeScalarView()
    for scalar in token.unicodeScalars {
      switch scalar {
      case ".": out.append("٫")
      case "%": out.append("٪")
      default: out.append(scalar)
      }
    }
    return digits(String(out))
  }
}
