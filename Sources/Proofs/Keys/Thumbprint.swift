import Crypto
import JSON
import Kernel

/// The thumbprint of a JSON Web Key (RFC 7638, SHA-256), in base64url.
package enum Thumbprint {
  /// The thumbprint over a key type's required members, whatever order they come in.
  package static func of(_ members: [(name: String, value: String)]) -> String {
    let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let key = Value.object(Value.Members(sorted.map { ($0.name, .text($0.value)) }))
    return Base64URL.encode(SHA256.hash(data: JSON.write(key)))
  }
}
