package import Kernel
package import Registrar
import Regulations
import Rules
import Storage

/// The instructor or registrar submits how a course is assessed in a term; a draft replaces a draft.
package struct SubmitAssessmentPlan: Operation {
  package static let name = "SubmitAssessmentPlan"

  let course: CourseID
  let term: TermID
  let components: [AssessmentPlan.Component]
  let outcomeMinima: [(code: String, minimum: Mark)]

  package init(
    course: CourseID, term: TermID, components: [AssessmentPlan.Component],
    outcomeMinima: [(code: String, minimum: Mark)] = []
  ) {
    self.course = course
    self.term = term
    self.components = components
    self.outcomeMinima = outcomeMinima
  }

  package func run(_ work: Work) throws -> Decided<PlanID> {
    if !work.actor.teaches(course, at: work.at) { try work.require(.registrar) }
    guard let found = try Course.find(course, work.scope, in: work.tx),
      try Term.find(term, work.scope, in: work.tx) != nil
    else { throw OperationFault.notFound("course or term") }
    try check()
    if try AssessmentPlan.find(course: course, term: term, in: work.tx)?.isApproved == true {
      throw OperationFault.stateConflict("the plan of this course and term is approved already")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("course", .text(found.code)),
        ("components", .list(components.map { "\($0.code)=\($0.weight)" })),
      ])
    try AssessmentPlan.removeDraft(course: course, term: term, in: work.tx)
    let plan = AssessmentPlan(
      id: work.id(), course: course, term: term, isApproved: false, components: components,
      outcomeMinima: outcomeMinima)
    try plan.insertDraft(in: work.tx)
    return Decided(Ruling([], at: work.at), id, plan.id)
  }

  private func check() throws {
    guard (1...40) ~= components.count else {
      throw OperationFault.badInput("components", "name 1 to 40")
    }
    var codes: Set<String> = []
    for component in components {
      guard Name.isPlain(component.code), codes.insert(component.code).inserted else {
        throw OperationFault.badInput(
          "components", "'\(component.code)' is no word of its own in ASCII letters and digits")
      }
      guard (0...100) ~= component.weight else {
        throw OperationFault.badInput("components", "a weight is 0 to 100 per cent")
      }
      if let fault = Name.fault(in: component.title, limit: 300) {
        throw OperationFault.badInput("components", fault.description)
      }
    }
    let sum = components.reduce(0) { $0 + $1.weight }
    guard sum == 100 else {
      throw OperationFault.badInput("components", "the weights sum to \(sum), not to 100")
    }
    let outcomes = Set(components.compactMap(\.outcome))
    for (code, _) in outcomeMinima where !outcomes.contains(code) {
      throw OperationFault.badInput("outcomes", "no component measures '\(code)'")
    }
  }
}

/// The Vice-Presidency for Academic Affairs approves an assessment plan (G.3).
package struct ApproveAssessmentPlan: Operation {
  package static let name = "ApproveAssessmentPlan"

  let course: CourseID
  let term: TermID

  package init(course: CourseID, term: TermID) {
    self.course = course
    self.term = term
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    guard let found = try Course.find(course, work.scope, in: work.tx),
      let plan = try AssessmentPlan.find(course: course, term: term, in: work.tx)
    else { throw OperationFault.notFound("assessment plan") }
    guard !plan.isApproved else {
      throw OperationFault.stateConflict("this plan is approved already")
    }
    let ruling = work.law.ruling(
      PlanApproval.decide(
        PlanApproval.Facts(
          planApproved: true, approverRole: work.officeOf(.academicAffairs).rawValue),
        under: work.law))
    let id = try work.record(
      ruling, Self.name, subject: nil, facts: [("course", .text(found.code))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try plan.approve(at: work.at, ruling: id, in: work.tx)
    return Decided(ruling, id, true)
  }
}

extension Work {
  /// The office to judge by: the one asked for when it is held, otherwise what the person holds.
  func officeOf(_ role: Role, course: CourseID? = nil) -> Role {
    if actor.holds(role, at: at, course: course) { return role }
    return actor.roles(at: at).first { $0 != .learner } ?? .learner
  }
}

/// The instructor enters a component's mark; after the result is approved only its correction can
/// change anything (V.2).
package struct EnterMark: Operation {
  package static let name = "EnterMark"

  let registration: RegistrationID
  let component: String
  let mark: Mark

  package init(registration: RegistrationID, component: String, mark: Mark) {
    self.registration = registration
    self.component = component
    self.mark = mark
  }

  package func run(_ work: Work) throws -> Decided<Mark> {
    let found = try work.registration(registration)
    try work.require(.instructor, course: found.course, section: found.section)
    let instructor = try work.personActing()
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    guard let plan = try AssessmentPlan.find(course: found.course, term: found.term, in: work.tx)
    else { throw OperationFault.notFound("assessment plan") }
    guard plan.components.contains(where: { $0.code == component }) else {
      throw OperationFault.badInput("component", "the plan has no component '\(component)'")
    }
    let result = try CourseResult.of(found.id, in: work.tx)
    let isFinal = result.map { $0.isApproved && $0.symbol != "IC" && $0.symbol != "IP" } ?? false
    var findings = [
      ResultCorrection.decide(
        ResultCorrection.Facts(
          approved: isFinal, role: Role.instructor.rawValue, kind: .other, justified: false),
        under: work.law)
    ]
    if result?.symbol == "IC", let elapsed = try work.termsElapsed(since: found.term) {
      findings.append(
        IncompleteCompletion.decide(
          IncompleteCompletion.Facts(termsElapsed: elapsed), under: work.law))
    }
    let ruling = work.law.ruling(findings)
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [
        ("registration", .text(registration.description)),
        ("component", .text(component)), ("mark", .decimal(mark.decimal)),
      ])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try MarkBook.enter(
      mark, component: component, registration: found.id, by: instructor, at: work.at,
      in: work.tx)
    return Decided(ruling, id, mark)
  }
}
