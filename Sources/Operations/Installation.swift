import Kernel
package import Proofs
package import Storage

/// What is fixed once for an installation: its address, whether it is a demo, its part.
package enum Installation {
  /// Marks a fresh database and lets a world be planted in it, in one write.
  package static func create(
    in database: Database, publicURL: String, isDemo: Bool, part: Part = .both,
    plant: @escaping @Sendable (Transaction) throws -> Void
  ) throws {
    guard DID(publicURL: publicURL) != nil else {
      throw OperationFault.badInput(
        "SANAD_PUBLIC_URL", "must be https://host[:port][/path], or http:// on this machine")
    }
    try database.writeAndWait { tx in
      guard try tx.setting("publicURL") == nil else {
        throw OperationFault.stateConflict("this database is initialised already")
      }
      try tx.setSetting("publicURL", publicURL)
      try tx.setSetting("demo", isDemo ? "yes" : "no")
      try tx.setSetting("part", part.rawValue)
      try plant(tx)
    }
  }

  /// Whether a database has been initialised.
  package static func exists(in database: Database) throws -> Bool {
    try database.read { try $0.setting("publicURL") != nil }
  }

  /// Which of the two an installation is: the provider that issues, the regulator that licenses and
  /// registers, or both, which it then says of itself.
  package enum Part: String, Sendable, CaseIterable {
    case provider, regulator, both

    package var issues: Bool { self != .regulator }
    package var regulates: Bool { self != .provider }
  }

  /// The part of an installation; those of the first version issue, and regulate in demonstrations.
  package static func part(in tx: Transaction) throws -> Part {
    if let part = try tx.setting("part").flatMap(Part.init(rawValue:)) { return part }
    return try tx.setting("demo") == "yes" ? .both : .provider
  }

  /// The name under which an installation issues.
  package static func did(publicURL: String) throws -> DID {
    guard let did = DID(publicURL: publicURL) else {
      throw OperationFault.badInput("SANAD_PUBLIC_URL", "cannot become a DID")
    }
    return did
  }

  /// The name under which an installation regulates: its own, or one below it where it issues too.
  package static func regulatorDID(publicURL: String, _ part: Part) throws -> DID {
    try did(publicURL: part == .both ? publicURL + "/regulator" : publicURL)
  }
}
