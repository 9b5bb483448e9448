import Credentials
import JSON
package import Kernel
import Licensing
import People
package import Proofs
package import Regulations
import Rules
import Storage

/// What a regulator answers when it has registered an award: the receipt, and signed snapshots of the
/// lists by which the award is verified, as of the instant of registration.
package struct ReceiptAnswer: Sendable {
  package let receipt: Value
  package let statusLists: [Value]
  /// Whether it was registered now; false for the same answer given again.
  package let isNew: Bool

  /// The most bytes an answer may have.
  package static let most = 4 << 20

  init(receipt: Value, statusLists: [Value], isNew: Bool) {
    self.receipt = receipt
    self.statusLists = statusLists
    self.isNew = isNew
  }

  /// Reads an answer; nil when it is none. Nothing of it is believed yet.
  init?(reading bytes: [UInt8], isNew: Bool) {
    let limits = JSON.Limits(bytes: Self.most, depth: 48, values: 100_000)
    guard let value = try? JSON.read(bytes, limits: limits), let receipt = value["receipt"],
      receipt.members != nil, let lists = value["statusLists"]?.elements, lists.count <= 8
    else { return nil }
    self.init(receipt: receipt, statusLists: lists, isNew: isNew)
  }

  /// The answer's bytes.
  package var bytes: [UInt8] {
    JSON.write(
      .object(
        Value.Members([("receipt", receipt), ("statusLists", .list(statusLists))])))
  }
}

/// A ruling of another installation's regulator, as its problem document tells it.
enum RefusedElsewhere {
  /// The most bytes of such a document that are kept.
  static let most = 64 << 10

  /// Whether a document is a ruling that refuses, and not some other trouble.
  static func isOne(_ document: [UInt8]) -> Bool {
    guard document.count <= most, let value = try? JSON.read(document) else { return false }
    return value["ruling"]?["outcome"]?.string == Outcome.refused.rawValue
  }

  /// The ruling's reference in the regulator's journal.
  static func rulingID(_ document: [UInt8]) -> String? {
    (try? JSON.read(document))?["ruling"]?["id"]?.string.flatMap { RulingID(text: $0) }
      .map(\.description)
  }
}

extension Office {
  /// Why the regulator, another installation, refused to register a credential: the grounds that did,
  /// as the packs here word them; empty where nothing was refused from elsewhere.
  package func refusal(of credential: CredentialID) throws -> [Finding] {
    guard let document = try database.read({ try CredentialRefusal.find(credential, in: $0) }),
      let told = try JSON.read(document)["ruling"]?["grounds"]?.elements
    else { return [] }
    return StoredRuling.grounds(told, told.map { $0["values"] ?? .null }, library)
      .map(\.finding).filter { $0.outcome == .refused && Catalogue.rule($0.rule) != nil }
  }

  /// Registers an award that its provider sent, in the regulator's name. Throws `OperationFault`:
  /// forbidden for an unknown provider, badInput for what does not verify.
  package func register(_ bundle: Bundle) async throws -> Decided<ReceiptAnswer> {
    guard regulator != nil else { throw OperationFault.notFound("regulator") }
    let (scope, award) = try received(bundle, at: clock.now)
    let claimed = bundle.award?["validFrom"]?.string.flatMap { Instant(stamp: $0) }
    let latest = claimed?.adding(seconds: Receipt.tolerance)
    let decided = try await perform(
      RegisterAward(award: award, latest: latest), by: .clock(scope))
    guard let signed = decided.output else { return Decided(decided.ruling, decided.id, nil) }
    var complete = bundle
    complete.receipt = try JSON.read(signed.document)
    let lists = try statusURLs(complete).compactMap { url in
      try snapshot(url, at: signed.registeredAt).map { try JSON.read($0.document) }
    }
    return Decided(
      decided.ruling, decided.id,
      ReceiptAnswer(
        receipt: complete.receipt ?? .null, statusLists: lists, isNew: signed.isNew))
  }

  /// An award from outside: of a provider who is known here, verified in both forms.
  private func received(_ bundle: Bundle, at now: Instant) throws -> (Scope, VerifiedAward) {
    guard let award = bundle.award, let provider = Award.issuerID(award) else {
      throw OperationFault.badInput("award", "send the award with its proof as JSON")
    }
    guard let scope = try scope(of: provider) else {
      throw OperationFault.forbidden("this regulator has licensed no provider of that name")
    }
    let batch = try BatchSources(self)
    let verified = try VerifiedAward(award, jwt: bundle.jwt, at: now, batch)
    if let jwt = bundle.jwt { try VerifiedAward.verifyTwin(jwt, of: award, at: now, batch) }
    return (scope, verified)
  }

  /// Whose register a provider stands in: this installation's own, or that of whom it has licensed.
  private func scope(of provider: String) throws -> Scope? {
    if let issuer, issuer.did.text.utf8.elementsEqual(provider.utf8) {
      return institutions.first?.scope
    }
    return try database.read { try Provider.find(provider, in: $0) }.map { Scope($0.institution) }
  }
}
