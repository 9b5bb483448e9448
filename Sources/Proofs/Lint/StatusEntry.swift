import Kernel

extension Lint {
  /// The award points at one bit of a status list for its revocation.
  static let statusEntry = Lint("StatusEntry", "Bitstring Status List 1.0, 2.1; OB 3.0 JSON schema")
  { award in
    guard let status = award["credentialStatus"], let entry = try? StatusListEntry(reading: status),
      entry.id != nil
    else { return "credentialStatus is not one BitstringStatusListEntry with an id" }
    return same(entry.purpose, "revocation") ? nil : "the status entry is not for revocation"
  }
}
