// How a check of reported statements is a rule like any other: refused with the statements that broke
// it, granted where none did, granted as `none` where the list holds nothing it looks at.
package import Kernel
package import Regulations

/// A check of a list of statements.
package protocol StatementRule: Rule where Facts == ReportedList {
  static var article: String { get }
  static func judge(_ judging: Judging) -> StatementVerdict
}

/// What a check came to.
package enum StatementVerdict {
  /// None of so many statements (or journeys, or attempts) broke it.
  case passed(Int, String)
  /// The list holds nothing that it looks at.
  case none
  case broken([ReportedFault])
  /// The statements alone do not tell.
  case open(Finding)

  /// Broken where there are faults, else passed, else nothing to judge.
  static func of(_ judged: Int, _ faults: [ReportedFault], passed variant: String = "")
    -> StatementVerdict
  {
    if !faults.isEmpty { return .broken(faults) }
    return judged == 0 ? .none : .passed(judged, variant)
  }
}

/// One statement that broke a check, and how.
package struct ReportedFault {
  let statement: ReportedStatement
  let variant: String
  let arguments: [(name: String, value: Argument)]

  init(
    _ statement: ReportedStatement, _ variant: String = "",
    _ arguments: [(name: String, value: Argument)] = []
  ) {
    self.statement = statement
    self.variant = variant
    self.arguments = arguments
  }
}

extension StatementRule {
  package static var instrument: String { "sa-nelc-xapi" }
  package static var articles: [String] { [article] }

  package static func read(_ source: FactSource) throws(FactFault) -> ReportedList {
    try ReportedList.read(source)
  }

  package static func decide(_ facts: ReportedList, under law: Law) -> Finding {
    check(facts, under: law).finding
  }

  /// The finding together with what is wrong with each statement.
  static func check(_ list: ReportedList, under law: Law) -> ReportedCheck {
    guard let profile = law.edition.statements else {
      return ReportedCheck(unset("statements", article))
    }
    switch judge(Judging(list: list, profile: profile, law: law)) {
    case .passed(let judged, let variant):
      return ReportedCheck(
        Finding(id, .granted, article, variant, [("judged", .integer(judged))]))
    case .none: return ReportedCheck(Finding(id, .granted, article, "none"))
    case .open(let finding): return ReportedCheck(finding)
    case .broken(let faults):
      let sorted = faults.sorted { $0.statement.index < $1.statement.index }
      let broken = sorted.map { fault in
        ReportedCheck.Broken(
          index: fault.statement.index, id: fault.statement.id,
          finding: Finding(id, .refused, article, fault.variant, fault.arguments))
      }
      let places = broken.map(\.index).reduce(into: [Int]()) { places, index in
        if places.last != index { places.append(index) }
      }
      let first = broken.first?.finding
      return ReportedCheck(
        Finding(
          id, .refused, article, first?.variant ?? "",
          (first?.arguments ?? []) + [("statements", .list(places.map(String.init)))]), broken)
    }
  }

  /// The verdict where the statements alone do not tell.
  static func open(_ variant: String) -> StatementVerdict {
    .open(Finding(id, .undetermined, article, variant))
  }

  /// The verdict where a parameter is unset or read in a way this check cannot apply.
  static func lacking(_ key: String, _ law: Law) -> StatementVerdict {
    guard let reading = law.choice(key) else { return .open(unset(key, article)) }
    return .open(unread(key, reading, article))
  }
}

/// What a check found of a list: one finding over all, and one for each statement that broke it.
package struct ReportedCheck: Sendable {
  /// A statement that broke the check: its place counted from 1, its id, and what to change.
  package struct Broken: Sendable {
    package let index: Int
    package let id: String?
    package let finding: Finding
  }

  package let finding: Finding
  package let broken: [Broken]

  init(_ finding: Finding, _ broken: [Broken] = []) {
    self.finding = finding
    self.broken = broken
  }

  /// Whether the list held nothing that the check looks at.
  package var isNotApplicable: Bool { finding.outcome == .granted && finding.variant == "none" }
}

/// All checks of reported statements, in the order of the list they come from.
package enum StatementGate {
  package static let instrument = "sa-nelc-xapi"

  static let rules: [any StatementRule.Type] = [
    JourneyRegistered.self, WholeLifeCycle.self, NothingTwice.self, ProgressRises.self,
    AttemptReported.self, AttemptNumbers.self, ObjectPath.self, NotInOneInstant.self,
    OneCourse.self, ParentIsCourse.self, VerbAndObject.self, Durations.self,
    CourseDescribed.self, DescriptionNotName.self, EmptyDescriptions.self, NoMarkup.self,
    DescriptionOnce.self, LearnerExtensions.self, MandatoryExtensions.self, LMSAddress.self,
    ProgrammeAddress.self, PlatformCode.self, PlatformNames.self, ContextLanguage.self,
    RightKeys.self, LearnerIdentifier.self, PassMark.self, SuccessFromScore.self,
    RatingRange.self, RatingText.self, SeveralAttempts.self, CertificateIdentifier.self,
    OwnCertificate.self, CertificateAddress.self,
  ]

  /// Whether a check is about who the learner is; such findings are shown apart.
  package static func isAboutIdentity(_ article: String) -> Bool {
    article == LearnerIdentifier.article
  }

  /// Judges a list by every check.
  package static func judge(_ list: ReportedList, under law: Law) -> [ReportedCheck] {
    rules.map { $0.check(list, under: law) }
  }

  /// What a statement says of where it belongs: the id of its course, whether it registers a learner
  /// for it, and the address of the programme where it tells one.
  package static func course(of statement: Value, under law: Law)
    -> (id: String?, isRegistration: Bool, programme: String?)
  {
    guard let profile = law.edition.statements else { return (nil, false, nil) }
    let read = ReportedStatement(statement, index: 1)
    let judging = Judging(
      list: ReportedList([read], isStaging: nil, given: 1), profile: profile, law: law)
    return (
      judging.course(read), judging.verb(read) == "registered",
      judging.value("program_url", of: read)?.string
    )
  }
}
