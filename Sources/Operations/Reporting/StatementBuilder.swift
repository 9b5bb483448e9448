import Credentials
import Crypto
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
    let law: Law
    let profile: StatementProfile
    let platform: String
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
    let facts = Facts(
      registration: registration, course: course, section: section, person: person, law: law,
      profile: profile, platform: platform, at: at)
    guard Self.isReportable(person, law) else { return .lacking(["identifier"]) }
    return try build(facts)
  }

  /// Whether the learner has an identifier of the kind and form that the regulator takes.
  static func isReportable(_ person: Person, _ law: Law) -> Bool {
    let bytes = Array(person.identifier.utf8)
    guard person.identifierKind != .passport, let length = law.integer("identifier.length"),
      let firsts = law.text("identifier.first"), bytes.count == length, let first = bytes.first
    else { return false }
    return firsts.utf8.contains(first) && bytes.allSatisfy { (48...57).contains($0) }
  }

  // MARK: The statement

  private func build(_ facts: Facts) throws -> Made {
    var lacking: [String] = []
    var extensions: [(name: String, value: Value)] = []
    func add(_ id: String, _ value: Value) {
      if let iri = facts.profile.iri(ofExtension: id) { extensions.append((iri, value)) }
    }
    add("platform", .object(.init([("name", try platformName(facts))])))
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
        add("date_of_birth", .text(Self.written(particulars.born)))
      } else {
        lacking.append("particulars")
      }
    case .attended, .watched:
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
    case .earned(_, let credential):
      guard let found = try Credential.find(credential, scope, in: tx), found.state == .registered
      else { return .needless }
      add("jws-certificate-location", .text("\(office.publicURL)/c/\(credential)"))
    case .initialized, .completed: break
    }
    guard lacking.isEmpty else { return .lacking(lacking) }
    let id = statementID
    let value = try statement(id, facts, extensions, result)
    return .statement(id: id, value)
  }

  private func statement(
    _ id: String, _ facts: Facts, _ extensions: [(name: String, value: Value)], _ result: Value?
  ) throws -> Value {
    guard let object = try object(facts),
      let verb = facts.profile.verbs.first(where: { $0.id == event.verb })
    else { throw OperationFault.notFound("verb") }
    var context: [(name: String, value: Value)] = [
      ("registration", .text(facts.registration.id.description)),
      ("platform", .text(facts.platform)), ("language", .text("ar-SA")),
    ]
    if let id = facts.section.instructor, let instructor = try Person.find(id, scope, in: tx) {
      context.append(("instructor", agent(instructor, named: instructor.nameAr)))
    }
    if !object.isCourse {
      let course = activity(courseID(facts), "course", facts.course.title, nil, facts)
      context.append(
        ("contextActivities", .object(.init([("parent", .list([course]))]))))
    }
    context.append(("extensions", .object(.init(extensions))))
    var members: [(name: String, value: Value)] = [
      ("id", .text(id)),
      ("actor", try learner(facts.person)),
      (
        "verb",
        .object(
          .init([
            ("id", .text(verb.iri)),
            ("display", .object(.init([("en-US", .text(verb.id))]))),
          ]))
      ),
      ("object", object.value),
    ]
    if let result { members.append(("result", result)) }
    members += [("context", .object(.init(context))), ("timestamp", .text(facts.at.utcText))]
    return .object(.init(members))
  }

  /// The same whenever and however often it is sent: a UUID of version 5 over installation and event.
  var statementID: String {
    var bytes = Array(
      Insecure.SHA1.hash(data: Self.namespace + Array("\(office.publicURL) \(event.key)".utf8))
        .prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    return ID<RulingTag>(bytes: bytes)?.description ?? ""
  }

  // Drawn once for this program.
  private static let namespace: [UInt8] = [
    0x0d, 0x9e, 0x51, 0x3a, 0x6c, 0x2f, 0x4b, 0x11, 0x9a, 0x77, 0x5e, 0x31, 0xc8, 0x04, 0xd2, 0x6b,
  ]
}

// MARK: Parts

extension StatementBuilder {
  private func courseID(_ facts: Facts) -> String {
    "\(office.publicURL)/course/\(facts.course.code)"
  }

