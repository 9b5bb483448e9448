import Credentials
import Foundation
import Kernel
import LearningRecords
import Licensing
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage
import Testing
import Transport

/// Learning activity goes from a provider's installation to its regulator's, over HTTP.
@Suite struct ReportedOverHTTPTests {
  @Test func nothingIsLostAndNothingIsDoubledWhenTheNetworkIsCut() async throws {
    try await Pair.run { pair in
      let wire = try await Wire(pair)
      let told = try await wire.journey()
      #expect(told.prefix(1) == ["registered"] && told.count >= 10, "\(told)")
      // Nobody answers: everything waits.
      let down = try await wire.report(wire.direct)
      #expect(down.isUnreachable && down.delivered == 0 && down.faults.count == 1, "\(down)")
      #expect(try wire.left == (told.count, 0) && wire.stored.isEmpty)
      try await pair.regulator.serving {
        // The regulator stores the first, and its answer is lost.
        let proxy = try LossyProxy(to: pair.regulator.port)
        defer { proxy.stop() }
        let lossy = try wire.settings(proxy.port)
        let first = try await wire.report(lossy)
        #expect(first.isUnreachable && first.delivered == 0, "\(first)")
        #expect(try wire.left == (told.count, 0) && wire.stored.count == 1)
        // Before it is sent again something in it changes: the regulator answers 409, and has it.
        try wire.tellFacts(mobile: "+966500000001")
        let second = try await wire.report(wire.direct, once: true)
        #expect(second.delivered == 1 && !second.isUnreachable, "\(second)")
        #expect(try wire.left == (told.count - 1, 0) && wire.stored.count == 1)
        // All the others at once, and their answer is lost.
        let third = try await wire.report(lossy)
        #expect(third.isUnreachable && third.delivered == 0, "\(third)")
        #expect(try wire.left == (told.count - 1, 0) && wire.stored.count == told.count)
      }
      let away = try await wire.report(wire.direct)
      #expect(away.isUnreachable && away.delivered == 0)
      try await pair.regulator.serving {
        let last = try await wire.report(wire.direct)
        #expect(last.delivered == told.count - 1 && last.faults == [], "\(last)")
        #expect(try wire.left == (0, 0))
        let stored = try wire.stored
        #expect(stored.count == told.count && Set(stored).count == told.count)
        try await wire.expectCoverage(told.count)
      }
    }
  }

  /// What is refused while the licence does not stand waits until it does.
  @Test func aSuspendedLicenceHoldsReportsBack() async throws {
    try await Pair.run { pair in
      let wire = try await Wire(pair)
      let told = try await wire.journey()
      let office = pair.regulator.office
      for (status, delivers) in [("suspended", false), ("active", true)] {
        _ = try await office.perform(
          SetLicenceStatus(
            number: "NELC-P-0007", status: try #require(.init(rawValue: status)),
            from: office.clock.now, article: "sa-nelc@1446#licence", reason: "checked"),
          by: try pair.regulator.actor)
        pair.provider.go(to: office.clock.now.adding(seconds: 10))
        try await pair.regulator.serving {
          let done = try await wire.report(wire.direct)
          #expect(done.isUnreachable == !delivers, "\(done)")
          #expect(try wire.stored.isEmpty == !delivers)
        }
      }
      #expect(try wire.left.waiting < told.count)
    }
  }
}

/// A provider that reports and a regulator that let its program in.
private struct Wire: Sendable {
  let pair: Pair
  private let user: String
  private let secretFile: String
  private let cookie = "session-of-the-officer"

