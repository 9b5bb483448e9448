/// A pointer to an article of an edition: `sa-iu-ecourses@1447#III.1`.
package struct Citation: Hashable, Sendable {
  package let instrument: String
  package let edition: String
  package let article: String

  package init(instrument: String, edition: String, article: String) {
    self.instrument = instrument
    self.edition = edition
    self.article = article
  }

  /// Reads the canonical form; nil when a part is missing or holds anything but ASCII letters,
  /// digits, dots and hyphens.
  package init?(text: some StringProtocol) {
    let halves = text.split(separator: "#", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let left = halves[0].split(separator: "@", omittingEmptySubsequences: false)
    guard left.count == 2 else { return nil }
    for part in [left[0], left[1], halves[1]] {
      guard Name.isPlain(part) else { return nil }
    }
    self.init(
      instrument: String(left[0]), edition: String(left[1]), article: String(halves[1]))
  }
}

extension Citation: CustomStringConvertible {
  package var description: String { "\(instrument)@\(edition)#\(article)" }
}
