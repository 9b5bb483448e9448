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

  /// The longest definition that is put together, in bytes of JSON: each is read and written anew
  /// whenever somebody adds to it, while all others wait.
  package static let most = 256 << 10

  /// Adds what statements say of an activity, one after the other: names and descriptions language by
  /// language, anything else anew. Each costs as many bytes of `room` as the definition then has. What
  /// would make it longer than `most`, or finds no room, is not added: it stays in the statement alone.
  package static func merge(
    _ iri: String, _ said: [Value], _ keys: IndexKeys, _ scope: Scope, room: inout Int,
    in tx: Transaction
  ) throws {
    guard room > 0 else { return }
    let known = try find(iri, keys, in: tx)?.definition
    var definition = known?.members ?? Value.Members()
    for new in said {
      let added = added(new, to: definition)
      let size = JSON.write(.object(added)).count
      room -= size
      guard room > 0 else { break }
      if size <= most { definition = added }
    }
    let bytes = JSON.write(.object(definition))
    if definition.pairs.isEmpty || known.map({ JSON.write($0) == bytes }) == true { return }
    try tx.run(
      """
      INSERT INTO record_activity (key, institution, iri, definition) VALUES ($1, $2, $3, $4)
      ON CONFLICT (key) DO UPDATE SET definition = excluded.definition
      """, .integer(keys.key(.definition, iri.utf8).number), .id(scope.institution), .text(iri),
      .blob(bytes))
  }

  private static func added(_ new: Value, to known: Value.Members) -> Value.Members {
    var members = known
    for (name, value) in new.members?.pairs ?? [] {
      let isMap = Name.same(name, "name") || Name.same(name, "description")
      if isMap, var old = members[name]?.members, let map = value.members {
        old.merge(map)
        members.set(name, .object(old))
      } else {
        members.set(name, value)
      }
    }
    return members
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
