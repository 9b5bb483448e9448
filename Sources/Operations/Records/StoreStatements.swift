import Foundation
import JSON
package import Kernel
package import LearningRecords
import Licensing
package import Regulations
import Rules
import Storage

/// Why records were not taken.
package enum RecordFault: Error, Sendable {
  /// What was sent is not well formed.
  case bad(InputFault)
  /// Another statement of this id is here already, or a document is not what its sender thinks.
  case conflict(String)
  /// A document is not the one its sender has seen.
  case precondition(String)
  /// The client has no right to this.
  case forbidden(String)
  /// The licence under which the client writes does not stand.
  case unlicensed(Ruling)
}

extension Office {
  /// Refuses a client whose licence does not stand, with the ruling; asked inside the transaction, so
  /// that nothing is taken after a licence was suspended.
  func requireLicence(_ client: RecordClient, at: Instant, in tx: Transaction) throws {
    let law = try law(client.scope, at: at)
    var grounds: [Finding] = []
    var next = try Licence.find(client.licence, in: tx)
    while let licence = next, grounds.count < 2 {
      let standing = try Licence.numbered(licence.number, at: at, in: tx)
      grounds.append(
        InForce.decide(
          Work.facts(licence.kind == .provider ? .provider : .programme, standing), under: law))
      next = try licence.parent.flatMap { try Licence.find($0, in: tx) }
    }
    let ruling = law.ruling(grounds)
    guard ruling.outcome == .granted, !grounds.isEmpty else {
      throw RecordFault.unlicensed(ruling)
    }
  }

  /// Stores statements of one request, all or none, and tells their ids in order. `bytes` are the
  /// document of `value`, which is one statement or a list of them.
  package func storeStatements(
    _ value: Value, _ bytes: [UInt8], parts: [AttachedPart] = [], by client: RecordClient,
    _ version: Version, id asked: StatementID? = nil
  ) async throws -> [StatementID] {
    // Each refused request that drew the key first costs those beside it one more try.
    for _ in 0..<100 {
      let ids = try await tryToStore(value, bytes, parts, client, version, asked)
      if let ids { return ids }
    }
    throw KeyDrawnTwice()
  }

  /// Nil where a person's key was another one, or was destroyed, in the meantime.
  private func tryToStore(
    _ value: Value, _ bytes: [UInt8], _ parts: [AttachedPart], _ client: RecordClient,
    _ version: Version, _ asked: StatementID?
  ) async throws -> [StatementID]? {
    let at = clock.now
    let new = try prepare(value, bytes, by: client, version, at: at, id: asked)
    let attachments: [Attachment]
    do {
      attachments = try AttachmentMatch.check(new, parts)
    } catch {
      throw RecordFault.bad(error)
    }
    let sealed = try seal(new)
    let keys = try recordKeys(client.scope)
    let definitions = newDefinitions(new, keys)
    let turn = records.begin(at)
    defer { records.end(turn) }
    let deed = StatementDeed(
      office: self, client: client, at: at, new: new, sealed: sealed,
      definitions: NewDefinition.byActivity(definitions), attachments: attachments, keys: keys,
      turn: turn)
    do {
      let stored = try await database.write(expect: { try deed.expect(in: $0) }) { tx in
        try deed.run(tx)
        return records.drawTurn()
      }
      records.remember(definitions, turn: stored)
    } catch is KeyDrawnTwice {
      // Another server drew it meanwhile, or had it destroyed; it is found now, or drawn anew.
      for subject in sealed.keys.keys { records.forget(subject) }
      return nil
    }
    return new.map(\.id)
  }

