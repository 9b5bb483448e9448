import JSON
import Kernel
import Testing

@testable import Proofs

/// Our tables of terms against the documents they restate, by meaning and by digest.
@Suite struct ContextTableTests {
  /// The published documents, by address.
  static let documents: KeyValuePairs = [
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-extensions.json",
  ]

  /// Further contexts that test vectors use, from their documents.
  static let published: Contexts = {
    let others: KeyValuePairs = [
      "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.json",
      "https://www.w3.org/ns/credentials/undefined-terms/v2": "undefined-terms-v2.json",
      "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.json",
      "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-2020-v1.json",
      "https://www.w3.org/2018/credentials/v1": "credentials-v1.json",
    ]
    return Contexts(
      Contexts.tables.map { ($0.address, .object($0.context)) }
        + others.compactMap { address, file in
          (try? PublishedVectors.value("contexts/\(file)")["@context"]).flatMap { $0 }
            .map { (address, $0) }
        })
  }()

  static let arePresent = PublishedVectors.arePresent("contexts/ob-3.0.3.json")

  @Test func everyTableIsRead() {
    #expect(Contexts.tables.count == 7)
    #expect(Set(Contexts.tables.map { TermName($0.address) }).count == 7)
    #expect(Contexts.own.address == Namespace.url)
  }

  @Test(.enabled(if: arePresent, PublishedVectors.absence), arguments: documents)
  func tablesMeanWhatTheDocumentsMean(_ address: String, _ file: String) throws {
    let table = try #require(Contexts.tables.first { same($0.address, address) })
    let bytes = try PublishedVectors.bytes("contexts/\(file)")
    #expect(table.digests.contains(Hex.text(HashAlgorithm.sha256.digest(bytes))))
    let stated = try #require(try JSON.read(bytes)["@context"])
    let ours = try apply(.object(table.context), to: .initial)
    let theirs = try apply(stated, to: .initial)
    #expect(ours.table.terms.count > 3)
    #expect(differences(ours, theirs) == [])
    #expect(differences(theirs, ours) == [])
    // And on top of the base context, as credentials use them.
    let base = try #require(Contexts.tables.first).context
    let under = try apply(.object(base), to: .initial)
    guard let both = try? apply(.object(table.context), to: under) else { return }
    #expect(differences(both, try apply(stated, to: under)) == [])
  }

  /// The second Data Integrity context lies nowhere beside us; it is known by its digest and is the
  /// part of the base context about proofs.
  @Test func dataIntegrityAgreesWithTheBaseContext() throws {
    let address = "https://w3id.org/security/data-integrity/v2"
    let table = try #require(Contexts.tables.first { same($0.address, address) })
    let ours = try apply(.object(table.context), to: .initial)
    let base = try apply(.object(try #require(Contexts.tables.first).context), to: .initial)
    let mine = try #require(ours["DataIntegrityProof"])
    let theirs = try #require(base["DataIntegrityProof"])
    #expect(mine.agrees(with: theirs))
    #expect(try apply(.object(table.context), to: base)["proof"] != nil)
  }

  private func apply(_ context: Value, to active: ActiveContext, isScoped: Bool = false) throws
    -> ActiveContext
  {
    try ContextReading.apply(context, to: active, overridesProtected: isScoped) { _ in nil }
  }

  private func differences(_ a: ActiveContext, _ b: ActiveContext) -> [String] {
    var compared: Set<ObjectIdentifier> = []
    return differences(a, b, "", &compared)
  }

  /// Where two contexts differ, their terms' own contexts included, each compared once.
  private func differences(
    _ a: ActiveContext, _ b: ActiveContext, _ path: String, _ compared: inout Set<ObjectIdentifier>
  ) -> [String] {
    var found: [String] = []
    if a.table.vocabulary != b.table.vocabulary { found.append("\(path) vocabulary") }
    for (name, mine) in a.table.terms {
      let place = "\(path)/\(name.text)"
      guard let theirs = b.table.terms[name] else {
        found.append("\(place) is missing")
        continue
      }
      if mine.meaning != theirs.meaning || mine.term != theirs.term
        || mine.coercion != theirs.coercion || mine.suffix != theirs.suffix
        || mine.containers != theirs.containers || mine.isPrefix != theirs.isPrefix
        || mine.isProtected != theirs.isProtected
        || (mine.scoped == nil) != (theirs.scoped == nil)
      {
        found.append(place)
      }
      guard let scope = mine.scoped, let other = theirs.scoped,
        compared.insert(ObjectIdentifier(scope)).inserted
      else { continue }
      guard let inner = try? apply(scope.value, to: a, isScoped: true),
        let outer = try? apply(other.value, to: b, isScoped: true)
      else {
        found.append("\(place) cannot be entered")
        continue
      }
      found += differences(inner, outer, place, &compared)
    }
    return found
  }
}
