import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Kernel
import Language
import NIOCore
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage
import Synchronization
import TestEngine
import TestWorld
import Testing
import Web

/// A fresh installation with the named world in it and its router: everybody has a token, and the
/// clock stands where a test puts it.
final class World: Sendable {
  let office: Office
  let site: Site
  let scope: Scope
  /// Where its files lie.
  let folder: String
  private let client: any TestClientProtocol
  private let time: Time

  final class Time: Sendable {
    let now = Mutex(MadinahWorld.plantedAt)
  }

  private init(
    _ office: Office, _ site: Site, _ folder: String, _ client: any TestClientProtocol,
    _ time: Time
  ) throws {
    self.office = office
    self.folder = folder
    self.site = site
    self.client = client
    self.time = time
    scope = try #require(office.institutions.first { $0.code == "iu" }).scope
  }

  /// Makes the installation, runs a test in it and removes it; `extra` plants more in it.
  static func run(
    at text: String = "2026-08-23T09:00:00+03:00", secret: Secret? = nil,
    part: Installation.Part = .both,
    extra: @escaping @Sendable (Transaction) throws -> Void = { _ in },
    library: Library? = nil,
    _ test: @escaping @Sendable (World) async throws -> Void
  ) async throws {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    let publicURL = "http://127.0.0.1:8080"
    try Installation.create(
      in: database, publicURL: publicURL, isDemo: true, part: part
    ) { tx in
      try MadinahWorld.plant(in: tx, ids: .system, secret: secret)
      try extra(tx)
      for institution in try Institution.all(in: tx) {
        for person in try Person.all(institution.scope, in: tx) {
          try BearerToken.insert(
            digest: Digest.sha256("token-\(person.login)"), person: person.id, label: "test",
            from: MadinahWorld.plantedAt, until: tokensExpire, in: tx)
        }
      }
    }
    let time = Time()
    let shared = try Shared.loaded.get()
    let office = try Office(
      database: database, library: library ?? shared.library,
      clock: Clock { time.now.withLock { $0 } },
      issuer: try Installation.keys(
        at: place.folder + "/issuer.pem", did: try Installation.did(publicURL: publicURL)),
      regulator: part.regulates
        ? try Installation.keys(
          at: place.folder + "/regulator.pem",
          did: try Installation.regulatorDID(publicURL: publicURL, .both)) : nil,
      documents: DocumentStore(place.folder + "/documents"))
    let site = try Site(office: office, texts: shared.texts, assets: Shared.root + "/Sources/Web")
    let application = Application(router: buildRouter(site))
    try await application.test(.router) { client in
      let world = try World(office, site, place.folder, client, time)
      try world.go(to: text)
      try await test(world)
    }
  }

  /// When every token of the world ends.
  static let tokensExpire = MadinahWorld.plantedAt.adding(seconds: 5 * 365 * 86_400)

  func go(to text: String) throws {
    let instant = try #require(Instant(text: text))
    go(to: instant)
  }

  func go(to instant: Instant) { time.now.withLock { $0 = instant } }

  // MARK: - Requests

