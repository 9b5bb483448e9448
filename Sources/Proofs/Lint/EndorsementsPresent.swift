import Kernel

extension Lint {
  /// The provider's licence stands in the issuer and the programme's in the achievement, one
  /// compact token each: without them nobody sees the chain of authority.
  static let endorsementsPresent = Lint(
    "EndorsementsPresent", "OB 3.0, B.16 and B.3; Sanad profile"
  ) { award in
    for (place, holder) in [("issuer", award["issuer"]), ("achievement", award.achievement)] {
      guard let tokens = holder?["endorsementJwt"]?.elements, tokens.count == 1,
        let token = tokens.first?.string, isToken(token)
      else { return "the \(place) does not carry exactly one licence in endorsementJwt" }
    }
    return nil
  }

  private static func isToken(_ text: String) -> Bool {
    // Three parts, none of them empty.
    var dots = 0
    var last = UInt8(ascii: ".")
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") {
        guard last != byte else { return false }
        dots += 1
      }
      last = byte
    }
    return dots == 2 && last != UInt8(ascii: ".")
  }
}
