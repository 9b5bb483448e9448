import Credentials
import JSON
package import Kernel
import Proofs
import Storage
package import Transport

/// Keeps the pinned regulator's lists fresh, so that the pages here tell of a licence or a receipt
/// that was revoked since; what verifies awards of the past came with their receipts.
package struct RegulatorLists: Sendable {
  let office: Office
  let fetching: Fetching

  package init(_ office: Office, _ transport: Transport) {
    self.office = office
    fetching = Fetching(transport)
  }

  /// Seconds before its end from which on a list is asked for anew: regulators renew after half a day.
  private static let ahead: Int64 = 43_200

  /// Fetches each list whose newest snapshot is about to end; returns what could not be had, each
  /// once, in words without personal data.
  package func refresh(at: Instant) throws -> [String] {
    let urls = try office.database.read {
      try ForeignSnapshot.ending(before: at.adding(seconds: Self.ahead), in: $0)
    }
    var fresh: [ForeignSnapshot] = []
    var faults: [String] = []
    for url in urls {
      do { fresh.append(try fetch(url, at: at)) } catch {
        let words = "\(error)"
        if !faults.contains(words) { faults.append(words) }
      }
    }
    let kept = fresh
    if !kept.isEmpty {
      try office.database.writeAndWait { tx in
        for snapshot in kept { try snapshot.insert(in: tx) }
      }
    }
    return faults
  }

  /// A list as it stands at its address, signed by a regulator that is pinned here.
  private func fetch(_ url: String, at now: Instant) throws -> ForeignSnapshot {
    let value = try fetching.value(at: url, reach: .anywhere, accept: "application/vc")
    let trust = try office.trust
    let signer = try Verification.signer(of: value, at: now, trust: trust)
    guard trust.documents.contains(where: { $0.id.utf8.elementsEqual(signer.utf8) }),
      let list = try? StatusListCredential(reading: value), list.id.utf8.elementsEqual(url.utf8),
      let from = list.validFrom, let until = list.validUntil
    else { throw Fetching.Fault(description: "a list of the regulator is not what it was") }
    return ForeignSnapshot(url: url, from: from, until: until, document: JSON.write(value))
  }
}
