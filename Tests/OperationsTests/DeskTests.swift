import Casework
import Foundation
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Stories
import Testing

/// The office's queue page by page, and its figures.
@Suite struct DeskTests {
  private let world: World
  private var scene: Scene { world.scene }
  private let day = Instant(text: "2026-09-06T10:00:00+03:00") ?? Instant(microseconds: 0)

  init() throws { world = try World("regulator-1448") }

  private func at(_ days: Int, seconds: Int64 = 0) -> Instant {
    day.adding(seconds: Int64(days) * 86_400 + seconds)
  }

  private func file(by name: String, at: Instant) throws -> CaseID {
    let decided = try scene.office.performAndWait(
      FileCase(
        .new(procedure: "preliminary-approval", instrument: "sa-nelc"),
        answers: CasesTests.answers), by: try scene.actor(name), at: at)
    return try #require(decided.output)
  }

  private func take(
    _ file: CaseID, _ step: String, by name: String, at: Instant, article: String? = nil
  ) throws {
    let decided = try scene.office.performAndWait(
      TakeStep(file: file, step: step, article: article, reasons: "Because."),
      by: try scene.actor(name), at: at)
    #expect(decided.output != nil)
  }

  private func page(
    _ filter: Desk.Filter = Desk.Filter(), by name: String = "hind", after: CaseDue? = nil,
    limit: Int = 50
  ) throws -> Desk {
    try scene.office.desk(
      try scene.actor(name), filter, after: after, limit: limit, at: at(0))
  }

  /// What the pages' navigation asks is what the lists hold, for who has a hand in cases and for who
  /// has none.
  @Test func whoHasAHandInCasesIsWhoHasProcedures() throws {
    var (handling, filing) = (0, 0)
    let names = ["hind", "tariq", "nelc-admin", "salem", "badr"]
    for name in names {
      let actor = try scene.actor(name)
      let handles = scene.office.handlesCases(actor, at: day)
      let files = scene.office.filesCases(actor, at: day)
      #expect(handles == !scene.office.procedures(handledBy: actor, at: day).isEmpty, "\(name)")
      #expect(files == !scene.office.procedures(for: actor, at: day).isEmpty, "\(name)")
      handling += handles ? 1 : 0
      filing += files ? 1 : 0
    }
    #expect((1..<names.count).contains(handling) && (1..<names.count).contains(filing))
  }

  @Test func pagesFollowEachOtherByDeadline() throws {
    let late = try file(by: "salem", at: at(3))
    let first = try file(by: "wafa", at: at(0))
    // Two of the same instant have the same deadline.
    let others = [try file(by: "badr", at: at(1)), try file(by: "salem", at: at(1))]
    let returned = try file(by: "wafa", at: at(0))
    try take(returned, "return", by: "hind", at: at(1))
    for limit in 1...5 {
      var seen: [CaseID] = []
      var after: CaseDue?
      repeat {
        let desk = try page(after: after, limit: limit)
        #expect(desk.cases.count <= limit)
        seen += desk.cases.map(\.id)
        after = desk.next
        #expect(after == nil || desk.cases.count == limit)
      } while after != nil
      #expect(seen == [first] + others.sorted() + [late], "pages of \(limit)")
    }
    #expect(try page(Desk.Filter(turn: .applicant)).cases.map(\.id) == [returned])
    let text = try #require(try page(limit: 1).next).text
    #expect(try page(after: CaseDue(text: text), limit: 1).cases.map(\.id) == [others.min()])
    for wrong in ["", "1", "x.\(first)", "1.2.3", "1.\(first).", "99999999999999999999.\(first)"] {
      #expect(CaseDue(text: wrong) == nil, "\(wrong)")
    }
  }

