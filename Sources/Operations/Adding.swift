import Kernel
import Licensing
import People
import Registrar
import Storage

/// Puts what is new into an institution, item by item. What is there already must be the same: then
/// it is passed over, otherwise the whole write is a fault with its place.
struct Adding {
  private let tx: Transaction
  private let scope: Scope
  private let at: Instant
  private let zone: Zone
  private let make: () -> ID<RulingTag>
  private var courses: [String: Course] = [:]
  private var programmes: [String: Programme] = [:]
  /// What was added, by kind: for the journal, without names of people.
  private(set) var added: [(kind: String, codes: [String])] = []
  private(set) var peopleAdded = 0
  private(set) var grantsAdded = 0

  /// `make` draws an identifier; it is taken for whatever is made.
  init(
    _ tx: Transaction, _ scope: Scope, at: Instant, zone: Zone,
    make: @escaping () -> ID<RulingTag>
  ) {
    self.tx = tx
    self.scope = scope
    self.at = at
    self.zone = zone
    self.make = make
  }

  private func id<Of>(_: Of.Type = Of.self) -> ID<Of> { make().of(Of.self) }

  private mutating func note(_ kind: String, _ code: String) {
    if let index = added.firstIndex(where: { $0.kind == kind }) {
      added[index].codes.append(code)
    } else {
      added.append((kind, [code]))
    }
  }

  private func fault(_ place: String, _ problem: String) -> OperationFault {
    .badInput(place, problem)
  }

  /// Adds everything but sections, which take a ruling.
  mutating func add(_ all: Additions, secrets: [String: Secret]) throws {
    for person in all.people { try add(person, secret: secrets[person.login]) }
    for grant in all.grants {
      guard let person = try Person.login(grant.login, in: tx)?.0,
        person.institution == scope.institution
      else { throw fault(grant.place, "there is no person '\(grant.login)'") }
      try give(grant.role, to: person.id)
    }
    for licence in all.licences where licence.programme == nil { try add(licence) }
    for programme in all.programmes { try add(programme) }
    for licence in all.licences where licence.programme != nil { try add(licence) }
    for course in all.courses { try add(course) }
    for term in all.terms { try add(term) }
  }

  // MARK: People

  /// Adds a person with the roles that are missing; nil when the same person is here already.
  @discardableResult
  mutating func add(_ new: NewPerson, secret: Secret?) throws -> PersonID? {
    if let found = try Person.login(new.login, in: tx)?.0 {
      guard found.institution == scope.institution, new.isSame(as: found) else {
        throw fault(
          new.place,
          "the sign-in name '\(new.login)' belongs to somebody with other details; choose another, "
            + "or write the details as they stand")
      }
      for role in new.roles { try give(role, to: found.id) }
      return nil
    }
    if let other = try Person.holding(
      new.identifierKind, new.identifier, scope, in: tx)
    {
      throw fault(
        new.place, "the document of '\(new.login)' is that of '\(other)', who is here already")
    }
    let person = Person(
      id: id(), institution: scope.institution, login: new.login, nameAr: new.nameAr,
      nameEn: new.nameEn, tongue: new.tongue, buyer: new.buyer,
      identifierKind: new.identifierKind, identifier: new.identifier)
    try person.insert(secret: secret, at: at, in: tx)
    peopleAdded += 1
    for role in new.roles { try give(role, to: person.id) }
    return person.id
  }

  /// Gives a role for the whole institution to somebody who does not hold it now.
  @discardableResult
  mutating func give(_ role: Role, to person: PersonID) throws -> GrantID? {
    let isHeld = try Grant.of(person, in: tx).contains {
      $0.role == role && $0.institution == scope.institution && $0.delegatedFrom == nil
        && $0.course == nil && $0.section == nil && $0.covers(course: nil, section: nil, at: at)
    }
    if isHeld { return nil }
    let grant = Grant(
      id: id(), person: person, role: role, institution: scope.institution, from: at)
    try grant.insert(at: at, in: tx)
    grantsAdded += 1
    return grant.id
  }

  // MARK: Programmes and licences

  private mutating func programme(_ code: String) throws -> Programme? {
    if programmes.isEmpty {
      for programme in try Programme.all(scope, in: tx) { programmes[programme.code] = programme }
    }
    return programmes[code]
  }

  private mutating func add(_ new: NewProgramme) throws {
    if let found = try programme(new.code) {
      guard found.title == new.title else {
        throw fault(
          new.place,
          "the programme \(new.code) is here already with another title; a title once "
            + "licensed is not changed here")
      }
    } else {
      let programme = Programme(
        id: id(), institution: scope.institution, code: new.code, title: new.title,
        isMicroCredential: true, isELearning: true)
      try programme.insert(in: tx)
      programmes[new.code] = programme
      note("programmes", new.code)
    }
    try add(new.licence)
  }

  private mutating func add(_ new: NewLicence) throws {
    let programmeID = try new.programme.map { code in
      guard let found = try programme(code) else {
        throw fault(new.place, "there is no programme \(code); add it first")
      }
      return found.id
    }
    if let found = try Licence.number(new.number, scope, in: tx) {
      guard found.programme == programmeID, found.from == new.from, found.until == new.until
      else {
        throw fault(
          new.place,
          "the licence \(new.number) is here already with other dates or for another "
            + "programme; a renewed licence has a number of its own")
      }
      return
    }
    let licence = Licence(
      id: id(), institution: scope.institution,
      kind: programmeID == nil ? .provider : .programme, number: new.number,
      programme: programmeID, parent: programmeID == nil ? nil : try parent(of: new),
      from: new.from, until: new.until)
    do {
      try licence.grant(
        from: zone.start(of: licence.from),
        on: Licence.Grounds(
          article: Endorsements.article, reason: "as printed on the licence"), recordedAt: at,
        in: tx)
      try tx.settle()
    } catch StorageFault.constraint {
      throw fault(new.place, "the number \(new.number) is taken in the register")
    }
    try licence.index(try Institution.all(in: tx), in: tx)
    note("licences", new.number)
  }

