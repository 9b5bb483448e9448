import Credentials
import Kernel
import Licensing
import People
import Registrar
import Regulations
import Rules
import Storage

/// Makes the statement of an event when it is sent: what it says of the learner is read then and
/// stands in no queue. Nothing that is not known is made up.
struct StatementBuilder {
  /// What came of an event.
  enum Made {
    case statement(id: String, Value)
    /// What is missing, as codes: nobody can report it before somebody says.
    case lacking([String])
    /// It is not its turn: the registration has not been reported yet.
    case waiting
    /// There is nothing to report any more.
    case needless
  }

  let office: Office
  let scope: Scope
  let event: LearningEvent
  let toldAt: Instant
  let tx: Transaction

  /// All that a statement may say.
  private struct Facts {
    let registration: Registration
    let course: Course
    let section: Section
    let person: Person
    let shape: StatementShape
    let at: Instant
  }

  func make(at now: Instant) throws -> Made {
    guard let registration = try Registration.find(event.registration, scope, in: tx),
      let course = try Course.find(registration.course, scope, in: tx),
      let section = try Section.find(registration.section, scope, in: tx),
      let person = try Person.find(registration.learner, scope, in: tx)
    else { return .needless }
    let law = try office.currentLaw(scope, at: now, in: tx)
    guard let law = law.under(StatementGate.instrument), let profile = law.edition.statements,
      let platform = law.text("platform.code")
    else { return .lacking(["platform.code"]) }
    var at = toldAt
    if case .registered = event {
    } else {
      // A journey whose beginning was never told cannot be told from its middle.
      guard
        let begin = try tx.statementState(LearningEvent.registered(registration.id).key)
      else { return registration.state == .pendingPayment ? .waiting : .needless }
      if begin.isDead { return .lacking(["registered"]) }
      guard begin.isDone else { return .waiting }
      at = max(toldAt, begin.toldAt.adding(seconds: 1))
    }
    guard
      StatementShape.isReportable(person.identifierKind, person.identifier, under: law)
    else { return .lacking(["identifier"]) }
    // The platform's licensed names, where the institution gave them, or else its own.
    let own = try office.institution(scope).name
    let name = Localized(
      ar: law.text("platform.name.ar") ?? own.ar, en: law.text("platform.name.en") ?? own.en,
      vi: own.vi)
    let shape = StatementShape(
      profile, publicURL: office.publicURL, platform: platform, named: name)
    return try build(
      Facts(
        registration: registration, course: course, section: section, person: person,
        shape: shape, at: at))
  }

  // MARK: The statement

  private func build(_ facts: Facts) throws -> Made {
    var lacking: [String] = []
    var extensions: [(id: String, value: Value)] = []
    func add(_ id: String, _ value: Value) { extensions.append((id, value)) }
    let length = try CourseLength.of(facts.course.id, in: tx)
    var result: Value?
    switch event {
    case .registered:
      if let length { add("duration", .text(Self.duration(length.minutes))) }
      lacking += length == nil ? ["course.length"] : []
      if facts.course.about.ar.isEmpty || facts.course.about.en.isEmpty {
        lacking.append("course.about")
      }
      add("lms_url", .text(office.publicURL))
      add("program_url", .text("\(office.publicURL)/courses/\(facts.course.id)"))
      add("learner_full_name", .text(facts.person.nameAr))
      if let particulars = try Particulars.of(facts.person.id, in: tx) {
        add("learner_mobile_no", .text(particulars.mobile))
        add("learner_nationality", .text(particulars.nationality))
        add("date_of_birth", .text(StatementShape.written(particulars.born)))
      } else {
        lacking.append("particulars")
      }
    case .attended, .watched, .completedLesson:
      lacking += length == nil ? ["course.length"] : []
      result = .object(
        .init([
          ("completion", .bool(true)),
          ("duration", .text(Self.duration(length?.lessonMinutes ?? 0))),
        ]))
    case .progressed(_, let share):
      let scaled = ExactDecimal(mantissa: Int64(share), scale: 4)
      result = .object(
        .init([
          ("score", .object(.init([("scaled", .number(scaled))]))),
          ("completion", .bool(share >= LearningEvent.whole)),
        ]))
    case .attempted(_, let component):
      guard let score = try score(component, facts) else { return .needless }
      result = score
      add("attempt-id", .number(ExactDecimal(mantissa: 1)))
    case .rated(let registration):
      guard let rating = try Rating.find(registration, in: tx), !rating.words.isEmpty
      else { return .needless }
      result = StatementShape.result(stars: rating.stars, of: Rating.most, words: rating.words)
    case .earned(_, let credential):
      guard let found = try Credential.find(credential, scope, in: tx), found.state == .registered
      else { return .needless }
      add("jws-certificate-location", .text("\(office.publicURL)/c/\(credential)"))
    case .initialized, .completed: break
    }
    guard lacking.isEmpty else { return .lacking(lacking) }
    let id = StatementShape.id(event.key, at: office.publicURL)
    return .statement(id: id, try statement(id, facts, extensions, result))
  }

