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

  /// Statements as they are answered, until they are 16 MiB as they are kept, with their attachments
  /// where these are asked for.
  package func tell(
    _ statements: [Statement], _ format: StatementFormat, languages: [String],
    attachments: Bool = false, _ scope: Scope, in tx: Transaction
  ) throws -> Told {
    let most = 16 << 20
    var told = Told()
    var seen: Set<String> = []
    var bytes = 0
    var teller = Teller(
      office: self, format: format, languages: languages, keys: try recordKeys(scope), tx: tx,
      room: most)
    var last: Statement?
    for (place, statement) in statements.enumerated() {
      guard let (json, kept) = try teller.tell(statement) else { continue }
      if teller.isFull, let last {
        told.last = last
        return told
      }
      told.json.append(json)
      last = statement
      // What is told of a statement may be far less than had to be read.
      bytes += max(json.count, kept)
      if attachments, let value = try? JSON.read(json, limits: StatementBody.limits) {
        for sha2 in Attachment.named(in: value) where seen.insert(sha2).inserted {
          guard let size = try Attachment.size(sha2, scope, in: tx) else { continue }
          told.attachments.append(sha2)
          told.attachedBytes += size
          bytes += size
        }
      }
      if bytes > most, place < statements.count - 1 {
        told.last = statement
        return told
      }
    }
    return told
  }
}

/// Statements as they are answered.
package struct Told: Sendable {
  /// Each statement as JSON.
  package fileprivate(set) var json: [[UInt8]] = []
  /// The last of them, where some were left out.
  package fileprivate(set) var last: Statement?
  /// The SHA-2 of the attachments that they name, each once, where these were asked for.
  package fileprivate(set) var attachments: [String] = []
  /// How many bytes these have together.
  package fileprivate(set) var attachedBytes = 0
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

  /// A statement and how many bytes it has as it is kept; nil where the person's key is destroyed.
  mutating func tell(_ statement: Statement) throws -> (json: [UInt8], kept: Int)? {
    guard let kept = try office.openBytes(statement, in: tx) else { return nil }
    let exact = StatementBody.told(
      kept, stored: statement.stored, authority: try authority(statement.client),
      hasTime: statement.hasTime)
    guard format != .exact, let value = try? JSON.read(exact, limits: StatementBody.limits) else {
      return (exact, kept.count)
    }
    let short =
      format == .canonical
      ? StatementFormat.canonical(value, languages: languages) { definition(of: $0) }
      : StatementFormat.ids(value)
    return (JSON.write(short), kept.count)
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
