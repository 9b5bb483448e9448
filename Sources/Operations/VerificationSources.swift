import Credentials
import Foundation
import JSON
package import Kernel
package import Proofs
package import Storage

// What an installation knows when it verifies: its own DID documents and those it was told of, and
// every snapshot of its own status lists.

extension Office {
  /// Whom this installation's verifier believes: the regulator it plays itself, or those it was told
  /// of.
  package var trust: Trust {
    get throws {
      if let regulator {
        return Trust(documents: [try document(of: regulator)], memory: memory)
      }
      return Trust(
        documents: try database.read { try KnownDID.all(.regulator, in: $0) }, memory: memory)
    }
  }

  /// Where its verifier looks besides what it is shown.
  package var sources: Sources {
    Sources(
      didDocument: { did in try? self.didDocument(did) },
      statusList: { url, at in try? self.statusList(url, at: at) })
  }

  /// The document of a DID: an own one with its former keys, or one this installation was told of.
  package func didDocument(_ did: String) throws -> DIDDocument? {
    for keys in [issuer, regulator].compactMap({ $0 })
    where did.utf8.elementsEqual(keys.did.text.utf8) {
      return try document(of: keys)
    }
    return try database.read { try KnownDID.find(did, in: $0) }
  }

  fileprivate func document(of keys: IssuerKeys) throws -> DIDDocument {
    let former = try database.read { try FormerKey.of(keys.did, in: $0) }.map(\.method)
    // A process that was not started anew since then holds keys that were retired meanwhile.
    let current = keys.document.methods.filter { method in
      !former.contains { Name.same($0.id, method.id) }
    }
    let isRegulator = regulator?.did == keys.did
    let receipts = DIDDocument.Service(
      id: keys.did.text + "#receipts", type: DIDDocument.Service.receipts,
      endpoint: publicURL + "/receipts")
    return DIDDocument(
      did: keys.did, methods: current + former, services: isRegulator ? [receipts] : [])
  }

  /// A signed snapshot that speaks of an instant: of one of our lists, or of one of another
  /// installation's that is kept here.
  package func statusList(_ url: String, at: Instant) throws -> Value? {
    try snapshot(url, at: at).map { try JSON.read($0.document) }
  }

  /// The same as its bytes, with the instant from which on it holds.
  func snapshot(_ url: String, at: Instant) throws -> (from: Instant, document: [UInt8])? {
    try database.read { tx in
      guard let list = StatusPublishing.list(url, publicURL) else {
        return try ForeignSnapshot.newest(url, at: at, in: tx).map { ($0.from, $0.document) }
      }
      return try StatusSnapshot.newest(list, at: at, in: tx).map { ($0.from, $0.document) }
    }
  }
}

/// What verifying one batch of awards looks up, each thing once: whom to believe, documents and lists
/// as they stand when they are first asked for. The next batch asks anew.
final class BatchSources: @unchecked Sendable {
  let trust: Trust
  private let office: Office
  private let lock = NSLock()
  private var documents: [[UInt8]: DIDDocument?] = [:]
  private var lists: [Asked: Value?] = [:]
  private let opened = OpenedSnapshots()

  private struct Asked: Hashable {
    let url: [UInt8]
    let at: Instant
  }

  init(_ office: Office) throws {
    self.office = office
    var trust = try office.trust
    // Where one installation plays both parts, the regulator is shown what the issuer has verified.
    trust.remembersAwards = true
    self.trust = trust
  }

  var sources: Sources {
    var sources = Sources(
      didDocument: { did in
        self.once(\.documents, Array(did.utf8)) { try? self.office.didDocument(did) }
      },
      statusList: { url, at in
        self.once(\.lists, Asked(url: Array(url.utf8), at: at)) {
          try? self.office.statusList(url, at: at)
        }
      })
    sources.opened = opened
    return sources
  }

  /// What was found before, or is found now; what two threads find at the same time is the same.
  private func once<Key, Found>(
    _ held: ReferenceWritableKeyPath<BatchSources, [Key: Found?]>, _ key: Key,
    _ find: () -> Found?
  ) -> Found? {
    if let found = lock.withLock({ self[keyPath: held][key] }) { return found }
    let found = find()
    lock.withLock { self[keyPath: held][key] = .some(found) }
    return found
  }
}

/// DID documents this installation was told of, whose keys are believed.
package enum KnownDID {
  package enum Role: String, Sendable { case regulator, provider }

  package static func find(_ did: String, in tx: Transaction) throws -> DIDDocument? {
    try tx.first("SELECT document FROM did_document WHERE did = $1", .text(did)) { $0.blob(0) }
      .flatMap { try? DIDDocument(reading: try JSON.read($0)) }
  }

  package static func all(_ role: Role, in tx: Transaction) throws -> [DIDDocument] {
    try tx.all(
      "SELECT document FROM did_document WHERE role = $1 ORDER BY did", .text(role.rawValue)
    ) { $0.blob(0) }.compactMap { try? DIDDocument(reading: try JSON.read($0)) }
  }

  package static func set(
    _ document: DIDDocument, _ role: Role, at: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO did_document (did, role, document, recorded_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (did) DO UPDATE SET role = excluded.role, document = excluded.document,
        recorded_at = excluded.recorded_at
      """, .text(document.id), .text(role.rawValue), .blob(JSON.write(document.value)),
      .instant(at))
  }
}
