import Crypto
import JSON
package import Kernel
package import Storage

/// A statement that was read and found well formed, ready to be stored: everything that needs no
/// database is done.
package struct NewStatement: Sendable {
  package let id: StatementID
  /// Whether its sender gave it its id: nobody else can know one that was drawn here.
  package let isNamed: Bool
  package let value: Value
  /// Whose key the body is encrypted under.
  package let subject: IndexKey
  /// The body as it is kept, before it is encrypted.
  package let kept: [UInt8]
  package let isVoiding: Bool
  package let target: StatementID?
  package let entries: [IndexEntry]

  /// Checks one statement. `bytes` are those of `value`; where it has no id it gets the one asked for,
  /// or one that is drawn.
  package init(
    _ value: Value, _ bytes: [UInt8], id asked: StatementID? = nil,
    orDrawn drawn: @autoclosure () -> StatementID, authority: Value,
    _ keys: IndexKeys, _ version: Version
  ) throws(InputFault) {
    try StatementCheck(version).statement(value)
    let named = value["id"]?.string.flatMap { StatementID(text: $0) } ?? asked
    isNamed = named != nil
    id = named ?? drawn()
    self.value = value
    kept = StatementBody.kept(bytes, of: value, id: id, version)
    let actor = value["actor"] ?? .null
    // A group that is nobody in particular has a key for this statement alone.
    subject = keys.agent(actor) ?? keys.key(.agent, Array("g".utf8) + id.bytes)
    isVoiding = Name.same(value["verb"]?["id"]?.string ?? "", Verb.voided)
    let object = value["object"]
    let isReference = Name.same(object?["objectType"]?.string ?? "", "StatementRef")
    target = isReference ? object?["id"]?.string.flatMap { StatementID(text: $0) } : nil
    entries = keys.entries(of: value, authority: authority)
  }

  /// The activities it defines: id and definition.
  package var definitions: [(iri: String, definition: Value)] {
    var found: [(String, Value)] = []
    func add(_ activity: Value?) {
      guard let activity, let iri = activity["id"]?.string, let definition = activity["definition"]
      else { return }
      found.append((iri, definition))
    }
    for part in [value, value["object"]] {
      let object = part?["object"]
      if Name.same(object?["objectType"]?.string ?? "Activity", "Activity") { add(object) }
      for (_, value) in part?["context"]?["contextActivities"]?.members?.pairs ?? [] {
        for other in value.elements ?? [value] { add(other) }
      }
    }
    return found
  }

  /// All its attachments, those of a statement within it too.
  package var attachments: [Value] {
    Attachment.listed(in: value)
  }

  package func insert(
    segment: Int64, stored: Instant, sealed: [UInt8], hidden: Statement.Hidden, _ scope: Scope,
    client: RecordClientID, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO statement (stored, id, institution, client, subject, has_time, is_voiding,
        target, hidden, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, .instant(stored), .id(id), .id(scope.institution), .id(client),
      .integer(subject.number), .flag(value["timestamp"] != nil), .flag(isVoiding),
      .optional(target, Bind.id), .int(hidden.rawValue), .blob(sealed))
    for entry in entries {
      try entry.insert(segment: segment, stored: stored, via: nil, in: tx)
    }
  }
}
