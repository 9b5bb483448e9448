package import Kernel

/// Whom a verifier believes, and whose keys it holds itself.
package struct Trust: Sendable {
  /// Documents the verifier holds: their DIDs are believed and their keys pinned.
  package var documents: [DIDDocument]
  /// DIDs that are believed without holding their keys.
  package var dids: [String]
  /// Whether a regulator's keys may come with the award. Whoever can make a bundle could then be
  /// the regulator.
  package var acceptsBundledKeys: Bool
  /// What remembers signatures that held; nil to check each one anew.
  package var memory: SignatureMemory?
  /// Whether the award's own signature is worth remembering too: for one who is shown the same award
  /// again soon.
  package var remembersAwards = false

  package init(
    documents: [DIDDocument] = [], dids: [String] = [], acceptsBundledKeys: Bool = false,
    memory: SignatureMemory? = nil
  ) {
    self.documents = documents
    self.dids = dids
    self.acceptsBundledKeys = acceptsBundledKeys
    self.memory = memory
  }

  /// Whether nobody is believed.
  var isEmpty: Bool { documents.isEmpty && dids.isEmpty }

  /// Whether a DID is believed; look-alikes are other DIDs, so it is compared byte by byte.
  func believes(_ did: String) -> Bool {
    dids.contains { same($0, did) } || documents.contains { same($0.id, did) }
  }
}

/// Where else a verifier may look: an installation's own tables, or the network. Nothing, offline.
package struct Sources {
  /// The document of a DID; nil when it is not to be had.
  package var didDocument: ((String) -> DIDDocument?)?
  /// The signed snapshot of the list at this URL that speaks of an instant: a credential with its
  /// proof, or a compact token as text; nil when it is not to be had.
  package var statusList: ((String, Instant) -> Value?)?
  /// What was opened of these sources before; nil to open everything anew.
  package var opened: OpenedSnapshots?

  package init(
    didDocument: ((String) -> DIDDocument?)? = nil,
    statusList: ((String, Instant) -> Value?)? = nil
  ) {
    self.didDocument = didDocument
    self.statusList = statusList
  }

  package static var offline: Sources { Sources() }
}
