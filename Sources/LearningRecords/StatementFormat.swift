package import Kernel

/// The three forms in which statements are answered.
package enum StatementFormat: String, Sendable, CaseIterable {
  case exact, ids, canonical

  /// A statement with no more than what tells its parts from others.
  package static func ids(_ statement: Value) -> Value {
    mapped(statement) { name, value in
      switch name {
      case "actor", "instructor", "team", "authority": return who(value)
      case "verb": return keep(["id"], of: value)
      case "object": return object(value)
      case "contextActivities": return each(value) { keep(["id"], of: $0) }
      case "contextAgents", "contextGroups":
        return elements(value) { entry in
          mapped(entry) { $0 == "agent" || $0 == "group" ? who($1) : $1 }
        }
      case "context": return ids(value)
      default: return value
      }
    }
  }

  private static func object(_ value: Value) -> Value {
    switch value["objectType"]?.string ?? "Activity" {
    case "Agent", "Group": who(value)
    case "StatementRef": value
    case "SubStatement": ids(value)
    default: keep(["id"], of: value)
    }
  }

  /// An agent or group by its identifier; a group without one by those of its members.
  private static func who(_ value: Value) -> Value {
    let identifiers = AgentCheck.identifiers
    let isNamed = identifiers.contains { value[$0] != nil }
    let kept = keep(["objectType"] + identifiers + (isNamed ? [] : ["member"]), of: value)
    return mapped(kept) { $0 == "member" ? elements($1, who) : $1 }
  }

  /// A statement with each language map cut down to one language, and the activities' definitions
  /// that the store has put together.
  package static func canonical(
    _ statement: Value, languages: [String], definition: (String) -> Value?
  ) -> Value {
    mapped(statement) { name, value in
      switch name {
      case "verb": return mapped(value) { $0 == "display" ? one($1, languages) : $1 }
      case "attachments":
        return elements(value) { entry in
          mapped(entry) { $0 == "display" || $0 == "description" ? one($1, languages) : $1 }
        }
      case "object":
        switch value["objectType"]?.string ?? "Activity" {
        case "Activity": return activity(value, languages, definition)
        case "SubStatement":
          return canonical(value, languages: languages, definition: definition)
        default: return value
        }
      case "context": return canonical(value, languages: languages, definition: definition)
      case "contextActivities": return each(value) { activity($0, languages, definition) }
      default: return value
      }
    }
  }

  private static func activity(
    _ value: Value, _ languages: [String], _ definition: (String) -> Value?
  ) -> Value {
    guard var members = value.members, let id = members["id"]?.string else { return value }
    let known = definition(id) ?? members["definition"]
    if let known { members.set("definition", plain(known, languages)) }
    return .object(members)
  }

  /// A definition with one language a map.
  package static func plain(_ definition: Value, _ languages: [String]) -> Value {
    mapped(definition) { name, value in
      switch name {
      case "name", "description": return one(value, languages)
      case "choices", "scale", "source", "target", "steps":
        return elements(value) { entry in
          mapped(entry) { $0 == "description" ? one($1, languages) : $1 }
        }
      default: return value
      }
    }
  }

  /// The entry of a language map that a reader of these languages understands best, else its first.
  static func one(_ map: Value, _ languages: [String]) -> Value {
    guard let pairs = map.members?.pairs, let first = pairs.first else { return map }
    for language in languages {
      let wanted = language.lowercased()
      let best =
        pairs.first { Name.same($0.name.lowercased(), wanted) }
        ?? pairs.first { $0.name.lowercased().utf8.starts(with: "\(wanted)-".utf8) }
        ?? pairs.first { "\(wanted)-".utf8.starts(with: "\($0.name.lowercased())-".utf8) }
      if let best { return .object(Value.Members([best])) }
    }
    return .object(Value.Members([first]))
  }

  // MARK: - Walking

  private static func mapped(_ value: Value, _ change: (String, Value) -> Value) -> Value {
    guard let members = value.members else { return value }
    return .object(Value.Members(members.pairs.map { ($0.name, change($0.name, $0.value)) }))
  }

  private static func elements(_ value: Value, _ change: (Value) -> Value) -> Value {
    value.elements.map { .list($0.map(change)) } ?? value
  }

  /// The activities of each kind of relation, a single one or a list.
  private static func each(_ value: Value, _ change: (Value) -> Value) -> Value {
    mapped(value) { _, value in
      value.elements.map { .list($0.map(change)) } ?? .list([change(value)])
    }
  }

  private static func keep(_ names: [String], of value: Value) -> Value {
    guard let members = value.members else { return value }
    return .object(
      Value.Members(members.pairs.filter { pair in names.contains { Name.same($0, pair.name) } }))
  }
}
