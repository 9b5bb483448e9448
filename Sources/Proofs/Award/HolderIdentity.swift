import Crypto
import Kernel

/// How an identity document's number appears in an award.
package enum HolderIdentity {
  /// The number with everything but its last four digits hidden; short numbers wholly.
  package static func masked(_ number: String) -> String {
    let scalars = Array(number.unicodeScalars)
    let shown = scalars.count >= 8 ? 4 : 0
    var masked = String(repeating: "•", count: scalars.count - shown)
    masked.unicodeScalars.append(contentsOf: scalars.suffix(shown))
    return masked
  }

  /// The Open Badges identity hash: `sha256$` and the hash of the number followed by the salt. A
  /// ten-digit number is found in seconds by whoever holds hash and salt, so the salt (16 random
  /// bytes or more, as text) is never put into the award: the holder shows it to whom they choose.
  package static func hash(_ number: String, salt: String) -> String {
    "sha256$" + Hex.text(SHA256.hash(data: Array((number + salt).utf8)))
  }
}
