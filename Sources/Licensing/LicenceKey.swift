package import Kernel
package import Storage

/// What a licence is found by in the public register: its number, its holder's names and its
/// programme's titles, in one column of one spelling.
package struct LicenceKey: Sendable {
  private let text: String

  /// The holder's part first, then a bar, then the programme's: keys hold no other bar.
  package init(number: String, printed: String? = nil, holder: Localized, programme: Localized?) {
    func keys(_ text: Localized?) -> [String] {
      guard let text else { return [] }
      return Tongue.allCases.map { SearchKey.of(text[$0]) }
    }
    let first = [number, printed ?? ""].map(SearchKey.of) + keys(holder)
    self.text =
      first.filter { !$0.isEmpty }.joined(separator: " ") + "|"
      + keys(programme).joined(separator: " ")
  }

  /// Puts a licence into the register's index, in the place of what stood there.
  package func set(_ licence: Licence, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO licence_key (number, licence, key) VALUES ($1, $2, $3)
      ON CONFLICT (number) DO UPDATE SET licence = excluded.licence, key = excluded.key
      """, .text(licence.number), .id(licence.id), .text(text))
  }
}

extension Licence {
  /// What is looked for in the register; words as `SearchKey` gives them.
  package struct Search: Sendable {
    /// Each must be found in number, holder or programme; at most three.
    let words: [String]
    /// Each must be found in the programme; at most two.
    let programme: [String]
    /// Whether something was asked for of which no letter and no digit is left.
    let isVoid: Bool

    package init(_ query: String, programme: String) {
      words = SearchKey.words(query, limit: 3)
      self.programme = SearchKey.words(programme, limit: 2)
      isVoid =
        words.isEmpty && query.contains { !$0.isWhitespace }
        || self.programme.isEmpty && programme.contains { !$0.isWhitespace }
    }

    fileprivate func word(_ place: Int) -> String {
      place < words.count ? words[place] : ""
    }

    fileprivate func title(_ place: Int) -> String {
      place < programme.count ? programme[place] : ""
    }
  }

  /// The licences that a search finds, by number, after the last one seen.
  package static func found(
    by search: Search, after number: String = "", limit: Int, in tx: Transaction
  ) throws -> [Licence] {
    guard !search.isVoid else { return [] }
    let ids = try tx.all(
      """
      SELECT licence FROM licence_key
      WHERE number > $1 AND ($2 = '' OR key LIKE '%' || $2 || '%')
        AND ($3 = '' OR key LIKE '%' || $3 || '%') AND ($4 = '' OR key LIKE '%' || $4 || '%')
        AND ($5 = '' OR key LIKE '%|%' || $5 || '%') AND ($6 = '' OR key LIKE '%|%' || $6 || '%')
      ORDER BY number LIMIT $7
      """, .text(number), .text(search.word(0)), .text(search.word(1)), .text(search.word(2)),
      .text(search.title(0)), .text(search.title(1)), .int(limit)
    ) { row -> LicenceID in row.id(0) }
    return try ids.compactMap { try find($0, in: tx) }
  }

  /// The licences that are in no index yet: those of a database of before.
  package static func withoutKey(limit: Int, in tx: Transaction) throws -> [Licence] {
    let ids = try tx.all(
      """
      SELECT l.id FROM licence l LEFT JOIN licence_key k ON k.number = l.number
      WHERE k.number IS NULL ORDER BY l.number LIMIT $1
      """, .int(limit)
    ) { row -> LicenceID in row.id(0) }
    return try ids.compactMap { try find($0, in: tx) }
  }
}
