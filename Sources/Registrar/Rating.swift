package import Kernel
package import Storage

/// What a learner says of a course at its end: once a registration.
package struct Rating: Sendable {
  package let registration: RegistrationID
  package let section: SectionID
  /// 1 to 5.
  package let stars: Int
  /// Empty once they were erased.
  package let words: String

  /// The most stars there are.
  package static let most = 5

  package init(registration: RegistrationID, section: SectionID, stars: Int, words: String) {
    self.registration = registration
    self.section = section
    self.stars = stars
    self.words = words
  }

  package static func find(_ registration: RegistrationID, in tx: Transaction) throws -> Rating? {
    try tx.first(
      "SELECT registration, section, stars, words FROM rating WHERE registration = $1",
      .id(registration)
    ) { Rating(registration: $0.id(0), section: $0.id(1), stars: $0.int(2), words: $0.text(3)) }
  }

  /// Keeps it; false where the registration was rated before.
  package func insert(at: Instant, in tx: Transaction) throws -> Bool {
    try tx.first(
      """
      INSERT INTO rating (registration, section, stars, words, rated_at)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING stars
      """, .id(registration), .id(section), .int(stars), .text(words), .instant(at)
    ) { $0.int(0) } != nil
  }

  /// Erases what a learner said; the stars stay, which are counted.
  package static func eraseWords(of learner: PersonID, in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE rating SET words = ''
      WHERE registration IN (SELECT id FROM registration WHERE learner = $1)
      """, .id(learner))
  }

  /// How many learners of a section rated it, and all their stars together.
  package static func sum(of section: SectionID, in tx: Transaction) throws
    -> (count: Int, stars: Int)
  {
    try tx.first(
      "SELECT COUNT(*), COALESCE(SUM(stars), 0) FROM rating WHERE section = $1", .id(section)
    ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
  }
}