  private func prepare(
    _ value: Value, _ bytes: [UInt8], by client: RecordClient, _ version: Version, at: Instant,
    id asked: StatementID?
  ) throws -> [NewStatement] {
    let keys = try recordKeys(client.scope)
    let authority = client.authority(publicURL)
    let parts: [(value: Value, bytes: [UInt8], place: String)]
    if let list = value.elements {
      let ranges = RawJSON.elements(of: bytes)
      guard ranges.count == list.count else {
        throw RecordFault.bad(InputFault("", "The list could not be read."))
      }
      parts = zip(list, ranges).enumerated().map {
        ($1.0, Array(bytes[$1.1]), "[\($0)]")
      }
    } else {
      parts = [(value, bytes, "")]
    }
    var seen: Set<StatementID> = []
    return try parts.map { part in
      do {
        let new = try NewStatement(
          part.value, part.bytes, id: asked, orDrawn: ids.make(at: at), authority: authority, keys,
          version)
        guard seen.insert(new.id).inserted else {
          throw InputFault("id", "Two statements of one request have the same id.")
        }
        if let asked, asked != new.id {
          throw InputFault("id", "The id differs from the parameter statementId.")
        }
        return new
      } catch let fault as InputFault {
        throw RecordFault.bad(
          part.place.isEmpty
            ? fault : InputFault("\(part.place).\(fault.place)", fault.problem))
      }
    }
  }

  /// Bodies encrypted under their people's keys, which are found or drawn.
  private func seal(_ new: [NewStatement]) throws -> SealedStatements {
    var keys: [IndexKey: SubjectKey] = [:]
    var bodies: [[UInt8]] = []
    for statement in new {
      let key: SubjectKey
      if let known = keys[statement.subject] ?? records.subject(statement.subject) {
        key = known
      } else if let stored = try database.read({
        try SubjectKey.find(statement.subject, in: $0)
      }) {
        key = SubjectKey(stored)
        records.remember(key, of: statement.subject)
      } else {
        // Whoever else needs one now takes the same, though nothing is stored yet.
        key = records.subject(
          statement.subject, orDrawn: SubjectKey(ids.secret() + ids.secret()))
      }
      keys[statement.subject] = key
      bodies.append(try key.seal(StatementBody.packed(statement.kept), statement.id))
    }
    return SealedStatements(keys: keys, bodies: bodies)
  }

  /// The definitions that are not what was last put away of their activities.
  private func newDefinitions(_ new: [NewStatement], _ keys: IndexKeys) -> [NewDefinition] {
    var found: [NewDefinition] = []
    var last: [IndexKey: IndexKey] = [:]
    for (iri, definition) in new.lazy.flatMap(\.definitions) {
      let new = NewDefinition(
        activity: keys.key(.definition, iri.utf8),
        digest: keys.key(.definition, JSON.write(definition)), iri: iri, definition: definition)
      let before = last.updateValue(new.digest, forKey: new.activity)
      if before.map({ $0 == new.digest }) ?? records.isKnown(new) { continue }
      found.append(new)
    }
    return found
  }
}

/// A person's key in this process is not the one that is stored, or was destroyed since.
struct KeyDrawnTwice: Error {}

/// Encrypted bodies in the order of their statements, and the keys that were used.
struct SealedStatements: Sendable {
  let keys: [IndexKey: SubjectKey]
  let bodies: [[UInt8]]
}

/// What a statement says of an activity; the keys are the institution's own.
struct NewDefinition: Sendable {
  let activity: IndexKey
  let digest: IndexKey
  let iri: String
  let definition: Value

  /// What is said of each activity, in order: it is read and written once, however often it is said.
  static func byActivity(_ all: [NewDefinition]) -> [(iri: String, said: [Value])] {
    var places: [IndexKey: Int] = [:]
    var found: [(iri: String, said: [Value])] = []
    for new in all {
      if let place = places[new.activity] {
        found[place].said.append(new.definition)
      } else {
        places[new.activity] = found.count
        found.append((new.iri, [new.definition]))
      }
    }
    return found
  }
}

