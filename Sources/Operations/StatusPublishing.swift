package import Credentials
import JSON
package import Kernel
import Proofs
import Regulations
import Storage

// Ends of awards, suspensions of licences and revocations of receipts, published as Bitstring Status
// Lists: every snapshot is signed for a day and kept for ever, so that anybody can be told how things
// stood when an award was registered.

/// Where a list is found, and for how long a snapshot of it holds.
package enum StatusPublishing {
  /// A snapshot holds for a day, and is followed by the next when half of it is over.
  static let seconds: Int64 = 86_400

  /// A list's address: `…/status/{id}`.
  package static func url(_ list: ID<StatusListTag>, _ publicURL: String) -> String {
    "\(publicURL)/status/\(list)"
  }

  /// The list an address of this installation stands for.
  package static func list(_ url: String, _ publicURL: String) -> ID<StatusListTag>? {
    let prefix = publicURL + "/status/"
    guard url.utf8.starts(with: prefix.utf8) else { return nil }
    return ID(text: String(decoding: url.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
  }

  static func purpose(_ kind: StatusRegister.Kind) -> String {
    kind == .licence ? Endorsement.statusPurpose : "revocation"
  }
}

extension Work {
  /// A place of its own in a list of this kind, with a snapshot that covers the present.
  /// Takes a place in the newest list of a kind, the wished one if it is free.
  func takeStatus(
    _ kind: StatusRegister.Kind, subject: [UInt8], wished: StatusEntry? = nil
  ) throws -> StatusEntry {
    let entry = try StatusRegister.take(
      kind, subject: subject, at: at, newList: id(), wished: wished, draw: { random() }, in: tx)
    try publish(entry.list, kind)
    return entry
  }

  /// The entry as a credential points at it.
  func statusValue(_ entry: StatusEntry, _ kind: StatusRegister.Kind) -> StatusListEntry {
    let url = StatusPublishing.url(entry.list, office.publicURL)
    return StatusListEntry(
      id: "\(url)#\(entry.position)", purpose: StatusPublishing.purpose(kind),
      index: entry.position, list: url)
  }

  /// Sets or clears a bit and publishes it at once; false when it stood so already.
  @discardableResult
  func setStatus(
    _ entry: StatusEntry, _ kind: StatusRegister.Kind, _ isSet: Bool, ruling: RulingID?
  ) throws -> Bool {
    guard try StatusRegister.set(entry, isSet, at: at, ruling: ruling, in: tx) else { return false }
    try publish(entry.list, kind, changed: true)
    return true
  }

  /// Signs a snapshot of a list unless the newest one says the same and holds for a while yet.
  func publish(
    _ list: ID<StatusListTag>, _ kind: StatusRegister.Kind, changed: Bool = false
  ) throws {
    if !changed, let end = try StatusSnapshot.end(list, at: at, in: tx),
      end > at.adding(seconds: StatusPublishing.seconds / 2)
    {
      return
    }
    guard let signer = kind == .award ? office.issuer : office.regulator else {
      throw OperationFault.stateConflict("this process holds no key for the status list \(list)")
    }
    try requirePresent(signer)
    var bits = StatusList()
    for position in try StatusRegister.set(in: list, at: at, tx) { _ = bits.set(position) }
    let until = at.adding(seconds: StatusPublishing.seconds)
    guard
      let unsigned = StatusListCredential.build(
        id: StatusPublishing.url(list, office.publicURL), issuer: signer.did.text,
        purpose: StatusPublishing.purpose(kind), list: bits, validFrom: at, validUntil: until)
    else { throw OperationFault.stateConflict("no memory for the status list") }
    // The suite that every reader of linked data knows.
    let signed = try DataIntegrity.sign(
      unsigned, suite: .eddsaRDFC, key: signer.integrity,
      verificationMethod: signer.integrityID, created: at)
    try StatusSnapshot(list: list, from: at, until: until, document: JSON.write(signed))
      .insert(in: tx)
  }
}

/// Signs the snapshots that are due; bookkeeping, asked for by the clock.
package struct PublishStatus: Operation {
  package static let name = "PublishStatus"

  package init() {}

  /// How many lists were signed anew.
  package func run(_ work: Work) throws -> Decided<Int> {
    var count = 0
    for (list, kind) in try StatusRegister.all(in: work.tx) {
      guard (kind == .award ? work.office.issuer : work.office.regulator) != nil else { continue }
      let before = try StatusSnapshot.newest(list, at: work.at, in: work.tx)?.from
      try work.publish(list, kind)
      if try StatusSnapshot.newest(list, at: work.at, in: work.tx)?.from != before { count += 1 }
    }
    return Decided(Ruling([], at: work.at), work.id(), count)
  }
}
