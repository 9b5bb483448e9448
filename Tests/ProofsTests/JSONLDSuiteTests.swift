import Foundation
import JSON
import Kernel
import Testing

@testable import Proofs

/// The W3C suites of JSON-LD 1.1, expand and toRdf. Our reader makes RDF without expanding first, so
/// an expand test holds when input and expected output make the same RDF. What does not hold, or
/// asks for what credentials never use, is listed with its reason in a file that may only shrink.
@Suite struct JSONLDSuiteTests {
  static let suites = ["expand", "toRdf"]
  static let isPresent = PublishedVectors.arePresent("json-ld/toRdf-manifest.jsonld")

  enum Outcome: Error {
    /// The test holds.
    case held
    /// It does not, and what was found.
    case failed(String)
  }

  @Test(.enabled(if: isPresent, PublishedVectors.absence), arguments: suites)
  func published(_ suite: String) throws {
    let manifest = try PublishedVectors.value("json-ld/\(suite)-manifest.jsonld")
    let listed = try PublishedVectors.golden("json-ld-\(suite).golden")
    var lines: [String] = []
    for entry in try #require(manifest["sequence"]?.elements) {
      let name = try #require(entry["@id"]?.string)
      switch outcome(of: entry, suite) {
      case .held:
        #expect(listed[name] == nil, "\(suite)\(name) holds: take it off the list")
      case .failed(let reason):
        #expect(listed[name]?.isEmpty == false, "\(suite)\(name) does not hold: \(reason)")
        lines.append("\(name)\t\(listed[name] ?? reason)")
      }
    }
    #expect(listed.count == lines.count, "the list names tests the suite does not have")
    if ProcessInfo.processInfo.environment["SANAD_WRITE_GOLDEN"] != nil {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("json-ld-\(suite).golden")
      try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private func outcome(of entry: Value, _ suite: String) -> Outcome {
    do {
      return try judge(entry, suite)
    } catch {
      return .failed("\(error)")
    }
  }

  private func judge(_ entry: Value, _ suite: String) throws -> Outcome {
    let option = entry["option"]
    let version = option?["processingMode"]?.string ?? option?["specVersion"]?.string
    if version == "json-ld-1.0" { return .failed("asks for JSON-LD 1.0") }
    for name in ["expandContext", "rdfDirection", "produceGeneralizedRdf"]
    where option?[name] != nil {
      return .failed("asks for the option \(name)")
    }
    let types = entry["@type"]?.strings ?? []
    let input = try #require(entry["input"]?.string)
    let made = Result { try canonical("json-ld/\(input)") }
    if types.contains("jld:NegativeEvaluationTest") {
      if case .success = made { return .failed("is accepted") }
      return .held
    }
    let nquads = try made.get()
    guard let expected = entry["expect"]?.string else { return .held }
    let wanted =
      suite == "expand"
      ? try canonical("json-ld/\(expected)")
      : try RDFC.canonicalize(
        try NQuads.read(try PublishedVectors.bytes("json-ld/\(expected)")).dataset
      ).nquads
    if nquads == wanted { return .held }
    return .failed(
      "makes \(String(decoding: nquads, as: UTF8.self)) not \(String(decoding: wanted, as: UTF8.self))"
        .replacing("\n", with: "|"))
  }

  private func canonical(_ file: String) throws -> [UInt8] {
    try LinkedData.canonical(
      try PublishedVectors.value(file), hash: .sha256,
      Expansion.Mode(isStrict: false, allowsInlineContexts: true), Contexts([]))
  }
}
