import Kernel

/// Finds DID documents, the verifier's own first.
struct KeyRing {
  /// Where a document came from, best first.
  enum Origin: String {
    /// The verifier holds it.
    case held
    /// The identifier is its own document.
    case own
    /// Whoever answers for the identifier gave it.
    case source
    /// It came with the award.
    case presented
  }

  typealias Found = (document: DIDDocument, origin: Origin)

  let trust: Trust
  let source: ((String) -> DIDDocument?)?
  let presented: [Value]
  private var known: [(did: String, found: Found?)] = []
  private var asked: [(did: String, isDID: Bool)] = []

  init(_ trust: Trust, _ sources: Sources, _ presented: [Value]) {
    self.trust = trust
    source = sources.didDocument
    self.presented = presented
  }

  /// Whether an identifier may have a document at all: look-alikes with letters of other scripts or
  /// capitals in their host have none.
  mutating func isDID(_ did: String) -> Bool {
    if let asked = asked.first(where: { same($0.did, did) }) { return asked.isDID }
    let isDID = DID(text: did) != nil || DIDDocument(didKey: did) != nil
    asked.append((did, isDID))
    return isDID
  }

  mutating func document(_ did: String) -> Found? {
    if let entry = known.first(where: { same($0.did, did) }) { return entry.found }
    let found = find(did)
    known.append((did, found))
    return found
  }

  private func find(_ did: String) -> Found? {
    if let held = trust.documents.first(where: { same($0.id, did) }) { return (held, .held) }
    if let own = DIDDocument(didKey: did) { return (own, .own) }
    guard DID(text: did) != nil else { return nil }
    if let given = source?(did), same(given.id, did) { return (given, .source) }
    for value in presented where same(value["id"]?.string, did) {
      if let document = try? DIDDocument(reading: value) { return (document, .presented) }
    }
    return nil
  }
}
