import Kernel

extension Lint {
  /// Evidence is a list, and each entry says what it is in strings.
  static let evidenceTyped = Lint("EvidenceTyped", "OB 3.0, B.8") { award in
    guard let list = award["evidence"] else { return nil }
    guard let entries = list.elements else { return "evidence is not a list" }
    for entry in entries {
      guard entry.isTyped("Evidence") else { return "an entry is no Evidence" }
      for name in ["id", "name", "narrative", "description", "genre", "audience"] {
        if let member = entry[name], member.string == nil { return "\(name) is not one string" }
      }
    }
    return nil
  }
}
