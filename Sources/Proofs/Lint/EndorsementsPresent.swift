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
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 && parts.allSatisfy { !$0.isEmpty }
  }
}
