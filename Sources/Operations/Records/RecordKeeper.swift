import Crypto
import Foundation
package import Kernel
package import LearningRecords
import Storage

/// What this process keeps in mind about learning records: secrets, who has signed in, keys of people,
/// and which writes are under way.
package final class RecordKeeper: @unchecked Sendable {
  private let lock = NSLock()
  private var secret: [UInt8]?
  private var clients: [[UInt8]: (client: RecordClient, until: Instant)] = [:]
  private var subjects: [IndexKey: SubjectKey] = [:]
  /// Whose keys in mind lie in the database, or did.
  private var stored: [IndexKey: UInt64] = [:]
  /// Of each activity what was last put away, and by which turn.
  private var definitions: [IndexKey: (digest: IndexKey, turn: UInt64)] = [:]
  private var lights: [LicenceID: (stamp: String, counts: LightCounts)] = [:]
  private var underWay: [UInt64: Instant] = [:]
  private var turns: UInt64 = 0
  private let pepper = SymmetricKey(size: .bits256)

  /// Where the secret lies.
  static let setting = "recordsSecret"
  /// How much is kept in mind; beyond it is begun anew.
  private static let room = 50_000
  /// How long a client that was seen is believed, so that one ended on another server ends here too.
  private static let seconds: Int64 = 5

  init() {}

  /// The secret of index keys and of links, made when it is first asked for; not to be asked inside a
  /// transaction.
  func secret(of database: Database) throws -> [UInt8] {
    if let known = lock.withLock({ secret }) { return known }
    if try database.read({ try $0.setting(Self.setting) }) == nil {
      let drawn = Hex.text(IDs.system.secret() + IDs.system.secret())
      try database.writeAndWait { tx in
        if try tx.setting(Self.setting) == nil { try tx.setSetting(Self.setting, drawn) }
      }
    }
    return try database.read { try secret(in: $0) }
  }

  /// The same inside a transaction, where it was made before.
  func secret(in tx: Transaction) throws -> [UInt8] {
    if let known = lock.withLock({ secret }) { return known }
    guard let bytes = try tx.setting(Self.setting).flatMap({ Hex.bytes($0) }), bytes.count >= 32
    else { throw StorageFault.schema("the setting \(Self.setting) is missing or damaged") }
    lock.withLock { secret = bytes }
    return bytes
  }

  /// A keyed hash of what somebody signs in with: the header itself is never kept.
  func digest(_ header: String) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(header.utf8), using: pepper))
  }

  func client(_ digest: [UInt8], at: Instant) -> RecordClient? {
    lock.withLock {
      guard let seen = clients[digest], at < seen.until else { return nil }
      return seen.client
    }
  }

  func remember(_ client: RecordClient, _ digest: [UInt8], at: Instant) {
    lock.withLock {
      if clients.count >= Self.room { clients = [:] }
      clients[digest] = (client, at.adding(seconds: Self.seconds))
    }
  }

  /// Lets nobody in by what was seen before.
  func forgetClients() { lock.withLock { clients = [:] } }

  func subject(_ key: IndexKey) -> SubjectKey? { lock.withLock { subjects[key] } }

  /// The key in mind, or else this one, which is in mind from now on.
  func subject(_ subject: IndexKey, orDrawn key: SubjectKey) -> SubjectKey {
    lock.withLock {
      if let known = subjects[subject] { return known }
      if subjects.count >= Self.room { (subjects, stored) = ([:], [:]) }
      subjects[subject] = key
      return key
    }
  }

  func remember(_ key: SubjectKey, of subject: IndexKey) {
    lock.withLock {
      if subjects.count >= Self.room { (subjects, stored) = ([:], [:]) }
      subjects[subject] = key
      stored[subject] = 0
    }
  }

  /// Whether a key that the database does not hold may be stored in a turn: not where another one took
  /// its place in mind or none is there, and not where it was stored before, for then it was destroyed.
  /// The same turn may ask again, for a transaction may run more than once.
  func takeForStoring(_ key: SubjectKey, of subject: IndexKey, in turn: UInt64) -> Bool {
    lock.withLock {
      guard subjects[subject]?.bytes == key.bytes else { return false }
      guard let before = stored[subject] else {
        stored[subject] = turn
        return true
      }
      return before == turn
    }
  }

  func forget(_ subject: IndexKey) {
    lock.withLock {
      subjects.removeValue(forKey: subject)
      stored.removeValue(forKey: subject)
      lights = [:]
    }
  }

  /// What was judged of a licence's records when they and the law stood as the stamp says.
  func lights(_ licence: LicenceID, _ stamp: String) -> LightCounts? {
    lock.withLock { lights[licence].flatMap { $0.stamp == stamp ? $0.counts : nil } }
  }

  func remember(_ counts: LightCounts, of licence: LicenceID, _ stamp: String) {
    lock.withLock {
      if lights.count >= Self.room { lights = [:] }
      lights[licence] = (stamp, counts)
    }
  }

  /// Whether this definition of an activity was the last that was put away.
  func isKnown(_ definition: NewDefinition) -> Bool {
    lock.withLock { definitions[definition.activity]?.digest == definition.digest }
  }

  /// A number for what is put away now, asked for inside the transaction: transactions follow one
  /// another, those who wait for their answers overtake one another.
  func drawTurn() -> UInt64 {
    lock.withLock {
      turns &+= 1
      return turns
    }
  }

  /// Keeps in mind what was put away in a turn of its transaction.
  func remember(_ new: [NewDefinition], turn: UInt64) {
    guard !new.isEmpty else { return }
    lock.withLock {
      if definitions.count >= Self.room { definitions = [:] }
      for one in new where definitions[one.activity].map({ $0.turn <= turn }) ?? true {
        definitions[one.activity] = (one.digest, turn)
      }
    }
  }

  /// Says that statements of this instant are on their way into the store.
  func begin(_ at: Instant) -> UInt64 {
    lock.withLock {
      turns &+= 1
      underWay[turns] = at
      return turns
    }
  }

  func end(_ turn: UInt64) { _ = lock.withLock { underWay.removeValue(forKey: turn) } }

  /// Up to when a read that begins after this sees everything: until now, or until right before the
  /// first statement under way. Of other servers' writes nothing is known; theirs get five seconds.
  func consistentThrough(_ now: Instant, isShared: Bool) -> Instant {
    let first = lock.withLock { underWay.values.min() }
    let own = first.map { min(now, Instant(microseconds: $0.microseconds - 1)) } ?? now
    return isShared ? min(own, now.adding(seconds: -5)) : own
  }
}

