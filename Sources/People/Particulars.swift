package import Kernel
package import Storage

/// What the regulator asks of a learner beside name and identifier. It is read when a registration is
/// reported and stands nowhere else.
package struct Particulars: Sendable {
  /// With the country's code: `+966500000000`.
  package let mobile: String
  package let nationality: String
  package let born: Day

  package init(mobile: String, nationality: String, born: Day) {
    self.mobile = mobile
    self.nationality = nationality
    self.born = born
  }

  /// Those of a person; nil while they are not known.
  package static func of(_ person: PersonID, in tx: Transaction) throws -> Particulars? {
    try tx.first(
      "SELECT mobile, nationality, born FROM particulars WHERE person = $1", .id(person)
    ) { Particulars(mobile: $0.text(0), nationality: $0.text(1), born: $0.day(2)) }
  }

  /// Sets a person's, in place of those before.
  package func set(of person: PersonID, at: Instant, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO particulars (person, mobile, nationality, born, set_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (person) DO UPDATE SET mobile = excluded.mobile,
        nationality = excluded.nationality, born = excluded.born, set_at = excluded.set_at
      """, .id(person), .text(mobile), .text(nationality), .day(born), .instant(at))
  }
}
