package import Kernel
package import People
import Registrar
import Regulations
import Storage

/// Whoever runs the machine adds what a file holds and the installation does not: all of it or
/// nothing.
package struct AddToInstallation: Operation {
  package static let name = "AddToInstallation"

  /// How many of each kind were added.
  package typealias Output = [(kind: String, count: Int)]

  let additions: Additions
  let secrets: [String: Secret]

  /// `secrets` by sign-in name, of those who are not here yet.
  package init(_ additions: Additions, secrets: [String: Secret]) {
    self.additions = additions
    self.secrets = secrets
  }

  package func run(_ work: Work) throws -> Decided<Output> {
    guard work.actor.person == nil else {
      throw OperationFault.forbidden("a file is added on the machine itself")
    }
    var adding = work.adding()
    try adding.add(additions, secrets: secrets)
    var sections: [String] = []
    for section in additions.sections {
      if try offer(section, work) {
        sections.append("\(section.course)/\(section.term)/\(section.number)")
      }
    }
    var counts = [("people", adding.peopleAdded), ("grants", adding.grantsAdded)]
    counts += adding.added.map { ($0.kind, $0.codes.count) }
    counts.append(("sections", sections.count))
    let output: Output = counts.filter { $0.1 > 0 }.map { (kind: $0.0, count: $0.1) }
    guard !output.isEmpty else {
      throw OperationFault.stateConflict("everything in the file is here already")
    }
    // People are counted only: who they are is not said in a record about all of them.
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("people", .integer(adding.peopleAdded)), ("grants", .integer(adding.grantsAdded)),
      ] + adding.added.map { ($0.kind, .list($0.codes)) } + [("sections", .list(sections))])
    return Decided(Ruling([], at: work.at), id, output)
  }

  /// Offers a section, with its ruling; false when the same one is here already.
  private func offer(_ new: NewSection, _ work: Work) throws -> Bool {
    guard
      let course = try Course.all(work.scope, in: work.tx).first(where: { $0.code == new.course }),
      let term = try Term.all(work.scope, in: work.tx).first(where: { $0.code == new.term })
    else {
      throw OperationFault.badInput(
        new.place, "there is no course \(new.course) or no term \(new.term)")
    }
    let instructor = try new.instructor.map { login -> PersonID in
      guard let person = try Person.login(login, in: work.tx)?.0,
        person.institution == work.scope.institution
      else { throw OperationFault.badInput(new.place, "there is no person '\(login)'") }
      return person.id
    }
    let known = try Section.of(course: course.id, term: term.id, in: work.tx)
    if let found = known.first(where: { $0.number == new.number }) {
      guard found.maximum == new.maximum, found.instructor == instructor else {
        throw OperationFault.badInput(
          new.place,
          "section \(new.number) of \(new.course) is here already with another maximum "
            + "or instructor; give this one the next number")
      }
      return false
    }
    let next = (known.last?.number ?? 0) + 1
    guard new.number == next else {
      throw OperationFault.badInput(
        new.place, "the next section of \(new.course) in \(new.term) is number \(next)")
    }
    let decided = try OfferSection(
      course: course.id, term: term.id, maximum: new.maximum, instructor: instructor
    ).run(work)
    guard decided.output != nil else {
      let article = decided.ruling.headline?.citation.description ?? ""
      throw OperationFault.badInput(
        new.place, "a maximum of \(new.maximum) is not granted (\(article)); write a smaller one")
    }
    return true
  }
}

extension Work {
  /// What puts new things into this institution.
  func adding() -> Adding {
    Adding(tx, scope, at: at, zone: office.library.pack(institution.instrument)?.zone ?? .riyadh) {
      self.id(RulingTag.self)
    }
  }
}

/// The registrar or an administrator adds a course to the catalogue (II.3).
package struct AddCourse: Operation {
  package static let name = "AddCourse"

  let course: NewCourse

  package init(_ course: NewCourse) { self.course = course }

  package func run(_ work: Work) throws -> Decided<CourseID> {
    try work.require(.registrar, .administrator)
    var adding = work.adding()
    guard let made = try adding.add(course) else {
      throw OperationFault.stateConflict("this course is here already")
    }
    let id = try work.recordAct(Self.name, facts: [("course", .text(course.code))])
    return Decided(Ruling([], at: work.at), id, made)
  }
}

/// The registrar or an administrator adds a term with the windows of its calendar.
package struct AddTerm: Operation {
  package static let name = "AddTerm"

  let term: NewTerm

  package init(_ term: NewTerm) { self.term = term }

  package func run(_ work: Work) throws -> Decided<TermID> {
    try work.require(.registrar, .administrator)
    var adding = work.adding()
    guard let made = try adding.add(term) else {
      throw OperationFault.stateConflict("this term is here already")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("term", .text(term.code)),
        ("windows", .list(term.windows.map { "\($0.kind.rawValue) \($0.from) \($0.through)" })),
        ("decisions", .list(term.windows.map(\.decision))),
      ])
    return Decided(Ruling([], at: work.at), id, made)
  }
}
