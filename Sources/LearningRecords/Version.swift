import Kernel

/// The two versions of the Experience API (ADL's xAPI 1.0.3; IEEE 9274.1.1 as 2.0) that one store
/// speaks; they differ in what they accept and in how they answer, not in what is kept.
package enum Version: String, Sendable, CaseIterable {
  case one = "1.0.3"
  case two = "2.0.0"

  /// Whether a client that names this version in its header may go on here: 1.0, 1.0.x or 2.0, 2.0.x.
  package func accepts(header: String) -> Bool {
    let family = self == .one ? "1.0" : "2.0"
    return Name.same(header, family) || isOfFamily(header)
  }

  /// Whether a statement may say it is of this version; who speaks 2.0 hands on older ones too.
  func accepts(statement: String) -> Bool {
    accepts(header: statement) || self == .two && Version.one.accepts(header: statement)
  }

  /// What a statement that does not say its version is taken for.
  var ofStatements: String { self == .one ? "1.0.0" : "2.0.0" }

  private func isOfFamily(_ text: String) -> Bool {
    let family = self == .one ? "1.0." : "2.0."
    guard text.utf8.starts(with: family.utf8) else { return false }
    let patch = text.utf8.dropFirst(4)
    return (1...4).contains(patch.count) && patch.allSatisfy { (0x30...0x39).contains($0) }
  }
}
