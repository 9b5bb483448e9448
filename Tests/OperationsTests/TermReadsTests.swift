import Accounts
import Kernel
import Operations
import Registrar
import Regulations
import Storage
import Stories
import Testing

/// What a learner's term is read with says the same as what operations ask one by one.
@Suite struct TermReadsTests {
  /// Three courses, one of them dropped: in order, each with its section, course and no result.
  @Test func aTermAtOnceIsItsPartsTogether() throws {
    let world = try World()
    let learner = try register(["FQH112", "QRN101", "RSC105"], in: world)
    try world.scene.database.read { tx in
      let term = try #require(try Term.all(world.scene.scope, in: tx).first).id
      let studied = try Studied.of(learner, term: term, in: tx)
      let one = try Registration.of(learner, term: term, in: tx)
      #expect(studied.count == 3)
      #expect(studied.map(\.registration.id) == one.map(\.id))
      #expect(studied.map(\.registration.state) == one.map(\.state))
      for item in studied {
        let registration = item.registration
        let course = try #require(
          try Course.find(registration.course, world.scene.scope, in: tx))
        let section = try #require(
          try Section.find(registration.section, world.scene.scope, in: tx))
        #expect(item.course.id == course.id && item.course.title == course.title)
        #expect(item.course.units == course.units && item.course.about == course.about)
        #expect(item.section.id == section.id && item.section.taken == section.taken)
        #expect(item.result == nil && registration.units == course.units)
      }
    }
  }

  @Test func invoicesComeWithTheirLines() throws {
    let world = try World()
    let learner = try register(["FQH112", "QRN101"], in: world)
    try world.scene.database.read { tx in
      let term = try #require(try Term.all(world.scene.scope, in: tx).first).id
      let written = try Invoice.written(to: learner, term: term, in: tx)
      let one = try Invoice.of(learner, term: term, in: tx)
      // What was dropped is owed no more.
      #expect(one.map { $0.gross.minor > 0 } == [true, false])
      #expect(written.map(\.invoice.id) == one.map(\.id))
      #expect(written.map(\.invoice.gross) == one.map(\.gross))
      for (invoice, lines) in written {
        let apart = try invoice.lines(in: tx)
        #expect(lines.map(\.registration) == apart.map(\.registration))
        #expect(lines.map(\.gross) == apart.map(\.gross))
        #expect(lines.map(\.isLive) == apart.map(\.isLive))
      }
    }
  }

  /// A moved window counts from the instant it was moved; the others stay.
  @Test func windowsAreThoseOfTheInstant() throws {
    let world = try World()
    let scene = world.scene
    let term = try #require(try scene.database.read { try Term.all(scene.scope, in: $0).first })
    let day = term.studyStarts
    try scene.database.writeAndWait { [at = world.at] tx in
      try CalendarWindow.insert(
        term: term.id, kind: .withdrawal, from: day, through: day, recordedAt: at,
        decision: "moved", in: tx)
    }
    for (at, isMoved) in [
      (Instant(microseconds: world.at.microseconds - 1), false), (world.at, true),
    ] {
      try scene.database.read { tx in
        let all = try CalendarWindow.all(term.id, at: at, in: tx)
        let one = try CalendarWindow.Kind.allCases.compactMap {
          try CalendarWindow.find(term.id, $0, at: at, in: tx)
        }
        #expect(all.map(\.kind) == one.map(\.kind) && all.map(\.days) == one.map(\.days))
        #expect(all.contains { $0.decision == "moved" } == isMoved)
      }
    }
  }

  private func register(_ codes: [String], in world: World) throws -> PersonID {
    let actor = try world.scene.actor("amna")
    let learner = try #require(actor.person)
    var made: [RegistrationID] = []
    for code in codes {
      let section = try world.section(code, 1)
      let decided = try world.scene.office.performAndWait(
        RegisterForSection(section: section.id, learner: learner), by: actor, at: world.at)
      made.append(try #require(decided.output?.registration))
    }
    let last = try #require(made.last)
    let dropped = try world.scene.office.performAndWait(
      DropCourse(registration: last), by: actor, at: world.at)
    try #require(dropped.ruling.outcome == .granted)
    return learner
  }
}
