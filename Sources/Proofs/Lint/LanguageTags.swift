import Kernel

extension Lint {
  /// Languages are named by a BCP 47 tag such as `ar`; an edition in another language is linked.
  static let languageTags = Lint("LanguageTags", "OB 3.0, B.3 and B.20") { award in
    guard isTag(award.achievement?["inLanguage"]?.string) else {
      return "the achievement does not tell its language"
    }
    for related in award.achievement?["related"].map({ $0.elements ?? [.null] }) ?? [] {
      guard related.isTyped("Related"), related["id"]?.isFilled == true else {
        return "a related achievement has no id"
      }
      if let language = related["inLanguage"], !isTag(language.string) {
        return "a related achievement has no proper language tag"
      }
    }
    return nil
  }

  /// Two to four small letters, then a script or a region: what the schema's pattern takes.
  private static func isTag(_ text: String?) -> Bool {
    guard let text else { return false }
    var parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)[...]
    guard let language = parts.popFirst(), (2...4).contains(language.count),
      language.allSatisfy(isSmall)
    else { return false }
    if let script = parts.first, script.count == 4 {
      guard script.first.map(isCapital) == true, script.dropFirst().allSatisfy(isSmall) else {
        return false
      }
      parts.removeFirst()
    }
    guard let region = parts.popFirst() else { return true }
    let named = region.count == 2 && region.allSatisfy(isCapital)
    let numbered = region.count == 3 && region.allSatisfy { (0x30...0x39).contains($0) }
    return (named || numbered) && parts.isEmpty
  }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
}
