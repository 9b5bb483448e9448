package import Kernel
package import Licensing
import People
import Registrar
import Regulations
import Storage

/// A licence as the public register shows it on a day: nobody's identifier, no evidence, no reason
/// that was written for its holder.
package struct RegisterEntry: Sendable {
  package let licence: Licence
  package let holder: Localized
  /// Nil for a provider's licence.
  package let programme: Localized?
  package let state: LicenceState
}

/// One licence of the register with all that is public of it.
package struct RegisterPageEntry: Sendable {
  package let entry: RegisterEntry
  package let particulars: Licence.Particulars
  /// What was decided about it, oldest first.
  package let history: [Licence.Change]
  /// What it rests on.
  package let parent: RegisterEntry?
  /// What rests on it, by number.
  package let resting: [RegisterEntry]
  package let renews: Licence?
  package let renewedBy: Licence?
  package let credentials: [LicenceCredential]
}

/// A day that the register is asked about, and the instant at which it stood so.
package struct RegisterDay: Sendable {
  package let day: Day
  package let at: Instant

  /// Of today as it stands now, of any other day as it stood at its end.
  package init(_ day: Day, now: Instant, _ zone: Zone) {
    self.day = day
    at =
      zone.day(of: now) == day
      ? now : Instant(microseconds: zone.end(of: day).microseconds - 1)
  }
}

extension Office {
  /// A page of the register: what a search finds, by number, after the last one seen.
  package func register(
    _ search: Licence.Search, on day: RegisterDay, after number: String = "", limit: Int
  ) throws -> (entries: [RegisterEntry], next: String?) {
    try database.read { tx in
      let found = try Licence.found(by: search, after: number, limit: limit + 1, in: tx)
      let page = try found.prefix(limit).map { try entry($0, day, in: tx) }
      return (page, found.count > limit ? page.last?.licence.number : nil)
    }
  }

  /// The licence of a number or id; nil where there is none.
  package func registered(_ name: String, on day: RegisterDay) throws -> RegisterPageEntry? {
    try database.read { tx in
      let numbered = try Licence.numbered(name, at: day.at, in: tx)?.licence
      guard
        let licence = try numbered
          ?? LicenceID(text: name).flatMap({ try Licence.find($0, in: tx) })
      else { return nil }
      return RegisterPageEntry(
        entry: try entry(licence, day, in: tx), particulars: try licence.particulars(in: tx),
        history: try licence.history(in: tx),
        parent: try licence.parent.flatMap { try Licence.find($0, in: tx) }
          .map { try entry($0, day, in: tx) },
        resting: try Licence.resting(on: licence.id, in: tx).map { try entry($0, day, in: tx) },
        renews: try licence.renews.flatMap { try Licence.find($0, in: tx) },
        renewedBy: try Licence.successor(of: licence.id, in: tx),
        credentials: try LicenceCredential.of(licence.id, in: tx))
    }
  }

  private func entry(_ licence: Licence, _ day: RegisterDay, in tx: Transaction) throws
    -> RegisterEntry
  {
    let names = try RegisterNames.of(licence, institutions, in: tx)
    let standing = try Licence.standing(licence.id, at: day.at, in: tx)
    // What renews it counts from when it was granted.
    let successor = try Licence.successor(of: licence.id, in: tx).flatMap {
      try Licence.standing($0.id, at: day.at, in: tx)?.status
    }
    return RegisterEntry(
      licence: licence, holder: names.holder, programme: names.programme,
      state: LicenceState(
        standing ?? (licence, nil),
        isRenewed: successor != nil,
        renewalMonths: library.renewalMonths(licence.regime, at: day.at), on: day.day))
  }
}
