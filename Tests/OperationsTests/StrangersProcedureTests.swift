import Casework
import Kernel
import Operations
import People
import Regulations
import Storage
import Stories
import Testing

/// A procedure nobody wrote code for, put beside the regulator's own: a committee votes, a delegate
/// acts, a clock reminds, a filing is guarded.
@Suite struct StrangersProcedureTests {
  private static let visit = """
    format: 1
    id: visit
    article: standards
    title: { ar: ا, en: Visit, vi: V }
    help: { ar: ا, en: h, vi: h }
    prefix: VS
    filedBy: [applicant]
    start: asked
    guards: []
    states:
      - { id: asked, turn: office, title: { ar: ا, en: a, vi: a } }
      - { id: seen, turn: office, title: { ar: ا, en: s, vi: s } }
      - { id: held, turn: ended, outcome: granted, title: { ar: ا, en: h, vi: h } }
      - { id: declined, turn: ended, outcome: refused, title: { ar: ا, en: d, vi: d } }
    steps:
      - { id: look, from: [asked], to: seen, by: { roles: [inspector], delegates: true }, title: { ar: ا, en: l, vi: l } }
      - { id: hold, from: [seen], to: held, by: { committee: regulator, quorum: 2 }, decides: granted, title: { ar: ا, en: h, vi: h } }
      - { id: decline, from: [seen], to: declined, by: { committee: regulator, quorum: 2 }, decides: refused, title: { ar: ا, en: d, vi: d } }
    clocks:
      - { id: wait, article: standards, days: 2, runsIn: [asked], then: { remind: true, letter: hurry }, title: { ar: ا, en: w, vi: w } }
    letters:
      - { id: hurry, to: office, subject: { ar: ا, en: h, vi: h }, body: { ar: ا, en: h, vi: h } }
    """

  private static func world(_ procedure: String = visit) throws -> World {
    let packs = try Packs.library.get().packs.filter { $0.id != "sa-nelc" }
    let own = try PackFolder.files(at: Packs.root + "/Regulations/packs/sa-nelc")
    var texts = own.texts
    texts["1446/procedures/visit.yaml"] = procedure
    return try World(
      "regulator-1448",
      library: Library(packs + [try Pack(PackFiles(name: own.name, texts: texts))])
    )
  }

  private static func perform<Done: Operations.Operation>(
    _ operation: Done, _ name: String, _ world: World, days: Int = 0
  ) throws -> Decided<Done.Output> {
    try world.scene.office.performAndWait(
      operation, by: try world.scene.actor(name),
      at: world.at.adding(seconds: Int64(days) * 86_400))
  }

