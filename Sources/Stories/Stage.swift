import Accounts
import Credentials
package import Kernel
import Licensing
package import Operations
import People
import Registrar
package import Regulations
import Storage

/// What an operation of a story came to: a ruling, or a fault in words.
package enum StepOutcome: Sendable {
  case ruling(Ruling, RulingID)
  case fault(String)
  case ticked([Tick.Done])
}

/// Turns a step of a story into an operation and does it.
struct Stage {
  let scene: Scene
  let step: Story.Step

  var with: Reader { Reader(step.with, file: "step \(step.number)", place: "with") }

  func run(by name: String) throws -> StepOutcome {
    do {
      return try CaseStage(scene: scene, step: step).perform(by: name) ?? perform(by: name)
    } catch let fault as OperationFault {
      return .fault(fault.description)
    }
  }

  func done<Done: Operation>(_ operation: Done, _ name: String) throws -> StepOutcome {
    let decided = try scene.office.performAndWait(
      operation, by: try scene.actor(name), at: step.at)
    return .ruling(decided.ruling, decided.id)
  }

  // MARK: Arguments

  func term() throws -> Term {
    try scene.term(try with.optional("term")?.text(), at: step.at)
  }

  private func section(_ key: String = "section") throws -> SectionID {
    try scene.section(try with.text(key), term: term()).id
  }

  /// The learner the step is about: named, or the person who acts.
  func learner(_ name: String) throws -> Person {
    try scene.person(try with.optional("learner")?.text() ?? name)
  }

  /// The registration of the learner in `course` (or in the course of `from`).
  func registration(_ name: String, _ key: String = "course") throws -> RegistrationID {
    try scene.registration(
      try learner(name), try scene.course(try with.text(key)), try term()
    ).id
  }

  private func invoice(_ name: String) throws -> Invoice {
    let learner = try learner(name)
    let term = try term()
    return try scene.office.database.read { tx in
      if let number = try with.optional("invoice")?.integer() {
        guard let found = try Invoice.number(number, scene.scope, in: tx) else {
          throw OperationFault.notFound("invoice")
        }
        return found
      }
      if let code = try with.optional("course")?.text() {
        let registration = try scene.registration(learner, try scene.course(code), term)
        let all = try Invoice.of(learner.id, term: term.id, in: tx)
        let found = try all.last { invoice in
          try invoice.lines(in: tx).contains { $0.registration == registration.id }
        }
        guard let found else { throw OperationFault.notFound("invoice for \(code)") }
        return found
      }
      guard let found = try Invoice.of(learner.id, term: term.id, in: tx).last else {
        throw OperationFault.notFound("invoice")
      }
      return found
    }
  }

  // MARK: Operations

  private func perform(by name: String) throws -> StepOutcome {
    switch step.operation {
    case "tick":
      try with.only()
      return .ticked(try Tick(scene.office, scene.scope, at: step.at).run())
    case RegisterForSection.name:
      try with.only("section", "term", "learner")
      return try done(
        RegisterForSection(section: try section(), learner: try learner(name).id), name)
    case SwapCourses.name:
      try with.only("course", "section", "term", "learner")
      return try done(
        SwapCourses(registration: try registration(name), section: try section()), name)
    case ChangeSection.name:
      try with.only("course", "section", "term", "learner")
      return try done(
        ChangeSection(registration: try registration(name), section: try section()), name)
    case LeaveUnderfilledSection.name:
      try with.only("course", "section", "term", "learner")
      return try done(
        LeaveUnderfilledSection(registration: try registration(name), section: try section()),
        name)
    case UseCancelledBalance.name:
      try with.only("course", "section", "term", "learner")
      return try done(
        UseCancelledBalance(registration: try registration(name), section: try section()), name)
    case DropCourse.name:
      try with.only("course", "term", "learner")
      return try done(DropCourse(registration: try registration(name)), name)
    case DropCourses.name:
      try with.only("courses", "term", "learner")
      let (learner, term) = (try learner(name), try term())
      let all = try with.list("courses").map {
        try scene.registration(learner, try scene.course(try $0.text()), term).id
      }
      return try done(DropCourses(registrations: all), name)
    case WithdrawFromCourse.name:
      try with.only("course", "term", "learner")
      return try done(WithdrawFromCourse(registration: try registration(name)), name)
    default: return try performMoney(by: name)
    }
  }

