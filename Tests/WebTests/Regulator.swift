import Credentials
import Foundation
import Hummingbird
import JSON
import Kernel
import Licensing
import Operations
import People
import Proofs
import Regulations
import Storage
import TestEngine
import Testing
import Transport
import Web

/// A regulator with an installation of its own, served over HTTP on this machine when it is up.
final class Regulator: Sendable {
  let office: Office
  let site: Site
  let port: UInt16
  private let place: TestPlace

  /// Makes one whose clock is another's.
  init(clock: Clock) throws {
    place = try TestPlace()
    port = try Self.freePort()
    let publicURL = "http://127.0.0.1:\(port)"
    let database = try Database(at: place.address, create: true)
    try Installation.create(
      in: database, publicURL: publicURL, isDemo: true, part: .regulator
    ) { tx in
      try Institution(
        id: IDs.system.make(at: clock.now), code: "nelc",
        name: Localized(ar: "المركز", en: "Center", vi: "Trung tâm"),
        unit: Localized(ar: "التراخيص", en: "Licences", vi: "Giấy phép"),
        instrument: "sa-iu-ecourses", vatNumber: "300000000000003"
      ).insert(in: tx)
    }
    let shared = try Shared.loaded.get()
    office = try Office(
      database: database, library: shared.library, clock: clock, issuer: nil,
      regulator: try Installation.keys(
        at: place.folder + "/regulator.pem",
        did: try Installation.regulatorDID(publicURL: publicURL, .regulator)))
    site = try Site(office: office, texts: shared.texts, assets: Shared.root + "/Sources/Web")
  }

  func remove() {
    office.database.close()
    place.remove()
  }

  var actor: Actor {
    get throws { .clock(try #require(office.institutions.first).scope) }
  }

  var document: DIDDocument {
    get throws {
      let keys = try #require(office.regulator)
      return try #require(try office.didDocument(keys.did.text))
    }
  }

  /// How many awards it has registered.
  var receipts: Int {
    get throws { try office.database.read { try $0.count("SELECT COUNT(*) FROM receipt") } }
  }

  /// Runs a test while the regulator answers over HTTP.
  func serving(_ test: () async throws -> Void) async throws {
    let application = buildApplication(
      site, host: "127.0.0.1", port: Int(port), watch: Watch(Log(.error) { _ in }))
    let running = Task { try? await application.runService(gracefulShutdownSignals: []) }
    let health = try #require(Address("http://127.0.0.1:\(port)/health"))
    let transport = Transport.curl()
    for _ in 0..<500 {
      let answer = try? await OnThread.run {
        try transport.send(Transport.Request(.get, health, reach: .anywhere))
      }
      if answer?.status == 200 { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await test()) } catch { outcome = .failure(error) }
    running.cancel()
    await running.value
    try outcome.get()
  }

  /// A port that nobody listens on.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }
}

/// Runs what waits on a thread of its own, as a server does.
enum OnThread {
  static func run<Made: Sendable>(_ work: @escaping @Sendable () throws -> Made) async throws
    -> Made
  {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try work() }) }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }
}

/// A provider and its regulator as two installations, licensed and pinned.
struct Pair: Sendable {
  let provider: World
  let regulator: Regulator

  /// The provider licences of the world have these numbers.
  static func run(
    licensed: Bool = true, _ test: @escaping @Sendable (Pair) async throws -> Void
  ) async throws {
    try await World.run(part: .provider) { world in
      let regulator = try Regulator(clock: world.office.clock)
      defer { regulator.remove() }
      let pair = Pair(provider: world, regulator: regulator)
      if licensed {
        try await pair.pin()
        _ = try await pair.add(try await pair.grant())
      }
      try await test(pair)
    }
  }

  func pin() async throws {
    _ = try await provider.office.perform(
      PinRegulator(try regulator.document), by: .clock(provider.scope))
  }

  /// What the provider asks for, as the file's text.
  func request() throws -> String {
    let institution = try #require(provider.office.institutions.first)
    return try LicenceRequest.text(institution, provider.office)
  }

  func grant(_ text: String? = nil) async throws -> GrantLicences.Output {
    let grant = try LicenceGrant(try text ?? request(), file: "request.yaml")
    let keys = try #require(provider.office.issuer)
    let document = try #require(try provider.office.didDocument(keys.did.text))
    let done = try await regulator.office.perform(
      GrantLicences(grant, document: document), by: try regulator.actor)
    return try #require(done.output)
  }

  @discardableResult
  func add(_ signed: GrantLicences.Output) async throws -> AddLicences.Output {
    // In the wrong order, and with a line end, as files have it.
    let files = signed.reversed().map { (name: $0.number, bytes: Array("\($0.jwt)\n".utf8)) }
    let done = try await provider.office.perform(
      AddLicences(files: files), by: .clock(provider.scope))
    return try #require(done.output)
  }

  /// Asks for what waits, over HTTP or another way.
  @discardableResult
  func ask(_ transport: Transport = .curl()) async throws -> ReceiptRequests.Progress {
    let (office, now) = (provider.office, provider.office.clock.now)
    return try await OnThread.run { try ReceiptRequests(office, transport).run(at: now) }
  }

  func verdict(_ id: CredentialID) throws -> VerificationReport.Verdict? {
    try provider.office.verify(
      try provider.credential(id), at: provider.office.clock.now)?.verdict
  }

  func state(_ id: CredentialID) throws -> Credential.State {
    try provider.credential(id).state
  }
}
