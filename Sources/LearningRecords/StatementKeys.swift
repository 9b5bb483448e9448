package import Kernel

/// A place in the index: a key and in what part the thing was met.
package struct IndexEntry: Hashable, Sendable {
  /// Met as actor or object, as the statement's own verb, registration, …
  static let direct: Int64 = 0
  /// Met elsewhere in the statement: parents, instructors, members of what lies deeper.
  static let related: Int64 = 1

  let key: IndexKey
  /// `direct`, `related`, or for an agent the statement's verb.
  let role: Int64
}

extension IndexKeys {
  /// Everything a statement that was found well formed is found by.
  package func entries(of statement: Value, authority: Value) -> [IndexEntry] {
    var found = Found(keys: self)
    found.add(all, IndexEntry.direct)
    found.statement(statement, isInner: false)
    found.agent(authority, IndexEntry.related)
    for sha2 in Attachment.named(in: statement) {
      found.add(attachment(sha2), IndexEntry.direct)
    }
    return found.entries
  }

  /// The key of an attachment by its SHA-2 in small letters.
  func attachment(_ sha2: String) -> IndexKey { key(.attachment, sha2.utf8) }

  /// The key of an agent or identified group; nil where it has no identifier.
  package func agent(_ value: Value) -> IndexKey? {
    IndexKeys.identifier(value).map { key(.agent, $0) }
  }

  /// What tells an agent from others: the identifier with its kind.
  package static func identifier(_ value: Value) -> [UInt8]? {
    if let text = value["mbox"]?.string { return Array("m".utf8) + text.utf8 }
    if let text = value["mbox_sha1sum"]?.string { return Array("s\(text.lowercased())".utf8) }
    if let text = value["openid"]?.string { return Array("o\(text)".utf8) }
    guard let account = value["account"], let page = account["homePage"]?.string,
      let name = account["name"]?.string
    else { return nil }
    return Array("a".utf8) + page.utf8 + [0] + name.utf8
  }

  private struct Found {
    let keys: IndexKeys
    private(set) var entries: [IndexEntry] = []
    private var seen: Set<IndexEntry> = []

    init(keys: IndexKeys) { self.keys = keys }

    mutating func add(_ key: IndexKey, _ role: Int64) {
      let entry = IndexEntry(key: key, role: role)
      // What is met directly is met elsewhere too: one entry does for both.
      if role == IndexEntry.related,
        seen.contains(IndexEntry(key: key, role: IndexEntry.direct))
      {
        return
      }
      if seen.insert(entry).inserted { entries.append(entry) }
    }

    mutating func statement(_ value: Value, isInner: Bool) {
      let role = isInner ? IndexEntry.related : IndexEntry.direct
      let verb = value["verb"]?["id"]?.string ?? ""
      let object = value["object"]
      for actor in [value["actor"], object] {
        guard let actor else { continue }
        agent(actor, role, verb: isInner ? nil : verb)
      }
      if let object { activityOrInner(object, role, isInner: isInner) }
      if !isInner { add(keys.key(.verb, verb.utf8), IndexEntry.direct) }
      guard let context = value["context"] else { return }
      if !isInner, let registration = context["registration"]?.string,
        let id = StatementID(text: registration)
      {
        add(keys.key(.registration, id.bytes), IndexEntry.direct)
      }
      for name in ["instructor", "team"] {
        if let other = context[name] { agent(other, IndexEntry.related) }
      }
      for (list, member) in [("contextAgents", "agent"), ("contextGroups", "group")] {
        for entry in context[list]?.elements ?? [] {
          if let other = entry[member] { agent(other, IndexEntry.related) }
        }
      }
      for (_, value) in context["contextActivities"]?.members?.pairs ?? [] {
        for other in value.elements ?? [value] { activity(other, IndexEntry.related) }
      }
    }

    private mutating func activityOrInner(_ object: Value, _ role: Int64, isInner: Bool) {
      switch object["objectType"]?.string ?? "Activity" {
      case "Activity": activity(object, role)
      case "SubStatement" where !isInner: statement(object, isInner: true)
      default: return
      }
    }

    private mutating func activity(_ value: Value, _ role: Int64) {
      guard let id = value["id"]?.string else { return }
      add(keys.key(.activity, id.utf8), role)
    }

    /// An agent, or a group with its members; nothing for any other kind of object.
    mutating func agent(_ value: Value, _ role: Int64, verb: String? = nil) {
      if let key = keys.agent(value) {
        add(key, role)
        if let verb { add(key, keys.role(ofVerb: verb)) }
      }
      for member in value["member"]?.elements ?? [] { agent(member, role, verb: verb) }
    }
  }
}
