// What the checks look at: statements with the names the edition has for their verbs and types, and
// the journeys they belong to.
import Kernel
import Regulations

/// A list of statements under an edition's profile.
package struct Judging {
  let list: ReportedList
  let profile: StatementProfile
  let law: Law

  var statements: [ReportedStatement] { list.statements }

  /// The id of a statement's verb in the profile; nil for a verb it does not know.
  func verb(_ statement: ReportedStatement) -> String? {
    statement.verb.flatMap { profile.verb(iri: $0)?.id }
  }

  /// The id of an activity's type in the profile.
  func type(_ activity: ReportedStatement.Activity) -> String? {
    activity.type.flatMap { profile.type(iri: $0) }
  }

  /// The statements of a verb.
  func all(_ verb: String) -> [ReportedStatement] {
    guard let iri = profile.verbs.first(where: { $0.id == verb })?.iri else { return [] }
    return statements.filter { $0.verb.map { Name.same($0, iri) } ?? false }
  }

  /// Whether a statement is about a course as a whole.
  func isAboutCourse(_ statement: ReportedStatement) -> Bool {
    if let type = type(statement.object) { return type == "course" }
    switch verb(statement) {
    case "registered", "initialized", "progressed", "rated": return true
    default: return false
    }
  }

  /// The value of an extension, wherever a statement carries it.
  func value(_ id: String, of statement: ReportedStatement) -> Value? {
    profile.iri(ofExtension: id).flatMap(statement.anyExtension)
  }

  /// The names of the platform, in its extension.
  func platformNames(_ statement: ReportedStatement) -> [ReportedStatement.Entry] {
    ReportedStatement.Entry.all(
      value("platform", of: statement)?["name"], in: "context.extensions.platform.name")
  }

  // MARK: Courses and journeys

  /// The id of the course a statement belongs to: its object, its parent, or the beginning of its
  /// object's path; nil where nothing says.
  func course(_ statement: ReportedStatement) -> String? {
    if isAboutCourse(statement) { return statement.object.id }
    let parent = statement.parents.first { type($0) == "course" } ?? statement.parents.first
    return parent?.id ?? statement.object.id.flatMap(Self.courseInPath)
  }

  /// `https://a.example/course/C` of `https://a.example/course/C/module/M`.
  static func courseInPath(_ id: String) -> String? {
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    guard let place = parts.firstIndex(where: { Name.same(String($0), "course") }),
      place + 1 < parts.count, !parts[place + 1].isEmpty
    else { return nil }
    return parts[...(place + 1)].joined(separator: "/")
  }

  /// One learner's way through one course, in the order of time.
  struct Journey {
    let statements: [ReportedStatement]
  }

  /// The journeys of the list, in the order in which they begin in it. Statements of a learner and a
  /// course belong together; where several registrations of both are named, each is a journey.
  var journeys: [Journey] {
    var courses: [[UInt8]: Set<[UInt8]>] = [:]
    for statement in statements {
      if let course = course(statement) {
        courses[statement.learner, default: []].insert(Array(course.utf8))
      }
    }
    var pairs: [[[UInt8]]: [ReportedStatement]] = [:]
    var order: [[[UInt8]]] = []
    for statement in statements {
      let known = courses[statement.learner] ?? []
      let course =
        course(statement).map { Array($0.utf8) } ?? (known.count == 1 ? known.first : nil) ?? []
      let key = [statement.learner, course]
      if pairs[key] == nil { order.append(key) }
      pairs[key, default: []].append(statement)
    }
    return order.flatMap { key -> [Journey] in
      let all = pairs[key] ?? []
      guard Set(all.compactMap(\.registration)).count > 1 else {
        return [Journey(statements: Self.inTime(all))]
      }
      var parts: [String: [ReportedStatement]] = [:]
      var registrations: [String] = []
      for statement in all {
        let part = statement.registration ?? ""
        if parts[part] == nil { registrations.append(part) }
        parts[part, default: []].append(statement)
      }
      return registrations.map { Journey(statements: Self.inTime(parts[$0] ?? [])) }
    }
  }

  /// Ordered by time; a statement without one stays behind the statement before it in the list.
  static func inTime(_ statements: [ReportedStatement]) -> [ReportedStatement] {
    var last = Instant(microseconds: .min)
    let timed = statements.enumerated().map { offset, statement in
      last = statement.time ?? last
      return (time: last, offset: offset, statement: statement)
    }
    return timed.sorted { ($0.time, $0.offset) < ($1.time, $1.offset) }.map(\.statement)
  }

  /// The attempts of each exam of each journey, in the order of time.
  var exams: [[ReportedStatement]] {
    journeys.flatMap { journey -> [[ReportedStatement]] in
      var exams: [[UInt8]: [ReportedStatement]] = [:]
      var order: [[UInt8]] = []
      for statement in journey.statements where verb(statement) == "attempted" {
        let exam = Array((statement.object.id ?? "").utf8)
        if exams[exam] == nil { order.append(exam) }
        exams[exam, default: []].append(statement)
      }
      return order.compactMap { exams[$0] }
    }
  }

  /// The number of an attempt, from 1 on; nil where it has none.
  func attempt(_ statement: ReportedStatement) -> Int? {
    guard let number = value("attempt-id", of: statement)?.decimal?.integer, number >= 1 else {
      return nil
    }
    return Int(number)
  }
}
