/// What the text of a statement tells about it. Words of SQL are written in capitals, and a table or
/// column in small letters; what is not understood is taken for the most it may mean.
struct StatementText {
  enum Kind: Equatable {
    /// It only reads.
    case query
    case insert, update, delete
    /// It begins or ends something.
    case bracket
    case unknown
  }

  let kind: Kind
  /// The tables it names; the first is the one it changes.
  let tables: [String]
  /// Columns that every row it reads, changes or removes has equal to a parameter, by the
  /// parameter's index; for an INSERT the columns that it sets so. Empty with several tables.
  let equal: [String: Int]
  /// The columns an UPDATE sets.
  let set: [String]
  /// The only thing an UPDATE does to rows found by `equal` alone: it adds to a column.
  let addition: (column: String, amount: Int64)?
  /// What a query asks for, where that is columns only.
  let columns: [String]
  /// Where the values of an INSERT stand that may be written several times.
  private let tuple: Range<Int>?
  private let text: [UInt8]

  /// Whether a column is asked for and nothing else depends on it.
  func onlyShows(_ column: String) -> Bool {
    columns.contains(column)
      && StatementText.tokens(text).filter { $0.word == column }.count == 1
  }

  /// Whether several rows can be inserted by it at once.
  var takesRows: Bool { tuple != nil }

  init(_ sql: StaticString) {
    self.init(Array(UnsafeBufferPointer(start: sql.utf8Start, count: sql.utf8CodeUnitCount)))
  }

  init(_ text: [UInt8]) {
    let tokens = StatementText.tokens(text)
    self.text = text
    let named = StatementText.tables(tokens)
    tables = named.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    kind = StatementText.kind(tokens)
    let values = tokens.firstIndex { $0.word == "VALUES" }
    switch kind {
    case .insert:
      let row = values.flatMap { StatementText.row(tokens, after: $0) }
      equal = row.map { StatementText.columns(tokens, $0) } ?? [:]
      tuple = row.map { tokens[$0.lowerBound].at..<tokens[$0.upperBound - 1].end }
      (set, addition, columns) = ([], nil, [])
    case .query, .update, .delete:
      equal = named.count == 1 ? StatementText.conditions(tokens) : [:]
      set = StatementText.assigned(tokens)
      addition = StatementText.addition(tokens, equal.count)
      columns = StatementText.selected(tokens)
      tuple = nil
    case .bracket, .unknown: (equal, set, addition, columns, tuple) = ([:], [], nil, [], nil)
    }
  }

  /// The text of an INSERT for so many rows of so many values: its tuple as often, the parameters
  /// counted on; ended by a null.
  func inserting(rows: Int, of count: Int) -> [UInt8] {
    guard rows > 1, let tuple else { return text + [0] }
    var out = Array(text[..<tuple.lowerBound])
    for row in 0..<rows {
      if row > 0 { out += [UInt8(ascii: ","), UInt8(ascii: " ")] }
      for token in StatementText.tokens(Array(text[tuple])) {
        if token.word != ")" && token.word != "," && out.last != UInt8(ascii: "(") {
          out.append(UInt8(ascii: " "))
        }
        let moved = token.parameter.map { "$\($0 + 1 + row * count)" }
        out += Array((moved ?? token.word).utf8)
      }
    }
    return out + text[tuple.upperBound...] + [0]
  }
}

extension StatementText {
  /// A word, a number, a quoted text or one sign.
  private struct Token {
    let word: String
    let at: Int
    let end: Int
    /// How many parentheses are open around it; around a parenthesis itself, those outside it.
    let depth: Int

    /// The index of the value bound to it.
    var parameter: Int? { word.hasPrefix("$") ? Int(word.dropFirst()).map { $0 - 1 } : nil }
    /// Whether it can name a table or a column.
    var isName: Bool { word.utf8.first.map { (0x61...0x7A).contains($0) } ?? false }
  }

