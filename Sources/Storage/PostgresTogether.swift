// What a group of writes that succeeds or fails as one makes possible: queries asked ahead, many in
// one round trip, and rows gathered into one statement.

/// A statement with its names on the server, by how many rows it inserts.
final class PostgresStatement {
  let text: StatementText
  var names: [Int: String] = [:]
  /// Whether it has ever been asked ahead.
  var isExpected = false

  init(_ sql: StaticString) { text = StatementText(sql) }
}

/// Rows to insert that have not been sent yet.
struct PostgresRows {
  /// How many rows a statement may insert; each is a statement of its own to the server.
  static let sizes = [16, 4, 1]
  /// How many rows of a statement wait at most: a registration posts three, so that all of sixteen
  /// registrations go at once.
  private static let limit = 48

  private struct Waiting {
    let statement: PostgresStatement
    /// The place of its table in an order in which each refers only to itself and to earlier ones.
    let place: Int
    var rows: [[Bind]]
  }

  /// By place.
  private var waiting: [Waiting] = []

  var isEmpty: Bool { waiting.isEmpty }

  private static func place(of statement: PostgresStatement) -> Int? {
    guard statement.text.takesRows, let table = statement.text.tables.first else { return nil }
    return DatabaseCopy.places[table]
  }

  /// Whether rows must be sent before one more is taken: too many wait, or some for the same table
  /// by another statement, whose order would be lost.
  func mustGive(before statement: PostgresStatement) -> Bool {
    guard let place = PostgresRows.place(of: statement) else { return false }
    return waiting.contains {
      $0.statement === statement
        ? $0.rows.count >= PostgresRows.limit : $0.place == place
    }
  }

  /// Takes a row, unless its statement must be sent as it is.
  mutating func take(_ statement: PostgresStatement, _ values: [Bind]) -> Bool {
    guard let place = PostgresRows.place(of: statement) else { return false }
    if let index = waiting.firstIndex(where: { $0.statement === statement }) {
      waiting[index].rows.append(values)
    } else {
      let index = waiting.firstIndex { $0.place > place } ?? waiting.count
      waiting.insert(Waiting(statement: statement, place: place, rows: [values]), at: index)
    }
    return true
  }

  /// Gives up the rows of the tables up to a place, parents first.
  mutating func give(upTo place: Int) -> [(statement: PostgresStatement, rows: [[Bind]])] {
    let count = waiting.firstIndex { $0.place > place } ?? waiting.count
    let given = waiting.prefix(count).map { ($0.statement, $0.rows) }
    waiting.removeFirst(count)
    return given
  }

  /// The last place whose rows a statement may see or refer to; nil for none.
  static func reach(of text: StatementText) -> Int? {
    switch text.kind {
    case .bracket: nil
    case .query, .update, .delete: text.tables.compactMap { DatabaseCopy.places[$0] }.max()
    case .insert, .unknown: .max
    }
  }
}
