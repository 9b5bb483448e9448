import Kernel

extension Lint {
  /// The achievement has an id, a name, a description and criteria.
  static let achievementComplete = Lint("AchievementComplete", "OB 3.0, B.3") { award in
    guard let achievement = award.achievement, achievement.isTyped("Achievement") else {
      return "there is no Achievement"
    }
    for name in ["id", "name", "description"] where achievement[name]?.isFilled != true {
      return "achievement has no \(name)"
    }
    guard let criteria = achievement["criteria"],
      criteria["narrative"]?.isFilled == true || criteria["id"]?.isFilled == true
    else { return "achievement has no criteria" }
    return nil
  }
}
