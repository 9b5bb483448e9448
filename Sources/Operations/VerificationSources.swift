import Credentials
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

  private func document(of keys: IssuerKeys) throws -> DIDDocument {
    let former = try database.read { try FormerKey.of(keys.did, in: $0) }.map(\.method)
    // A process that was not started anew since then holds keys that were retired meanwhile.
    let current = keys.document.methods.filter { method in
      !former.contains { Name.same($0.id, method.id) }
    }
    return DIDDocument(did: keys.did, methods: current + former)
  }

  /// A signed snapshot of one of our lists that speaks of an instant.
  package func statusList(_ url: String, at: Instant) throws -> Value? {
    guard let list = StatusPublishing.list(url, publicURL) else { return nil }
    let snapshot = try database.read { try StatusSnapshot.newest(list, at: at, in: $0) }
    return try snapshot.map { try JSON.read($0.document) }
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