  private func statement(
    _ id: String, _ facts: Facts, _ extensions: [(id: String, value: Value)], _ result: Value?
  ) throws -> Value {
    let shape = facts.shape
    let object = try object(facts)
    var content = StatementShape.Content(
      id: id, verb: event.verb, actor: try learner(facts), object: object.value,
      registration: facts.registration.id.description, at: facts.at)
    if let id = facts.section.instructor, let found = try Person.find(id, scope, in: tx) {
      content.instructor = shape.agent(named: found.nameAr, account: found.id.description)
    }
    if !object.isCourse {
      content.parent = shape.activity(shape.course(facts.course.code), "course", facts.course.title)
    }
    content.result = result
    content.extensions = extensions
    guard let statement = shape.statement(content) else {
      throw OperationFault.notFound("verb")
    }
    return statement
  }
}

// MARK: Parts

extension StatementBuilder {
  private func object(_ facts: Facts) throws -> (value: Value, isCourse: Bool) {
    let shape = facts.shape
    let course = shape.course(facts.course.code)
    switch event {
    case .registered:
      return (shape.activity(course, "course", facts.course.title, facts.course.about), true)
    case .initialized, .progressed, .completed, .rated:
      return (shape.activity(course, "course", facts.course.title), true)
    case .attended(_, let lesson), .watched(_, let lesson):
      let type = event.verb == "watched" ? "video" : "virtual-classroom"
      return (shape.activity("\(course)/\(type)/\(lesson)", type, try title(lesson, facts)), false)
    case .completedLesson(_, let lesson):
      // A lesson's address names its module; a course here is one.
      let id = "\(course)/module/1/lesson/\(lesson)"
      return (shape.activity(id, "lesson", try title(lesson, facts)), false)
    case .attempted(_, let component):
      let plan = try AssessmentPlan.find(
        course: facts.course.id, term: facts.registration.term, in: tx)
      let title = plan?.components.first { Name.same($0.code, component) }?.title ?? component
      let name = Localized(
        ar: "اختبار: \(facts.course.title.ar)", en: "\(facts.course.title.en): \(title)", vi: title)
      return (shape.activity("\(course)/unit-test/\(component)", "unit-test", name), false)
    case .earned(_, let credential):
      let name = Localized(
        ar: "شهادة: \(facts.course.title.ar)", en: "Certificate: \(facts.course.title.en)", vi: "")
      return (shape.activity("\(course)/certificate/\(credential)", "certificate", name), false)
    }
  }

  private func title(_ lesson: LessonID, _ facts: Facts) throws -> Localized {
    let all = try Lesson.of(facts.section.id, in: tx)
    let number = all.first { $0.id == lesson }?.number ?? 0
    return Localized(ar: "الدرس \(number)", en: "Lesson \(number)", vi: "Buổi \(number)")
  }

  private func learner(_ facts: Facts) throws -> Value {
    let person = facts.person
    return facts.shape.agent(
      named: person.identifier, account: person.id.description,
      address: try MailBox.address(of: person.id, in: tx))
  }

  /// Mark and pass mark of one part of the assessment; nil where there is no mark any more.
  private func score(_ component: String, _ facts: Facts) throws -> Value? {
    let marks = try MarkBook.marks(of: facts.registration.id, in: tx)
    let plan = try AssessmentPlan.find(
      course: facts.course.id, term: facts.registration.term, in: tx)
    let own = try office.currentLaw(scope, at: facts.at, in: tx)
    guard let mark = marks[component],
      let least = plan?.components.first(where: { Name.same($0.code, component) })?.minimum
        ?? own.mark("pass.minimum")
    else { return nil }
    return StatementShape.result(mark, least: least)
  }

  /// `PT30H00M00S`, as the source writes it.
  private static func duration(_ minutes: Int) -> String {
    let rest = minutes % 60
    return "PT\(minutes / 60)H\(rest < 10 ? "0" : "")\(rest)M00S"
  }
}
