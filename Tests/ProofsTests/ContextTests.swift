import Kernel
import Testing

@testable import Proofs

/// Compares our table of terms with the published contexts, where a checkout has them beside it.
@Suite struct ContextTests {
  private func context(_ name: String) throws -> Value.Members {
    try #require(try PublishedVectors.value("contexts/" + name)["@context"]?.members)
  }

  @Test(.enabled(if: PublishedVectors.arePresent("contexts"), PublishedVectors.absence))
  func everyTermIsDefinedWhereWeAllowIt() throws {
    let badges = try context("ob-3.0.3.json")
    let credentials = try context("credentials-v2.json")
    let base = try #require(credentials["VerifiableCredential"]?["@context"]?.members)
    for kind in Terms.Kind.allCases {
      let own = (badges[kind.rawValue]?["@context"]?.members?.pairs ?? []).map(\.name)
      for term in Terms.members(of: kind) where term.name != "@context" {
        let known =
          own.contains(term.name) || badges[term.name] != nil || credentials[term.name] != nil
          || kind == .credential && base[term.name] != nil
        #expect(known, "\(term.name) of \(kind.rawValue)")
      }
      // And what the context defines for this kind is allowed, so that no sound award is refused.
      let ours = Terms.members(of: kind).map(\.name)
      for name in own where name != "@protected" { #expect(ours.contains(name)) }
    }
  }
}
