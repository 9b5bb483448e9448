import Accounts
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// A learner drops a course inside add and drop and keeps what was paid as credit (IV.3). A course
/// that another live course needs as co-requisite is dropped with it or not at all (II.3).
package struct DropCourse: Operation {
  package static let name = "DropCourse"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  /// The credit that came of it; zero for a course not paid for.
  package typealias Output = Money

  package func run(_ work: Work) throws -> Decided<Money> {
    let found = try work.liveRegistration(registration)
    let dependents = try CourseRequirement.dependents(
      of: found.course, learner: found.learner, term: found.term, in: work.tx)
    let paid = try work.paidFor(found)
    let ruling = work.law.ruling([
      Drop.decide(
        Drop.Facts(days: try work.window(found.term, .addDrop)), under: work.law),
      CorequisiteDrop.decide(CorequisiteDrop.Facts(dependents: dependents), under: work.law),
      DropCredit.decide(DropCredit.Facts(paid: paid), under: work.law),
    ])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try found.end(.dropped, at: work.at, in: work.tx)
    try Section.freeSeat(found.section, in: work.tx)
    let credit = try work.reverseFee(of: found, credit: .creditDrop, kind: "drop")
    try work.tell(.dropped, of: registration.description, learner: found.learner)
    return Decided(ruling, id, credit)
  }
}

/// A learner drops several courses in one step, so that a pair of co-requisites can go together.
package struct DropCourses: Operation {
  package static let name = "DropCourses"

  let registrations: [RegistrationID]

  package init(registrations: [RegistrationID]) { self.registrations = registrations }

  package func run(_ work: Work) throws -> Decided<Money> {
    guard let first = registrations.first, registrations.count <= 30,
      Set(registrations).count == registrations.count
    else { throw OperationFault.badInput("registrations", "name 1 to 30 different ones") }
    let found = try registrations.map { try work.liveRegistration($0) }
    guard Set(found.map(\.learner)).count == 1, Set(found.map(\.term)).count == 1 else {
      throw OperationFault.badInput("registrations", "must be one learner's, in one term")
    }
    let leaving = Set(try found.map { try work.courseCode($0.course) })
    var findings: [Finding] = []
    for item in found {
      let dependents = try CourseRequirement.dependents(
        of: item.course, learner: item.learner, term: item.term, in: work.tx
      ).filter { !leaving.contains($0) }
      findings.append(
        CorequisiteDrop.decide(CorequisiteDrop.Facts(dependents: dependents), under: work.law))
      findings.append(
        DropCredit.decide(DropCredit.Facts(paid: try work.paidFor(item)), under: work.law))
    }
    let window = Drop.decide(
      Drop.Facts(days: try work.window(found[0].term, .addDrop)), under: work.law)
    let ruling = work.law.ruling([window] + findings)
    let id = try work.record(
      ruling, Self.name, subject: found[0].learner,
      facts: [("registrations", .list(registrations.map(\.description)))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    var credit = Money.zero(.sar)
    for item in found {
      try item.end(.dropped, at: work.at, in: work.tx)
      try Section.freeSeat(item.section, in: work.tx)
      credit = credit + (try work.reverseFee(of: item, credit: .creditDrop, kind: "drop"))
    }
    try work.tell(.dropped, of: first.description, learner: found[0].learner)
    return Decided(ruling, id, credit)
  }
}

extension Work {
  func courseCode(_ id: CourseID) throws -> String {
    try Course.find(id, scope, in: tx)?.code ?? ""
  }

  /// The gross paid for a registration: its line when the invoice is paid, otherwise the part of
  /// the payment that exceeds the invoice's other lines.
  func paidFor(_ registration: Registration) throws -> Money {
    guard let invoice = try Invoice.of(registration.id, in: tx),
      let line = try invoice.lines(in: tx).first(where: {
        $0.registration == registration.id && $0.isLive
      })
    else { return .zero(.sar) }
    let others = invoice.gross - line.gross
    let excess = invoice.paid - others
    return excess.minor > 0 ? excess : .zero(invoice.currency)
  }
}
