import Kernel
import Licensing
import People
import Registrar
import Regulations
import Rules
import Storage

/// What is known of a section before deciding about it.
struct SectionFacts {
  let section: Section
  let course: Course
  let term: Term
  let programme: Programme
}

extension Work {
  func section(_ id: SectionID) throws -> SectionFacts {
    guard let section = try Section.find(id, scope, in: tx) else {
      throw OperationFault.notFound("section")
    }
    guard let course = try Course.find(section.course, scope, in: tx),
      let term = try Term.find(section.term, scope, in: tx),
      let programme = try Programme.find(course.programme, scope, in: tx)
    else { throw OperationFault.notFound("course") }
    return SectionFacts(section: section, course: course, term: term, programme: programme)
  }

  func learner(_ id: PersonID) throws -> Person {
    guard let person = try Person.find(id, scope, in: tx) else {
      throw OperationFault.notFound("learner")
    }
    return person
  }

  func registration(_ id: RegistrationID) throws -> Registration {
    guard let found = try Registration.find(id, scope, in: tx) else {
      throw OperationFault.notFound("registration")
    }
    return found
  }

  /// A learner's own live registration, or a fault that says what it is instead.
  func liveRegistration(_ id: RegistrationID) throws -> Registration {
    let found = try registration(id)
    try requireLearnerOrRegistrar(found.learner)
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue) already")
    }
    // The clock may not have run yet; the law deletes unpaid hours when their week ends (IV.2).
    guard found.state != .pendingPayment || at < found.dueAt else {
      throw OperationFault.stateConflict(
        "the week for paying has ended, so these hours are deleted (IV.2)")
    }
    return found
  }

  func window(_ term: TermID, _ kind: CalendarWindow.Kind) throws -> ClosedRange<Day>? {
    try CalendarWindow.find(term, kind, at: at, in: tx)?.days
  }

  /// The provider's and the programme's licence as they stand now.
  func licences(of programme: ProgrammeID) throws -> (
    provider: InForce.Facts, programme: InForce.Facts
  ) {
    (
      Self.facts(
        .provider, try Licence.provider(scope, at: at, day: law.day, in: tx)),
      Self.facts(
        .programme, try Licence.programme(programme, at: at, day: law.day, in: tx))
    )
  }

  static func facts(_ kind: InForce.Kind, _ standing: Licence.Standing?) -> InForce.Facts {
    guard let standing else {
      return InForce.Facts(kind: kind, number: nil, status: .none, from: nil, until: nil)
    }
    let status: InForce.Status =
      switch standing.status {
      case .active: .active
      case .warned: .warned
      case .warnedAgain: .warnedAgain
      case .suspended: .suspended
      case .revoked: .revoked
      case .surrendered: .surrendered
      case nil: .none
      }
    return InForce.Facts(
      kind: kind, number: standing.licence.number, status: status, from: standing.licence.from,
      until: standing.licence.until)
  }

  func admission(_ course: CourseID, _ learner: PersonID) throws -> Admission.Facts {
    Admission.Facts(
      conditions: try AdmissionCondition.of(course, learner: learner, in: tx).map {
        Admission.Condition(code: $0.code, met: $0.met)
      })
  }

  func unitsHeld(_ learner: PersonID, _ term: TermID) throws -> Int {
    units(try tx.all(Registration.held(learner, term)))
  }

  /// The units that count of what a learner holds.
  func units(_ held: [Registration.Held]) -> Int {
    Registration.units(held, countsWithdrawn: law.flag("load.countsWithdrawn") ?? true)
  }

  /// Prerequisites and co-requisites of a course as they stand for a learner in a term.
  func requirements(_ course: CourseID, _ learner: PersonID, _ term: TermID) throws -> (
    Prerequisites.Facts, Corequisites.Facts
  ) {
    var prerequisites: [Prerequisites.Prerequisite] = []
    var corequisites: [Corequisites.Corequisite] = []
    for requirement in try CourseRequirement.of(course, in: tx) {
      let best = try CourseResult.best(learner, course: requirement.required, in: tx)
      switch requirement.kind {
      case .prerequisite:
        prerequisites.append(
          Prerequisites.Prerequisite(
            code: requirement.code, symbol: best.flatMap(standing)))
      case .corequisite:
        let live = try Registration.live(
          learner, course: requirement.required, term: term, in: tx)
        corequisites.append(
          Corequisites.Corequisite(
            code: requirement.code, passed: best?.passed ?? false, registered: live != nil))
      }
    }
    return (
      Prerequisites.Facts(prerequisites: prerequisites),
      Corequisites.Facts(corequisites: corequisites)
    )
  }

  /// A symbol that passes by the table stands for nothing when an outcome was missed (V.2).
  private func standing(_ best: (symbol: String, passed: Bool)) -> String? {
    let passesByTable = law.edition.grades?.grade(symbol: best.symbol)?.passed ?? false
    return passesByTable && !best.passed ? nil : best.symbol
  }

  /// The state a section shows to a registration rule.
  static func state(_ section: Section) -> SectionState.State {
    switch section.state {
    case .planned: .planned
    case .open: .open
    case .cancelled: .cancelled
    }
  }

  static func buyer(_ person: Person) -> Buyer {
    person.buyer == .resident ? .resident : .nonResident
  }
}
