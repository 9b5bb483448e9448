import Kernel
import Testing

@testable import Proofs

/// The W3C suite of RDF Dataset Canonicalization: every evaluation, map and negative test.
@Suite struct RDFCTests {
  static let entries: [Value] =
    (try? PublishedVectors.value("rdfc10/manifest.jsonld")["entries"]?.elements) ?? []

  @Test(.enabled(if: !entries.isEmpty, PublishedVectors.absence), arguments: entries.indices)
  func published(_ index: Int) throws {
    let entry = Self.entries[index]
    let input = try NQuads.read(
      try PublishedVectors.bytes(try #require(entry["action"]?.string)))
    let hash = entry["hashAlgorithm"]?.string == "SHA384" ? HashAlgorithm.sha384 : .sha256
    func made() throws -> (nquads: [UInt8], labels: [Int]) {
      try RDFC.canonicalize(input.dataset, hash: hash)
    }
    let name = entry["id"]?.string ?? ""
    switch entry["type"]?.string {
    case "rdfc:RDFC10EvalTest":
      let expected = try PublishedVectors.bytes(try #require(entry["result"]?.string))
      #expect(try made().nquads == expected, "\(name)")
    case "rdfc:RDFC10MapTest":
      let expected = try PublishedVectors.value(try #require(entry["result"]?.string))
      let labels = try made().labels
      #expect(labels.count == expected.members?.pairs.count)
      for (number, label) in labels.enumerated() {
        let name = String(input.names[number].dropFirst(2))
        #expect(expected[name]?.string == "c14n\(label)", "\(name)")
      }
    case "rdfc:RDFC10NegativeEvalTest":
      #expect(throws: RDFCFault.self, "\(name)") { try made() }
    case let type: Issue.record("unknown kind of test: \(type ?? "none")")
    }
  }

  @Test(.enabled(if: !entries.isEmpty, PublishedVectors.absence))
  func theSuiteIsWhole() { #expect(Self.entries.count == 86) }

  @Test func stepsAreBoundedOnBothSides() throws {
    // Two nodes that point at each other look alike: exploring them takes twelve steps.
    let twins = try NQuads.read(Array("_:a <urn:p> _:b .\n_:b <urn:p> _:a .\n".utf8)).dataset
    var needed = 0
    while (try? RDFC.canonicalize(twins, limit: needed)) == nil { needed += 1 }
    #expect(needed > 2)
    #expect(throws: RDFCFault.tooComplex(limit: needed - 1)) {
      try RDFC.canonicalize(twins, limit: needed - 1)
    }
  }

  @Test func longChainsOfEqualNodesEnd() throws {
    let chain = (0..<1_000).map { "_:n\($0) <urn:p> _:n\($0 + 1) .\n" }.joined()
    let dataset = try NQuads.read(Array(chain.utf8)).dataset
    #expect(throws: RDFCFault.self) { try RDFC.canonicalize(dataset) }
  }

  @Test func namesAndOrderDoNotMatter() throws {
    let first = "_:x <urn:p> \"1\" .\n_:y <urn:q> _:x .\n<urn:s> <urn:r> _:y <urn:g> .\n"
    let second = "<urn:s> <urn:r> _:x <urn:g> .\n_:x <urn:q> _:q .\n_:q <urn:p> \"1\" .\n"
    let forms = try [first, second].map {
      try RDFC.canonicalize(try NQuads.read(Array($0.utf8)).dataset).nquads
    }
    #expect(forms[0] == forms[1])
    let changed = first.replacing("\"1\"", with: "\"2\"")
    #expect(try RDFC.canonicalize(try NQuads.read(Array(changed.utf8)).dataset).nquads != forms[0])
  }

  @Test func aStatementSaidTwiceIsOne() throws {
    let once = try NQuads.read(Array("_:a <urn:p> _:b .\n".utf8)).dataset
    let twice = try NQuads.read(Array("_:a <urn:p> _:b .\n_:a <urn:p> _:b .\n".utf8)).dataset
    #expect(twice.quads.count == 1)
    #expect(try RDFC.canonicalize(once).nquads == RDFC.canonicalize(twice).nquads)
  }
}