  private func performMoney(by name: String) throws -> StepOutcome {
    switch step.operation {
    case SettlePayment.name:
      try with.only(
        "gateway", "reference", "invoice", "course", "amount", "paidAt", "learner", "term")
      let invoice = try invoice(name)
      let paidAt = try with.optional("paidAt")?.instant() ?? step.at
      return try done(
        SettlePayment(
          gateway: try with.optional("gateway")?.text() ?? SettlePayment.simulatedGateway,
          reference: try with.optional("reference")?.text()
            ?? "story-\(step.number)-\(invoice.number)",
          invoice: invoice.id, amount: try with.optional("amount")?.money() ?? invoice.owed,
          paidAt: paidAt), name)
    case PayFromCredit.name:
      try with.only("invoice", "course", "credit", "learner", "term")
      return try done(
        PayFromCredit(
          invoice: try invoice(name).id, account: try with.required("credit").choice()), name)
    case RequestRefund.name:
      try with.only("learner")
      return try done(RequestRefund(learner: try learner(name).id), name)
    case ReleaseUnpaid.name:
      try with.only("invoice", "course", "learner", "term")
      return try done(ReleaseUnpaid(invoice: try invoice(name).id), name)
    default: return try performStudy(by: name)
    }
  }

  private func performStudy(by name: String) throws -> StepOutcome {
    switch step.operation {
    case RecordAttendance.name: return try recordAttendance(name)
    case CancelLesson.name:
      try with.only("section", "lesson", "term")
      return try done(
        CancelLesson(section: try section(), number: try with.required("lesson").integer()), name)
    case PlanLessons.name: return try planLessons(name)
    case LiftBar.name:
      try with.only("course", "reason", "learner", "term")
      return try done(
        LiftBar(
          registration: try registration(name),
          reason: try with.optional("reason")?.text() ?? "accepted excuse"), name)
    case RecordDenial.name:
      try with.only("course", "learner", "term")
      return try done(RecordDenial(registration: try registration(name)), name)
    case Delegate.name: return try delegate(name)
    case GiveRole.name:
      try with.only("to", "role")
      return try done(
        GiveRole(
          person: try scene.person(try with.text("to")).id,
          role: try with.required("role").choice()), name)
    case SubmitAssessmentPlan.name: return try submitPlan(name)
    case ApproveAssessmentPlan.name:
      try with.only("course", "term")
      return try done(
        ApproveAssessmentPlan(
          course: try scene.course(try with.text("course")).id, term: try term().id), name)
    case EnterMark.name:
      try with.only("course", "component", "mark", "learner", "term")
      return try done(
        EnterMark(
          registration: try registration(name), component: try with.text("component"),
          mark: try mark()), name)
    case ApproveResult.name: return try approveResult(name)
    case CorrectResult.name:
      try with.only("course", "mark", "clerical", "justification", "number", "learner", "term")
      return try done(
        CorrectResult(
          registration: try registration(name), mark: try mark(),
          isClerical: try with.optional("clerical")?.flag() ?? true,
          justification: try with.optional("justification")?.text() ?? "",
          number: try with.optional("number")?.text() ?? "C-\(step.number)"), name)
    default: return try performCredentials(by: name)
    }
  }

  func performAdministration(by name: String) throws -> StepOutcome {
    switch step.operation {
    case MoveWindow.name:
      try with.only("term", "window", "from", "through", "decision")
      return try done(
        MoveWindow(
          term: try term().id, kind: try with.required("window").choice(),
          from: try with.required("from").day(), through: try with.required("through").day(),
          decision: try with.optional("decision")?.text() ?? "story"), name)
    case OfferSection.name:
      try with.only("course", "term", "maximum", "instructor")
      return try done(
        OfferSection(
          course: try scene.course(try with.text("course")).id, term: try term().id,
          maximum: try with.required("maximum").integer(),
          instructor: try with.optional("instructor").map { try scene.person(try $0.text()).id }),
        name)
    case DecideSection.name:
      try with.only("section", "term")
      return try done(DecideSection(section: try section()), name)
    case RecordAdmission.name:
      try with.only("course", "learner", "condition", "met")
      return try done(
        RecordAdmission(
          course: try scene.course(try with.text("course")).id,
          learner: try learner(name).id, code: try with.text("condition"),
          met: try with.required("met").flag()), name)
    case SetLicenceStatus.name:
      try with.only("licence", "status", "from", "article", "reason")
      return try done(
        SetLicenceStatus(
          number: try with.text("licence"), status: try licenceStatus(),
          from: try with.optional("from")?.instant() ?? step.at,
          article: try with.optional("article")?.text() ?? Licence.defaultArticle,
          reason: try with.optional("reason")?.text() ?? "story"), name)
    case SetParameter.name:
      try with.only("pack", "key", "value", "from", "decision")
      return try done(
        SetParameter(
          pack: try with.optional("pack")?.text() ?? "sa-iu-ecourses",
          key: try with.text("key"), value: try with.text("value"),
          from: try with.optional("from")?.day() ?? scene.zone.day(of: step.at),
          decision: try with.optional("decision")?.text() ?? "story"), name)
    default:
      throw with.fault("there is no operation '\(step.operation ?? "")'")
    }
  }

  // MARK: Operations with more to read

  private func mark() throws -> Mark {
    let reader = try with.required("mark")
    guard let mark = Mark(try reader.decimal()) else {
      throw OperationFault.badInput("mark", "must be 0...100")
    }
    return mark
  }

