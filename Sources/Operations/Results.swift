import Credentials
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// The authority that approves results approves one (V.2, V.4, G.3); it is final.
package struct ApproveResult: Operation {
  package static let name = "ApproveResult"

  /// What is approved: the mark the plan yields, a verdict without marks, or a code.
  package enum Basis: Sendable, Equatable {
    case marks
    /// NP or NF.
    case verdict(passed: Bool)
    /// IC or IP.
    case unfinished(String)
  }

  let registration: RegistrationID
  let basis: Basis
  /// The number of the approving decision.
  let number: String

  package init(registration: RegistrationID, basis: Basis, number: String) {
    self.registration = registration
    self.basis = basis
    self.number = number
  }

  /// The symbol approved.
  package typealias Output = String

  package func run(_ work: Work) throws -> Decided<String> {
    // gather
    let found = try work.registration(registration)
    try work.requireOffice(orSubject: found.learner)
    guard found.state == .confirmed else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    guard !number.isEmpty, Name.fault(in: number, limit: 100) == nil else {
      throw OperationFault.badInput("number", "name the approving decision")
    }
    if case .unfinished(let code) = basis, code != "IC", code != "IP" {
      throw OperationFault.badInput("code", "must be IC or IP")
    }
    guard let course = try Course.find(found.course, work.scope, in: work.tx) else {
      throw OperationFault.notFound("course")
    }
    let earlier = try CourseResult.of(found.id, in: work.tx)
    let isFinal = earlier.map { $0.isApproved && $0.symbol != "IC" && $0.symbol != "IP" } ?? false
    guard !isFinal else {
      throw OperationFault.stateConflict("the result is approved and final (V.2)")
    }
    let plan = try AssessmentPlan.find(course: found.course, term: found.term, in: work.tx)
    let marks = try MarkBook.marks(of: found.id, in: work.tx)
    let assessed = Assessed(plan: plan, marks: marks, basis: basis, isPassFail: course.isPassFail)

    // decide
    let licences = try work.licenceGrounds(
      of: course.programme, registeredAt: found.registeredAt)
    let law = work.law
    let passing = Passing.decide(assessed.passing, under: law)
    let code = assessed.code ?? assessed.passFailCode(passing.outcome == .granted)
    let grade = CourseGrade.decide(
      CourseGrade.Facts(mark: code == nil ? assessed.mark : nil, code: code), under: law)
    var findings = [
      ResultApproval.decide(
        ResultApproval.Facts(
          role: work.officeOf(.resultsAuthority).rawValue,
          planApproved: plan?.isApproved ?? false, complete: assessed.isComplete), under: law)
    ]
    if earlier?.symbol == "IC", let elapsed = try work.termsElapsed(since: found.term) {
      findings.append(
        IncompleteCompletion.decide(
          IncompleteCompletion.Facts(termsElapsed: elapsed), under: law))
    }
    if assessed.needsFinal {
      findings.append(
        FinalEntry.decide(
          FinalEntry.Facts(
            sessions: try work.sessions(found),
            lifted: found.bar == .lifted || found.bar == .lapsed),
          under: law))
    }
    findings.append(grade)
    let ruling = Ruling(licences + findings.map { Ground($0, law.edition) }, at: work.at)

    // record, apply, tell
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [
        ("registration", .text(registration.description)), ("number", .text(number)),
        ("passing", .text(passing.key)),
      ])
    guard ruling.outcome == .granted, case .text(let symbol)? = grade["symbol"] else {
      return Decided(ruling, id, nil)
    }
    try CourseResult(
      registration: found.id, symbol: symbol, mark: code == nil ? assessed.mark : nil,
      passed: assessed.isUnfinished ? nil : passing.outcome == .granted, isApproved: true,
      body: Role.resultsAuthority.rawValue, number: number, at: work.at, ruling: id
    ).record(in: work.tx)
    if !assessed.isUnfinished {
      try work.report(
        resultOf: found.id, exams: plan?.components.map(\.code).filter { marks[$0] != nil } ?? [],
        passed: passing.outcome == .granted)
    }
    try work.tell(.result, of: id.description, learner: found.learner)
    return Decided(ruling, id, symbol)
  }
}

/// What marks, plan and basis amount to.
private struct Assessed {
  let plan: AssessmentPlan?
  let marks: [String: Mark]
  let basis: ApproveResult.Basis
  let isPassFail: Bool

  var mark: Mark? { basis == .marks ? plan?.mark(from: marks) : nil }

  var isUnfinished: Bool {
    if case .unfinished = basis { return true }
    return false
  }

  /// Everything the plan requires has a mark; an unfinished result needs nothing.
  var isComplete: Bool {
    switch basis {
    case .unfinished: true
    // In a graded course a pass needs all that the plan requires; a fail may be for want of it.
    case .verdict(let passed): isPassFail || !passed || requiredDone
    case .marks: requiredDone && mark != nil
    }
  }

  private var requiredDone: Bool {
    plan?.components.allSatisfy { !$0.isRequired || marks[$0.code] != nil } ?? false
  }

  var needsFinal: Bool { !isUnfinished }

  /// The code that stands instead of a grade; nil where the mark decides.
  var code: String? {
    switch basis {
    case .unfinished(let code): code
    case .verdict(let passed): passed ? "NP" : "NF"
    case .marks: nil
    }
  }

  /// NP or NF for a course that ends without a grade.
  func passFailCode(_ passed: Bool) -> String? { isPassFail ? (passed ? "NP" : "NF") : nil }

