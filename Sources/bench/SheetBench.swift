import ArgumentParser
import Kernel
import People
import Registrar
import Storage

/// Makes the first course of a planted registration-day world one of many sections with marks and
/// results, and lets a registrar in: what the grade sheet is measured on.
struct SheetBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sheet")
  @Option(help: "sqlite:PATH or postgres:CONNINFO, planted by `sanad seed surge`.")
  var database: String

  private static let inSection = 40
  /// The token of the API and the cookie of the pages.
  private static let token = "bench-sheet"
  private static let weights = [20, 20, 20, 40]

  func run() throws {
    guard let address = DatabaseAddress(database) else {
      throw ValidationError("the database is no sqlite: or postgres: address")
    }
    let store = try Database(at: address, create: false)
    defer { store.close() }
    let now = Clock.system.now
    let (course, term) = try store.writeAndWait { tx in
      guard let institution = try Institution.all(in: tx).first,
        let term = try Term.all(institution.scope, in: tx).first,
        let first = try Section.of(term: term.id, in: tx).first
      else { throw ValidationError("nothing was planted") }
      let scope = institution.scope
      let learners = try Person.all(scope, in: tx)
      try Self.plan(first.course, term.id, now, tx)
      let registrar = try Self.registrar(institution.id, now, tx)
      var section = first.id
      for (place, learner) in learners.enumerated() {
        let number = place / Self.inSection + 1
        if number > 1, place.isMultiple(of: Self.inSection) {
          section = IDs.system.make(at: now)
          try Section.insert(
            section, scope: scope, course: first.course, term: term.id, number: number,
            maximum: Self.inSection, instructor: nil, in: tx)
        }
        let registration = Registration(
          id: IDs.system.make(at: now), section: section, course: first.course, term: term.id,
          learner: learner.id, units: 3, state: .confirmed, registeredAt: now, dueAt: now,
          isPaid: true, ruling: IDs.system.make(at: now))
        try registration.insert(scope, in: tx)
        try Self.mark(registration, place, by: registrar, now, tx)
      }
      return (first.course, term.id)
    }
    print("\(course) \(term) \(Self.token)")
  }

  private static func plan(_ course: CourseID, _ term: TermID, _ now: Instant, _ tx: Transaction)
    throws
  {
    let components = weights.enumerated().map { place, weight in
      AssessmentPlan.Component(
        code: "part\(place)", title: "Part \(place)", weight: weight, isRequired: true,
        minimum: nil,
        outcome: nil)
    }
    let plan = AssessmentPlan(
      id: IDs.system.make(at: now), course: course, term: term, isApproved: false,
      components: components, outcomeMinima: [])
    try plan.insertDraft(in: tx)
    try plan.approve(at: now, ruling: IDs.system.make(at: now), in: tx)
  }

  /// Marks for all, an approved result for every other learner.
  private static func mark(
    _ registration: Registration, _ place: Int, by: PersonID, _ now: Instant, _ tx: Transaction
  ) throws {
    let mark = Mark(clampedMillionths: Int64(55 + place % 45) * 1_000_000 + 250_000)
    for part in weights.indices {
      try MarkBook.enter(
        mark, component: "part\(part)", registration: registration.id, by: by, at: now, in: tx)
    }
    guard place.isMultiple(of: 2) else { return }
    try CourseResult(
      registration: registration.id, symbol: "B", mark: mark, passed: true, isApproved: true,
      body: "bench", number: "1", at: now, ruling: IDs.system.make(at: now)
    ).record(in: tx)
  }

  private static func registrar(
    _ institution: InstitutionID, _ now: Instant, _ tx: Transaction
  ) throws -> PersonID {
    let person = Person(
      id: IDs.system.make(at: now), institution: institution, login: "bench-registrar",
      nameAr: "المسجل", nameEn: "Registrar", tongue: .arabic, buyer: .resident,
      identifierKind: .passport, identifier: "R1")
    try person.insert(secret: nil, at: now, in: tx)
    try Grant(
      id: IDs.system.make(at: now), person: person.id, role: .registrar,
      institution: institution, from: now.adding(seconds: -60)
    ).insert(at: now, in: tx)
    let (digest, until) = (Digest.sha256(token), now.adding(seconds: 86_400))
    try BearerToken.insert(
      digest: digest, person: person.id, label: "bench", from: now, until: until, in: tx)
    try WebSession.insert(
      digest: digest, person: person.id, csrf: token, from: now, until: until, in: tx)
    return person.id
  }
}
