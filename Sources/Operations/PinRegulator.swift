import Kernel
package import Proofs
import Regulations
import Storage

/// Whoever runs the machine says which regulator is believed here, and with which keys: those that
/// they compared with what the regulator told them on another way.
package struct PinRegulator: Operation {
  package static let name = "PinRegulator"

  let document: DIDDocument

  package init(_ document: DIDDocument) { self.document = document }

  /// False when the very same document was pinned before.
  package func run(_ work: Work) throws -> Decided<Bool> {
    guard work.actor.person == nil else {
      throw OperationFault.forbidden("a regulator is pinned on the machine itself")
    }
    guard work.office.regulator == nil else {
      throw OperationFault.stateConflict("this installation is its own regulator")
    }
    guard DID(text: document.id) != nil, !document.assertionMethods.isEmpty else {
      throw OperationFault.badInput("document", "names no key that signs claims")
    }
    guard document.id != work.office.issuer?.did.text else {
      throw OperationFault.badInput("document", "is this installation’s own")
    }
    if try KnownDID.find(document.id, in: work.tx) == document {
      return Decided(Ruling([], at: work.at), work.id(), false)
    }
    try KnownDID.set(document, .regulator, at: work.at, in: work.tx)
    let id = try work.recordAct(
      Self.name,
      facts: [("regulator", .text(document.id)), ("keys", .list(document.methods.map(\.id)))])
    return Decided(Ruling([], at: work.at), id, true)
  }
}
