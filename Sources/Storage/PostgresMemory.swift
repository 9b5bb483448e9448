import CPostgres

/// What a group of writes has read or asked for ahead, and which of it is as the database has it now.
struct PostgresMemory {
  /// A statement with the values bound to it.
  struct Key: Hashable {
    private let statement: ObjectIdentifier
    private let bytes: [UInt8]

    init(_ statement: PostgresStatement, _ values: [Bind]) {
      self.statement = ObjectIdentifier(statement)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(values.count * 17)
      for value in values { value.append(to: &bytes) }
      self.bytes = bytes
    }
  }

  /// Rows as the server sent them; freed with the last who reads them.
  final class Answer {
    let result: OpaquePointer
    init(_ result: OpaquePointer) { self.result = result }
    deinit { PQclear(result) }

    /// Adds to an integer of each row; false where there is none.
    func add(_ amount: Int64, to column: Int32) -> Bool {
      for number in 0..<PQntuples(result) {
        guard PQgetisnull(result, number, column) == 0, PQgetlength(result, number, column) == 8
        else { return false }
        let (sum, isOver) = Row(source: result, number: number).integer(column)
          .addingReportingOverflow(amount)
        let isSet = withUnsafeBytes(of: sum.bigEndian) { bytes in
          let text = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
            .assumingMemoryBound(to: CChar.self)
          return PQsetvalue(result, number, column, text, 8) == 1
        }
        guard !isOver, isSet else { return false }
      }
      return true
    }
  }

  private struct Entry {
    var answer: Answer?
    /// How many answers are still on their way.
    var awaited = 0
    /// Whether nothing has changed since it was asked that it may have been read from.
    var isFresh = false
    let text: StatementText
    let values: [Bind]

    /// Makes a change that adds to a column of exactly these rows in the answer too; false where it
    /// is another change.
    func add(_ change: StatementText, _ changed: [Bind]) -> Bool {
      guard let (column, amount) = change.addition, awaited == 0, let answer,
        text.onlyShows(column),
        let place = text.columns.firstIndex(of: column),
        change.equal.allSatisfy({ column, index in
          guard let own = text.equal[column], own < values.count, index < changed.count else {
            return false
          }
          return values[own].isSame(as: changed[index])
        })
      else { return false }
      return answer.add(amount, to: Int32(place))
    }
  }

  /// Old answers are kept to guess by, up to so many.
  private static let limit = 4_000

  private var entries: [Key: Entry] = [:]
  /// What is fresh, by the tables it was read from.
  private var fresh: [String: [Key]] = [:]

  var isEmpty: Bool { entries.isEmpty }

  /// Forgets that anything is as the database has it.
  mutating func age() {
    guard !fresh.isEmpty else { return }
    for key in fresh.values.joined() { entries[key]?.isFresh = false }
    fresh.removeAll(keepingCapacity: true)
    if entries.count > PostgresMemory.limit { entries.removeAll(keepingCapacity: true) }
  }

  /// Forgets everything, also what is on its way.
  mutating func clear() {
    entries = [:]
    fresh = [:]
  }

  /// Notes that a query has been sent.
  mutating func expect(_ key: Key, _ text: StatementText, _ values: [Bind]) {
    var entry = entries[key] ?? Entry(text: text, values: values)
    entry.awaited += 1
    if !entry.isFresh {
      entry.isFresh = true
      for table in text.tables { fresh[table, default: []].append(key) }
    }
    entries[key] = entry
  }

  /// Takes the answer to a query sent before.
  mutating func take(_ answer: Answer, for key: Key) {
    entries[key]?.answer = answer
    entries[key]?.awaited -= 1
  }

  func isFresh(_ key: Key) -> Bool { entries[key]?.isFresh ?? false }

  func isAwaited(_ key: Key) -> Bool { (entries[key]?.awaited ?? 0) > 0 }

  /// The newest answer, fresh or not.
  func answer(_ key: Key) -> Answer? { entries[key]?.answer }

  /// Notes a change: what may have been read from its rows is fresh no more.
  mutating func change(_ text: StatementText, _ values: [Bind]) {
    switch text.kind {
    case .query, .bracket: return
    case .unknown: return age()
    case .insert, .update, .delete: break
    }
    guard let table = text.tables.first, let keys = fresh[table] else { return }
    fresh[table] = keys.filter { key in
      guard let entry = entries[key], entry.isFresh else { return false }
      guard PostgresMemory.mayTouch(text, values, entry) else { return true }
      if entry.add(text, values) { return true }
      entries[key]?.isFresh = false
      return false
    }
  }

  /// Whether a changed row may be one of those a query asks for. It is not when a column that the
  /// query wants equal to one value has another in the row, before and after.
  private static func mayTouch(_ text: StatementText, _ values: [Bind], _ entry: Entry) -> Bool {
    for (column, index) in entry.text.equal where !text.set.contains(column) {
      guard let other = text.equal[column], index < entry.values.count, other < values.count
      else { continue }
      if entry.values[index].differs(from: values[other]) { return false }
    }
    return true
  }
}

extension Bind {
  /// Whether no database holds them equal.
  fileprivate func differs(from other: Bind) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a != b
    case (.text(let a), .text(let b)): !a.utf8.elementsEqual(b.utf8)
    case (.identity(let a, let b), .identity(let c, let d)): (a, b) != (c, d)
    // Nothing equals null.
    case (.null, _), (_, .null): true
    default: false
    }
  }

  fileprivate func isSame(as other: Bind) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a == b
    case (.identity(let a, let b), .identity(let c, let d)): (a, b) == (c, d)
    default: false
    }
  }

  /// Its bytes after its kind and length, so that no two rows of values are written alike.
  fileprivate func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(0)
    case .integer(let value):
      bytes.append(1)
      withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    case .text(let text):
      bytes.append(2)
      withUnsafeBytes(of: text.utf8.count) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: text.utf8)
    case .blob(let blob):
      bytes.append(3)
      withUnsafeBytes(of: blob.count) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: blob)
    case .identity(let high, let low):
      bytes.append(4)
      withUnsafeBytes(of: (high, low)) { bytes.append(contentsOf: $0) }
    }
  }
}