  init(_ pair: Pair) async throws {
    self.pair = pair
    let (provider, regulator) = (pair.provider, pair.regulator)
    let now = provider.office.clock.now
    _ = try await provider.office.perform(
      SetParameter(
        pack: StatementGate.instrument, key: "platform.code", value: "IUM-001",
        from: Zone.riyadh.day(of: now), decision: "agreed"), by: .clock(provider.scope))
    let add = AddRecordClient(
      licence: "NELC-P-0007", title: "IUM", rights: [.writeStatements], ids: .system)
    user = try #require(
      try await regulator.office.perform(add, by: regulator.actor).output
    ).username
    secretFile = provider.folder + "/xapi.secret"
    #expect(
      FileManager.default.createFile(
        atPath: secretFile, contents: Data("\(add.password)\n".utf8),
        attributes: [.posixPermissions: 0o600]))
    try tellFacts(mobile: "+966500000000")
    try await letOfficerIn(at: now)
  }

  func tellFacts(mobile: String) throws {
    let text = """
      format: 1
      people:
        - { login: amna, mobile: "\(mobile)", nationality: السعودية, born: 1999-04-17 }
      courses:
        - { code: FQH112, minutes: 1800, lessonMinutes: 50 }
      """
    _ = try pair.provider.office.performAndWait(
      SetReportingFacts(try ReportingFacts(text, file: "facts.yaml")),
      by: .clock(pair.provider.scope))
  }

  /// Registers, attends a lesson, watches one, passes and earns; the events in the order told.
  func journey() async throws -> [String] {
    let provider = pair.provider
    let section = try provider.section("FQH112").id
    let award = try await provider.award(meanwhile: {
      try provider.go(to: "2026-12-20T09:00:00+03:00")
      let learner = try provider.person("amna").id
      for (number, entry) in [
        (1, RecordAttendance.Entry(learner: learner, mark: .present)),
        (2, RecordAttendance.Entry(learner: learner, mark: .absent, consumed: 90)),
      ] {
        _ = try await provider.office.perform(
          RecordAttendance(section: section, number: number, entries: [entry]),
          by: try provider.actor("khalid"))
      }
    })
    try await pair.regulator.serving { try await pair.ask() }
    #expect(try pair.state(award) == .registered)
    return try provider.office.database.read {
      try $0.all("SELECT key FROM outbox WHERE topic = 'xapi' ORDER BY id") { row in
        String(row.text(0).prefix { $0 != "/" })
      }
    }
  }

  var direct: StatementSettings { get throws { try settings(pair.regulator.port) } }

  /// What the file says that `SANAD_XAPI` names.
  func settings(_ port: UInt16) throws -> StatementSettings {
    try StatementSettings(
      text: """
        format: 1
        endpoint: http://127.0.0.1:\(port)/xapi
        user: \(user)
        secretFile: \(secretFile)
        """, file: "xapi.yaml")
  }

  /// Reports what is due ten seconds later: all, or the first that is taken.
  func report(_ settings: StatementSettings, once: Bool = false) async throws
    -> StatementDelivery.Progress
  {
    let office = pair.provider.office
    let now = office.clock.now.adding(seconds: 10)
    pair.provider.go(to: now)
    return try await OnThread.run {
      let delivery = StatementDelivery(office, .curl(), settings)
      var runs = 0
      return try delivery.run(
        at: now,
        until: {
          runs += 1
          return once && runs > 1
        })
    }
  }

  /// What waits, and what could not be reported.
  var left: (waiting: Int, dead: Int) {
    get throws {
      let left = try pair.provider.office.unreported(pair.provider.scope, limit: 1)
      return (left.waiting, left.dead)
    }
  }

  /// The ids in the regulator's store.
  var stored: [StatementID] {
    get throws {
      let office = pair.regulator.office
      let scope = try pair.regulator.actor.scope
      let keys = try office.recordKeys(scope)
      return try office.database.read {
        try StatementQuery(keys).page(scope, in: $0).statements.map(\.id)
      }
    }
  }

  private func letOfficerIn(at: Instant) async throws {
    let institution = try pair.regulator.actor.scope.institution
    let person = Person(
      id: IDs.system.make(at: at), institution: institution, login: "hind", nameAr: "هند",
      nameEn: "Hind", tongue: .arabic, buyer: .resident, identifierKind: .passport,
      identifier: "R1")
    let grant = Grant(
      id: IDs.system.make(at: at), person: person.id, role: .regulator, institution: institution,
      from: at)
    let digest = Digest.sha256(cookie)
    try await pair.regulator.office.database.write { tx in
      try person.insert(secret: nil, at: at, in: tx)
      try grant.insert(at: at, in: tx)
      try WebSession.insert(
        digest: digest, person: person.id, csrf: "token", from: at,
        until: at.adding(seconds: 400 * 86_400), in: tx)
    }
  }

  /// The regulator sees by provider and by programme what came, and how the checks came out.
  func expectCoverage(_ count: Int) async throws {
    let office = pair.regulator.office
    let scope = try pair.regulator.actor.scope
    let now = office.clock.now
    // A second run counts nothing twice.
    for _ in 0..<2 {
      try await OnThread.run { _ = try Tick(office, scope, at: now).run() }
    }
    let found = try office.coverage([scope], at: now)
    let provider = try #require(found.heard.first)
    #expect(found.heard.count == 1 && provider.elsewhere == 0)
    for part in [provider.whole] + provider.programmes.filter({ $0.statements > 0 }) {
      #expect(part.statements == count && part.registrations == 1 && part.last != nil)
      #expect(part.lights?.judged == count)
      let lights = try #require(
        try office.lights([scope], licence: part.licence.number, at: now)
      ).lights
      let failed = lights.checks.filter { StatementReport.Outcome($0) == .failed }
      // The certificate's address is of this machine: no public one.
      #expect(failed.map(\.finding.article) == ["6.3"], "\(failed.map(\.finding.arguments))")
      #expect(part.lights?.outcomes[.failed] == 1)
    }
    #expect(provider.programmes.contains { $0.licence.number == "NELC-G-0101" })
    #expect(provider.programmes.filter { $0.statements > 0 }.count == 1)
    for tongue in ["ar", "en", "vi"] {
      for (path, wanted) in [
        ("/reporting?lang=\(tongue)", "NELC-G-0101"),
        ("/reporting?lang=\(tongue)&licence=NELC-P-0007", "sa-nelc-xapi"),
        ("/reporting?lang=\(tongue)&licence=NELC-G-0101", "sa-nelc-xapi"),
      ] {
        let page = try await get(path)
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(page.status == 200 && text.contains(wanted) && !text.contains("⟦"), "\(path)")
        #expect(!text.contains("+96650"))
      }
    }
  }

  private func get(_ path: String) async throws -> Transport.Response {
    let address = try #require(Address("http://127.0.0.1:\(pair.regulator.port)\(path)"))
    let cookie = cookie
    return try await OnThread.run {
      try Transport.curl().send(
        Transport.Request(
          .get, address, reach: .anywhere, headers: [("Cookie", "sanad_session=\(cookie)")]))
    }
  }
}
