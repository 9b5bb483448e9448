import Kernel

extension Lint {
  /// An award's identifier is a `urn:uuid`: it must outlive every address.
  static let credentialID = Lint("CredentialID", "VCDM 2.0, 4.4; OB 3.0, B.1") { award in
    guard let id = award["id"]?.string, isUUID(id) else { return "id is not a urn:uuid" }
    return nil
  }

  static func isUUID(_ text: String) -> Bool {
    guard text.utf8.starts(with: "urn:uuid:".utf8) else { return false }
    let uuid = String(text.utf8.dropFirst(9)) ?? ""
    return Kernel.CredentialID(text: uuid).map { same($0.description, uuid) } ?? false
  }
}