  private static func tokens(_ text: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var (place, depth) = (0, 0)
    while place < text.count {
      let (start, byte) = (place, text[place])
      place += 1
      if byte <= 0x20 { continue }
      if byte == UInt8(ascii: "'") {
        while place < text.count && text[place] != byte { place += 1 }
        place = min(place + 1, text.count)
      } else if isWord(byte) {
        while place < text.count && isWord(text[place]) { place += 1 }
      }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      tokens.append(
        Token(
          word: String(decoding: text[start..<place], as: UTF8.self), at: start, end: place,
          depth: depth))
      if byte == UInt8(ascii: "(") { depth += 1 }
    }
    return tokens
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
      || [UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: ".")].contains(byte)
  }

  private static func kind(_ tokens: [Token]) -> Kind {
    switch tokens.first?.word {
    case "SELECT": .query
    case "INSERT": .insert
    case "UPDATE": .update
    case "DELETE": .delete
    case "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET": .bracket
    default: .unknown
    }
  }

  /// What stands after FROM, JOIN, INTO, UPDATE or USING, and after commas between tables.
  private static func tables(_ tokens: [Token]) -> [String] {
    var found: [String] = []
    // The depths at which a list of tables is being read.
    var lists: Set<Int> = []
    var isExpected = false
    for token in tokens {
      switch token.word {
      case "FROM", "JOIN", "INTO", "UPDATE", "USING":
        isExpected = true
        if token.word == "FROM" { lists.insert(token.depth) }
      case "WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "SET", "SELECT", ")":
        lists.remove(token.word == ")" ? token.depth + 1 : token.depth)
        isExpected = false
      case ",": isExpected = lists.contains(token.depth)
      default:
        if isExpected, token.isName { found.append(token.word) }
        isExpected = false
      }
    }
    return found
  }

  /// The tokens of the only row of values, parentheses and all; nil where a value is more than a
  /// parameter, a number or a quoted text, or where something may happen to other rows.
  private static func row(_ tokens: [Token], after values: Int) -> Range<Int>? {
    let open = values + 1
    guard open < tokens.count, tokens[open].word == "(",
      let close = tokens[open...].firstIndex(where: { $0.word == ")" && $0.depth == 0 }),
      tokens[(open + 1)..<close].allSatisfy({
        ["$", "'", ","].contains($0.word.prefix(1)) || Int($0.word) != nil
      })
    else { return nil }
    let rest = tokens[(close + 1)...].map(\.word)
    guard rest.isEmpty || rest.first == "ON" && rest.suffix(2) == ["DO", "NOTHING"] else {
      return nil
    }
    return open..<close + 1
  }

  private static func columns(_ tokens: [Token], _ row: Range<Int>) -> [String: Int] {
    guard let open = tokens.firstIndex(where: { $0.word == "(" }), open < row.lowerBound else {
      return [:]
    }
    func parts(_ range: Range<Int>) -> [[Token]] {
      tokens[range].dropFirst().dropLast().split { $0.word == "," && $0.depth == 1 }.map(Array.init)
    }
    guard let close = tokens[open...].firstIndex(where: { $0.word == ")" && $0.depth == 0 }) else {
      return [:]
    }
    var found: [String: Int] = [:]
    for (column, value) in zip(parts(open..<close + 1), parts(row)) where value.count == 1 {
      found[column[0].word] = value[0].parameter
    }
    return found
  }

  /// The conditions `column = $n` that all hold.
  private static func conditions(_ tokens: [Token]) -> [String: Int] {
    let outer = tokens.filter { $0.depth == 0 }
    let unclear = ["OR", "CASE", "NOT", "UNION", "JOIN", "EXCEPT", "INTERSECT"]
    guard let start = outer.firstIndex(where: { $0.word == "WHERE" }),
      !outer.contains(where: { unclear.contains($0.word) })
    else { return [:] }
    let ends = ["GROUP", "ORDER", "LIMIT", "HAVING", "RETURNING"]
    let end = outer[start...].firstIndex { ends.contains($0.word) } ?? outer.count
    var found: [String: Int] = [:]
    for part in outer[(start + 1)..<end].split(whereSeparator: { $0.word == "AND" }) {
      let part = Array(part)
      guard part.count == 3, part[0].isName, part[1].word == "=" else { continue }
      found[part[0].word] = part[2].parameter
    }
    return found
  }

  /// `UPDATE t SET c = c + 1 WHERE …` with nothing but so many conditions on parameters.
  private static func addition(_ tokens: [Token], _ conditions: Int) -> (
    column: String, amount: Int64
  )? {
    let words = tokens.map(\.word)
    guard words.count == 9 + 4 * conditions - 1, conditions > 0, words[0] == "UPDATE",
      words[2] == "SET", words[4] == "=", words[3] == words[5], words[8] == "WHERE",
      let amount = Int64(words[7]), ["+", "-"].contains(words[6])
    else { return nil }
    return (words[3], words[6] == "+" ? amount : -amount)
  }

  private static func selected(_ tokens: [Token]) -> [String] {
    guard tokens.first?.word == "SELECT",
      let end = tokens.firstIndex(where: { $0.word == "FROM" && $0.depth == 0 })
    else { return [] }
    let columns = tokens[1..<end].split(omittingEmptySubsequences: false) { $0.word == "," }
    let isPlain = columns.allSatisfy { $0.count == 1 && $0.first?.isName == true }
    return isPlain ? columns.compactMap { $0.first?.word } : []
  }

  private static func assigned(_ tokens: [Token]) -> [String] {
    guard let start = tokens.firstIndex(where: { $0.word == "SET" }) else { return [] }
    let end = tokens[start...].firstIndex { $0.word == "WHERE" && $0.depth == 0 } ?? tokens.count
    return tokens[(start + 1)..<end].split { $0.word == "," && $0.depth == 0 }
      .compactMap { $0.first?.word }
  }
}
