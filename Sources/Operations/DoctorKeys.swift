import Foundation
import JSON
import Kernel
import Paper
import Proofs
import Storage

/// The key files beside the database, and the letters that certificates are set in.
extension Doctor {
  private static let putBack = "put the installation's own key file back (docs/OPERATIONS.md, Keys)"

  /// How the issuing key's and the regulator's checks are called.
  private static func name(_ signer: Signer) -> String {
    signer == .issuer ? "issuing key" : "regulator's key"
  }

  /// Whether the keys of the parts the installation plays are there, kept from others, can be opened
  /// and are in the document by which what was signed last verifies. Reads only.
  package func keys(at places: KeyPlaces) -> [Check] {
    Signer.allCases.compactMap { signer in
      let name = Self.name(signer)
      do {
        let part = try database.read { try Installation.part(in: $0) }
        guard signer == .issuer ? part.issues : part.regulates else {
          return misplaced(signer, at: places.path(signer))
        }
        return Self.check(name, Self.putBack) { try present(signer, at: places) }
      } catch {
        return .failed(name, "it could not be looked at: \(error)", Self.putBack)
      }
    }
  }

  /// The regulator's key in a provider's place makes the provider its own regulator.
  private func misplaced(_ signer: Signer, at path: String) -> Check? {
    guard SecretFile(path).exists else { return nil }
    return .failed(
      Self.name(signer), "\(path) is there, and this installation is no \(signer.rawValue)",
      "take the file away from this machine")
  }

  private func present(_ signer: Signer, at places: KeyPlaces) throws -> Check {
    let (name, path) = (Self.name(signer), places.path(signer))
    let used = try database.read { try lastUsed(signer, in: $0) }
    guard let file = try Installation.file(signer, of: database, at: places), file.file.exists
    else {
      return used == nil
        ? .notCheckable(name, "\(path) is made when it is first needed")
        : .failed(name, "\(path) is missing, and what was issued was signed with it", Self.putBack)
    }
    if try file.file.isSealed, places.passphrase.given == nil { return Self.closed(name, path) }
    let (keys, isSealed) = try file.read()
    let (retired, former) = try database.read {
      (try FormerKey.retired(keys, in: $0), try FormerKey.of(file.did, in: $0))
    }
    if let retired {
      return .failed(
        name, "\(path) holds keys that were retired at \(retired.utcText)", Self.putBack)
    }
    let documented = [keys.tokenID, keys.integrityID] + former.map(\.method.id)
    if let used, !documented.contains(where: { Name.same($0, used) }) {
      return .failed(
        name, "\(path) is \(keys.tokenID), but what was signed last names \(used)", Self.putBack)
    }
    return .passed(
      name,
      "\(keys.tokenID), mode 0600, \(isSealed ? "sealed" : "not sealed"), "
        + "\(former.count) former keys")
  }

  private static func closed(_ name: String, _ path: String) -> Check {
    .notCheckable(
      name, "\(path) is sealed: name its passphrase's file in SANAD_KEY_PASSPHRASE_FILE")
  }

  /// The key that the newest award, or the newest receipt, names.
  private func lastUsed(_ signer: Signer, in tx: Transaction) throws -> String? {
    switch signer {
    case .issuer: return try DoctorQueries.credentialKey(in: tx)
    case .regulator:
      let receipt = try DoctorQueries.newestReceipt(in: tx).flatMap { try? JSON.read($0) }
      return receipt?["proof"].flatMap { $0.elements?.first ?? $0 }?["verificationMethod"]?.string
    }
  }

  /// Whether the journal's key is there; `read` reads and checks its file.
  package func journalKey(
    at path: String, _ passphrase: Passphrase, _ read: () throws -> String
  ) -> Check {
    let name = "journal key"
    let remedy = "put the journal's own key file back (docs/OPERATIONS.md, Keys)"
    return Doctor.check(name, remedy) {
      let file = SecretFile(path)
      guard file.exists else {
        let isUsed = try database.read { try $0.sealFigures().covered > 0 }
        return isUsed
          ? .failed(name, "\(path) is missing, and checkpoints were signed with it", remedy)
          : .notCheckable(name, "\(path) is made when it is first needed")
      }
      let isSealed = try file.isSealed
      if isSealed, passphrase.given == nil { return Self.closed(name, path) }
      let (told, used) = (try read(), try database.read { try $0.sealedKey() })
      guard let used, !Name.same(used, told) else {
        return .passed(name, "\(told), mode 0600, \(isSealed ? "sealed" : "not sealed")")
      }
      return .failed(name, "\(path) is \(told), but the journal is sealed with \(used)", remedy)
    }
  }

  /// Whether the letters of certificates and badges are installed.
  package static func fonts(missing: [String] = Certificate.missingFonts) -> Check {
    missing.isEmpty
      ? .passed("fonts", "the letters of certificates are here")
      : .failed(
        "fonts", "\(missing.joined(separator: ", ")) is missing: certificates would look otherwise",
        "install fonts-hosny-amiri and fonts-sil-gentiumplus")
  }
}