  private func object(_ facts: Facts) throws -> (value: Value, isCourse: Bool)? {
    let course = courseID(facts)
    switch event {
    case .registered:
      let value = activity(course, "course", facts.course.title, facts.course.about, facts)
      return (value, true)
    case .initialized, .progressed, .completed:
      return (activity(course, "course", facts.course.title, nil, facts), true)
    case .attended(_, let lesson), .watched(_, let lesson):
      let all = try Lesson.of(facts.section.id, in: tx)
      let number = all.first { $0.id == lesson }?.number ?? 0
      let title = Localized(ar: "الدرس \(number)", en: "Lesson \(number)", vi: "Buổi \(number)")
      let type = event.verb == "watched" ? "video" : "virtual-classroom"
      return (activity("\(course)/\(type)/\(lesson)", type, title, nil, facts), false)
    case .attempted(_, let component):
      let plan = try AssessmentPlan.find(
        course: facts.course.id, term: facts.registration.term, in: tx)
      let title = plan?.components.first { Name.same($0.code, component) }?.title ?? component
      let name = Localized(
        ar: "اختبار: \(facts.course.title.ar)", en: "\(facts.course.title.en): \(title)", vi: title)
      return (
        activity("\(course)/unit-test/\(component)", "unit-test", name, nil, facts), false
      )
    case .earned(_, let credential):
      let name = Localized(
        ar: "شهادة: \(facts.course.title.ar)", en: "Certificate: \(facts.course.title.en)", vi: "")
      return (
        activity("\(course)/certificate/\(credential)", "certificate", name, nil, facts), false
      )
    }
  }

  private func activity(
    _ id: String, _ type: String, _ name: Localized, _ about: Localized?, _ facts: Facts
  ) -> Value {
    let iri = facts.profile.types.first { $0.id == type }?.iri ?? ""
    return .object(
      .init([
        ("objectType", .text("Activity")), ("id", .text(id)),
        (
          "definition",
          .object(
            .init([
              ("name", Self.both(name.ar, name.en)),
              ("description", Self.both(about?.ar ?? "", about?.en ?? "")),
              ("type", .text(iri)),
            ]))
        ),
      ]))
  }

  private static func both(_ arabic: String, _ english: String) -> Value {
    .object(.init([("ar-SA", .text(arabic)), ("en-US", .text(english))]))
  }

  /// The platform's licensed names, where the institution gave them, or else its own.
  private func platformName(_ facts: Facts) throws -> Value {
    let institution = try office.institution(scope)
    return Self.both(
      facts.law.text("platform.name.ar") ?? institution.name.ar,
      facts.law.text("platform.name.en") ?? institution.name.en)
  }

  private func learner(_ person: Person) throws -> Value {
    agent(person, named: person.identifier, address: try MailBox.address(of: person.id, in: tx))
  }

  /// An agent under its address, or else under its account here.
  private func agent(_ person: Person, named name: String, address: String? = nil) -> Value {
    let account: (name: String, value: Value) =
      address.map { ("mbox", .text("mailto:\($0)")) }
      ?? (
        "account",
        .object(
          .init([
            ("homePage", .text(office.publicURL)), ("name", .text(person.id.description)),
          ]))
      )
    return .object(
      .init([("objectType", .text("Agent")), ("name", .text(name)), account]))
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
    let score: [(name: String, value: Value)] = [
      ("scaled", .number(ExactDecimal(mantissa: mark.millionths / 100, scale: 6))),
      ("raw", .number(ExactDecimal(mantissa: mark.millionths, scale: 6))),
      ("min", .number(ExactDecimal(mantissa: least.millionths, scale: 6))),
      ("max", .number(ExactDecimal(mantissa: 100))),
    ]
    return .object(
      .init([
        ("score", .object(.init(score))),
        ("success", .bool(mark.millionths >= least.millionths)), ("completion", .bool(true)),
      ]))
  }

  /// `PT30H00M00S`, as the source writes it.
  private static func duration(_ minutes: Int) -> String {
    let rest = minutes % 60
    return "PT\(minutes / 60)H\(rest < 10 ? "0" : "")\(rest)M00S"
  }

  /// `31/12/1990`.
  private static func written(_ day: Day) -> String {
    day.description.split(separator: "-").reversed().joined(separator: "/")
  }
}