/// The part of storing statements that happens inside the transaction.
struct StatementDeed: Sendable {
  let office: Office
  let client: RecordClient
  let at: Instant
  let new: [NewStatement]
  let sealed: SealedStatements
  /// What is said of each activity that is defined anew, in order.
  let definitions: [(iri: String, said: [Value])]
  let attachments: [Attachment]
  let keys: IndexKeys
  /// Which of the writes under way it is.
  let turn: UInt64

  /// The longest chain of statements about statements that is followed.
  private static let chain = 32

  /// What one request may still do while all others wait for it.
  private struct Room {
    /// How many entries of the index it may write for statements about statements.
    var entries = 100_000
    /// How many bytes of statements that are here already it may read: its own ones sent again, and
    /// those that it is about.
    var bytes = 64 << 20
    /// How many bytes of activities' definitions it may put together.
    var definitions = 16 << 20
    /// What was read of those it is about.
    var known: [StatementID: Ancestor] = [:]
  }

  /// A statement that others are about.
  private struct Ancestor {
    let stored: Instant
    /// What it is found by; nil where it can be read no more.
    let entries: [IndexEntry]?
    let target: StatementID?
  }

  func expect(in tx: Transaction) throws {
    for statement in new where statement.isNamed {
      try tx.expect(Statement.query(statement.id, client.scope))
    }
  }

  func run(_ tx: Transaction) throws {
    try office.requireLicence(client, at: at, in: tx)
    for (subject, key) in sealed.keys { try keep(key, of: subject, in: tx) }
    let voiding = Set(new.filter(\.isVoiding).map(\.id))
    var room = Room()
    let missing = try new.indices.filter { try !isHere(new[$0], voiding, &room, in: tx) }
    let instants = try missing.map { _ in try Statement.next(at, in: tx) }
    if let first = instants.first {
      let segment = try RecordSegment.take(missing.count, from: first, in: tx)
      for (place, stored) in zip(missing, instants) {
        try store(new[place], sealed.bodies[place], segment, stored, &room, in: tx)
      }
    }
    for attachment in attachments { try attachment.insert(client.scope, in: tx) }
    for (iri, said) in definitions {
      try ActivityDefinition.merge(
        iri, said, keys, client.scope, room: &room.definitions, in: tx)
    }
  }

  /// The body of a statement that is here; nil where it can be read no more.
  private func open(_ statement: Statement, _ room: inout Room, in tx: Transaction) throws
    -> Value?
  {
    guard let bytes = try office.openBytes(statement, in: tx) else { return nil }
    room.bytes -= bytes.count
    guard room.bytes >= 0 else {
      throw RecordFault.bad(
        InputFault(
          "", "Too much of what is here already would have to be read: send fewer in one request."))
    }
    return try? JSON.read(bytes, limits: StatementBody.limits)
  }

  /// Whether the statement was stored before; another one of its id is refused.
  private func isHere(
    _ statement: NewStatement, _ voiding: Set<StatementID>, _ room: inout Room, in tx: Transaction
  ) throws -> Bool {
    if let target = statement.target, statement.isVoiding,
      try voiding.contains(target) || Statement.isVoiding(target, client.scope, in: tx)
    {
      throw RecordFault.bad(
        InputFault("object", "A statement that voids another cannot be voided itself."))
    }
    guard statement.isNamed, let found = try Statement.find(statement.id, client.scope, in: tx)
    else { return false }
    guard let value = try open(found, &room, in: tx), StatementBody.agree(statement.value, value)
    else {
      throw RecordFault.conflict(
        "Another statement of the id \(statement.id) is here; a statement is never changed.")
    }
    return true
  }

  /// Stores a key that is new; one that another server drew meanwhile goes before.
  private func keep(_ key: SubjectKey, of subject: IndexKey, in tx: Transaction) throws {
    guard let found = try SubjectKey.find(subject, in: tx) else {
      // What was destroyed must not come back.
      guard office.records.takeForStoring(key, of: subject, in: turn) else { throw KeyDrawnTwice() }
      return try key.insert(subject, in: tx)
    }
    guard found == key.bytes else { throw KeyDrawnTwice() }
  }

