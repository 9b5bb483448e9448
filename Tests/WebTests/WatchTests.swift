import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Kernel
import NIOCore
import Operations
import People
import Registrar
import Synchronization
import TestWorld
import Testing
import Web

/// A world that is watched: its router, what is logged and what is counted.
private final class Watched: Sendable {
  private let log: Log
  let watch: Watch

  init(_ level: Log.Level = .info) {
    let held = Held()
    log = Log(level) { held.add($0) }
    watch = Watch(log)
    self.held = held
  }

  private let held: Held

  final class Held: Sendable {
    private let bytes = Mutex([UInt8]())
    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  var logged: String {
    log.flush()
    return held.text
  }

  var events: [Value] {
    logged.split(separator: "\n").map { (try? JSON.read(Array($0.utf8))) ?? .null }
  }

  func run(
    _ test: @escaping @Sendable (World, any TestClientProtocol) async throws -> Void
  ) async throws {
    let secret = try Shared.secret.get()
    try await World.run(secret: secret) { world in
      let application = Application(router: buildRouter(world.site, watch: self.watch))
      try await application.test(.router) { client in try await test(world, client) }
    }
  }
}

extension TestClientProtocol {
  fileprivate func send(
    _ method: HTTPRequest.Method, _ path: String, by login: String? = nil, _ body: String = "",
    headers: [String: String] = [:]
  ) async throws -> TestResponse {
    var fields = HTTPFields()
    if let login { fields[.authorization] = "Bearer token-\(login)" }
    for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
    return try await executeRequest(
      uri: path, method: method, headers: fields, body: ByteBuffer(string: body))
  }
}

@Suite struct WatchTests {
  /// Somebody's name, login, password, token, identifiers and search words go through every kind of
  /// request; none of them may stand in the log.
  @Test func nothingOfAnybodyIsLogged() async throws {
    let watched = Watched()
    try await watched.run { world, client in
      let amna = try world.person("amna")
      let section = try world.section("FQH112").id
      _ = try await client.send(.post, "/api/v1/sections/\(section)/registrations", by: "amna")
      _ = try await client.send(.get, "/api/v1/me?search=amna&token=token-amna", by: "amna")
      _ = try await client.send(
        .post, "/sign-in", "name=amna&password=\(MadinahWorld.password)",
        headers: ["Content-Type": "application/x-www-form-urlencoded"])
      _ = try await client.send(.post, "/sign-in", "name=amna&password=wrong-secret-word")
      _ = try await client.send(.get, "/people/\(amna.id)?q=amna", by: "admin")
      _ = try await client.send(.get, "/no/such/\(amna.nameEn.replacing(" ", with: "-"))")
      _ = try await client.send(.get, "/api/v1/me", headers: ["Authorization": "Bearer stolen-one"])
      _ = try await client.send(
        .post, "/api/v1/sections/\(section)/registrations", by: "admin",
        #"{"learner":"amna-as-text"}"#)
      _ = try await client.send(
        .get, "/term", headers: ["Cookie": "sanad_session=cookie-of-somebody"])
      let text = watched.logged
      #expect(watched.events.count == 9)
      for word in [
        "amna", amna.nameEn, amna.nameAr, amna.id.description, section.description,
        MadinahWorld.password, "wrong-secret", "token-", "stolen", "cookie-of", "search", "?",
      ] {
        #expect(!text.contains(word), "\(word) is in the log")
      }
    }
  }

  @Test func eachAnswerIsOneLineWithItsRoute() async throws {
    let watched = Watched()
    try await watched.run { world, client in
      let section = try world.section("FQH112").id
      _ = try await client.send(.post, "/api/v1/sections/\(section)/registrations", by: "amna")
      _ = try await client.send(.get, "/nowhere")
      let events = watched.events
      #expect(events.count == 2)
      let first = try #require(events.first)
      #expect(first["route"]?.string == "/api/v1/sections/{id}/registrations")
      #expect(first["method"]?.string == "POST" && first["message"]?.string == "answered")
      #expect(first["status"].map { JSON.write($0) } == Array("201".utf8))
      #expect(first["request"]?.string?.isEmpty == false && first["microseconds"] != nil)
      #expect(first["time"]?.string.flatMap { Instant(text: $0) } != nil)
      #expect(events.last?["route"]?.string == "none")
      #expect(first["request"]?.string != events.last?["request"]?.string)
    }
  }

  /// Each level leaves out what is less grave.
  @Test(arguments: [(Log.Level.error, 1), (.warning, 2), (.info, 3)])
  func levelsLeaveOutWhatIsLess(_ level: Log.Level, _ count: Int) {
    let watched = Watched(level)
    for each in Log.Level.allCases { watched.watch.log.event(each, "event") }
    #expect(watched.events.count == count)
  }

  /// The second line of a server's message repeats the row; foreign errors may say anything.
  @Test func errorsAreToldWithoutTheirValues() {
    struct Telling: Error, CustomStringConvertible { let description = "amna failed" }
    #expect(Log.safe(Telling()) == "Telling")
    #expect(Log.safe(OperationFault.badInput("name", "amna is taken")) == "OperationFault.badInput")
  }

  @Test func healthTurnsRedWhileTheRestIsAnswered() async throws {
    let watched = Watched()
    try await watched.run { _, client in
      let before = try await client.send(.get, "/health")
      #expect(before.status == .ok && before.headers[.connection] == nil)
      watched.watch.beginStopping()
      let after = try await client.send(.get, "/health")
      #expect(after.status == .serviceUnavailable)
      #expect(String(buffer: after.body) == "stopping\n")
      let courses = try await client.send(.get, "/api/v1/courses", by: "amna")
      #expect(courses.status == .ok && courses.headers[.connection] == "close")
    }
  }
}

@Suite struct MetricsTests {
  /// The value of a sample, by its name and labels as they are written.
  private func value(_ text: String, _ sample: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
      .map { String($0.dropFirst(sample.utf8.count + 1)) }
  }