  var passing: Passing.Facts {
    let verdict: Passing.PassFail =
      switch basis {
      case .verdict(let passed): passed ? .pass : .fail
      case .marks, .unfinished: .none
      }
    guard basis == .marks, let plan else {
      return Passing.Facts(
        mark: nil, requiredDone: !isUnfinished, outcomes: [], components: [], passFail: verdict)
    }
    return Passing.Facts(
      mark: mark, requiredDone: requiredDone,
      outcomes: plan.outcomeMinima.map {
        Passing.Part(
          code: $0.code, minimum: $0.minimum, mark: plan.mark(ofOutcome: $0.code, from: marks))
      },
      components: plan.components.compactMap { component in
        component.minimum.map {
          Passing.Part(code: component.code, minimum: $0, mark: marks[component.code])
        }
      }, passFail: verdict)
  }
}

/// The approving authority corrects a clerical error in an approved result; the old one is kept
/// (V.2; the correction itself is our addition, parameter `correction.afterApproval`).
package struct CorrectResult: Operation {
  package static let name = "CorrectResult"

  let registration: RegistrationID
  let mark: Mark
  let kind: ResultCorrection.Kind
  let justification: String
  let number: String

  package init(
    registration: RegistrationID, mark: Mark, isClerical: Bool, justification: String,
    number: String
  ) {
    self.registration = registration
    self.mark = mark
    self.kind = isClerical ? .clericalError : .other
    self.justification = justification
    self.number = number
  }

  package func run(_ work: Work) throws -> Decided<String> {
    let found = try work.registration(registration)
    try work.requireOffice(orSubject: found.learner)
    guard let earlier = try CourseResult.of(found.id, in: work.tx), earlier.isApproved,
      earlier.mark != nil
    else { throw OperationFault.stateConflict("there is no approved mark to correct") }
    if let fault = Name.fault(in: justification, limit: 2_000) {
      throw OperationFault.badInput("justification", fault.description)
    }
    guard !number.isEmpty, Name.fault(in: number, limit: 100) == nil else {
      throw OperationFault.badInput("number", "name the correcting decision")
    }
    let grade = CourseGrade.decide(CourseGrade.Facts(mark: mark, code: nil), under: work.law)
    let ruling = work.law.ruling([
      ResultCorrection.decide(
        ResultCorrection.Facts(
          approved: true, role: work.officeOf(.resultsAuthority).rawValue, kind: kind,
          justified: justification.contains { !$0.isWhitespace }), under: work.law),
      grade,
    ])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [
        ("registration", .text(registration.description)), ("number", .text(number)),
        ("justification", .text(justification)), ("mark", .decimal(mark.decimal)),
      ])
    guard ruling.outcome == .granted, case .text(let symbol)? = grade["symbol"] else {
      return Decided(ruling, id, nil)
    }
    try work.correct(
      found, to: mark, symbol: symbol, number: number, justification: justification, under: id)
    try work.answerRequests(
      about: found.id.bytes, for: Self.name, ruling: id, article: "V.2", reasons: justification)
    return Decided(ruling, id, symbol)
  }
}

extension Work {
  /// Another mark stands in an approved result's place; the old one is kept.
  func correct(
    _ found: Registration, to mark: Mark, symbol: String, number: String, justification: String,
    under ruling: RulingID
  ) throws {
    try CourseResult(
      registration: found.id, symbol: symbol, mark: mark, passed: try passes(found, with: mark),
      isApproved: true, body: Role.resultsAuthority.rawValue, number: number, at: at,
      ruling: ruling, justification: justification
    ).record(in: tx)
    // A certificate that states another result must not stand.
    if let stated = try Credential.of(
      found.learner, course: found.course, term: found.term, in: tx)
    {
      try end(stated, .revoked, ruling: ruling)
      try tell(.revoked, of: stated.id.description, learner: found.learner)
    }
    try tell(.result, of: ruling.description, learner: found.learner)
  }

  /// A corrected sum does not make an outcome or component reached that was not (V.2).
  private func passes(_ found: Registration, with mark: Mark) throws -> Bool {
    let plan = try AssessmentPlan.find(course: found.course, term: found.term, in: tx)
    let marks = try MarkBook.marks(of: found.id, in: tx)
    let passing = Assessed(plan: plan, marks: marks, basis: .marks, isPassFail: false).passing
    return Passing.decide(
      Passing.Facts(
        mark: mark, requiredDone: true, outcomes: passing.outcomes,
        components: passing.components, passFail: .none), under: law
    ).outcome == .granted
  }
}

extension Work {
  /// How many regular terms have ended since a term.
  func termsElapsed(since term: TermID) throws -> Int? {
    let terms = try Term.all(scope, in: tx)
    guard let own = terms.first(where: { $0.id == term }) else { return nil }
    return terms.filter { $0.ordinal > own.ordinal && $0.ends < law.day }.count
  }
}

/// An incomplete result (IC) that was not completed in time becomes F (by-law behind I.2).
package struct LapseIncomplete: Operation {
  package static let name = "LapseIncomplete"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    let found = try work.registration(registration)
    guard let result = try CourseResult.of(found.id, in: work.tx), result.symbol == "IC" else {
      throw OperationFault.stateConflict("this result is not IC")
    }
    let elapsed = try work.termsElapsed(since: found.term) ?? 0
    let lapse = IncompleteLapse.decide(
      IncompleteLapse.Facts(termsElapsed: elapsed), under: work.law)
    guard lapse.outcome != .refused else {
      throw OperationFault.stateConflict("the time for completing it still runs")
    }
    let ruling = work.law.ruling(lapse)
    let id = try work.record(
      ruling, Self.name, subject: found.learner, about: found.id.bytes,
      facts: [("registration", .text(registration.description))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try CourseResult(
      registration: found.id, symbol: "F", mark: nil, passed: false, isApproved: true, body: "",
      number: "", at: work.at, ruling: id
    ).record(in: work.tx)
    try work.tell(.result, of: id.description, learner: found.learner)
    return Decided(ruling, id, true)
  }
}
