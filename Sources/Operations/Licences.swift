package import Kernel
package import Licensing
package import People
import Regulations
import Storage

extension Institution {
  /// Whether a licence is this institution's to change: its own, where it plays the regulator too, or
  /// one under the instrument that it runs.
  package func oversees(_ licence: Licence) -> Bool {
    licence.institution == id
      || licence.regime.utf8.prefix { $0 != UInt8(ascii: "@") }.elementsEqual(instrument.utf8)
  }
}

/// The regulator sets a licence's status from an instant on; the history is kept, and what rests on
/// the licence falls or stands again with it.
package struct SetLicenceStatus: Operation {
  package static let name = "SetLicenceStatus"

  let number: String
  let status: Licence.Status
  let from: Instant
  let article: String
  let reason: String

  package init(
    number: String, status: Licence.Status, from: Instant, article: String, reason: String
  ) {
    self.number = number
    self.status = status
    self.from = from
    self.article = article
    self.reason = reason
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.regulator)
    guard let standing = try Licence.numbered(number, at: work.at, in: work.tx),
      work.institution.oversees(standing.licence)
    else { throw OperationFault.notFound("licence") }
    let licence = standing.licence
    if let status = standing.status, status.isFinal {
      throw OperationFault.stateConflict(
        "the licence \(number) is \(status.rawValue); nothing follows that")
    }
    guard from <= work.at else {
      throw OperationFault.badInput("from", "lies in the future")
    }
    guard reason.contains(where: { !$0.isWhitespace }), Name.fault(in: reason, limit: 500) == nil
    else { throw OperationFault.badInput("reason", "a reason is required") }
    let changed = try work.change(
      licence,
      LicenceChange(
        status, from: from, by: Self.name, citing: article, reason: reason, in: work.office,
        at: work.at))
    return Decided(changed.ruling, changed.id, true)
  }
}
