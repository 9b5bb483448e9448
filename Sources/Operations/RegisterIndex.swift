import Kernel
import Licensing
import People
import Registrar
import Storage

/// The names under which the register shows a licence.
struct RegisterNames: Sendable {
  let holder: Localized
  /// Nil for a provider's licence.
  let programme: Localized?

  /// The holder is the provider it was granted to, or the institution itself.
  static func of(_ licence: Licence, _ institutions: [Institution], in tx: Transaction) throws
    -> RegisterNames
  {
    let holder =
      try Provider.holder(of: licence.id, in: tx)?.name
      ?? institutions.first { $0.id == licence.institution }?.name
    let programme = try licence.programme.flatMap {
      try Programme.find($0, Scope(licence.institution), in: tx)?.title
    }
    return RegisterNames(
      holder: holder ?? Localized(ar: "–", en: "–", vi: "–"), programme: programme)
  }
}

extension Licence {
  /// Enters it into the public register's index under its numbers, its holder's names and its
  /// programme's titles.
  func index(_ institutions: [Institution], in tx: Transaction) throws {
    let names = try RegisterNames.of(self, institutions, in: tx)
    try LicenceWords(
      number: number, printed: try particulars(in: tx).numberAsPrinted, holder: names.holder,
      programme: names.programme
    ).set(self, in: tx)
  }
}

extension Office {
  /// Indexes the licences of a database that was made before there was an index; bookkeeping, done
  /// at the start, a part at a time. Returns how many there were.
  package func indexLicences() throws -> Int {
    let part = 500
    var count = 0
    while true {
      let institutions = institutions
      let done = try database.writeAndWait { tx -> Int in
        let licences = try Licence.withoutWords(limit: part, in: tx)
        for licence in licences { try licence.index(institutions, in: tx) }
        return licences.count
      }
      count += done
      if done < part { return count }
    }
  }
}