  private func licenceStatus() throws -> Licence.Status {
    guard let status = Licence.Status(rawValue: try with.text("status")) else {
      throw with.fault(
        "status must be one of \(Licence.Status.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return status
  }

  /// One mark for one learner in one lesson or in several (`lessons: [1, 2]` or `1..8`).
  private func recordAttendance(_ name: String) throws -> StepOutcome {
    try with.only(
      "section", "lesson", "lessons", "learner", "learners", "mark", "consumed", "term")
    var numbers: [Int] = []
    if let lesson = try with.optional("lesson")?.integer() { numbers = [lesson] }
    if let lessons = with.optional("lessons") { numbers = try range(lessons) }
    guard !numbers.isEmpty else { throw with.fault("lacks 'lesson' or 'lessons'") }
    var names = try with.list("learners").map { try $0.text() }
    if let one = try with.optional("learner")?.text() { names.append(one) }
    let consumed = try with.optional("consumed")?.integer()
    let mark: AttendanceMark = try with.optional("mark")?.choice() ?? .present
    let entries = try names.map {
      RecordAttendance.Entry(learner: try scene.person($0).id, mark: mark, consumed: consumed)
    }
    var last: StepOutcome = .fault("no lesson")
    let section = try section()
    for number in numbers {
      last = try done(
        RecordAttendance(section: section, number: number, entries: entries), name)
    }
    return last
  }

  /// Lessons `every` so many days from an instant on, or at the instants listed.
  private func planLessons(_ name: String) throws -> StepOutcome {
    try with.only("section", "mode", "first", "count", "every", "lessons", "term")
    let mode: Lesson.Mode = try with.optional("mode")?.choice() ?? .synchronous
    var instants = try with.list("lessons").map { try $0.instant() }
    if let first = try with.optional("first")?.instant() {
      let count = try with.required("count").integer()
      let every = try with.optional("every")?.integer() ?? 7
      guard (1...400) ~= count, (1...60) ~= every else {
        throw with.fault("count must be 1...400 and every 1...60 days")
      }
      instants += (0..<count).map { first.adding(seconds: Int64($0 * every) * 86_400) }
    }
    return try done(
      PlanLessons(section: try section(), lessons: instants.map { (startsAt: $0, mode: mode) }),
      name)
  }

  private func range(_ reader: Reader) throws -> [Int] {
    if reader.value.elements != nil { return try reader.list().map { try $0.integer() } }
    let ends = try reader.text().split(separator: "..").map(String.init)
    guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first <= last,
      last - first < 1_000
    else { throw reader.fault("must be a list or a range like 1..8") }
    return Array(first...last)
  }

  private func delegate(_ name: String) throws -> StepOutcome {
    try with.only("role", "to", "course", "section", "from", "until", "term")
    return try done(
      Delegate(
        role: try with.required("role").choice(), to: try scene.person(try with.text("to")).id,
        course: try with.optional("course").map { try scene.course(try $0.text()).id },
        section: with.optional("section") == nil ? nil : try section(),
        from: try with.optional("from")?.instant() ?? step.at,
        until: try with.required("until").instant()), name)
  }

  private func submitPlan(_ name: String) throws -> StepOutcome {
    try with.only("course", "term", "components", "outcomes")
    let components = try with.required("components").list().map { item in
      try item.only("code", "title", "weight", "required", "minimum", "outcome")
      let code = try item.word("code")
      return AssessmentPlan.Component(
        code: code, title: try item.optional("title")?.text() ?? code,
        weight: try item.required("weight").integer(),
        isRequired: try item.optional("required")?.flag() ?? true,
        minimum: try minimum(item), outcome: try item.optional("outcome")?.word())
    }
    let outcomes = try with.list("outcomes").map { item in
      try item.only("code", "minimum")
      return (code: try item.word("code"), minimum: try minimum(item) ?? .zero)
    }
    return try done(
      SubmitAssessmentPlan(
        course: try scene.course(try with.text("course")).id, term: try term().id,
        components: components, outcomeMinima: outcomes), name)
  }

  private func minimum(_ item: Reader) throws -> Mark? {
    guard let reader = item.optional("minimum") else { return nil }
    guard let mark = Mark(try reader.decimal()) else { throw reader.fault("must be 0...100") }
    return mark
  }

  private func approveResult(_ name: String) throws -> StepOutcome {
    try with.only("course", "verdict", "code", "number", "learner", "term")
    var basis = ApproveResult.Basis.marks
    if let verdict = try with.optional("verdict")?.text() {
      guard verdict == "pass" || verdict == "fail" else {
        throw with.fault("verdict must be pass or fail")
      }
      basis = .verdict(passed: verdict == "pass")
    }
    if let code = try with.optional("code")?.text() { basis = .unfinished(code) }
    return try done(
      ApproveResult(
        registration: try registration(name), basis: basis,
        number: try with.optional("number")?.text() ?? "R-\(step.number)"), name)
  }
}
