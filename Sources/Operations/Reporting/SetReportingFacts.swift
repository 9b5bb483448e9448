package import Kernel
import People
import Registrar
package import Regulations
import Storage

/// What reporting takes beside what is here already, as an institution writes it in a file:
/// particulars of learners, how long courses and their lessons last.
package struct ReportingFacts: Sendable {
  let people: [(login: String, particulars: Particulars, place: String)]
  let courses: [(code: String, length: CourseLength, place: String)]

  /// Reads the file, `format: 1`.
  package init(_ text: String, file: String) throws(PackFault) {
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only("format", "people", "courses")
    var people: [(login: String, particulars: Particulars, place: String)] = []
    for item in try root.list("people") {
      try item.only("login", "mobile", "nationality", "born")
      let mobile = try item.text("mobile")
      guard mobile.utf8.first == UInt8(ascii: "+"), (8...16).contains(mobile.utf8.count),
        mobile.utf8.dropFirst().allSatisfy({ (48...57).contains($0) })
      else { throw item.fault("'mobile' must be written +966500000000") }
      let nationality = try item.text("nationality")
      guard Name.fault(inLine: nationality, limit: 100) == nil else {
        throw item.fault("'nationality' must be the name of a country, on one line")
      }
      people.append(
        (
          try item.text("login"),
          Particulars(
            mobile: mobile, nationality: nationality, born: try item.required("born").day()),
          item.place
        ))
    }
    var courses: [(code: String, length: CourseLength, place: String)] = []
    for item in try root.list("courses") {
      try item.only("code", "minutes", "lessonMinutes")
      let minutes = try item.required("minutes").integer()
      let lesson = try item.required("lessonMinutes").integer()
      guard (1...100_000).contains(minutes), (1...1_440).contains(lesson) else {
        throw item.fault("must last 1...100000 minutes, a lesson 1...1440")
      }
      courses.append(
        (
          try item.text("code"), CourseLength(minutes: minutes, lessonMinutes: lesson), item.place
        ))
    }
    self.people = people
    self.courses = courses
  }
}

/// Whoever runs the machine gives what reporting lacked; what could not be reported is queued again.
package struct SetReportingFacts: Operation {
  package static let name = "SetReportingFacts"

  /// How many events are queued again.
  package typealias Output = Int

  let facts: ReportingFacts

  package init(_ facts: ReportingFacts) { self.facts = facts }

  package func run(_ work: Work) throws -> Decided<Int> {
    guard work.actor.person == nil else {
      throw OperationFault.forbidden("a file is read on the machine itself")
    }
    for (login, particulars, place) in facts.people {
      guard let person = try Person.login(login, in: work.tx)?.0,
        person.institution == work.scope.institution
      else { throw OperationFault.badInput(place, "there is no person '\(login)'") }
      try particulars.set(of: person.id, at: work.at, in: work.tx)
    }
    let courses = try Course.all(work.scope, in: work.tx)
    for (code, length, place) in facts.courses {
      guard let course = courses.first(where: { Name.same($0.code, code) }) else {
        throw OperationFault.badInput(place, "there is no course '\(code)'")
      }
      try length.set(of: course.id, in: work.tx)
    }
    let again = try work.tx.reportAgain(work.scope, at: work.at)
    // People are counted only: who they are is not said in a record about all of them.
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("people", .integer(facts.people.count)), ("courses", .list(facts.courses.map(\.code))),
        ("queued", .integer(again)),
      ])
    return Decided(Ruling([], at: work.at), id, again)
  }
}

extension Office {
  /// What an institution has left to report: how many events wait, and those that were given up, each
  /// with its verb and why, the newest first.
  package func unreported(_ scope: Scope, limit: Int) throws
    -> (waiting: Int, dead: Int, events: [(verb: String, at: Instant, fault: String)])
  {
    try database.read { tx in
      let figures = try tx.statementFigures(scope)
      let events = try tx.deadStatements(scope, limit: limit).map {
        (verb: String($0.key.prefix { $0 != "/" }), at: $0.queuedAt, fault: $0.fault)
      }
      return (figures.waiting, figures.dead, events)
    }
  }
}