extension Office {
  /// Up to when a read of records that begins after this sees everything.
  package func recordsConsistentThrough() -> Instant {
    records.consistentThrough(clock.now, isShared: database.isShared)
  }

  /// The index keys of an institution.
  package func recordKeys(_ scope: Scope) throws -> IndexKeys {
    IndexKeys(secret: try records.secret(of: database), scope.institution)
  }

  /// A short proof that a text came from this installation for this client.
  package func recordSeal(_ text: String, of client: RecordClient) throws -> [UInt8] {
    let key = SymmetricKey(data: try records.secret(of: database))
    let bytes = client.id.bytes + Array("more;\(text)".utf8)
    return Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16))
  }

  /// The client of a name and secret as HTTP's Basic carries them; nil where it is not let in.
  package func recordClient(authorization header: String, at: Instant) throws -> RecordClient? {
    let digest = records.digest(header)
    if let seen = records.client(digest, at: at) { return seen }
    guard header.utf8.count <= 1_000, header.prefix(6).lowercased() == "basic ",
      let bytes = Data(base64Encoded: String(header.dropFirst(6)).trimmingPrefix(" ").description),
      let text = String(validating: bytes, as: UTF8.self),
      let colon = text.firstIndex(of: ":")
    else { return nil }
    let username = String(text[..<colon])
    let secret = Array(SHA256.hash(data: Array(text[text.index(after: colon)...].utf8)))
    guard let found = try database.all(RecordClient.query(username: username)).first,
      zip(found.secret, secret).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0,
      found.client.from <= at, found.client.endedAt.map({ at < $0 }) ?? true
    else { return nil }
    records.remember(found.client, digest, at: at)
    return found.client
  }
}
