import JSON
package import Kernel
package import Storage

/// What the store knows of an activity, put together from the statements that defined it.
package struct ActivityDefinition: Sendable {
  package let iri: String
  package let definition: Value

  package static func find(_ iri: String, _ keys: IndexKeys, in tx: Transaction) throws
    -> ActivityDefinition?
  {
    let key = keys.key(.definition, iri.utf8)
    let found = try tx.first(
      "SELECT iri, definition FROM record_activity WHERE key = $1", .integer(key.number)
    ) { ($0.text(0), $0.blob(1)) }
    guard let found, let value = try? JSON.read(found.1, limits: StatementBody.limits) else {
      return nil
    }
    return ActivityDefinition(iri: found.0, definition: value)
  }

  /// Whether all that a statement says of it is known.
  private static func holds(_ known: Value, _ new: Value) -> Bool {
    (new.members?.pairs ?? []).allSatisfy { name, value in
      guard let old = known[name] else { return false }
      if isByLanguage(name), let map = value.members, old.members != nil {
        return map.pairs.allSatisfy { language, text in
          old[language].map { same($0, text) } ?? false
        }
      }
      return same(old, value)
    }
  }

  private static func isByLanguage(_ name: String) -> Bool {
    Name.same(name, "name") || Name.same(name, "description")
  }

  private static func same(_ a: Value, _ b: Value) -> Bool {
    if case .text(let a) = a, case .text(let b) = b { return Name.same(a, b) }
    return JSON.write(a) == JSON.write(b)
  }

  /// Adds what a statement says: names and descriptions language by language, anything else anew.
  package static func merge(
    _ iri: String, _ new: Value, _ keys: IndexKeys, _ scope: Scope, in tx: Transaction
  ) throws {
    let found = try find(iri, keys, in: tx)?.definition
    if let found, holds(found, new) { return }
    var members = found?.members ?? Value.Members()
    for (name, value) in new.members?.pairs ?? [] {
      if isByLanguage(name), let old = members[name]?.members, let map = value.members {
        members.set(name, .object(map.pairs.reduce(into: old) { $0.set($1.name, $1.value) }))
      } else {
        members.set(name, value)
      }
    }
    try tx.run(
      """
      INSERT INTO record_activity (key, institution, iri, definition) VALUES ($1, $2, $3, $4)
      ON CONFLICT (key) DO UPDATE SET definition = excluded.definition
      """, .integer(keys.key(.definition, iri.utf8).number), .id(scope.institution), .text(iri),
      .blob(JSON.write(.object(members))))
  }
}

extension Value.Members {
  /// Gives a member its value, at its place where it is there already.
  package mutating func set(_ name: String, _ value: Value) {
    if let place = pairs.firstIndex(where: { Name.same($0.name, name) }) {
      pairs[place].value = value
    } else {
      pairs.append((name, value))
    }
  }
}