  @Test func answersAndRulingsAreCounted() async throws {
    let watched = Watched(.error)
    try await watched.run { world, client in
      let path = "/api/v1/sections/\(try world.section("FQH112").id)/registrations"
      for key in ["a", "a", "b"] {
        _ = try await client.send(.post, path, by: "amna", headers: ["Idempotency-Key": key])
      }
      _ = try await client.send(.get, "/health")
      _ = try await client.send(.init("BREW") ?? .get, "/coffee")
      let text = watched.watch.text(of: world.site)
      let route = #"route="/api/v1/sections/{id}/registrations",method="POST""#
      // The repeated key got the stored answer: answered twice, ruled once.
      #expect(value(text, "sanad_http_requests_total{\(route),status=\"201\"}") == "2")
      #expect(
        value(
          text, #"sanad_rulings_total{operation="RegisterForSection",outcome="granted"}"#) == "1")
      #expect(value(text, "sanad_http_request_duration_seconds_count{\(route)}") == "3")
      #expect(
        value(text, "sanad_http_request_duration_seconds_bucket{\(route),le=\"+Inf\"}") == "3")
      #expect(
        value(text, #"sanad_http_requests_total{route="none",method="other",status="404"}"#)
          == "1")
      #expect(value(text, "sanad_http_requests_running") == "0")
      #expect(value(text, "sanad_journal_unsealed_entries") != "0")
      #expect(value(text, "sanad_commit_writes_count") != "0")
      for name in ["process_resident_memory_bytes", "process_open_fds"] {
        #expect((value(text, name).flatMap { Int($0) } ?? 0) > 0, "\(name)")
      }
      #expect(!text.contains("amna"))
    }
  }

  /// Every line is a comment or a sample of a family that was announced, once, above it.
  @Test func theTextIsInTheFormat() async throws {
    let watched = Watched(.error)
    try await watched.run { world, client in
      _ = try await client.send(.get, "/health")
      var family = ""
      var seen: Set<String> = []
      let text = watched.watch.text(of: world.site)
      #expect(text.hasSuffix("\n"))
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        if line.hasPrefix("# TYPE ") {
          family = words[2]
          #expect(seen.insert(family).inserted, "\(family) is announced twice")
          #expect(["counter", "gauge", "histogram"].contains(words[3]))
        } else if !line.hasPrefix("# HELP ") {
          let name = line.prefix { $0 != "{" && $0 != " " }
          let isOurs = ["", "_bucket", "_sum", "_count"].contains { family + $0 == String(name) }
          #expect(isOurs, "\(line) stands below \(family)")
          #expect(words.last.flatMap { Double($0) } != nil, "\(line)")
        }
      }
      // Ranges are cumulative and end in all of them.
      let buckets = text.split(separator: "\n").filter {
        $0.hasPrefix("sanad_commit_writes_bucket")
      }.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      #expect(buckets == buckets.sorted() && buckets.count == 10)
    }
  }
}
