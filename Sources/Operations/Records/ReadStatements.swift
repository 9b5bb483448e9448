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

  /// Statements as they are answered, each as JSON.
  package func tell(
    _ statements: [Statement], _ format: StatementFormat, languages: [String], _ scope: Scope,
    in tx: Transaction
  ) throws -> [[UInt8]] {
    var authorities: [RecordClientID: [UInt8]] = [:]
    var definitions: [String: Value?] = [:]
    let keys = try recordKeys(scope)
    return try statements.compactMap { statement in
      guard let kept = try openBytes(statement, in: tx) else { return nil }
      let authority: [UInt8]
      if let known = authorities[statement.client] {
        authority = known
      } else {
        let client = try RecordClient.find(statement.client, in: tx)
        authority = client.map { JSON.write($0.authority(publicURL)) } ?? Array("null".utf8)
        authorities[statement.client] = authority
      }
      let exact = StatementBody.told(
        kept, stored: statement.stored, authority: authority, hasTime: statement.hasTime)
      guard format != .exact,
        let value = try? JSON.read(exact, limits: StatementBody.limits)
      else { return exact }
      guard format == .canonical else { return JSON.write(StatementFormat.ids(value)) }
      return JSON.write(
        StatementFormat.canonical(value, languages: languages) { iri in
          if let known = definitions[iri] { return known }
          let found = try? ActivityDefinition.find(iri, keys, in: tx)?.definition
          definitions[iri] = .some(found)
          return found
        })
    }
  }
}
