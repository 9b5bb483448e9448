import JSON
package import Kernel
import LearningRecords
import People
import Registrar
import Regulations
import Rules
import Storage

/// The clock counts a lesson as attended by what a program recorded (IV.1): an asynchronous one by how
/// much of it was consumed, a synchronous one by having been attended. The mark names the statement,
/// and the bar is weighed anew, however late the statement came.
package struct CountRecord: Operation {
  package static let name = "CountRecord"

  let stored: Instant

  /// `stored` is the statement's number.
  package init(stored: Instant) { self.stored = stored }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require()
    guard let evidence = try work.evidence(stored) else {
      throw OperationFault.stateConflict("this statement counts for no lesson here")
    }
    let (registration, lesson) = (evidence.registration, evidence.lesson)
    let present = try AttendanceRecord.of(lesson.id, in: work.tx)[registration.id]
    // A person's word that somebody was there, or was excused, needs no evidence.
    guard present?.mark != .present, present?.mark != .excused,
      present?.statement != evidence.statement
    else { throw OperationFault.stateConflict("this lesson is recorded already") }
    let finding = LessonAttended.decide(evidence.facts, under: work.law)
    let ruling = work.law.ruling(finding)
    let id = try work.record(
      ruling, Self.name, subject: registration.learner,
      about: registration.id.bytes + lesson.id.bytes,
      facts: [
        ("registration", .text(registration.id.description)),
        ("lesson", .integer(lesson.number)),
        ("statement", .text(evidence.statement.description)),
      ])
    // Who has seen a part may see the rest later: nobody is absent for what is recorded so far.
    guard ruling.outcome == .granted else { return Decided(ruling, id, false) }
    try AttendanceSummary.record(
      .present, consumed: evidence.facts.consumed, registration: registration.id,
      lesson: lesson.id, by: evidence.client.of(PersonTag.self), at: work.at,
      statement: evidence.statement, in: work.tx)
    try work.report(lesson, taken: registration)
    try work.weighBar(registration)
    return Decided(ruling, id, true)
  }
}

/// What a statement says about one lesson of one learner.
private struct Evidence {
  let statement: StatementID
  let client: RecordClientID
  let registration: Registration
  let lesson: Lesson
  let facts: LessonAttended.Facts
}

extension Work {
  /// Reads a statement as evidence: its object is a lesson of ours, its actor the learner who is
  /// registered; nil for anything else.
  fileprivate func evidence(_ stored: Instant) throws -> Evidence? {
    guard let found = try Statement.find(stored: stored, scope, in: tx), found.hidden == .no,
      let profile = RecordEvidence.profile(law), let value = try office.open(found, in: tx),
      let verb = value["verb"]?["id"]?.string.flatMap({ profile.verb(iri: $0)?.id }),
      let object = value["object"]?["id"]?.string,
      let id = RecordEvidence.lesson(of: object, at: office.publicURL),
      let lesson = try Lesson.find(id, in: tx), !lesson.isCancelled, lesson.startsAt <= at,
      let learner = try learner(value["actor"]),
      let registration = try Registration.live(in: lesson.section, tx: tx)
        .first(where: { $0.learner == learner })
    else { return nil }
    let facts: LessonAttended.Facts
    switch lesson.mode {
    case .asynchronous:
      guard verb == "watched" || verb == "completed" else { return nil }
      facts = LessonAttended.Facts(
        mode: .asynchronous, consumed: RecordEvidence.consumed(value, verb), present: false)
    case .synchronous:
      guard verb == "attended" else { return nil }
      facts = LessonAttended.Facts(mode: .synchronous, consumed: nil, present: true)
    }
    return Evidence(
      statement: found.id, client: found.client, registration: registration, lesson: lesson,
      facts: facts)
  }

  /// The person of ours who an agent is: by account here, or by mail address.
  private func learner(_ actor: Value?) throws -> PersonID? {
    if let account = actor?["account"], let page = account["homePage"]?.string,
      Name.same(page, office.publicURL),
      let id = account["name"]?.string.flatMap({
        PersonID(text: $0)
      })
    {
      return try Person.find(id, scope, in: tx)?.id
    }
    guard let mailbox = actor?["mbox"]?.string, mailbox.utf8.starts(with: "mailto:".utf8) else {
      return nil
    }
    return try MailBox.owner(String(mailbox.dropFirst(7)), scope, in: tx)
  }
}

/// How statements tell of lessons.
enum RecordEvidence {
  /// The verbs that may tell of a lesson, as the profile names them.
  static let verbs = ["watched", "attended", "completed"]

  /// The vocabulary of the regulator's profile, in which programs tell of lessons.
  static func profile(_ law: Law) -> StatementProfile? {
    law.under(StatementGate.instrument)?.edition.statements
  }

  /// The lesson that an object of ours is: `…/course/CODE/video/ID`, whatever stands between.
  static func lesson(of object: String, at publicURL: String) -> LessonID? {
    guard object.utf8.starts(with: "\(publicURL)/course/".utf8) else { return nil }
    return object.split(separator: "/").last.flatMap { LessonID(text: $0) }
  }

  /// How much was consumed, in per cent: by the video profile's progress, else all of it where it was
  /// completed.
  static func consumed(_ statement: Value, _ verb: String) -> Int? {
    let result = statement["result"]
    let progress = result?["extensions"]?["https://w3id.org/xapi/video/extensions/progress"]
    if let share = progress?.decimal {
      return (0...100).last { ExactDecimal(mantissa: Int64($0), scale: 2) <= share } ?? 0
    }
    if let isComplete = result?["completion"]?.truth { return isComplete ? 100 : nil }
    return verb == "completed" ? 100 : nil
  }
}

extension Office {
  /// The statements that may tell of a lesson since the last time, and up to where they were looked
  /// through.
  func recordsToCount(_ scope: Scope, at: Instant) throws -> (stored: [Instant], until: Instant)? {
    guard let last = try database.read({ try Statement.last(in: $0) }),
      let profile = RecordEvidence.profile(try law(scope, at: at))
    else { return nil }
    let keys = try recordKeys(scope)
    return try database.read { tx in
      let from = try RecordPosition.of(scope, in: tx)
      guard from < last else { return nil }
      var (found, until) = ([Instant](), last)
      for verb in RecordEvidence.verbs.compactMap(profile.iri(ofVerb:)) {
        var query = StatementQuery(keys, verb: verb)
        query.isAscending = true
        query.after = from.microseconds
        query.before = until.microseconds + 1
        var (next, some): (StatementQuery?, [Instant]) = (query, [])
        while let asked = next, some.count < Self.recordsAtOnce {
          let page = try asked.page(scope, in: tx)
          some += page.statements.map(\.stored)
          next = page.next
        }
        // What is too much for one run is looked through by the next.
        if next != nil, let end = some.last { until = end }
        found += some
      }
      return (found.filter { $0 <= until }.sorted(), until)
    }
  }

  private static let recordsAtOnce = 50_000
}
