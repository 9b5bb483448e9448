import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// Something that happened to a learner and is reported to the regulator.
enum LearningEvent: Sendable, Equatable {
  case registered(RegistrationID)
  /// The learner's first act in a course.
  case initialized(RegistrationID)
  /// A synchronous lesson attended, an asynchronous one watched.
  case attended(RegistrationID, LessonID)
  case watched(RegistrationID, LessonID)
  /// How much of the course is behind the learner, in ten-thousandths.
  case progressed(RegistrationID, Int)
  /// The component of the assessment plan.
  case attempted(RegistrationID, String)
  /// A lesson, which counts as attended.
  case completedLesson(RegistrationID, LessonID)
  case completed(RegistrationID)
  case rated(RegistrationID)
  case earned(RegistrationID, CredentialID)

  var registration: RegistrationID {
    switch self {
    case .registered(let id), .initialized(let id), .attended(let id, _), .watched(let id, _),
      .progressed(let id, _), .attempted(let id, _), .completedLesson(let id, _),
      .completed(let id), .rated(let id), .earned(let id, _):
      id
    }
  }

  /// The verb, as the profile's table names it.
  var verb: String {
    switch self {
    case .registered: "registered"
    case .initialized: "initialized"
    case .attended: "attended"
    case .watched: "watched"
    case .progressed: "progressed"
    case .attempted: "attempted"
    case .completedLesson, .completed: "completed"
    case .rated: "rated"
    case .earned: "earned"
    }
  }

  /// What the outbox knows it by: no event is told twice.
  var key: String {
    let begin = "\(verb)/\(registration)"
    return switch self {
    case .registered, .initialized, .completed, .rated: begin
    case .attended(_, let lesson), .watched(_, let lesson), .completedLesson(_, let lesson):
      "\(begin)/\(lesson)"
    case .progressed(_, let share): "\(begin)/\(Self.padded(share))"
    case .attempted(_, let component): "\(begin)/\(component)"
    case .earned(_, let credential): "\(begin)/\(credential)"
    }
  }

  /// Reads a key; nil for one that no version of this program has written.
  init?(key: String) {
    let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count >= 2, let registration = RegistrationID(text: parts[1]) else { return nil }
    let rest = parts.count == 3 ? parts[2] : nil
    switch (parts[0], rest) {
    case ("registered", nil): self = .registered(registration)
    case ("initialized", nil): self = .initialized(registration)
    case ("completed", nil): self = .completed(registration)
    case ("rated", nil): self = .rated(registration)
    case ("attempted", let component?): self = .attempted(registration, component)
    case ("progressed", let share?):
      guard let share = Int(share) else { return nil }
      self = .progressed(registration, share)
    case ("attended", let lesson?):
      guard let lesson = LessonID(text: lesson) else { return nil }
      self = .attended(registration, lesson)
    case ("watched", let lesson?):
      guard let lesson = LessonID(text: lesson) else { return nil }
      self = .watched(registration, lesson)
    case ("completed", let lesson?):
      guard let lesson = LessonID(text: lesson) else { return nil }
      self = .completedLesson(registration, lesson)
    case ("earned", let credential?):
      guard let credential = CredentialID(text: credential) else { return nil }
      self = .earned(registration, credential)
    default: return nil
    }
  }

  /// Ten-thousandths of the whole.
  static let whole = 10_000

  private static func padded(_ share: Int) -> String {
    let digits = String(share)
    return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
  }
}

extension Work {
  /// Whether this institution reports: it does from the day on which it sets the key of its platform.
  var reports: Bool { law.under(StatementGate.instrument)?.text("platform.code") != nil }

  /// Leaves an event to be reported after the commit, where the institution reports at all.
  func report(_ event: LearningEvent) throws {
    guard reports else { return }
    try tx.tell(
      topic: Outbox.statement, key: event.key, payload: [], at: at, dueAt: at,
      to: scope.institution)
  }

  /// Confirms a registration, which is when it is reported.
  func confirm(_ registration: RegistrationID) throws {
    try Registration.confirm(registration, in: tx)
    try report(.registered(registration))
  }

  /// A result that was approved: what was sat, and whether the course is completed.
  func report(resultOf registration: RegistrationID, exams: [String], passed: Bool) throws {
    for exam in exams { try report(.attempted(registration, exam)) }
    guard passed else { return }
    try report(.progressed(registration, LearningEvent.whole))
    try report(.completed(registration))
  }

  /// A lesson that a learner took part in, and how far the learner has come by it.
  func report(_ lesson: Lesson, taken registration: Registration) throws {
    guard reports else { return }
    try report(.initialized(registration.id))
    switch lesson.mode {
    case .synchronous: try report(.attended(registration.id, lesson.id))
    case .asynchronous: try report(.watched(registration.id, lesson.id))
    }
    try report(.completedLesson(registration.id, lesson.id))
    let figures = try AttendanceSummary.of(registration, in: tx)
    guard figures.planned > 0, figures.present > 0 else { return }
    // All of it is reported when the course is completed.
    let share = min(
      figures.present * LearningEvent.whole / figures.planned, LearningEvent.whole - 1)
    let event = LearningEvent.progressed(registration.id, share)
    // Lessons planned later make a share smaller: progress that falls is not told.
    let isBehind = try tx.hasStatement(
      from: event.key, through: LearningEvent.progressed(registration.id, 99_999).key)
    if share > 0, !isBehind { try report(event) }
  }
}