  private func store(
    _ statement: NewStatement, _ body: [UInt8], _ segment: Int64, _ stored: Instant,
    _ room: inout Room, in tx: Transaction
  ) throws {
    let referrers =
      statement.isNamed ? try Statement.referrers(of: statement.id, client.scope, in: tx) : []
    let isVoided = referrers.contains { $0.isVoiding } && !statement.isVoiding
    try statement.insert(
      segment: segment, stored: stored, sealed: body, hidden: isVoided ? .voided : .no,
      client.scope,
      client: client.id, in: tx)
    var through: [(stored: Instant, entries: [IndexEntry])] = [(stored, statement.entries)]
    if let target = statement.target {
      if statement.isVoiding {
        try Statement.hide(target, client.scope, as: .voided, in: tx)
      }
      let found = try ancestors(of: target, &room, in: tx)
      try find(segment, stored, through: found[...], &room, in: tx)
      through += found
    }
    try tellReferrers(referrers, through, &room, in: tx)
  }

  /// Has a statement found by what those are found by that it is about.
  private func find(
    _ segment: Int64, _ stored: Instant,
    through others: ArraySlice<(stored: Instant, entries: [IndexEntry])>, _ room: inout Room,
    in tx: Transaction
  ) throws {
    for (via, entries) in others {
      room.entries -= entries.count
      guard room.entries >= 0 else {
        throw RecordFault.bad(
          InputFault(
            "object", "Too many statements about statements at once: send fewer in one request."))
      }
      for entry in entries {
        try entry.insert(segment: segment, stored: stored, via: via, in: tx)
      }
    }
  }

  /// The statements that one is about, and those they are about, with what each is found by.
  private func ancestors(of first: StatementID, _ room: inout Room, in tx: Transaction) throws
    -> [(stored: Instant, entries: [IndexEntry])]
  {
    var found: [(Instant, [IndexEntry])] = []
    var seen: Set<StatementID> = []
    var next: StatementID? = first
    while let id = next, found.count < Self.chain, seen.insert(id).inserted,
      let ancestor = try ancestor(id, &room, in: tx)
    {
      if let entries = ancestor.entries { found.append((ancestor.stored, entries)) }
      next = ancestor.target
    }
    return found
  }

  /// A statement that others are about, read once for a request; nil where there is none.
  private func ancestor(_ id: StatementID, _ room: inout Room, in tx: Transaction) throws
    -> Ancestor?
  {
    if let known = room.known[id] { return known }
    guard let statement = try Statement.find(id, client.scope, in: tx) else { return nil }
    var entries: [IndexEntry]?
    if let value = try open(statement, &room, in: tx) {
      let sender = try RecordClient.find(statement.client, in: tx) ?? client
      entries = keys.entries(of: value, authority: sender.authority(office.publicURL))
    }
    let ancestor = Ancestor(
      stored: statement.stored, entries: entries, target: statement.target)
    room.known[id] = ancestor
    return ancestor
  }

  /// Statements that were about this one before it came are found by what it is found by, along chains
  /// as long as if they had come after it.
  private func tellReferrers(
    _ first: [Statement.Referrer], _ through: [(stored: Instant, entries: [IndexEntry])],
    _ room: inout Room, in tx: Transaction
  ) throws {
    var waiting = first.map { (statement: $0, distance: 1) }
    var seen: Set<StatementID> = []
    while let (referrer, distance) = waiting.popLast() {
      guard distance <= Self.chain, seen.insert(referrer.id).inserted else { continue }
      let segment = try RecordSegment.of(referrer.stored, in: tx)
      let reached = through.prefix(Self.chain + 1 - distance)
      try find(segment, referrer.stored, through: reached, &room, in: tx)
      waiting += try Statement.referrers(of: referrer.id, client.scope, in: tx).map {
        ($0, distance + 1)
      }
    }
  }
}
