import Kernel
import Proofs

/// What seals and opens key files: one passphrase for all of an installation's.
package struct Passphrase: Sendable {
  /// Given before it is needed, in a file: new key files are sealed with it. Nil leaves them plain.
  package let given: String?
  private let asks: @Sendable (String) -> String?

  /// `asks` gets the path of a sealed file and asks a person; nil where nobody can be asked.
  package init(given: String?, asks: @escaping @Sendable (String) -> String? = { _ in nil }) {
    self.given = given
    self.asks = asks
  }

  /// No passphrase, and nobody to ask.
  package static let none = Passphrase(given: nil)

  /// The passphrase in a file, without the line feed at its end. Throws `OperationFault.badInput`
  /// when everybody may read it (a credential of systemd's shows its access list as the group's
  /// bits), when it is empty or not one line of UTF-8.
  package static func read(from path: String) throws -> String {
    try SecretFile(path).line("a passphrase", othersBits: 0o007)
  }

  /// The text of keys in a file's bytes; throws `KeyFileFault`.
  func open(_ bytes: [UInt8], of path: String) throws -> [UInt8] {
    do {
      return try KeyFile.open(
        bytes, passphrase: KeyFile.isSealed(bytes) ? given ?? asks(path) : nil)
    } catch {
      throw OperationFault.badInput(path, error.description)
    }
  }

  /// The bytes of a key file: sealed when a passphrase was given, or when the file before it was.
  func seal(_ keys: [UInt8], of path: String, wasSealed: Bool = false) throws -> [UInt8] {
    guard let passphrase = given ?? (wasSealed ? asks(path) : nil) else {
      if wasSealed { throw OperationFault.badInput(path, "\(KeyFileFault.passphraseNeeded)") }
      return keys
    }
    return try KeyFile.seal(keys, passphrase: passphrase, salt: IDs.system.secret())
  }

  /// How the journal's key, whose file `Storage` writes, is sealed and opened.
  package func seals(_ path: String) -> (
    seal: @Sendable ([UInt8]) throws -> [UInt8], open: @Sendable ([UInt8]) throws -> [UInt8]
  ) {
    ({ try seal($0, of: path) }, { try open($0, of: path) })
  }

  /// Seals a key file, or seals it anew with another passphrase. False when it was sealed already
  /// and keeps its passphrase.
  package func protect(_ path: String, with next: String, anew: Bool) throws -> Bool {
    let file = SecretFile(path)
    let bytes = try file.read()
    guard !KeyFile.isSealed(bytes) || anew else { return false }
    let keys = try open(bytes, of: path)
    let sealed = try KeyFile.seal(keys, passphrase: next, salt: IDs.system.secret())
    // A key that nobody can open again would be lost.
    guard try KeyFile.open(sealed, passphrase: next) == keys else {
      throw OperationFault.stateConflict("\(path) could not be sealed; it is as it was")
    }
    try file.write(sealed)
    return true
  }
}

extension SecretFile {
  /// Whether it takes a passphrase to open it.
  package var isSealed: Bool { get throws { KeyFile.isSealed(try read()) } }
}
