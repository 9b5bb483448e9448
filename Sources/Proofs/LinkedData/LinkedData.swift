package import Kernel

/// JSON-LD 1.1 for credentials: documents become RDF, and RDF becomes the bytes that are signed.
///
/// Only contexts of a closed set are known, and a document is refused rather than read with a loss:
/// a member that makes no statement would be covered by no signature.
package enum LinkedData {
  /// The canonical N-Quads (RDFC-1.0) of what a document says. `strict` is the form of credentials:
  /// plain terms only, so that what a reader finds in the JSON is what was signed.
  package static func canonical(
    _ document: Value, hash: HashAlgorithm = .sha256, strict: Bool = true
  ) throws(LinkedDataFault) -> [UInt8] {
    try canonical(document, hash: hash, Expansion.Mode(isStrict: strict), .known)
  }

  /// What a document says, as quads.
  package static func quads(_ document: Value, strict: Bool = true) throws(LinkedDataFault)
    -> Dataset
  {
    try quads(document, Expansion.Mode(isStrict: strict), .known)
  }

  /// The same for another set of contexts, or another mode: for test suites.
  static func canonical(
    _ document: Value, hash: HashAlgorithm, _ mode: Expansion.Mode, _ contexts: Contexts
  ) throws(LinkedDataFault) -> [UInt8] {
    let dataset = try quads(document, mode, contexts)
    do {
      return try RDFC.canonicalize(dataset, hash: hash).nquads
    } catch {
      switch error {
      case .tooComplex(let limit): throw LinkedDataFault(.tooComplex(limit: limit))
      }
    }
  }

  /// The same for another set of contexts, or another mode: for test suites.
  static func quads(_ document: Value, _ mode: Expansion.Mode, _ contexts: Contexts)
    throws(LinkedDataFault) -> Dataset
  {
    var expansion = Expansion(contexts, mode)
    do {
      try expansion.document(document)
    } catch {
      throw LinkedDataFault(error, path: expansion.place.path)
    }
    return expansion.dataset
  }
}
