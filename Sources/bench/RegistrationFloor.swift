import Accounts
import ArgumentParser
import Foundation
import Kernel
import Licensing
import People
import Registrar
import Storage
import TestWorld

/// The floor of a registration: the operation's own statements in its order through the same
/// connection, durable, about fifty a commit; no HTTP, no rules, no words.
struct RegistrationFloor: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "floor")
  @Option var database: String
  @Option var learners = 1_000
  @Option var sections = 200
  @Option var count = 10_000

  func run() throws {
    let store = try Database(path: database, create: true)
    defer { store.close() }
    let now = Clock.system.now
    let world = SurgeWorld(
      learners: learners, sections: sections, capacity: count / sections + 1, now: now)
    let planted = try store.writeAndWait { try world.plant(in: $0, ids: .system) }
    guard let institution = try store.read({ try Institution.all(in: $0).first }) else {
      throw ValidationError("nothing was planted")
    }
    // Twice fifty under way: while one group commits, the next gathers.
    let (done, room) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 100))
    let begin = Clock.system.now
    for number in 0..<count {
      room.wait()
      let round = number / learners
      let statements = Statements(
        scope: institution.scope, learner: planted.learners[number % learners].id,
        section: planted.sections[(number + round * 7) % sections], at: begin,
        ids: (0..<4).map { _ in IDs.system.make(at: begin) })
      store.submit({ try statements.run(in: $0) }) { _ in
        room.signal()
        if number == count - 1 { done.signal() }
      }
    }
    done.wait()
    let seconds = Double(Clock.system.now.microseconds - begin.microseconds) / 1_000_000
    print("\(Int(Double(count) / seconds)) bare registrations/s")
  }
}

/// What `RegisterForSection` asks of the database and changes in it when it is granted.
private struct Statements: Sendable {
  let scope: Scope
  let learner: PersonID
  let section: SectionID
  let at: Instant
  let ids: [ID<Ledger.PostingTag>]

  func run(in tx: Transaction) throws {
    let day = Zone.riyadh.day(of: at)
    _ = try Grant.of(learner, in: tx)
    _ = try tx.all(
      """
      SELECT pack, key, value, from_day, recorded_at FROM overlay
      WHERE institution = $1 ORDER BY id
      """, .id(scope.institution)
    ) { $0.text(0) }
    _ = try Person.find(learner, scope, in: tx)
    guard let section = try Section.find(section, scope, in: tx),
      let course = try Course.find(section.course, scope, in: tx)
    else { throw StorageFault.constraint("no such section") }
    _ = try Term.find(section.term, scope, in: tx)
    _ = try Programme.find(course.programme, scope, in: tx)
    _ = try Licence.provider(scope, at: at, day: day, in: tx)
    _ = try Licence.programme(course.programme, at: at, day: day, in: tx)
    _ = try CourseRequirement.of(course.id, in: tx)
    _ = try AdmissionCondition.of(course.id, learner: learner, in: tx)
    _ = try CalendarWindow.find(section.term, .registration, at: at, in: tx)
    _ = try tx.all(Registration.held(learner, section.term))
    try change(section, course, in: tx)
  }

  private func change(_ section: Section, _ course: Course, in tx: Transaction) throws {
    let ruling = RulingID(high: ids[0].high, low: ids[0].low)
    let invoice = InvoiceID(high: ids[2].high, low: ids[2].low)
    let registration = RegistrationID(high: ids[1].high, low: ids[1].low)
    try tx.record(
      JournalEntry(
        id: ruling, at: at, institution: scope.institution, kind: .ruling,
        operation: "RegisterForSection", outcome: "granted",
        headline: "sa-iu-ecourses@1447#III.1", publicPart: Array(repeating: 65, count: 1_100),
        facts: Array(repeating: 66, count: 900), actor: learner, subject: learner,
        salt: Array(repeating: 1, count: 16)))
    try Registration(
      id: registration, section: section.id, course: course.id, term: section.term,
      learner: learner, units: course.units, state: .pendingPayment, registeredAt: at,
      dueAt: at.adding(seconds: 7 * 86_400), isPaid: false, ruling: ruling
    ).insert(scope, in: tx)
    try section.takeSeat(in: tx)
    let (net, vat) = (Money(minor: 60_000, currency: .sar), Money(minor: 9_000, currency: .sar))
    _ = try Invoice.issue(
      invoice, learner: learner, term: section.term, scope: scope, issuedAt: at,
      dueAt: at.adding(seconds: 7 * 86_400),
      line: Invoice.Line(
        registration: registration, course: course.id, units: course.units, net: net,
        vatRate: "15", vat: vat, gross: net + vat, isLive: true),
      in: tx)
    try Ledger.post(
      ids[3], kind: "invoice", invoice: invoice, person: learner, scope: scope, at: at,
      [(.receivable, net + vat), (.revenue, -net), (.vat, -vat)], in: tx)
    try MailBox.tell(learner, key: registration.description, at: at, in: tx)
  }
}
