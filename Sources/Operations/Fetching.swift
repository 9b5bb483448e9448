import JSON
package import Kernel
package import Proofs
package import Transport

/// Fetches what others publish: DID documents and status lists.
package struct Fetching: Sendable {
  let transport: Transport

  package init(_ transport: Transport) { self.transport = transport }

  /// Why something that was fetched is not what was asked for.
  package struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The document of a DID from its own address; throws `Fault` or `Transport.Fault`.
  package func didDocument(_ did: DID, reach: Transport.Reach) throws -> DIDDocument {
    let value = try value(at: did.documentURL, reach: reach, accept: "application/did+json")
    let document: DIDDocument
    do { document = try DIDDocument(reading: value) } catch {
      throw Fault(description: "\(did.authority) publishes no DID document (\(error))")
    }
    guard document.id.utf8.elementsEqual(did.text.utf8) else {
      throw Fault(
        description: "\(did.authority) publishes the document of \(document.id.prefix(200)), not "
          + "of \(did.text)")
    }
    return document
  }

  /// A JSON document, or a compact token as text.
  func value(at url: String, reach: Transport.Reach, accept: String) throws -> Value {
    guard let address = Address(url) else {
      throw Transport.Fault(.address, host: String(url.prefix(200)))
    }
    let response = try transport.send(
      Transport.Request(.get, address, reach: reach, headers: [("Accept", accept + ", */*")]))
    guard response.status == 200 else {
      throw Fault(description: "\(address.authority) answered \(response.status)")
    }
    if response.body.starts(with: "eyJ".utf8),
      let text = String(
        validating: response.body, as: UTF8.self)
    {
      return .text(text)
    }
    do {
      return try JSON.read(response.body, limits: Bundle.limits)
    } catch {
      throw Fault(description: "\(address.authority) answered no JSON (\(error.message))")
    }
  }
}

/// Where a verifier with a network looks besides its own tables: `did:web` documents and status lists
/// at their own addresses, on the public internet only, unless the host is one that was named by
/// whoever asks.
package final class NetworkSources: @unchecked Sendable {
  private let fetching: Fetching
  private let own: Sources
  private let now: Instant
  /// Hosts, with ports, that whoever asks has named.
  private let named: Set<String>
  // One verification runs on one thread.
  private var asked = 0
  /// What could not be had, each once, in words.
  package private(set) var faults: [String] = []

  /// How often one verification asks: each costs a connection to wherever a document points.
  static let most = 24

  /// `dids` are those that whoever asks has named: their hosts may lie anywhere.
  package init(_ transport: Transport, beside own: Sources, named dids: [String], at now: Instant) {
    fetching = Fetching(transport)
    self.own = own
    self.now = now
    named = Set(dids.compactMap { DID(text: $0)?.authority })
  }

  /// These sources as the verifier takes them.
  package var sources: Sources {
    Sources(
      didDocument: { did in self.didDocument(did) },
      statusList: { url, at in self.statusList(url, at: at) })
  }

  private func reach(_ authority: String) -> Transport.Reach {
    named.contains(authority) ? .anywhere : .publicOnly
  }

  private func didDocument(_ text: String) -> DIDDocument? {
    if let held = own.didDocument?(text) { return held }
    guard let did = DID(text: text) else { return nil }
    return asking { try fetching.didDocument(did, reach: reach(did.authority)) }
  }

  /// A snapshot that is held does only while it speaks of the instant.
  private func statusList(_ url: String, at: Instant) -> Value? {
    let held = own.statusList?(url, at)
    if let until = held?["validUntil"]?.string.flatMap({ Instant(stamp: $0) }), at < until {
      return held
    }
    guard let address = Address(url) else { return held }
    // Of the past is asked as Bitstring Status List 1.0 (3.1) has it.
    let join = url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
    let place = at < now ? "\(url)\(join)timestamp=\(at.utcText)" : url
    let found = asking {
      try fetching.value(
        at: place, reach: reach(address.authority), accept: "application/vc")
    }
    return found ?? held
  }

  private func asking<Found>(_ ask: () throws -> Found) -> Found? {
    guard asked < Self.most else { return nil }
    asked += 1
    do { return try ask() } catch {
      let words = "\(error)"
      if !faults.contains(words) { faults.append(words) }
      return nil
    }
  }
}