  /// On both engines what has no deadline comes after everything that has one.
  @Test func aCaseWithoutADeadlineStandsLast() throws {
    let dated = try file(by: "salem", at: at(0))
    let library = scene.office.library
    let procedure = try #require(
      library.law("sa-nelc", at: day)?.edition.procedure("preliminary-approval"))
    let actor = try scene.actor("salem")
    let handler = try scene.actor("hind").scope.institution
    let person = try #require(actor.person)
    let state = try #require(procedure.state("filed"))
    let now = day
    let undated = try scene.database.writeAndWait { tx -> CaseID in
      var file = CaseFile(
        id: IDs.system.make(at: now.adding(seconds: -900_000)), institution: handler,
        applicant: actor.scope.institution, person: person, procedure: procedure, about: nil,
        at: now)
      file.file(under: "PA-0", at: now)
      file.enter(state, at: now)
      try file.insert(in: tx)
      return file.id
    }
    #expect(try page().cases.map(\.id) == [dated, undated])
    let next = try #require(try page(limit: 1).next)
    #expect(try page(after: next, limit: 1).cases.map(\.id) == [undated])
  }

  @Test func itIsNarrowedToAPlaceAndToOnesOwn() throws {
    let (filed, taken) = (try file(by: "salem", at: at(0)), try file(by: "wafa", at: at(0)))
    try take(taken, "accept", by: "majed", at: at(1))
    _ = try scene.office.performAndWait(
      RecordFinding(file: taken, standard: "1.1", isMet: true, note: "Seen."),
      by: try scene.actor("tariq"), at: at(1))
    var filter = Desk.Filter(
      instrument: "sa-nelc", procedure: "preliminary-approval", state: "review")
    #expect(try page(filter).cases.map(\.id) == [taken])
    filter.state = "filed"
    #expect(try page(filter).cases.map(\.id) == [filed])
    filter.state = "nowhere"
    #expect(try page(filter).cases.isEmpty)
    #expect(try page(filter).kinds.first?.cases == 2, "what can be chosen stays the same")
    for (name, own) in [("majed", [taken]), ("tariq", [taken]), ("hind", [])] {
      #expect(try page(Desk.Filter(mine: true), by: name).cases.map(\.id) == own, "\(name)")
    }
    filter.state = "filed"
    filter.mine = true
    #expect(try page(filter, by: "majed").cases.isEmpty)
  }

  @Test func whoHasNoHandInItSeesNone() throws {
    _ = try file(by: "salem", at: at(0))
    for name in ["salem", "badr", "nelc-admin"] {
      #expect(try page(by: name).cases.isEmpty && page(by: name).kinds.isEmpty, "\(name)")
      let figures = try scene.office.statistics(
        try scene.actor(name), from: Zone.riyadh.day(of: day), through: Zone.riyadh.day(of: day),
        at: at(1))
      #expect(figures.kinds.isEmpty && figures.pace.decided == 0, "\(name)")
    }
    #expect(try page(by: "tariq").cases.count == 1)
  }

  // MARK: Figures

  private func figures(_ from: Int, _ through: Int, at: Instant) throws -> DeskStatistics {
    let first = Zone.riyadh.day(of: day)
    return try scene.office.statistics(
      try scene.actor("hind"), from: first.adding(days: from), through: first.adding(days: through),
      at: at)
  }

  @Test func theFirstDecisionIsWhatCounts() throws {
    let id = try file(by: "salem", at: at(0))
    try take(id, "accept", by: "majed", at: at(1))
    #expect(try figures(0, 30, at: at(2)).pace.decided == 0)
    try take(id, "refuse", by: "majed", at: at(3), article: "preliminary-approval")
    try take(id, "object", by: "salem", at: at(4))
    try take(id, "uphold", by: "hind", at: at(9), article: "preliminary-approval")
    let kind = try #require(try figures(0, 30, at: at(10)).kinds.first)
    #expect(kind.pace.decided == 1 && kind.pace.median == 3 && kind.pace.ninetieth == 3)
    #expect(kind.openCases == 0 && kind.pace.onTime == (1, 1))
    // The day of the decision, and neither neighbour.
    #expect(try figures(3, 3, at: at(10)).pace.decided == 1)
    #expect(try figures(0, 2, at: at(10)).pace.decided == 0)
    #expect(try figures(4, 30, at: at(10)).pace.decided == 0)
  }

  @Test func agesHaveTheirLastDay() throws {
    let id = try file(by: "salem", at: at(0))
    func ages(_ at: Instant) throws -> [Int]? {
      try figures(0, 0, at: at).kinds.first?.open.first?.byAge
    }
    #expect(try ages(at(7)) == [1, 0, 0, 0])
    #expect(try ages(at(7, seconds: 1)) == [0, 1, 0, 0])
    #expect(try ages(at(30)) == [0, 1, 0, 0])
    #expect(try ages(at(30, seconds: 1)) == [0, 0, 1, 0])
    #expect(try ages(at(90)) == [0, 0, 1, 0])
    #expect(try ages(at(90, seconds: 1)) == [0, 0, 0, 1])
    try take(id, "withdraw", by: "salem", at: at(91))
    #expect(try ages(at(91)) == nil, "it is over, and was not decided")
  }

  @Test func aPromiseIsKeptUntilItsLastMoment() throws {
    let (kept, broken) = (try file(by: "salem", at: at(0)), try file(by: "wafa", at: at(0)))
    let end = try #require(
      try scene.database.read { try CaseFile.find(kept, in: $0)?.promisedAt })
    let last = Instant(microseconds: end.microseconds - 1)
    for (id, moment) in [(kept, last), (broken, end)] {
      try take(id, "accept", by: "majed", at: at(1))
      try take(id, "refuse", by: "majed", at: moment, article: "preliminary-approval")
    }
    let pace = try figures(0, 60, at: at(60)).pace
    #expect(pace.decided == 2 && pace.onTime == (1, 2))
  }

  @Test func starsAreCountedByProcedure() throws {
    let id = try file(by: "salem", at: at(0))
    try take(id, "withdraw", by: "salem", at: at(1))
    _ = try scene.office.performAndWait(
      RateCase(file: id, stars: 4, reason: ""), by: try scene.actor("salem"), at: at(2))
    #expect(try figures(2, 2, at: at(9)).kinds.first?.stars == [0, 0, 0, 1, 0])
    #expect(try figures(3, 9, at: at(9)).kinds.isEmpty)
  }

  @Test(arguments: [
    (50, [], nil), (50, [3], 3), (50, [1, 2], 1), (50, [1, 2, 3], 2), (90, Array(1...10), 9),
    (90, Array(1...11), 10), (90, [5, 7], 7), (100, [1, 2], 2), (1, [1, 2], 1),
  ])
  func theSmallestWithinWhichTheyLie(_ share: Int, _ sorted: [Int], _ found: Int?) {
    #expect(CaseStatistics.percentile(share, of: sorted) == found)
  }

  /// An office for one course counts and lists the cases about that course alone, also page by page;
  /// a question is counted by the office that answers it.
  @Test func onlyWhatTheReaderMayOpenIsCounted() throws {
    let world = try World()
    let scene = world.scene
    let answers =
      "{ exam: final, missedOn: 2026-12-20, excuse: Appendix removed on that day., documents: Hospital report 1217., truth: true }"
    let story = try Story.read(
      """
      format: 1
      world: madinah-1448-1
      steps:
        - { at: 2026-08-31T09:00:00+03:00, do: RegisterForSection, by: [amna, yusuf], with: { section: FQH112/1 } }
        - { at: 2026-08-31T09:01:00+03:00, do: RegisterForSection, by: [amna, linh], with: { section: HDS110/1 } }
        - { at: 2026-08-31T09:05:00+03:00, do: SettlePayment, by: [amna, yusuf], with: { course: FQH112 } }
        - { at: 2026-08-31T09:06:00+03:00, do: SettlePayment, by: [amna, linh], with: { course: HDS110 } }
        - { at: 2026-12-21T09:00:00+03:00, do: FileCase, by: [amna, yusuf], with: { procedure: alternative-exam, course: FQH112, answers: \(answers) }, expect: { outcome: undetermined } }
        - { at: 2026-12-21T09:01:00+03:00, do: FileCase, by: [amna, linh], with: { procedure: alternative-exam, course: HDS110, answers: \(answers) }, expect: { outcome: undetermined } }
      """, file: "desk.yaml")
    for step in story.steps {
      let run = StoryRun.play(step, in: scene)
      #expect(run.problems.isEmpty, "step \(step.number): \(run.problems)")
    }
    let at = try #require(Instant(text: "2026-12-22T09:00:00+03:00"))
    let nurah = try scene.person("nurah")
    let from = world.at
    try scene.database.writeAndWait { tx in
      let course = try #require(try Course.all(scene.scope, in: tx).first { $0.code == "FQH112" })
      try Grant(
        id: IDs.system.make(at: from), person: nurah.id, role: .excuseAuthority,
        institution: nurah.institution, course: course.id, from: from
      ).insert(at: from, in: tx)
    }
    func desk(_ name: String, after: CaseDue? = nil, limit: Int = 50) throws -> Desk {
      try scene.office.desk(
        try scene.actor(name), Desk.Filter(), after: after, limit: limit, at: at)
    }
    let all = try desk("majid")
    #expect(all.kinds.map(\.cases) == [4] && all.cases.count == 4)
    let some = try desk("nurah")
    #expect(some.kinds.map(\.cases) == [2] && some.kinds.flatMap(\.places).map(\.cases) == [2])
    #expect(some.cases.count == 2 && some.next == nil)
    let first = try desk("nurah", limit: 1)
    let second = try desk("nurah", after: first.next, limit: 1)
    #expect((first.cases + second.cases).map(\.id) == some.cases.map(\.id))
    #expect(second.next == nil)
    #expect(try desk("hamad").kinds.isEmpty, "no hand in these")
  }
}
