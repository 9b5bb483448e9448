package import Kernel
package import Storage

/// Tags a status list.
package enum StatusListTag {}

/// A place in a status list.
package struct StatusEntry: Hashable, Sendable {
  package let list: ID<StatusListTag>
  /// The bit's number, from 0.
  package let position: Int

  package init(list: ID<StatusListTag>, position: Int) {
    self.list = list
    self.position = position
  }
}

/// The lists in which ends and suspensions are published, with every snapshot that was signed.
package enum StatusRegister {
  /// What the bits of a list speak of.
  package enum Kind: String, Sendable, CaseIterable {
    /// Awards, revoked by their provider.
    case award
    /// Licences, suspended or revoked by the regulator.
    case licence
    /// Receipts, revoked by the regulator.
    case receipt
  }

  /// How many bits a list has (Bitstring Status List 1.0, section 6.1: the least).
  package static let size = 131_072
  /// A list is left for a new one when so many places drawn at random are all taken: as a rule when
  /// it is about 60 % full.
  private static let draws = 16

  /// Takes a place of its own for a subject, at random so that a number tells nothing; `draw` gives
  /// random numbers, the same when the closure runs again. A place `wished` for in the newest list is
  /// taken if it is free still.
  package static func take(
    _ kind: Kind, subject: [UInt8], at: Instant, newList: ID<StatusListTag>,
    wished: StatusEntry? = nil, draw: () -> UInt64, in tx: Transaction
  ) throws -> StatusEntry {
    let newest = try newest(kind, tx)
    if let wished, wished.list == newest,
      let entry = try take(wished.position, in: wished.list, subject, tx)
    {
      return entry
    }
    if let newest, let entry = try take(in: newest, subject, draw, tx) { return entry }
    try tx.run(
      "INSERT INTO status_list (id, kind, created_at) VALUES ($1, $2, $3)", .id(newList),
      .text(kind.rawValue), .instant(at))
    guard let entry = try take(in: newList, subject, draw, tx) else {
      throw StorageFault.unavailable("no free place in status list \(newList)")
    }
    return entry
  }

  private static func take(
    in list: ID<StatusListTag>, _ subject: [UInt8], _ draw: () -> UInt64, _ tx: Transaction
  ) throws -> StatusEntry? {
    for _ in 0..<draws {
      if let entry = try take(Int(draw() % UInt64(size)), in: list, subject, tx) { return entry }
    }
    return nil
  }

  private static func take(
    _ position: Int, in list: ID<StatusListTag>, _ subject: [UInt8], _ tx: Transaction
  ) throws -> StatusEntry? {
    try tx.first(
      """
      INSERT INTO status_entry (list, position, subject) VALUES ($1, $2, $3)
      ON CONFLICT (list, position) DO NOTHING RETURNING position
      """, .id(list), .int(position), .blob(subject)
    ) { StatusEntry(list: list, position: $0.int(0)) }
  }

  private static func newest(_ kind: Kind, _ tx: Transaction) throws -> ID<StatusListTag>? {
    try tx.first(
      "SELECT id FROM status_list WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
      .text(kind.rawValue)
    ) { $0.id(0, StatusListTag.self) }
  }

  /// A random place of the newest list to wish for; nil while there is no list.
  package static func wish(_ kind: Kind, draw: () -> UInt64, in tx: Transaction) throws
    -> StatusEntry?
  {
    try newest(kind, tx).map {
      StatusEntry(list: $0, position: Int(draw() % UInt64(size)))
    }
  }

  /// Sets or clears a bit from an instant on; false when it stood so already.
  package static func set(
    _ entry: StatusEntry, _ isSet: Bool, at: Instant, ruling: RulingID?, in tx: Transaction
  ) throws -> Bool {
    let stood = try tx.first(
      """
      SELECT is_set FROM status_change WHERE list = $1 AND position = $2 ORDER BY id DESC LIMIT 1
      """, .id(entry.list), .int(entry.position)
    ) { $0.flag(0) }
    guard (stood ?? false) != isSet else { return false }
    try tx.run(
      """
      INSERT INTO status_change (list, position, is_set, at, ruling) VALUES ($1, $2, $3, $4, $5)
      """, .id(entry.list), .int(entry.position), .flag(isSet), .instant(at),
      .optional(ruling, Bind.id))
    return true
  }

  /// The bits that are set at an instant.
  package static func set(in list: ID<StatusListTag>, at: Instant, _ tx: Transaction) throws
    -> [Int]
  {
    var bits: [Int: Bool] = [:]
    let changes = try tx.all(
      "SELECT position, is_set FROM status_change WHERE list = $1 AND at <= $2 ORDER BY id",
      .id(list), .instant(at)
    ) { ($0.int(0), $0.flag(1)) }
    for (position, isSet) in changes { bits[position] = isSet }
    return bits.filter(\.value).keys.sorted()
  }

  package static func kind(_ list: ID<StatusListTag>, in tx: Transaction) throws -> Kind? {
    try tx.first("SELECT kind FROM status_list WHERE id = $1", .id(list)) {
      Kind(rawValue: $0.text(0))
    } ?? nil
  }

  /// Every list with what the bits speak of.
  package static func all(in tx: Transaction) throws -> [(id: ID<StatusListTag>, kind: Kind)] {
    try tx.all("SELECT id, kind FROM status_list ORDER BY created_at, id") {
      ($0.id(0), Kind(rawValue: $0.text(1)) ?? .award)
    }
  }

  /// Whether a list has changed since an instant.
  package static func changed(_ list: ID<StatusListTag>, since: Instant, in tx: Transaction)
    throws -> Bool
  {
    try tx.exists(
      "SELECT 1 FROM status_change WHERE list = $1 AND at > $2", .id(list), .instant(since))
  }
}

/// A status list as it was signed for a time.
package struct StatusSnapshot: Sendable {
  package let list: ID<StatusListTag>
  package let from: Instant
  /// The instant at which it holds no longer.
  package let until: Instant
  package let document: [UInt8]

  package init(list: ID<StatusListTag>, from: Instant, until: Instant, document: [UInt8]) {
    self.list = list
    self.from = from
    self.until = until
    self.document = document
  }

  private init(_ row: Row) {
    list = row.id(0)
    from = row.instant(1)
    until = row.instant(2)
    document = row.blob(3)
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO status_snapshot (list, valid_from, valid_until, document)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (list, valid_from) DO UPDATE SET valid_until = excluded.valid_until,
        document = excluded.document
      """, .id(list), .instant(from), .instant(until), .blob(document))
  }

  /// Until when the newest snapshot made at or before an instant holds.
  package static func end(_ list: ID<StatusListTag>, at: Instant, in tx: Transaction) throws
    -> Instant?
  {
    try tx.first(
      """
      SELECT valid_until FROM status_snapshot WHERE list = $1 AND valid_from <= $2
      ORDER BY valid_from DESC LIMIT 1
      """, .id(list), .instant(at)
    ) { $0.instant(0) }
  }

  /// The newest snapshot made at or before an instant.
  package static func newest(_ list: ID<StatusListTag>, at: Instant, in tx: Transaction) throws
    -> StatusSnapshot?
  {
    try tx.first(
      """
      SELECT list, valid_from, valid_until, document FROM status_snapshot
      WHERE list = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1
      """, .id(list), .instant(at), read: StatusSnapshot.init)
  }
}
