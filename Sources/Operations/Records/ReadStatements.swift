import Foundation
import JSON
package import Kernel
package import LearningRecords
package import Storage

extension Office {
  /// A statement's kept body as a tree; nil where the person's key is destroyed.
  func open(_ statement: Statement, in tx: Transaction) throws -> Value? {
    try openBytes(statement, in: tx).flatMap {
      try? JSON.read($0, limits: StatementBody.limits)
    }
  }

  /// A statement's kept body; nil where the person's key is destroyed.
  package func openBytes(_ statement: Statement, in tx: Transaction) throws -> [UInt8]? {
    if let known = records.subject(statement.subject),
      let body = known.open(statement.body, statement.id)
    {
      return StatementBody.unpacked(body)
    }
    guard let bytes = try SubjectKey.find(statement.subject, in: tx) else { return nil }
    let key = SubjectKey(bytes)
    records.remember(key, of: statement.subject)
    return key.open(statement.body, statement.id).flatMap(StatementBody.unpacked)
  }

  /// Statements as they are answered, each as JSON, until they are 16 MiB, with their attachments where
  /// these are asked for; the last of them where that left some out.
  package func tell(
    _ statements: [Statement], _ format: StatementFormat, languages: [String],
    attachments: Bool = false, _ scope: Scope, in tx: Transaction
  ) throws -> (json: [[UInt8]], last: Statement?) {
    let most = 16 << 20
    var told: [[UInt8]] = []
    var bytes = 0
    var teller = Teller(
      office: self, format: format, languages: languages, keys: try recordKeys(scope), tx: tx,
      room: most)
    var last: Statement?
    for (place, statement) in statements.enumerated() {
      guard let json = try teller.tell(statement) else { continue }
      if teller.isFull, let last { return (told, last) }
      told.append(json)
      last = statement
      bytes += json.count
      if attachments, let value = try? JSON.read(json, limits: StatementBody.limits) {
        for sha2 in Attachment.named(in: value) {
          bytes += try Attachment.size(sha2, scope, in: tx)
        }
      }
      if bytes > most, place < statements.count - 1 { return (told, statement) }
    }
    return (told, nil)
  }
}

/// Writes statements for one answer: what they share is looked up once.
private struct Teller {
  let office: Office
  let format: StatementFormat
  let languages: [String]
  let keys: IndexKeys
  let tx: Transaction
  /// How many bytes of definitions may still be put into statements.
  private var room: Int
  /// Whether there was no room for one.
  private(set) var isFull = false
  private var authorities: [RecordClientID: [UInt8]] = [:]
  private var definitions: [String: (value: Value, size: Int)?] = [:]

  init(
    office: Office, format: StatementFormat, languages: [String], keys: IndexKeys,
    tx: Transaction, room: Int
  ) {
    (self.office, self.format, self.languages) = (office, format, languages)
    (self.keys, self.tx, self.room) = (keys, tx, room)
  }

  /// Nil where the person's key is destroyed.
  mutating func tell(_ statement: Statement) throws -> [UInt8]? {
    guard let kept = try office.openBytes(statement, in: tx) else { return nil }
    let exact = StatementBody.told(
      kept, stored: statement.stored, authority: try authority(statement.client),
      hasTime: statement.hasTime)
    guard format != .exact, let value = try? JSON.read(exact, limits: StatementBody.limits) else {
      return exact
    }
    guard format == .canonical else { return JSON.write(StatementFormat.ids(value)) }
    return JSON.write(
      StatementFormat.canonical(value, languages: languages) { definition(of: $0) })
  }

  private mutating func authority(_ id: RecordClientID) throws -> [UInt8] {
    if let known = authorities[id] { return known }
    let client = try RecordClient.find(id, in: tx)
    let authority = client.map { JSON.write($0.authority(office.publicURL)) } ?? Array("null".utf8)
    authorities[id] = authority
    return authority
  }

  /// What the store knows of an activity. A short statement may name a long definition thousands of
  /// times: what is more than one answer holds is left as the statement itself says it.
  private mutating func definition(of iri: String) -> Value? {
    let known: (value: Value, size: Int)?
    if let found = definitions[iri] {
      known = found
    } else {
      let found = try? ActivityDefinition.find(iri, keys, in: tx)?.definition
      known = found.map { ($0, JSON.write($0).count) }
      definitions[iri] = .some(known)
    }
    guard let known else { return nil }
    guard known.size <= room else {
      isFull = true
      return nil
    }
    room -= known.size
    return known.value
  }
}
