import Kernel

extension Lint {
  /// The credential is a VerifiableCredential and an OpenBadgeCredential.
  static let credentialTypes = Lint("CredentialTypes", "VCDM 2.0, 4.5; OB 3.0, B.1") { award in
    guard award["type"]?.strings != nil, award.isTyped("VerifiableCredential"),
      award.isTyped("OpenBadgeCredential") || award.isTyped("AchievementCredential")
    else { return "type does not name VerifiableCredential and OpenBadgeCredential" }
    return nil
  }
}