  private static func filed(_ world: World) throws -> CaseID {
    try #require(
      try perform(
        FileCase(
          .new(procedure: "visit", instrument: "sa-nelc"), answers: .object(.init())), "salem",
        world
      ).output)
  }

  private static func file(_ id: CaseID, _ world: World) throws -> CaseFile {
    try #require(try world.scene.database.read { try CaseFile.find(id, in: $0) })
  }

  /// tariq has no office in the procedure until an inspector's is delegated to him, and while it is.
  @Test func aDelegateActsWhileTheDelegationHolds() throws {
    let world = try Self.world()
    let id = try Self.filed(world)
    let look = TakeStep(file: id, step: "look")
    #expect(throws: OperationFault.notFound("case")) { try Self.perform(look, "tariq", world) }
    let (tariq, majed) = (try world.scene.person("tariq"), try world.scene.person("majed"))
    let (at, until) = (world.at, world.at.adding(seconds: 86_400))
    try world.scene.database.writeAndWait { tx in
      try Grant(
        id: IDs.system.make(at: at), person: tariq.id, role: .inspector,
        institution: tariq.institution, from: at, until: until, delegatedFrom: majed.id
      ).insert(at: at, in: tx)
    }
    #expect(throws: OperationFault.notFound("case")) {
      try Self.perform(look, "tariq", world, days: 1)
    }
    #expect(try Self.perform(look, "tariq", world).output == "seen")
  }

  /// Two votes for the same step take it; nobody votes twice, votes for another do not count.
  @Test func aCommitteeDecidesWithItsQuorum() throws {
    let world = try Self.world()
    let id = try Self.filed(world)
    try Self.inspect(id, world)
    func vote(_ step: String) -> TakeStep {
      TakeStep(file: id, step: step, article: "standards", reasons: "Seen.")
    }
    #expect(try Self.perform(vote("hold"), "hind", world).output == "seen")
    #expect(throws: OperationFault.stateConflict("this person has voted already")) {
      try Self.perform(vote("hold"), "hind", world)
    }
    #expect(try Self.perform(vote("decline"), "majed", world).output == "seen")
    #expect(try Self.file(id, world).state == "seen", "one against one decides nothing")
    #expect(throws: OperationFault.self) { try Self.perform(vote("hold"), "salem", world) }

    let other = try Self.filed(world)
    try Self.inspect(other, world)
    for (name, state) in [("hind", "seen"), ("majed", "held")] {
      let step = TakeStep(file: other, step: "hold", article: "standards", reasons: "Seen.")
      #expect(try Self.perform(step, name, world).output == state)
    }
    #expect(try Self.file(other, world).outcome == .granted)
  }

  private static func inspect(_ id: CaseID, _ world: World) throws {
    let (tariq, at) = (try world.scene.person("tariq"), world.at)
    try world.scene.database.writeAndWait { tx in
      try Grant(
        id: IDs.system.make(at: at), person: tariq.id, role: .inspector,
        institution: tariq.institution, from: at
      ).insert(at: at, in: tx)
    }
    _ = try perform(TakeStep(file: id, step: "look"), "tariq", world)
  }

  /// Filed on the thirtieth: two days end with the first; the office is reminded once, and what is
  /// written to the office the applicant does not read.
  @Test func aClockRemindsTheOfficeOnce() throws {
    let world = try Self.world()
    let id = try Self.filed(world)
    #expect(try Self.letters(id, world, after: "2026-09-01T23:59:59+03:00") == [])
    #expect(try Self.letters(id, world, after: "2026-09-02T00:00:00+03:00") == ["hurry"])
    #expect(try Self.letters(id, world, after: "2026-09-20T00:00:00+03:00") == ["hurry"])
    #expect(try Self.file(id, world).state == "asked", "a reminder moves nothing")
    let seen = try CaseView.find(
      id, try world.scene.actor("salem"), at: world.at, world.scene.office)
    #expect(seen?.letters.isEmpty == true)
  }

  private static func letters(_ id: CaseID, _ world: World, after text: String) throws -> [String] {
    let at = try #require(Instant(text: text))
    _ = try Tick(world.scene.office, world.scene.scope, at: at).run()
    return try world.scene.database.read { try CaseLetter.of(id, in: $0) }.map(\.letter)
  }

  /// What is refused at filing stays a draft with its answers, and the numbers have no gap.
  @Test func aGuardedFilingIsRefusedWithItsArticle() throws {
    let guarded = Self.visit.replacing("guards: []", with: "guards: [Licensing/ParentLicence]")
    let world = try Self.world(guarded)
    let refused = try Self.perform(
      FileCase(.new(procedure: "visit", instrument: "sa-nelc"), answers: .object(.init())),
      "salem", world)
    #expect(refused.ruling.outcome == .refused && refused.output == nil)
    #expect(refused.ruling.headline?.finding.article == "preliminary-approval")
    let drafts = try world.scene.office.filed(
      by: try world.scene.actor("salem"), at: world.at, limit: 10)
    #expect(drafts.map(\.turn) == [.draft] && drafts.first?.number == nil)
    let approval = try Self.perform(
      FileCase(
        .new(procedure: "preliminary-approval", instrument: "sa-nelc"),
        answers: CasesTests.answers), "salem", world)
    #expect(try Self.file(try #require(approval.output), world).number == "PA-2026-000001")
  }
}
