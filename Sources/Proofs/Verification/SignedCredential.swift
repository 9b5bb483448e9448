import Kernel

/// A credential in one of its signed forms, before anything of it is believed.
struct SignedCredential {
  /// How it is signed.
  enum Form {
    /// A member `proof` inside.
    case integrity
    /// A compact token around it.
    case token(JWT)
  }

  let form: Form
  /// The credential with its `proof`, or the token's payload with its claims.
  let credential: Value
  /// What may stand in no document, found once.
  let danger: SafetyCheck.Fault?

  init(integrity credential: Value) {
    form = .integrity
    self.credential = credential
    danger = SafetyCheck.fault(in: credential)
  }

  init(token: JWT) {
    form = .token(token)
    credential = .object(token.payload)
    danger = SafetyCheck.fault(in: credential)
  }

  /// From a credential with its proof, or a compact token as text; nil for anything else.
  init?(_ value: Value) {
    if value.members != nil {
      self.init(integrity: value)
    } else if case .text(let text) = value, let token = try? JWT(reading: text.utf8) {
      self.init(token: token)
    } else {
      return nil
    }
  }

  /// Who it names as issuer; empty when it names nobody.
  var issuer: String { Award.issuerID(credential) ?? "" }

  func instant(_ name: String) -> Instant? {
    credential[name]?.string.flatMap { Instant(stamp: $0) }
  }
}