  /// Sends a request and holds the answer against the OpenAPI document.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, by login: String? = nil, bytes: [UInt8]? = nil,
    headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    var fields = HTTPFields()
    if let login { fields[.authorization] = "Bearer token-\(login)" }
    for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
    let response = try await client.executeRequest(
      uri: path, method: method, headers: fields, body: bytes.map { ByteBuffer(bytes: $0) })
    let answer = Answer(response)
    let problems = try Shared.loaded.get().document.problems(
      of: answer, to: method.rawValue, path, body: bytes)
    #expect(problems == [], "\(method) \(path)", sourceLocation: sourceLocation)
    return answer
  }

  @discardableResult
  func get(
    _ path: String, by login: String? = nil, headers: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await send(.get, path, by: login, headers: headers, sourceLocation: sourceLocation)
  }

  @discardableResult
  func post(
    _ path: String, by login: String? = nil, _ body: String? = nil,
    headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await send(
      .post, path, by: login, bytes: body.map { Array($0.utf8) }, headers: headers,
      sourceLocation: sourceLocation)
  }

  // MARK: - Rows

  func person(_ login: String) throws -> Person {
    try #require(try office.database.read { try Person.login(login, in: $0)?.0 })
  }

  func term(_ code: String = "1448-1") throws -> Term {
    try #require(
      try office.database.read { try Term.all(scope, in: $0) }.first { $0.code == code })
  }

  func course(_ code: String) throws -> Course {
    try #require(
      try office.database.read { try Course.all(scope, in: $0) }.first { $0.code == code })
  }

  func section(_ code: String, _ number: Int = 1) throws -> Section {
    let (course, term) = (try course(code), try term())
    let all = try office.database.read { try Section.of(course: course.id, term: term.id, in: $0) }
    return try #require(all.first { $0.number == number })
  }

  /// How many rows the acts of people have made, of every kind.
  func rows() throws -> Int {
    try office.database.read { tx in
      try tx.count(
        """
        SELECT (SELECT COUNT(*) FROM journal) + (SELECT COUNT(*) FROM journal_facts)
          + (SELECT COUNT(*) FROM registration) + (SELECT COUNT(*) FROM invoice)
          + (SELECT COUNT(*) FROM payment) + (SELECT COUNT(*) FROM ledger_entry)
          + (SELECT COUNT(*) FROM attendance) + (SELECT COUNT(*) FROM mark)
          + (SELECT COUNT(*) FROM result) + (SELECT COUNT(*) FROM credential)
          + (SELECT COUNT(*) FROM calendar_window) + (SELECT COUNT(*) FROM outbox)
          + (SELECT COUNT(*) FROM open_question) + (SELECT COUNT(*) FROM idempotency)
          + (SELECT SUM(taken) FROM section)
        """)
    }
  }

  /// Registers somebody for a section and returns registration and invoice.
  func register(_ login: String, _ code: String, _ number: Int = 1) async throws -> (
    registration: String, invoice: String
  ) {
    let path = "/api/v1/sections/\(try section(code, number).id)/registrations"
    let answer = try await post(path, by: login)
    #expect(answer.status == 201, "\(answer.body)")
    let output = try #require(answer.json["output"])
    return (
      try #require(output["registration"]?.string), try #require(output["invoice"]?.string)
    )
  }

  /// Pays an invoice in full by the simulated gateway, now.
  @discardableResult
  func pay(_ invoice: String, by login: String, reference: String, amount: String = "690.00 SAR")
    async throws -> Answer
  {
    let paidAt = time.now.withLock { $0.utcText }
    return try await post(
      "/api/v1/invoices/\(invoice)/payments", by: login,
      """
      {"gateway":"simulated","reference":"\(reference)","amount":"\(amount)","paidAt":"\(paidAt)"}
      """)
  }
}

/// What a request was answered with.
struct Answer: Sendable {
  let status: Int
  let headers: HTTPFields
  let bytes: [UInt8]
  /// The body as a tree; null when it is not JSON.
  let json: Value

  init(_ response: TestResponse) {
    status = response.status.code
    headers = response.headers
    bytes = Array(response.body.readableBytesView)
    json = (try? JSON.read(bytes)) ?? .null
  }

  var body: String { String(decoding: bytes, as: UTF8.self) }
  var type: String { headers[.contentType] ?? "" }
  /// The last part of a problem's type.
  var problem: String? {
    json["type"]?.string.map { String($0.split(separator: "/").last ?? "") }
  }
  var ruling: Value? { json["ruling"] }
  /// The articles of the ruling's grounds, without instrument.
  var articles: [String] {
    (ruling?["grounds"]?.elements ?? []).compactMap {
      $0["article"]?.string?.split(separator: "#").last.map(String.init)
    }
  }

  func output(_ name: String) -> String? { json["output"]?[name]?.string }
}

/// What all tests share and nobody changes, read once.
struct Shared: Sendable {
  let library: Library
  let texts: Texts
  let document: Document

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let loaded = Result {
    Shared(
      library: try PackFolder.library(at: root + "/Regulations/packs"),
      texts: try PackFolder.texts(at: root + "/Regulations/locales"),
      document: Document(
        root: try YAML.read(
          try PackFolder.text(of: root + "/Sources/Web/openapi.yaml"), file: "openapi.yaml")))
  }

  /// Everybody's password; deriving it takes a moment.
  static let secret = Result { try Secret.derive(MadinahWorld.password, salt: Array(0..<16)) }
}
