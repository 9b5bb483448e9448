import JSON
import Kernel
import LearningRecords
import Operations
import People
import Regulations
import Rules
import Storage

/// What really happened, told as a platform reports it: each registration that has a day, each
/// submission, each certificate; through the store and the regulator's checks.
struct ReplayStatements {
  private let course: ReplayCourse
  private let shape: StatementShape
  /// The regulator's checks, and the mark that passes under the law replayed.
  private let law: Law
  private let least: Mark
  private let assessments: [Int: OuladData.Assessment]
  /// By student.
  private let scores: [Int: [OuladData.Score]]

  /// Statements of one request, and of one judgement: journeys are whole, all is never held.
  private static let batch = 100
  private static let chunk = 1_000

  init(_ course: ReplayCourse) throws {
    let office = course.office
    guard let law = office.library.law(StatementGate.instrument, at: office.clock.now),
      let profile = law.edition.statements
    else { throw ReplayFault("\(StatementGate.instrument) is not among the packs") }
    guard
      let least = try office.law(course.world.scope, at: office.clock.now).mark("pass.minimum")
    else { throw ReplayFault("the law replayed has no pass mark") }
    self.course = course
    self.law = law
    self.least = least
    shape = StatementShape(
      profile, publicURL: office.publicURL, platform: ReplayWorld.platform,
      named: ReplayWorld.name)
    assessments = Dictionary(
      course.data.assessments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    scores = Dictionary(grouping: course.data.scores, by: \.student)
  }

  /// Lets in a program that sends under the planted provider's licence.
  func client() throws -> RecordClient {
    let office = course.office
    let add = AddRecordClient(
      licence: ReplayWorld.providerLicence, title: "Replay", rights: [.writeStatements],
      ids: office.ids)
    guard let client = try office.performAndWait(add, by: .clock(course.world.scope)).output
    else { throw ReplayFault("no program was let in to send statements") }
    return client
  }

  /// Sends and judges all; sent again it is the same statements, of which the store keeps one each.
  func send(by client: RecordClient, progress: (String) -> Void) async throws -> ReplayLights {
    var lights = ReplayLights(law)
    let data = course.data
    let rows = data.registrations.indices.filter { data.registrations[$0].registered != nil }
      .sorted { (data.registrations[$0].student, $0) < (data.registrations[$1].student, $1) }
    var waiting: [Value] = []
    var student: Int?
    for row in rows {
      let next = data.registrations[row].student
      // A learner's journeys are judged together.
      if waiting.count >= Self.chunk, next != student {
        try await send(waiting, by: client, &lights)
        waiting.removeAll(keepingCapacity: true)
      }
      student = next
      waiting += try statements(of: row, &lights)
    }
    try await send(waiting, by: client, &lights)
    lights.notReportable = course.world.learners.keys.count {
      !StatementShape.isReportable(.passport, ReplayWorld.login(of: $0 as Int), under: law)
    }
    lights.withoutRegistration = data.scores.count - (lights.sent[.attempted] ?? 0)
    lights.inStore = try course.office.database.read {
      try $0.count("SELECT COUNT(*) FROM statement")
    }
    progress("\(Columns.grouped(lights.sentInAll)) statements sent and judged")
    return lights
  }

  private func send(
    _ values: [Value], by client: RecordClient, _ lights: inout ReplayLights
  ) async throws {
    guard !values.isEmpty else { return }
    let office = course.office
    let begun = Clock.system.now
    let refused = try await withThrowingTaskGroup(of: (fault: String, count: Int)?.self) { group in
      for from in stride(from: 0, to: values.count, by: Self.batch) {
        let batch = Array(values[from..<min(from + Self.batch, values.count)])
        group.addTask {
          let bytes = JSON.write(.list(batch))
          do {
            // As a stranger's request is read.
            let value = try JSON.read(bytes, limits: StatementBody.limits)
            _ = try await office.storeStatements(value, bytes, by: client, .one)
            return nil
          } catch let fault as RecordFault {
            return ("statements: \(fault.inShort)", batch.count)
          }
        }
      }
      return try await group.reduce(into: [(fault: String, count: Int)]()) { all, fault in
        if let fault { all.append(fault) }
      }
    }
    let micros = Clock.system.now.microseconds - begun.microseconds
    lights.seconds += Double(micros) / 1_000_000
    for item in refused { lights.refused[item.fault, default: 0] += item.count }
    lights.add(StatementGate.judge(try ReportedList(.list(values)), under: law))
  }
}

extension RecordFault {
  /// Why, without which statement: faults are counted by it.
  fileprivate var inShort: String {
    switch self {
    case .bad(let fault): fault.problem
    case .conflict: "another statement has this id"
    case .precondition: "precondition"
    case .forbidden: "the program has no right to this"
    case .unlicensed: "the licence does not stand"
    }
  }
}

// MARK: - One journey

extension ReplayStatements {
  enum Verb: String, CaseIterable, Sendable { case registered, attempted, earned }

  /// One learner in one presentation.
  private struct Journey {
    let item: OuladData.Registration
    let presentation: OuladData.Presentation
    let calendar: ReplayCalendar
    /// The day of registration, counted from the presentation's first.
    let registered: Int
    /// That of the registrar, or of the dataset's row where the operations refused it.
    let registration: String

