import Kernel

extension Lint {
  /// The achievement is a MicroCredential: never a kind of degree (article G.4).
  static let achievementType = Lint("AchievementType", "OB 3.0, AchievementType; G.4") { award in
    same(award.achievement?["achievementType"]?.string, "MicroCredential")
      ? nil : "achievementType is not MicroCredential"
  }
}
