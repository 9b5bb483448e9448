// What rules do when the law does not carry them: a needed parameter is unset, or an edition holds
// a reading that no rule knows how to apply. Both are undetermined and name the parameter; neither
// is ever guessed.
import Regulations

extension Rule {
  /// The finding when a needed parameter (or table) is unset.
  static func unset(_ key: String, _ article: String) -> Finding {
    Finding(id, .undetermined, article, "unset", [("parameter", .text(key))])
  }

  /// The finding when a parameter holds a reading this rule cannot apply.
  static func unread(_ key: String, _ reading: String, _ article: String) -> Finding {
    Finding(
      id, .undetermined, article, "reading",
      [("parameter", .text(key)), ("reading", .text(reading))])
  }

  /// Nil when a choice holds the one reading this rule applies; else the finding to give.
  static func demand(_ key: String, _ reading: String, _ article: String, _ law: Law) -> Finding? {
    guard let held = law.choice(key) else { return unset(key, article) }
    return held == reading ? nil : unread(key, held, article)
  }

  /// Nil when a flag holds the one reading this rule applies; else the finding to give.
  static func demand(_ key: String, _ reading: Bool, _ article: String, _ law: Law) -> Finding? {
    guard let held = law.flag(key) else { return unset(key, article) }
    return held == reading ? nil : unread(key, held ? "true" : "false", article)
  }
}