    var key: String { "\(presentation.name)/\(item.student)" }
    var title: Localized { ReplayWorld.title(of: presentation.module) }
  }

  private func statements(of row: Int, _ lights: inout ReplayLights) throws -> [Value] {
    let item = course.data.registrations[row]
    guard let registered = item.registered else { return [] }
    let presentation = course.data.presentations[item.presentation]
    let journey = Journey(
      item: item, presentation: presentation,
      calendar: course.calendars.calendars[item.presentation], registered: registered,
      registration: course.rows[row].registration?.description
        ?? StatementShape.id("\(presentation.name)/\(item.student)", at: shape.publicURL))
    var contents = [self.registered(journey)] + attempts(journey)
    if let credential = course.rows[row].credential { contents.append(earned(journey, credential)) }
    return try contents.map { verb, content in
      guard let statement = shape.statement(content) else {
        throw ReplayFault("\(law.edition.name) has no verb \(verb.rawValue)")
      }
      lights.sent[verb, default: 0] += 1
      return statement
    }
  }

  private typealias Told = (verb: Verb, content: StatementShape.Content)

  private func content(
    _ verb: Verb, _ journey: Journey, _ key: String, _ object: Value, at: Instant
  ) -> StatementShape.Content {
    let login = ReplayWorld.login(of: journey.item.student)
    var content = StatementShape.Content(
      id: StatementShape.id("\(verb.rawValue)/\(key)", at: shape.publicURL), verb: verb.rawValue,
      actor: shape.agent(named: login, account: login), object: object,
      registration: journey.registration, at: at)
    content.instructor = shape.agent(
      named: ReplayWorld.name(of: .instructor), account: ReplayWorld.login(of: .instructor))
    if verb != .registered {
      content.parent = shape.activity(
        shape.course(journey.presentation.module), "course", journey.title)
    }
    return content
  }

  private func registered(_ journey: Journey) -> Told {
    let module = journey.presentation.module
    let object = shape.activity(
      shape.course(module), "course", journey.title, ReplayWorld.about)
    let at = time(journey.calendar.starts.adding(days: journey.registered), hour: 9)
    var content = content(.registered, journey, journey.key, object, at: at)
    let about = course.world.courses[module].map { "/courses/\($0)" } ?? ""
    content.extensions = [
      ("duration", .text("P\(journey.presentation.length)D")),
      ("lms_url", .text(shape.publicURL)), ("program_url", .text(shape.publicURL + about)),
      ("learner_full_name", .text(ReplayWorld.name(of: journey.item.student))),
      ("learner_mobile_no", .text(ReplayWorld.mobile)),
      ("learner_nationality", .text(ReplayWorld.nationality)),
      ("date_of_birth", .text(ReplayWorld.born)),
    ]
    return (.registered, content)
  }

  /// The dataset has one submission of a learner for an assessment: each is the first attempt.
  private func attempts(_ journey: Journey) -> [Told] {
    var found: [(assessment: OuladData.Assessment, score: OuladData.Score)] = []
    for score in scores[journey.item.student] ?? [] {
      guard let assessment = assessments[score.assessment],
        assessment.presentation == journey.item.presentation
      else { continue }
      found.append((assessment, score))
    }
    found.sort { ($0.score.day, $0.score.assessment) < ($1.score.day, $1.score.assessment) }
    let last = journey.calendar.results.adding(days: -1)
    return found.enumerated().map { offset, item in
      let day = journey.calendar.starts.adding(days: max(item.score.day, journey.registered))
      let at = time(min(day, last), hour: 17, turn: offset)
      let path = shape.course(journey.presentation.module) + "/unit-test/\(item.assessment.id)"
      let title = "\(item.assessment.kind.rawValue) \(item.assessment.id)"
      let name = Localized(
        ar: "اختبار: \(journey.title.ar) (\(title))", en: "\(journey.title.en): \(title)",
        vi: "\(journey.title.vi): \(title)")
      let object = shape.activity(path, "unit-test", name)
      var content = content(
        .attempted, journey, "\(journey.key)/\(item.assessment.id)", object, at: at)
      let mark = item.score.score.flatMap { Mark(ExactDecimal(mantissa: Int64($0))) }
      content.result =
        mark.map { StatementShape.result($0, least: least) }
        ?? .object(.init([("completion", .bool(true))]))
      content.extensions = [("attempt-id", .number(ExactDecimal(mantissa: 1)))]
      return (.attempted, content)
    }
  }

  private func earned(_ journey: Journey, _ credential: CredentialID) -> Told {
    let path = shape.course(journey.presentation.module) + "/certificate/\(credential)"
    let name = Localized(
      ar: "شهادة: \(journey.title.ar)", en: "Certificate: \(journey.title.en)",
      vi: "Chứng chỉ: \(journey.title.vi)")
    let object = shape.activity(path, "certificate", name)
    let at = time(journey.calendar.results.adding(days: 1), hour: 20)
    var content = content(.earned, journey, journey.key, object, at: at)
    content.extensions = [
      ("jws-certificate-location", .text("\(shape.publicURL)/c/\(credential)"))
    ]
    return (.earned, content)
  }

  private func time(_ day: Day, hour: Int64, turn: Int = 0) -> Instant {
    let begin = course.zone.start(of: day).adding(seconds: hour * 3_600)
    return Instant(microseconds: begin.microseconds + Int64(turn) * 1_000)
  }
}
