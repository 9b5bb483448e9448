import Crypto
import Foundation
import JSON
import Kernel
package import LearningRecords
import Storage

/// A change to a document that programs keep: what is sent, and what its sender has seen before.
package struct DocumentChange: Sendable {
  /// What the sender says the document is now (RFC 9110, 13.1).
  package struct Precondition: Sendable {
    /// The tags of `If-Match`, with their quotes; `*` for any.
    package let match: [String]?
    /// The tags of `If-None-Match`.
    package let noneMatch: [String]?

    package init(match: [String]?, noneMatch: [String]?) {
      self.match = match
      self.noneMatch = noneMatch
    }
  }

  package enum Deed: Sendable { case put, merge, remove }

  package let deed: Deed
  /// Nil for all documents of the place.
  package let id: String?
  package let place: RecordDocument.Place
  package let type: String
  package let body: [UInt8]
  package let precondition: Precondition

  package init(
    _ deed: Deed, _ id: String?, _ place: RecordDocument.Place, type: String = "",
    body: [UInt8] = [], _ precondition: Precondition
  ) {
    self.deed = deed
    self.id = id
    self.place = place
    self.type = type
    self.body = body
    self.precondition = precondition
  }

  /// The entity tag of a document: the SHA-1 of its bytes in quotes (xAPI 1.0.3, part three, 3.1).
  package static func tag(_ body: [UInt8]) -> String {
    "\"\(Hex.text(Insecure.SHA1.hash(data: body)))\""
  }

  /// Whether the document is what its sender thinks; a put of a profile has to say so, and in 2.0 any
  /// put over a document that is there.
  func check(_ present: RecordDocument?, _ version: Version) throws {
    let tag = present.map { Self.tag($0.body) }
    if let match = precondition.match {
      guard let tag, match.contains(where: { Name.same($0, "*") || Name.same($0, tag) }) else {
        throw RecordFault.precondition("The document is not the one that If-Match names.")
      }
    }
    if let none = precondition.noneMatch, let tag,
      none.contains(where: { Name.same($0, "*") || Name.same($0, tag) })
    {
      throw RecordFault.precondition("The document is one that If-None-Match names.")
    }
    guard deed == .put, precondition.match == nil, precondition.noneMatch == nil else { return }
    if present != nil, version == .two || place.kind != .state {
      throw RecordFault.conflict(
        "A document of this id is here. Read it, then say with If-Match which one you replace.")
    }
    if present == nil, version == .one, place.kind != .state {
      throw RecordFault.bad(
        InputFault("If-None-Match", "Say with If-None-Match: * that the document is new."))
    }
  }
}

extension Office {
  /// Makes a change to a document.
  package func change(_ change: DocumentChange, by client: RecordClient, _ version: Version)
    async throws
  {
    let at = clock.now
    try await database.write { tx in
      try requireLicence(client, at: at, in: tx)
      guard let id = change.id else {
        return try RecordDocument.remove(nil, change.place, client.scope, in: tx)
      }
      let present = try RecordDocument.find(id, change.place, client.scope, in: tx)
      try change.check(present, version)
      guard change.deed != .remove else {
        return try RecordDocument.remove(id, change.place, client.scope, in: tx)
      }
      // Two changes are never of one instant, so that who asks for what is newer misses none.
      let stored = max(
        at, present.map { Instant(microseconds: $0.stored.microseconds + 1) } ?? at)
      let body = change.deed == .merge ? try merged(change, over: present) : change.body
      try RecordDocument(id: id, type: change.type, body: body, stored: stored)
        .put(change.place, client.scope, in: tx)
    }
  }

  /// A JSON object over another: members at the top are replaced one by one.
  private func merged(_ change: DocumentChange, over present: RecordDocument?) throws -> [UInt8] {
    func object(_ bytes: [UInt8], _ type: String, _ whose: String) throws -> Value.Members {
      let isJSON = type.lowercased().utf8.starts(with: "application/json".utf8)
      guard isJSON, let value = try? JSON.read(bytes, limits: StatementBody.limits),
        let members = value.members
      else {
        throw RecordFault.bad(
          InputFault("", "\(whose) is not a JSON object: only those are merged."))
      }
      return members
    }
    guard let present else {
      // Nothing to merge with; what says it is JSON must be an object.
      if change.type.lowercased().utf8.starts(with: "application/json".utf8) {
        _ = try object(change.body, change.type, "The document")
      }
      return change.body
    }
    var members = try object(present.body, present.type, "The stored document")
    members.merge(try object(change.body, change.type, "The document"))
    return JSON.write(.object(members))
  }
}
