package import Kernel
package import Registrar
import Regulations
import Rules
import Storage

/// Plans the lessons of a section, numbered from the last one on (IV.1).
package struct PlanLessons: Operation {
  package static let name = "PlanLessons"

  let section: SectionID
  let lessons: [(startsAt: Instant, mode: Lesson.Mode)]

  package init(section: SectionID, lessons: [(startsAt: Instant, mode: Lesson.Mode)]) {
    self.section = section
    self.lessons = lessons
  }

  package func run(_ work: Work) throws -> Decided<[LessonID]> {
    try work.require(.registrar, .instructor, section: section)
    let found = try work.section(section)
    guard !lessons.isEmpty, lessons.count <= 400 else {
      throw OperationFault.badInput("lessons", "plan 1 to 400 at once")
    }
    let last = try Lesson.of(section, in: work.tx).last?.number ?? 0
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("section", .text(section.description)),
        ("course", .text(found.course.code)), ("count", .integer(lessons.count)),
      ])
    var made: [LessonID] = []
    for (offset, lesson) in lessons.enumerated() {
      let new = Lesson(
        id: work.id(), section: section, number: last + offset + 1, startsAt: lesson.startsAt,
        mode: lesson.mode)
      try new.insert(in: work.tx)
      made.append(new.id)
    }
    return Decided(Ruling([], at: work.at), id, made)
  }
}

/// The teacher cancels a planned lesson: it no longer counts, and bars are weighed anew (IV.1).
package struct CancelLesson: Operation {
  package static let name = "CancelLesson"

  let section: SectionID
  let number: Int

  package init(section: SectionID, number: Int) {
    self.section = section
    self.number = number
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar, .instructor, section: section)
    let found = try work.section(section)
    guard let lesson = try Lesson.of(section, in: work.tx).first(where: { $0.number == number })
    else { throw OperationFault.notFound("lesson") }
    guard !lesson.isCancelled else {
      throw OperationFault.stateConflict("this lesson is cancelled already")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("section", .text(section.description)),
        ("course", .text(found.course.code)), ("lesson", .integer(number)),
      ])
    try lesson.cancel(in: work.tx)
    for registration in try Registration.live(in: section, tx: work.tx) {
      try work.weighBar(registration)
    }
    return Decided(Ruling([], at: work.at), id, true)
  }
}

/// The instructor records attendance in a lesson; whoever crosses a limit is weighed at once (IV.1).
package struct RecordAttendance: Operation {
  package static let name = "RecordAttendance"

  package struct Entry: Sendable {
    package let learner: PersonID
    package let mark: AttendanceMark
    /// Percentage consumed of an asynchronous lesson; it decides the mark instead of `mark`.
    package let consumed: Int?

    package init(learner: PersonID, mark: AttendanceMark, consumed: Int? = nil) {
      self.learner = learner
      self.mark = mark
      self.consumed = consumed
    }
  }

  let section: SectionID
  let number: Int
  let entries: [Entry]

  package init(section: SectionID, number: Int, entries: [Entry]) {
    self.section = section
    self.number = number
    self.entries = entries
  }

  /// How many were recorded.
  package typealias Output = Int

  package func run(_ work: Work) throws -> Decided<Int> {
    try work.require(.instructor, section: section)
    let instructor = try work.personActing()
    let found = try work.section(section)
    guard let lesson = try Lesson.of(section, in: work.tx).first(where: { $0.number == number })
    else { throw OperationFault.notFound("lesson") }
    guard !lesson.isCancelled else {
      throw OperationFault.stateConflict("this lesson is cancelled")
    }
    guard lesson.startsAt <= work.at else {
      throw OperationFault.badInput("lesson", "has not been held yet")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("section", .text(section.description)),
        ("course", .text(found.course.code)), ("lesson", .integer(number)),
        ("count", .integer(entries.count)),
      ])
    for entry in entries {
      guard
        let registration = try Registration.live(
          entry.learner, course: found.course.id, term: found.term.id, in: work.tx),
        registration.section == section
      else { throw OperationFault.notFound("learner in this section") }
      let mark = try mark(entry, lesson, work)
      try AttendanceSummary.record(
        mark, consumed: entry.consumed, registration: registration.id,
        lesson: lesson.id, by: instructor, at: work.at, in: work.tx)
      if mark == .present { try work.report(lesson, taken: registration) }
      try work.weighBar(registration)
    }
    return Decided(Ruling([], at: work.at), id, entries.count)
  }

  private func mark(_ entry: Entry, _ lesson: Lesson, _ work: Work) throws -> AttendanceMark {
    guard let consumed = entry.consumed else { return entry.mark }
    guard lesson.mode == .asynchronous, (0...100) ~= consumed else {
      throw OperationFault.badInput(
        "consumed", "is 0...100 per cent of an asynchronous lesson only")
    }
    let attended = LessonAttended.decide(
      LessonAttended.Facts(mode: .asynchronous, consumed: consumed, present: false),
      under: work.law)
    return attended.outcome == .granted ? .present : .absent
  }
}
