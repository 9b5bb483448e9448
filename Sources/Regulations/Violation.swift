package import Kernel

/// A kind of violation with the rungs that answer it, in their order; a table of an edition.
package struct Violation: Sendable {
  /// What the authority does to whom it finds in violation.
  package enum Rung: String, Sendable, CaseIterable {
    case warned, warnedAgain, suspended, revoked
    /// Of somebody without a licence: the teaching is stopped.
    case stopped
  }

  package let id: String
  package let article: String
  package let title: Localized
  package let ladder: [Rung]
}

extension EditionReader {
  /// Reads `tables/violations.yaml`; nil where the edition has none of its own.
  func readViolations(_ id: String, known: Set<String>) throws(PackFault) -> [Violation]? {
    guard let root = try root("\(id)/tables/violations.yaml") else { return nil }
    try root.only("format", "violations")
    var violations: [Violation] = []
    for item in try root.required("violations").list() {
      try item.only("id", "article", "title", "ladder")
      var ladder: [Violation.Rung] = []
      for rung in try item.required("ladder").list() { ladder.append(try rung.choice()) }
      let violation = Violation(
        id: try item.word("id"), article: try item.word("article"),
        title: try item.localized("title"), ladder: ladder)
      guard !ladder.isEmpty, Set(ladder).count == ladder.count else {
        throw item.fault("must have a ladder of rungs, each once")
      }
      guard known.contains(violation.article) else { throw item.fault("cites an unknown article") }
      guard !violations.contains(where: { $0.id == violation.id }) else {
        throw item.fault("repeats a violation")
      }
      violations.append(violation)
    }
    return violations
  }
}
