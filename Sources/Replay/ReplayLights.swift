import Kernel
import Operations
import Regulations
import Rules

/// What became of a replay's statements: in the store, and under the regulator's checks.
struct ReplayLights: Sendable {
  /// One check over all chunks.
  struct Light: Sendable {
    let article: String
    let title: String
    /// Whether it asks who the learner is.
    let isIdentity: Bool
    var outcome = StatementReport.Outcome.notApplicable
    /// How many statements broke it.
    var statements = 0
  }

  let edition: String
  private(set) var lights: [Light] = []
  var sent: [ReplayStatements.Verb: Int] = [:]
  /// Statements in the store after the last was sent.
  var inStore = 0
  /// How long the store took, beside the making and the judging of statements.
  var seconds = 0.0
  /// Statements the store refused, by what it said; none is expected.
  var refused: [String: Int] = [:]
  /// Learners without an identifier that the regulator takes.
  var notReportable = 0
  /// Submissions of learners whose registration has no day: they are not sent.
  var withoutRegistration = 0

  var sentInAll: Int { sent.values.reduce(0, +) }
  var perSecond: Int { seconds > 0 ? Int(Double(sentInAll) / seconds) : 0 }

  private let law: Law

  init(_ law: Law) {
    self.law = law
    edition = law.edition.name
  }

  /// Takes in what was found of a further list of whole journeys.
  mutating func add(_ checks: [ReportedCheck]) {
    if lights.isEmpty {
      lights = checks.map {
        let article = $0.finding.article
        return Light(
          article: article, title: law.edition.article(article)?.title.en ?? article,
          isIdentity: StatementGate.isAboutIdentity(article))
      }
    }
    for (index, check) in checks.enumerated() where lights.indices.contains(index) {
      let outcome = StatementReport.Outcome(check)
      if Self.weight(outcome) > Self.weight(lights[index].outcome) {
        lights[index].outcome = outcome
      }
      lights[index].statements += Set(check.broken.map(\.index)).count
    }
  }

  /// The heavier outcome of two lists is that of both.
  private static func weight(_ outcome: StatementReport.Outcome) -> Int {
    switch outcome {
    case .notApplicable: 0
    case .passed: 1
    case .undetermined: 2
    case .failed: 3
    }
  }

  func count(_ outcome: StatementReport.Outcome) -> Int { lights.count { $0.outcome == outcome } }

  /// That the store keeps each statement once.
  var check: ReplayBooks.Check {
    ReplayBooks.Check(
      what: "statements in the store, against those sent", left: Int64(inStore),
      right: Int64(sentInAll))
  }
}
