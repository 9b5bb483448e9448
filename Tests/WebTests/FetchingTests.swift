import Credentials
import Foundation
import JSON
import Kernel
import Operations
import Proofs
import Storage
import Synchronization
import Testing
import Transport

/// What a verifier with a network asks for, and of whom.
@Suite struct FetchingTests {
  /// A web in a dictionary that remembers what was asked of it.
  private final class Web: Sendable {
    private let pages: [String: [UInt8]]
    private let asked = Mutex<[(url: String, reach: Transport.Reach)]>([])

    init(_ pages: [String: Value]) { self.pages = pages.mapValues { JSON.write($0) } }

    var requests: [(url: String, reach: Transport.Reach)] { asked.withLock { $0 } }

    var transport: Transport {
      Transport { request in
        self.asked.withLock { $0.append((request.address.text, request.reach)) }
        guard let body = self.pages[request.address.text] else {
          return .init(status: 404, body: [])
        }
        return .init(status: 200, body: body)
      }
    }
  }

  private func document(_ did: String) throws -> DIDDocument {
    DIDDocument(
      did: try #require(DID(text: did)),
      keys: [try #require(SigningKey.generate(.ed25519)).publicKey])
  }

  private let now = Instant(microseconds: 1_800_000_000_000_000)

  @Test func aStrangersHostIsAskedOnThePublicInternetOnly() throws {
    let (one, two) = (try document("did:web:a.example"), try document("did:web:b.example:x"))
    let web = Web([
      "https://a.example/.well-known/did.json": one.value,
      "https://b.example/x/did.json": two.value,
    ])
    let network = NetworkSources(
      web.transport, beside: .offline, named: ["did:web:b.example"], at: now)
    let sources = network.sources
    #expect(sources.didDocument?(one.id) == one && sources.didDocument?(two.id) == two)
    #expect(web.requests.map(\.reach) == [.publicOnly, .anywhere] && network.faults == [])
  }

  /// Documents of others, absent ones, what is no DID, and what is held already.
  @Test func onlyItsOwnDocumentIsTaken() throws {
    let held = try document("did:web:held.example")
    let web = Web([
      "https://a.example/.well-known/did.json": try document("did:web:b.example").value,
      "https://c.example/.well-known/did.json": .list([]),
    ])
    let network = NetworkSources(
      web.transport, beside: Sources(didDocument: { $0 == held.id ? held : nil }), named: [],
      at: now)
    let find = try #require(network.sources.didDocument)
    #expect(find(held.id) == held)
    for did in ["did:web:a.example", "did:web:c.example", "did:web:d.example"] {
      #expect(find(did) == nil)
    }
    #expect(network.faults.count == 3 && web.requests.count == 3)
    for text in ["did:key:z6Mk", "https://a.example", "", "did:web:A.example"] {
      #expect(find(text) == nil)
    }
    #expect(web.requests.count == 3)
  }

  @Test func aListOfThePastIsAskedForWithItsInstant() throws {
    let url = "https://a.example/status/1"
    func list(_ until: Instant) -> Value {
      .object(Value.Members([("validUntil", .text(until.utcText))]))
    }
    let stale = list(now)
    let web = Web([
      url: list(now.adding(seconds: 1)),
      "\(url)?timestamp=\(now.adding(seconds: -5).utcText)": list(now.adding(seconds: -4)),
    ])
    let network = NetworkSources(
      web.transport, beside: Sources(statusList: { asked, _ in asked == url ? stale : nil }),
      named: [], at: now)
    let find = try #require(network.sources.statusList)
    // What is held speaks of a second ago, and no longer of now.
    #expect(find(url, now.adding(seconds: -1))?["validUntil"]?.string == now.utcText)
    #expect(web.requests.isEmpty)
    #expect(find(url, now)?["validUntil"]?.string == now.adding(seconds: 1).utcText)
    #expect(find(url + "?a=b", now.adding(seconds: -5)) == nil)
    #expect(
      web.requests.map(\.url).last == "\(url)?a=b&timestamp=\(now.adding(seconds: -5).utcText)")
    // Nothing newer is to be had: what is held is better than nothing.
    let away = NetworkSources(
      Transport { _ in throw Transport.Fault(.late, host: "a.example") },
      beside: Sources(statusList: { _, _ in stale }), named: [], at: now)
    #expect(away.sources.statusList?(url, now)?["validUntil"]?.string == now.utcText)
    #expect(away.faults == ["a.example did not answer in time"])
    for text in ["ftp://a.example/", "http://a.example/1", "file:///etc/passwd", "x"] {
      #expect(away.sources.statusList?(text, now) != nil && away.faults.count == 1)
    }
  }

  /// A credential cannot make its verifier ask without end.
  @Test func oneVerificationAsksSoOftenAndNotMore() throws {
    let web = Web([:])
    let network = NetworkSources(web.transport, beside: .offline, named: [], at: now)
    for number in 0..<40 { _ = network.sources.didDocument?("did:web:a\(number).example") }
    #expect(web.requests.count == 24)
  }

  /// The pages ask nobody, whatever they are shown.
  @Test func aVerificationOfAStrangersAwardOverTheNetwork() async throws {
    try await World.run { world in
      let id = try await world.award()
      var bundle = try world.bundle(id)
      let lists = bundle.statusLists
      let documents = bundle.didDocuments
      (bundle.statusLists, bundle.didDocuments) = ([], [])
      var pages: [String: Value] = [:]
      for list in lists { pages[list["id"]?.string ?? ""] = list }
      for document in documents {
        let did = try #require(document["id"]?.string.flatMap { DID(text: $0) })
        pages[did.documentURL] = document
      }
      let web = Web(pages)
      let regulator = try #require(world.office.regulator).did.text
      let issuer = try #require(world.office.issuer).did.text
      let now = world.office.clock.now
      func verify(_ transport: Transport, named: [String]) -> VerificationReport {
        let network = NetworkSources(transport, beside: .offline, named: named, at: now)
        return Verification.verify(
          Presented(bundle), at: now, trust: Trust(dids: [regulator]), sources: network.sources)
      }
      #expect(verify(web.transport, named: [issuer]).verdict == .valid)
      #expect(web.requests.allSatisfy { $0.reach == .anywhere })
      // Nobody named these hosts, and they lie on this machine.
      #expect(verify(.curl(), named: []).verdict == .unknown)
    }
  }
}
