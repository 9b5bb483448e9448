import Kernel

extension Lint {
  /// Units are numbers above zero, and those earned are those available.
  static let creditsAgree = Lint("CreditsAgree", "OB 3.0, B.3 and B.4") { award in
    guard case .number(let available)? = award.achievement?["creditsAvailable"],
      available > ExactDecimal(mantissa: 0)
    else { return "creditsAvailable is no number above zero" }
    guard let earned = award["credentialSubject"]?["creditsEarned"] else { return nil }
    guard case .number(available) = earned else {
      return "creditsEarned differs from creditsAvailable"
    }
    return nil
  }
}
