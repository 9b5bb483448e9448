import Accounts
import Casework
import Kernel
import Operations
import People
import Regulations
import Storage
import Stories
import Testing

/// Fees of a procedure: a step waits until its invoice is paid, and uses the payment up.
@Suite struct CaseFeesTests {
  private static let procedure = """
    format: 1
    id: copy
    article: standards
    title: { ar: نسخة, en: Copy, vi: Bản sao }
    help: { ar: ا, en: h, vi: h }
    prefix: CP
    filedBy: [applicant]
    fee: copy.fee
    start: asked
    states:
      - { id: asked, turn: office, title: { ar: ا, en: a, vi: a } }
      - { id: refused, turn: applicant, title: { ar: ا, en: r, vi: r } }
      - { id: heard, turn: office, title: { ar: ا, en: h, vi: h } }
      - { id: gone, turn: ended, outcome: withdrawn, title: { ar: ا, en: g, vi: g } }
    steps:
      - { id: refuse, from: [asked, heard], to: refused, by: { roles: [regulator] }, decides: refused, title: { ar: ا, en: r, vi: r } }
      - { id: object, from: [refused], to: heard, by: applicant, fee: objection.fee, title: { ar: ا, en: o, vi: o } }
      - { id: leave, from: [asked, refused, heard], to: gone, by: applicant, title: { ar: ا, en: l, vi: l } }
    """

  private static let fees = """
    format: 1
    parameters:
      - { key: copy.fee, article: standards, kind: money, title: { ar: ا, en: c, vi: c }, value: 500.00 SAR, reading: { ar: ا, en: r, vi: r } }
      - { key: objection.fee, article: standards, kind: money, title: { ar: ا, en: o, vi: o }, value: 100.00 SAR, reading: { ar: ا, en: r, vi: r } }
    """

  private static func pack(_ procedure: String, _ fees: String) throws -> Pack {
    let own = try PackFolder.files(at: Packs.root + "/Regulations/packs/sa-nelc")
    var texts = own.texts
    texts["1446/procedures/copy.yaml"] = procedure
    texts["1446/parameters/copy.yaml"] = fees
    return try Pack(PackFiles(name: own.name, texts: texts))
  }

  private static func world(_ procedure: String = procedure, _ fees: String = fees) throws -> World
  {
    let packs = try Packs.library.get().packs.filter { $0.id != "sa-nelc" }
    return try World("regulator-1448", library: Library(packs + [try pack(procedure, fees)]))
  }

  private static func perform<Done: Operations.Operation>(
    _ operation: Done, _ name: String, _ world: World
  ) throws -> Decided<Done.Output> {
    try world.scene.office.performAndWait(
      operation, by: try world.scene.actor(name), at: world.at)
  }

  private static func draft(_ world: World) throws -> CaseID {
    let origin = CaseOrigin.new(procedure: "copy", instrument: "sa-nelc")
    let saved = try perform(SaveDraft(origin, answers: .object(.init())), "salem", world)
    return try #require(saved.output)
  }

