package import Kernel
package import Storage

/// What is asked of the store, as numbers only: it may travel in a link without telling of anybody.
package struct StatementQuery: Sendable, Equatable {
  /// A condition: a key, met in any of these roles.
  package struct Condition: Sendable, Equatable {
    let key: IndexKey
    let roles: [Int64]
  }

  /// All must hold; the first one leads the search.
  package private(set) var conditions: [Condition] = []
  /// Only what is stored after this instant (microseconds).
  package var after: Int64 = .min
  /// Only what is stored before this instant (microseconds).
  package var before: Int64 = .max
  package var isAscending = false
  package var limit: Int = StatementQuery.most

  /// The most statements of one answer.
  package static let most = 500

  package init() {}

  /// Adds what is asked for, the most telling first: registration, agent with verb, agent, activity.
  package init(
    _ keys: IndexKeys, agent: IndexKey? = nil, verb: String? = nil, activity: String? = nil,
    registration: StatementID? = nil, relatedAgents: Bool = false, relatedActivities: Bool = false,
    mine: IndexKey? = nil
  ) {
    func add(_ key: IndexKey, _ roles: [Int64]) {
      conditions.append(Condition(key: key, roles: roles))
    }
    let both = [IndexEntry.direct, IndexEntry.related]
    if let registration { add(keys.key(.registration, registration.bytes), [IndexEntry.direct]) }
    var verb = verb
    if let agent, !relatedAgents, let named = verb {
      add(agent, [keys.role(ofVerb: named)])
      verb = nil
    } else if let agent {
      add(agent, relatedAgents ? both : [IndexEntry.direct])
    }
    if let activity {
      add(keys.key(.activity, activity.utf8), relatedActivities ? both : [IndexEntry.direct])
    }
    if let verb { add(keys.key(.verb, verb.utf8), [IndexEntry.direct]) }
    // Who sent it stands in every statement as its authority.
    if conditions.isEmpty, let mine { add(mine, both) }
    if conditions.isEmpty { add(keys.all, [IndexEntry.direct]) }
  }

  /// Where the index knows a statement, and through which other (0: itself).
  private struct Place {
    let stored: Int64
    let via: Int64
    let segment: Int64
  }

  /// A page of statements, and where the next one goes on; nil at the end.
  package struct Page: Sendable {
    package let statements: [Statement]
    package let next: StatementQuery?
    /// How many statements were looked at.
    package let looked: Int
  }

  /// How many places of the index one answer looks at, at most: a page may be short, or empty, while
  /// there is more.
  private static let patience = 20_000

  /// Finds the statements of one page; `isWanted` has the last word on each.
  package func page(
    _ scope: Scope, in tx: Transaction, isWanted: (Statement) -> Bool = { _ in true }
  ) throws -> Page {
    guard let lead = conditions.first else { return Page(statements: [], next: nil, looked: 0) }
    var (low, high) = (after, before)
    var found: [Statement] = []
    var (looked, bytes) = (0, 0)
    while true {
      let count = max(limit - found.count + 1, 16)
      var candidates = try places(lead, low, high, count, in: tx)
      let isLast = candidates.count < count
      // The last one may be met again through another statement: it is looked at with those.
      if !isLast, let last = candidates.last?.stored, candidates.first?.stored != last {
        candidates.removeAll { $0.stored == last }
      }
      for group in Self.together(candidates[...]) {
        guard let stored = group.first?.stored else { continue }
        if found.count == limit || looked >= Self.patience || bytes > 8 << 20 {
          return Page(statements: found, next: goingOn(low, high), looked: looked)
        }
        looked += 1
        if isAscending { low = stored } else { high = stored }
        guard try group.contains(where: { try holds($0, in: tx) }),
          let statement = try Statement.find(
            stored: Instant(microseconds: stored), scope, in: tx),
          statement.hidden == .no, isWanted(statement)
        else { continue }
        found.append(statement)
        bytes += statement.body.count
      }
      if isLast { return Page(statements: found, next: nil, looked: looked) }
    }
  }

  /// The places of one statement after another.
  private static func together(_ places: ArraySlice<Place>)
    -> [ArraySlice<Place>]
  {
    var groups: [ArraySlice<Place>] = []
    var rest = places
    while let first = rest.first {
      let group = rest.prefix { $0.stored == first.stored }
      groups.append(group)
      rest = rest.dropFirst(group.count)
    }
    return groups
  }

  /// The same question from the next statement after this one.
  package func goingOn(after last: Statement) -> StatementQuery {
    let place = last.stored.microseconds
    return isAscending ? goingOn(place, before) : goingOn(after, place)
  }

  private func goingOn(_ low: Int64, _ high: Int64) -> StatementQuery {
    var next = self
    next.after = low
    next.before = high
    return next
  }

  /// The places of a condition between two instants in order; one that is met in several roles or
  /// through several statements comes once for each.
  private func places(
    _ condition: Condition, _ low: Int64, _ high: Int64, _ count: Int, in tx: Transaction
  ) throws -> [Place] {
    var all: [Place] = []
    for role in condition.roles {
      let values: [Bind] = [
        .integer(condition.key.number), .integer(role), .integer(low), .integer(high),
        .int(count),
      ]
      let read: (Row) throws -> Place = {
        Place(stored: $0.integer(0), via: $0.integer(1), segment: $0.integer(2))
      }
      all +=
        isAscending
        ? try tx.all(
          """
          SELECT e.stored, e.via, e.segment FROM record_segment s
          CROSS JOIN statement_entry e
          WHERE s.first < $4
            AND s.number >= (
              SELECT COALESCE(MAX(o.number), 0) FROM record_segment o WHERE o.first <= $3)
            AND e.segment = s.number AND e.key = $1 AND e.role = $2
            AND e.stored > $3 AND e.stored < $4
          ORDER BY s.number, e.stored, e.via LIMIT $5
          """, values: values, read: read)
        : try tx.all(
          """
          SELECT e.stored, e.via, e.segment FROM record_segment s
          CROSS JOIN statement_entry e
          WHERE s.first < $4
            AND s.number >= (
              SELECT COALESCE(MAX(o.number), 0) FROM record_segment o WHERE o.first <= $3)
            AND e.segment = s.number AND e.key = $1 AND e.role = $2
            AND e.stored > $3 AND e.stored < $4
          ORDER BY s.number DESC, e.stored DESC, e.via DESC LIMIT $5
          """, values: values, read: read)
    }
    guard condition.roles.count > 1 else { return all }
    all.sort { isAscending ? $0.stored < $1.stored : $0.stored > $1.stored }
    return Array(all.prefix(count))
  }

  /// The number of the newest statement that its leading condition finds, whether it stands or not.
  package func newest(in tx: Transaction) throws -> Int64? {
    try conditions.first.flatMap { try places($0, after, before, 1, in: tx).first?.stored }
  }

  /// The instants of statements that themselves have a key directly, in order.
  static func direct(
    _ key: IndexKey, after: Int64 = .min, until: Int64 = .max, limit: Int = .max,
    in tx: Transaction
  ) throws -> [Instant] {
    try tx.all(
      """
      SELECT e.stored FROM record_segment s
      CROSS JOIN statement_entry e
      WHERE s.first <= $3
        AND s.number >= (
          SELECT COALESCE(MAX(o.number), 0) FROM record_segment o WHERE o.first <= $2)
        AND e.segment = s.number AND e.key = $1 AND e.role = 0
        AND e.stored > $2 AND e.stored <= $3 AND e.via = 0
      ORDER BY s.number, e.stored LIMIT $4
      """, .integer(key.number), .integer(after), .integer(until), .int(limit)
    ) { $0.instant(0) }
  }

  /// Whether the other conditions hold for the same statement, itself or met through the same.
  private func holds(_ place: Place, in tx: Transaction) throws -> Bool {
    try conditions.dropFirst().allSatisfy { condition in
      try condition.roles.contains { role in
        try tx.exists(
          """
          SELECT 1 FROM statement_entry
          WHERE segment = $1 AND key = $2 AND role = $3 AND stored = $4 AND via = $5
          """, .integer(place.segment), .integer(condition.key.number), .integer(role),
          .integer(place.stored), .integer(place.via))
      }
    }
  }

  /// As one line of text, for a link that goes on.
  package var text: String {
    let parts = conditions.map { condition in
      "\(condition.key.number):" + condition.roles.map(String.init).joined(separator: ",")
    }
    return "\(isAscending ? "a" : "d");\(limit);\(after);\(before);"
      + parts.joined(separator: ";")
  }

  /// Reads `text` again; nil for anything else.
  package init?(text: String) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 4, parts.count < 16, parts[0] == "a" || parts[0] == "d",
      let limit = Int(parts[1]), (1...Self.most).contains(limit), let after = Int64(parts[2]),
      let before = Int64(parts[3])
    else { return nil }
    isAscending = parts[0] == "a"
    (self.limit, self.after, self.before) = (limit, after, before)
    for part in parts[4...] {
      let halves = part.split(separator: ":")
      guard halves.count == 2, let key = Int64(halves[0]) else { return nil }
      let roles = halves[1].split(separator: ",").compactMap { Int64($0) }
      guard !roles.isEmpty else { return nil }
      conditions.append(Condition(key: IndexKey(number: key), roles: roles))
    }
  }
}