  private func parent(of new: NewLicence) throws -> LicenceID {
    if let number = new.restsOn {
      guard let found = try Licence.number(number, scope, in: tx), found.kind == .provider else {
        throw fault(new.place, "rests on \(number), which is no provider licence here")
      }
      return found.id
    }
    guard
      let found = try Licence.provider(scope, at: at, day: zone.day(of: at), in: tx)
    else { throw fault(new.place, "rests on no provider licence; add that first") }
    return found.licence.id
  }

  // MARK: Courses

  private mutating func course(_ code: String) throws -> Course? {
    if courses.isEmpty {
      for course in try Course.all(scope, in: tx) { courses[course.code] = course }
    }
    return courses[code]
  }

  /// Adds a course with what it requires; nil when the same course is here already.
  @discardableResult
  mutating func add(_ new: NewCourse) throws -> CourseID? {
    guard let programme = try programme(new.programme) else {
      throw fault(new.place, "there is no programme \(new.programme)")
    }
    if let found = try course(new.code) {
      guard try new.isSame(as: found, programme, in: tx) else {
        throw fault(
          new.place,
          "the course \(new.code) is here already with other details; give this one a "
            + "code of its own, or write the details as they stand")
      }
      return nil
    }
    let course = Course(
      id: id(), institution: scope.institution, programme: programme.id, code: new.code,
      title: new.title, kind: new.kind, units: new.units, field: new.field, about: new.about,
      isPassFail: new.isPassFail)
    try course.insert(outcomes: new.outcomes, in: tx)
    for condition in new.conditions {
      try AdmissionCondition.insert(
        course: course.id, code: condition.code, title: condition.title, in: tx)
    }
    for (codes, kind) in [
      (new.prerequisites, CourseRequirement.Kind.prerequisite), (new.corequisites, .corequisite),
    ] {
      for code in codes {
        guard let required = try self.course(code) else {
          throw fault(new.place, "requires \(code), which is no course that stands above it")
        }
        try CourseRequirement.insert(
          course: course.id, kind: kind, required: required.id, in: tx)
      }
    }
    courses[new.code] = course
    note("courses", new.code)
    return course.id
  }

  // MARK: Terms

  /// Adds a term after all that are here; nil when the same term is here already.
  @discardableResult
  mutating func add(_ new: NewTerm) throws -> TermID? {
    let terms = try Term.all(scope, in: tx)
    if let found = terms.first(where: { $0.code == new.code }) {
      guard found.title == new.title, found.studyStarts == new.studyStarts, found.ends == new.ends
      else {
        throw fault(
          new.place,
          "the term \(new.code) is here already with another title or other days; give "
            + "this one a code of its own")
      }
      for window in new.windows {
        let dates = try WindowDates.history(found.id, window.kind, scope, in: tx)
        guard dates.contains(where: { $0.from == window.from && $0.through == window.through })
        else {
          throw fault(
            window.place, "the windows of a term that is here are moved on the page Windows")
        }
      }
      return nil
    }
    if let last = terms.last, new.studyStarts <= last.studyStarts {
      throw fault(
        new.place, "begins no later than the term \(last.code); terms are added in their order")
    }
    let term = Term(
      id: id(), institution: scope.institution, code: new.code,
      ordinal: (terms.last?.ordinal ?? 0) + 1, title: new.title, studyStarts: new.studyStarts,
      ends: new.ends)
    try term.insert(in: tx)
    for window in new.windows {
      guard term.reaches(window.from, window.through) else {
        throw fault(window.place, "lies more than a year from the term")
      }
      try CalendarWindow.insert(
        term: term.id, kind: window.kind, from: window.from, through: window.through,
        recordedAt: at, decision: window.decision, in: tx)
    }
    note("terms", new.code)
    return term.id
  }
}

extension NewPerson {
  fileprivate func isSame(as other: Person) -> Bool {
    nameAr == other.nameAr && nameEn == other.nameEn && tongue == other.tongue
      && buyer == other.buyer && identifierKind == other.identifierKind
      && Name.same(identifier, other.identifier)
  }
}

extension NewCourse {
  fileprivate func isSame(as other: Course, _ programme: Programme, in tx: Transaction) throws
    -> Bool
  {
    guard other.programme == programme.id, title == other.title, kind == other.kind,
      units == other.units, field == other.field, about == other.about,
      isPassFail == other.isPassFail, outcomes == (try other.outcomes(in: tx))
    else { return false }
    let required = try CourseRequirement.of(other.id, in: tx)
    let codes = { (kind: CourseRequirement.Kind) in
      Set(required.filter { $0.kind == kind }.map(\.code))
    }
    let known = try AdmissionCondition.of(other.id, learner: PersonID(high: 0, low: 0), in: tx)
    return codes(.prerequisite) == Set(prerequisites)
      && codes(.corequisite) == Set(corequisites)
      && Dictionary(known.map { ($0.code, $0.title) }) { a, _ in a }
        == Dictionary(conditions.map { ($0.code, $0.title) }) { a, _ in a }
  }
}
