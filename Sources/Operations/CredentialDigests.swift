import Credentials
import JSON
package import Kernel
import Proofs
import Storage

/// The SHA-256 of one of a credential's forms, for people and for certificates to compare.
package struct CredentialDigest: Sendable {
  package enum Form: String, Sendable {
    /// The award with its proof, in canonical JSON (RFC 8785).
    case award
    /// The compact token.
    case token
  }

  package let form: Form
  package let bytes: [UInt8]

  /// As the code on a certificate ends with it: base64url.
  package var text: String { Base64URL.encode(bytes) }
  /// As `sha256sum` prints it.
  package var hex: String { Hex.text(bytes) }
}

extension Office {
  /// The digests of both forms; none while the credential is not signed.
  package func digests(of credential: CredentialID) throws -> [CredentialDigest] {
    guard let form = try database.read({ try CredentialForm.find(credential, in: $0) }) else {
      return []
    }
    let token = CredentialDigest(
      form: .token, bytes: HashAlgorithm.sha256.digest(Array(form.jwt.utf8)))
    guard let bytes = form.award else { return [token] }
    let award = try JSON.read(bytes, limits: Bundle.limits)
    return [CredentialDigest(form: .award, bytes: try AwardDigest.bytes(of: award)), token]
  }
}