  private static func view(_ id: CaseID, _ world: World) throws -> CaseView {
    try #require(
      try CaseView.find(id, try world.scene.actor("salem"), at: world.at, world.scene.office))
  }

  /// The standing of a step's fee in one word.
  private static func standing(_ step: String, _ id: CaseID, _ world: World) throws -> String {
    switch try view(id, world).fees[step] {
    case nil: "none"
    case .free?: "free"
    case .unset?: "unset"
    case .asked(let amount)?: "asked \(amount)"
    case .owed(let invoice)?: "owed \(invoice.owed)"
    case .paid?: "paid"
    }
  }

  private static func credit(_ world: World) throws -> Int64 {
    let salem = try world.scene.person("salem").id
    return try world.scene.database.read { tx in
      #expect(try Ledger.unbalanced(in: tx) == 0)
      return try Ledger.credit(salem, .creditPayment, in: tx)
    }
  }

  @Test func aFilingWaitsUntilItsFeeIsPaid() throws {
    let world = try Self.world()
    let id = try Self.draft(world)
    #expect(try Self.standing("file", id, world) == "asked 500.00 SAR")
    #expect(throws: OperationFault.self) { try Self.perform(FileCase(.draft(id)), "salem", world) }
    #expect(throws: OperationFault.notFound("case"), "another's draft") {
      try Self.perform(ChargeFee(file: id, step: "file"), "wafa", world)
    }
    _ = try Self.perform(ChargeFee(file: id, step: "file"), "salem", world)
    #expect(try Self.standing("file", id, world) == "owed 500.00 SAR")
    #expect(throws: OperationFault.self, "one invoice is enough") {
      try Self.perform(ChargeFee(file: id, step: "file"), "salem", world)
    }
    #expect(throws: OperationFault.self) { try Self.perform(FileCase(.draft(id)), "salem", world) }
    #expect(throws: OperationFault.self, "its invoice keeps it") {
      try Self.perform(DiscardDraft(file: id), "salem", world)
    }
    _ = try Self.perform(PayFee(file: id, step: "file"), "salem", world)
    #expect(try Self.standing("file", id, world) == "paid")
    #expect(throws: OperationFault.self) {
      try Self.perform(PayFee(file: id, step: "file"), "salem", world)
    }
    let filed = try Self.perform(FileCase(.draft(id)), "salem", world)
    #expect(filed.output == id)
    #expect(try Self.view(id, world).file.number == "CP-2026-000001")
    #expect(try Self.credit(world) == 0)
  }

  /// Each time a step is taken costs anew; what is paid and not used comes back as credit, and what
  /// is invoiced and not paid is no longer owed.
  @Test func aStepUsesItsFeeUp() throws {
    let world = try Self.world()
    let id = try Self.draft(world)
    _ = try Self.perform(ChargeFee(file: id, step: "file"), "salem", world)
    _ = try Self.perform(PayFee(file: id, step: "file"), "salem", world)
    _ = try Self.perform(FileCase(.draft(id)), "salem", world)
    let refuse = TakeStep(file: id, step: "refuse", article: "standards", reasons: "No.")
    #expect(throws: OperationFault.self, "it is not the objection's turn") {
      try Self.perform(ChargeFee(file: id, step: "object"), "salem", world)
    }
    _ = try Self.perform(refuse, "hind", world)
    #expect(throws: OperationFault.self) {
      try Self.perform(TakeStep(file: id, step: "object"), "salem", world)
    }
    _ = try Self.perform(ChargeFee(file: id, step: "object"), "wafa", world)
    _ = try Self.perform(PayFee(file: id, step: "object"), "salem", world)
    _ = try Self.perform(TakeStep(file: id, step: "object"), "salem", world)
    _ = try Self.perform(refuse, "majed", world)
    #expect(
      try Self.standing("object", id, world) == "asked 100.00 SAR", "once more, once more paid")
    _ = try Self.perform(ChargeFee(file: id, step: "object"), "salem", world)
    _ = try Self.perform(PayFee(file: id, step: "object"), "salem", world)
    _ = try Self.perform(TakeStep(file: id, step: "leave"), "salem", world)
    #expect(try Self.credit(world) == 10_000)
  }

  @Test func anUnpaidInvoiceEndsWithTheCase() throws {
    let world = try Self.world()
    let id = try Self.draft(world)
    _ = try Self.perform(ChargeFee(file: id, step: "file"), "salem", world)
    _ = try Self.perform(PayFee(file: id, step: "file"), "salem", world)
    _ = try Self.perform(FileCase(.draft(id)), "salem", world)
    _ = try Self.perform(
      TakeStep(file: id, step: "refuse", article: "standards", reasons: "No."), "hind", world)
    _ = try Self.perform(ChargeFee(file: id, step: "object"), "salem", world)
    _ = try Self.perform(TakeStep(file: id, step: "leave"), "salem", world)
    let salem = try world.scene.person("salem").id
    #expect(try world.scene.database.read { try Ledger.owed(salem, in: $0) } == 0)
    #expect(try Self.credit(world) == 0)
  }

  /// Where the law leaves the amount unset, or sets nothing, nothing is asked.
  @Test(arguments: [("value: unset", "unset"), ("value: 0.00 SAR", "free")])
  func whatTheLawDoesNotSetIsNotAsked(_ value: String, _ standing: String) throws {
    let world = try Self.world(
      Self.procedure, Self.fees.replacing("value: 500.00 SAR", with: value))
    let id = try Self.draft(world)
    #expect(try Self.standing("file", id, world) == standing)
    #expect(throws: OperationFault.self) {
      try Self.perform(ChargeFee(file: id, step: "file"), "salem", world)
    }
    #expect(try Self.perform(FileCase(.draft(id)), "salem", world).output == id)
  }

  /// Finance of the office records what came, in parts too; nobody else's finance does.
  @Test func financeOfTheOfficeRecordsWhatCame() throws {
    let world = try Self.world()
    let (at, nelc) = (world.at, try world.scene.person("hind").institution)
    try world.scene.database.writeAndWait { tx in
      for login in ["majed", "badr"] {
        guard let (person, _) = try Person.login(login, in: tx) else { continue }
        try Grant(
          id: IDs.system.make(at: at), person: person.id, role: .finance,
          institution: person.institution, from: at
        ).insert(at: at, in: tx)
      }
    }
    let id = try Self.draft(world)
    let number = try #require(
      try Self.perform(ChargeFee(file: id, step: "file"), "salem", world).output)
    let invoice = try #require(
      try world.scene.database.read { try Invoice.number(number, Scope(nelc), in: $0) })
    func pay(_ minor: Int64, _ reference: String) -> SettlePayment {
      SettlePayment(
        gateway: "bank", reference: reference, invoice: invoice.id,
        amount: Money(minor: minor, currency: .sar), paidAt: at)
    }
    #expect(throws: OperationFault.notFound("invoice")) {
      try Self.perform(pay(50_000, "r0"), "badr", world)
    }
    _ = try Self.perform(pay(49_999, "r1"), "majed", world)
    #expect(try Self.standing("file", id, world) == "owed 0.01 SAR")
    _ = try Self.perform(pay(49_999, "r1"), "majed", world)
    #expect(try Self.standing("file", id, world) == "owed 0.01 SAR", "told twice, booked once")
    _ = try Self.perform(pay(101, "r2"), "majed", world)
    #expect(try Self.standing("file", id, world) == "paid")
    #expect(try Self.credit(world) == 100)
  }

  /// A fee is a money parameter, and stands where the applicant alone can be made to wait.
  @Test(arguments: [
    ("fee: copy.fee", "fee: licence.years", "no amount of money"),
    ("fee: copy.fee", "fee: no.such", "no amount of money"),
    (
      "by: { roles: [regulator] }, decides", "by: { roles: [regulator] }, fee: copy.fee, decides",
      "only the applicant's"
    ),
    (
      "by: applicant, fee: objection.fee", "by: applicant, needs: [form], fee: objection.fee",
      "only the applicant's"
    ),
  ])
  func aFeeThatCannotBeIsRefused(_ good: String, _ bad: String, _ problem: String) throws {
    let text = Self.procedure.replacing(good, with: bad)
    #expect(text != Self.procedure)
    do {
      _ = try Self.pack(text, Self.fees)
      Issue.record("it was taken")
    } catch let fault as PackFault {
      #expect("\(fault.problem)".contains(problem), "\(fault.problem)")
      #expect(fault.file.hasSuffix("copy.yaml"))
    }
  }

  /// A definition that names a guard or an effect which this program does not have, or which does not
  /// fit what its cases are about, is refused when it is read, with its file, line and place.
  @Test(arguments: [
    ("fee: copy.fee", "guards: [Casework/NoSuch]", "guards", "guard 'Casework/NoSuch'"),
    (
      "to: gone, by: applicant", "to: gone, by: applicant, guards: [Nope]", "(leave)",
      "guard 'Nope'"
    ),
    (
      "to: gone, by: applicant", "to: gone, by: applicant, effects: [{ do: DropTables }]",
      "(leave).effects, item 1.do", "effect 'DropTables'"
    ),
    ("fee: copy.fee", "guards: [Attendance/LiftLimit]", "guards", "about a registration"),
    ("fee: copy.fee", "guards: [Casework/StandardsMet]", "guards", "needs standards"),
    ("fee: copy.fee", "guards: [Licensing/LicenceRequired]", "guards", "field 'seenOn' (date)"),
    (
      "to: gone, by: applicant", "to: gone, by: applicant, effects: [{ do: LiftBar }]",
      "effects, item 1.do", "about a registration"
    ),
    (
      "to: gone, by: applicant",
      "to: gone, by: applicant, effects: [{ do: GrantLicence, with: { kind: provider, prefix: E } }]",
      "effects, item 1.with", "lacks 'years'"
    ),
    (
      "to: gone, by: applicant",
      "to: gone, by: applicant, effects: [{ do: GrantLicence, with: { kind: provider, prefix: E, years: licence.years, form: distance } }]",
      "with.form", "no form of a provider's licence"
    ),
  ])
  func anUnknownNameIsRefusedWithItsPlace(
    _ good: String, _ bad: String, _ place: String, _ problem: String
  ) throws {
    try CaseNames.check(try Self.pack(Self.procedure, Self.fees))
    let pack = try Self.pack(Self.procedure.replacing(good, with: bad), Self.fees)
    do {
      try CaseNames.check(pack)
      Issue.record("it was taken")
    } catch {
      #expect(error.place.hasSuffix(place) && error.problem.contains(problem), "\(error)")
      #expect(error.line != nil, "\(error)")
      #expect(error.file.hasSuffix("1446/procedures/copy.yaml"), "\(error.file)")
    }
  }
}
