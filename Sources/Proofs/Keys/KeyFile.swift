import Crypto
package import JSON
import Kernel
import _CryptoExtras

/// The bytes of a file of private keys: their text as it is, or sealed with a passphrase (scrypt, then
/// AES-256-GCM) in a small JSON object. Where the file lies and who may read it is the caller's work;
/// opening a sealed one takes a third of a second and 32 MiB.
package enum KeyFile {
  private static let format: Int64 = 1
  private static let kdf = "scrypt"
  private static let cipher = "AES-256-GCM"

  /// What scrypt costs; a file may not ask for more than 128 MiB or some seconds.
  struct Cost {
    var n = 1 << 15
    var r = 8
    var p = 3

    var isBounded: Bool {
      (1 << 14...1 << 17).contains(n) && n.nonzeroBitCount == 1 && (1...8).contains(r)
        && (1...4).contains(p)
    }
  }

  /// Whether the bytes are a sealed file, so that a passphrase is needed.
  package static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.first == UInt8(ascii: "{") }

  /// Seals the text of keys. The salt is 16 fresh random bytes; throws
  /// `KeyFileFault.emptyPassphrase`, and what the cipher throws.
  package static func seal(_ keys: [UInt8], passphrase: String, salt: [UInt8]) throws -> [UInt8] {
    try seal(keys, passphrase: passphrase, salt: salt, cost: Cost())
  }

  static func seal(_ keys: [UInt8], passphrase: String, salt: [UInt8], cost: Cost) throws
    -> [UInt8]
  {
    let secret = try derive(passphrase, salt: salt, cost: cost)
    let box = try AES.GCM.seal(keys, using: secret)
    func number(_ number: Int) -> Value { .number(ExactDecimal(mantissa: Int64(number))) }
    func bytes(_ bytes: some Sequence<UInt8>) -> Value { .text(Base64URL.encode(bytes)) }
    let file = object([
      "format": .number(ExactDecimal(mantissa: format)), "kdf": .text(kdf), "n": number(cost.n),
      "r": number(cost.r), "p": number(cost.p), "salt": bytes(salt), "cipher": .text(cipher),
      "nonce": bytes(box.nonce), "sealed": bytes(box.ciphertext + box.tag),
    ])
    return JSON.write(file) + [0x0A]
  }

  /// The text of keys in a file of either form; the passphrase is not looked at when it is plain.
  package static func open(_ bytes: [UInt8], passphrase: String?) throws(KeyFileFault) -> [UInt8] {
    guard isSealed(bytes) else { return bytes }
    guard let passphrase else { throw .passphraseNeeded }
    let limits = JSON.Limits(bytes: 16 << 10, depth: 2, values: 20)
    let file: Value
    do { file = try JSON.read(bytes, limits: limits) } catch { throw .notJSON(error) }
    guard number("format", in: file) == Int(format) else { throw .member("format") }
    guard same(file["kdf"]?.string, kdf) else { throw .member("kdf") }
    guard same(file["cipher"]?.string, cipher) else { throw .member("cipher") }
    let cost = Cost(
      n: number("n", in: file), r: number("r", in: file), p: number("p", in: file))
    guard cost.isBounded else { throw .cost }
    let salt = try self.bytes("salt", 16...64, in: file)
    let nonce = try self.bytes("nonce", 12...12, in: file)
    let sealed = try self.bytes("sealed", 17...8192, in: file)
    let secret = try derive(passphrase, salt: salt, cost: cost)
    guard let nonce = try? AES.GCM.Nonce(data: nonce),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(16), tag: sealed.suffix(16)),
      let keys = try? AES.GCM.open(box, using: secret)
    else { throw .wrongPassphrase }
    return Array(keys)
  }

  /// The member's whole number; 0, which no member may be, when it is none.
  private static func number(_ name: String, in file: Value) -> Int {
    guard case .number(let number)? = file[name], let integer = number.integer else { return 0 }
    return Int(integer)
  }

  private static func bytes(_ name: String, _ length: ClosedRange<Int>, in file: Value)
    throws(KeyFileFault) -> [UInt8]
  {
    guard let text = file[name]?.string, let bytes = Base64URL.decode(text.utf8),
      length.contains(bytes.count)
    else { throw .member(name) }
    return bytes
  }

  /// An empty passphrase or salt would not only be weak: the library stops the program on one.
  private static func derive(_ passphrase: String, salt: [UInt8], cost: Cost) throws(KeyFileFault)
    -> SymmetricKey
  {
    guard !passphrase.utf8.isEmpty else { throw .emptyPassphrase }
    guard salt.count >= 16, cost.isBounded else { throw .cost }
    do {
      return try KDF.Scrypt.deriveKey(
        from: Array(passphrase.utf8), salt: salt, outputByteCount: 32, rounds: cost.n,
        blockSize: cost.r, parallelism: cost.p)
    } catch { throw .cost }
  }
}

/// Why a key file is not opened.
package enum KeyFileFault: Error, Equatable, Sendable {
  /// The file is sealed, and no passphrase was given.
  case passphraseNeeded
  case emptyPassphrase
  /// The passphrase is another one, or the file was changed.
  case wrongPassphrase
  case notJSON(JSONFault)
  /// A member of the sealed file is missing or is not what it must be.
  case member(String)
  /// The file asks for more memory or time than is given, or for next to none.
  case cost
}

extension KeyFileFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .passphraseNeeded:
      "The key file is sealed; name its passphrase's file in SANAD_KEY_PASSPHRASE_FILE."
    case .emptyPassphrase: "The passphrase is empty; choose one."
    case .wrongPassphrase:
      "The passphrase does not open the key file, or the file was changed; try again, or take the"
        + " file from a backup."
    case .notJSON(let fault): "The sealed key file is broken: \(fault)"
    case .member(let name):
      "The sealed key file's member \(name) is missing or unknown; take the file from a backup."
    case .cost: "The sealed key file asks for an scrypt cost out of bounds; take it from a backup."
    }
  }
}
