package import Kernel
package import Storage

/// What a licence is found by in the public register: the words of its numbers, of its holder's
/// names and of its programme's titles, all in one spelling.
package struct LicenceWords: Sendable {
  private let words: [(word: String, isProgramme: Bool)]

  package init(number: String, printed: String? = nil, holder: Localized, programme: Localized?) {
    let names = [number, printed ?? ""] + Tongue.allCases.map { holder[$0] }
    let titles = programme.map { title in Tongue.allCases.map { title[$0] } } ?? []
    // Each licence has a row, whatever it is called.
    words =
      [("", false)] + names.flatMap(SearchWords.index).map { ($0, false) }
      + titles.flatMap(SearchWords.index).map { ($0, true) }
  }

  /// Enters them for a licence, in the place of what stood there.
  package func set(_ licence: Licence, in tx: Transaction) throws {
    try tx.run("DELETE FROM licence_word WHERE number = $1", .text(licence.number))
    for (word, isProgramme) in words {
      try tx.run(
        """
        INSERT INTO licence_word (word, number, in_programme) VALUES ($1, $2, $3)
        ON CONFLICT (word, number, in_programme) DO NOTHING
        """, .text(word), .text(licence.number), .flag(isProgramme))
    }
  }
}

extension Licence {
  /// What is looked for in the register: beginnings of words, each of which must be found.
  package struct Search: Sendable {
    fileprivate struct Word: Sendable {
      let start: String
      /// Whether it must be found in the programme's title.
      let inProgramme: Bool

      /// What is not asked for.
      static let none = Word(start: "", inProgramme: false)

      /// After every word that begins so.
      var end: String { start + "\u{10FFFF}" }
    }

    fileprivate let words: [Word]
    /// Whether something was asked for of which no letter and no digit is left.
    fileprivate let isVoid: Bool

    package init(_ query: String, programme: String) {
      let (anywhere, titles) = (SearchWords.query(query), SearchWords.query(programme))
      words =
        anywhere.map { Word(start: $0, inProgramme: false) }
        + titles.map { Word(start: $0, inProgramme: true) }
      isVoid =
        anywhere.isEmpty && query.contains { !$0.isWhitespace }
        || titles.isEmpty && programme.contains { !$0.isWhitespace }
    }

    /// The most words that are looked for; of more, those that are found least often.
    fileprivate static let most = 5
    /// A word found so often is on every page of licences: they are walked instead.
    private static let often = 5_000

    /// How often a word is found, counted no further than `often`.
    private static func count(_ word: Word, in tx: Transaction) throws -> Int {
      try tx.count(
        """
        SELECT COUNT(*) FROM (SELECT 1 FROM licence_word
          WHERE word >= $1 AND word < $2 AND in_programme >= $3 LIMIT $4) found
        """, .text(word.start), .text(word.end), .flag(word.inProgramme), .int(often))
    }

    /// The words, the rarest first, and whether even that is found often.
    fileprivate func weighed(in tx: Transaction) throws -> (words: [Word], isOften: Bool) {
      let counted = try words.prefix(20).map { (word: $0, count: try Self.count($0, in: tx)) }
        .sorted { $0.count < $1.count }
      return (
        counted.prefix(Self.most).map(\.word), counted.first.map { $0.count >= Self.often } ?? true
      )
    }
  }

  /// The licences that a search finds, by number, after the last one seen.
  package static func found(
    by search: Search, after number: String = "", limit: Int, in tx: Transaction
  ) throws -> [Licence] {
    guard !search.isVoid else { return [] }
    let (words, isOften) = try search.weighed(in: tx)
    var values: [Bind] = []
    for place in 0..<Search.most {
      let word = place < words.count ? words[place] : .none
      values += [.text(word.start), .text(word.end), .flag(word.inProgramme)]
    }
    values += [.text(number), .int(limit)]
    let numbers = isOften ? try walked(values, in: tx) : try indexed(values, in: tx)
    return try numbers.compactMap { try numbered($0, in: tx) }
  }

  /// Reads a rare word from its index and looks the others up. (The empty concatenation keeps
  /// SQLite from walking all numbers in their order; the offset keeps PostgreSQL from joining all
  /// words.)
  private static func indexed(_ values: [Bind], in tx: Transaction) throws -> [String] {
    try tx.all(
      """
      SELECT DISTINCT w.number || '' FROM licence_word w
      WHERE w.word >= $1 AND w.word < $2 AND w.in_programme >= $3 AND w.number || '' > $16
        AND ($4 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = w.number
          AND o.word >= $4 AND o.word < $5 AND o.in_programme >= $6 LIMIT 1 OFFSET 0))
        AND ($7 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = w.number
          AND o.word >= $7 AND o.word < $8 AND o.in_programme >= $9 LIMIT 1 OFFSET 0))
        AND ($10 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = w.number
          AND o.word >= $10 AND o.word < $11 AND o.in_programme >= $12 LIMIT 1 OFFSET 0))
        AND ($13 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = w.number
          AND o.word >= $13 AND o.word < $14 AND o.in_programme >= $15 LIMIT 1 OFFSET 0))
      ORDER BY 1 LIMIT $17
      """, values: values
    ) { $0.text(0) }
  }

  /// Walks the licences by number, looking every word up, until a page is full: of words that are
  /// found often, soon.
  private static func walked(_ values: [Bind], in tx: Transaction) throws -> [String] {
    try tx.all(
      """
      SELECT l.number FROM licence l WHERE l.number > $16
        AND ($1 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = l.number
          AND o.word >= $1 AND o.word < $2 AND o.in_programme >= $3 LIMIT 1 OFFSET 0))
        AND ($4 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = l.number
          AND o.word >= $4 AND o.word < $5 AND o.in_programme >= $6 LIMIT 1 OFFSET 0))
        AND ($7 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = l.number
          AND o.word >= $7 AND o.word < $8 AND o.in_programme >= $9 LIMIT 1 OFFSET 0))
        AND ($10 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = l.number
          AND o.word >= $10 AND o.word < $11 AND o.in_programme >= $12 LIMIT 1 OFFSET 0))
        AND ($13 = '' OR EXISTS (SELECT 1 FROM licence_word o WHERE o.number = l.number
          AND o.word >= $13 AND o.word < $14 AND o.in_programme >= $15 LIMIT 1 OFFSET 0))
      ORDER BY l.number LIMIT $17
      """, values: values
    ) { $0.text(0) }
  }

  private static func numbered(_ number: String, in tx: Transaction) throws -> Licence? {
    try tx.first(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence WHERE number = $1
      """, .text(number), read: Licence.init)
  }

  /// The licences that are in no index yet: those of a database of before.
  package static func withoutWords(limit: Int, in tx: Transaction) throws -> [Licence] {
    try tx.all(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence l
      WHERE NOT EXISTS (SELECT 1 FROM licence_word w WHERE w.number = l.number)
      ORDER BY number LIMIT $1
      """, .int(limit), read: Licence.init)
  }
}
