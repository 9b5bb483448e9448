package import Kernel

/// Where a credential's status stands: a `BitstringStatusListEntry` (Bitstring Status List 1.0, 2.1).
package struct StatusListEntry: Equatable, Sendable {
  /// The entry's own URL; Open Badges asks for one.
  package var id: String?
  /// `revocation`, `suspension`, …
  package var purpose: String
  package var index: Int
  /// The URL of the list's credential.
  package var list: String

  package init(id: String?, purpose: String, index: Int, list: String) {
    self.id = id
    self.purpose = purpose
    self.index = index
    self.list = list
  }

  /// The entry as a `credentialStatus`.
  package var value: Value {
    object([
      "id": id.map { .text($0) }, "type": .text("BitstringStatusListEntry"),
      "statusPurpose": .text(purpose), "statusListIndex": .text(String(index)),
      "statusListCredential": .text(list),
    ])
  }

  /// Reads one `credentialStatus`: the index is a text of digits without a leading zero; entries of
  /// more than one bit are not read.
  package init(reading value: Value) throws(StatusListFault) {
    guard value["type"]?.strings?.contains(where: { same($0, "BitstringStatusListEntry") }) == true
    else { throw .member("type") }
    if let id = value["id"] {
      guard let text = id.string, VCDM.isURL(text) else { throw .member("id") }
      self.id = text
    }
    guard let purpose = value["statusPurpose"]?.string, !purpose.utf8.isEmpty else {
      throw .member("statusPurpose")
    }
    guard case .text(let digits)? = value["statusListIndex"], digits.utf8.count <= 18,
      let index = Int(digits), index >= 0, same(String(index), digits)
    else { throw .member("statusListIndex") }
    guard let list = value["statusListCredential"]?.string, VCDM.isURL(list) else {
      throw .member("statusListCredential")
    }
    if let size = value["statusSize"] {
      guard case .number(let number) = size, number.integer == 1 else {
        throw .member("statusSize")
      }
    }
    self.purpose = purpose
    self.index = index
    self.list = list
  }
}
