/// Who issues: an identifier and a name for people.
package struct Party: Sendable, Equatable {
  /// The issuer's DID, byte by byte as it is written.
  package var did: String
  /// How the issuer calls itself; empty when it says nothing.
  package var name: String

  package init(did: String, name: String) {
    self.did = did
    self.name = name
  }
}
