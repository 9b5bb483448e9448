import Crypto
import Foundation
package import JSON
package import Kernel

/// The bytes of a statement as they are kept: its sender's, with what the store itself sets.
package enum StatementBody {
  /// The sender's members byte by byte but for those that only the store sets; id and version are added
  /// where they were left out. In 2.0 a time in another zone is written in UTC.
  package static func kept(
    _ raw: [UInt8], of value: Value, id: StatementID, _ version: Version
  ) -> [UInt8] {
    let raw = withLists(raw, of: value)
    var out = JSONWriter(reserving: raw.count + 96)
    out.beginObject()
    for member in RawJSON.members(of: raw) {
      if ["stored", "authority"].contains(where: { member.isNamed($0, in: raw) }) { continue }
      if version == .two, member.isNamed("timestamp", in: raw),
        let text = value["timestamp"]?.string, let time = Timestamp(text, .two), !time.isUTC
      {
        out.field("timestamp", time.instant.utcText)
      } else {
        out.raw(raw[member.name.lowerBound..<member.value.upperBound])
      }
    }
    if value["id"] == nil { out.field("id", id.description) }
    if value["version"] == nil { out.field("version", version.ofStatements) }
    out.endObject()
    return out.bytes
  }

  /// The bytes with brackets around each activity of a context that stands alone: it is answered as a
  /// list (1.0.3, 2.4.6.2).
  private static func withLists(_ raw: [UInt8], of value: Value) -> [UInt8] {
    var places: [Range<Int>] = []
    for (path, context) in [
      (["context"], value["context"]), (["object", "context"], value["object"]?["context"]),
    ] {
      let lone = context?["contextActivities"]?.members?.pairs.contains { $0.value.members != nil }
      guard lone == true else { continue }
      var at = 0
      for name in path + ["contextActivities"] {
        guard
          let member = RawJSON.members(of: raw, at: at).first(where: {
            $0.isNamed(name, in: raw)
          })
        else { return raw }
        at = member.value.lowerBound
      }
      places += RawJSON.members(of: raw, at: at).map(\.value).filter {
        raw[$0.lowerBound] == UInt8(ascii: "{")
      }
    }
    guard !places.isEmpty else { return raw }
    var out: [UInt8] = []
    var from = 0
    for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      out += raw[from..<place.lowerBound] + "[".utf8 + raw[place] + "]".utf8
      from = place.upperBound
    }
    return out + raw[from...]
  }

  /// A kept body as it is answered: with the time of storing, the authority as JSON, and the time of
  /// storing as its own where its sender gave none.
  package static func told(
    _ kept: [UInt8], stored: Instant, authority: [UInt8], hasTime: Bool
  ) -> [UInt8] {
    var out = kept
    guard out.popLast() == UInt8(ascii: "}") else { return kept }
    let text = stored.utcText
    if !hasTime { out += ",\"timestamp\":\"\(text)\"".utf8 }
    out += ",\"stored\":\"\(text)\",\"authority\":".utf8
    out += authority
    out.append(UInt8(ascii: "}"))
    return out
  }

  /// How outsiders' statements are read: numbers as they have them.
  package static let limits = JSON.Limits(
    bytes: 16 << 20, depth: 96, values: 400_000, rounds: true)

  /// Whether two statements say the same, whatever the store has set in them (xAPI 1.0.3, 2.3.1).
  package static func agree(_ new: Value, _ kept: Value) -> Bool {
    if let time = new["timestamp"]?.string, let other = kept["timestamp"]?.string,
      Timestamp(time, .one)?.instant != Timestamp(other, .one)?.instant
    {
      return false
    }
    return same(strip(new), strip(kept))
  }

  private static let ours = ["id", "stored", "authority", "version", "timestamp", "attachments"]

  private static func strip(_ value: Value) -> Value {
    guard let members = value.members else { return value }
    return .object(
      Value.Members(members.pairs.filter { pair in !ours.contains { Name.same($0, pair.name) } }))
  }

  /// Equal as JSON: members in any order, numbers by their value.
  private static func same(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return !(a < b) && !(b < a)
    case (.text(let a), .text(let b)): return Name.same(a, b)
    case (.object, .list(let list)) where list.count == 1: return same(a, list[0])
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
    case (.object(let a), .object(let b)):
      guard a.pairs.count == b.pairs.count else { return false }
      let places = b.places
      return a.pairs.allSatisfy { name, value in
        guard let place = places[Name.Exact(name)] else { return false }
        let other = b.pairs[place].value
        if Name.same(name, "duration"), let text = value.string, let otherText = other.string {
          return Name.same(Terms.hundredths(text), Terms.hundredths(otherText))
        }
        return same(value, other)
      }
    default: return false
    }
  }
}

/// The key under which everything a person did is kept; without it nothing of that can be read.
package struct SubjectKey: Sendable {
  package let bytes: [UInt8]
  private let key: SymmetricKey

  /// `bytes` are 32.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    key = SymmetricKey(data: bytes)
  }

  /// The body encrypted (AES-256-GCM), bound to the statement's id.
  package func seal(_ body: [UInt8], _ id: StatementID) throws -> [UInt8] {
    let box = try AES.GCM.seal(body, using: key, authenticating: id.bytes)
    return Array(box.combined ?? Data())
  }

  /// The body; nil where the key or the bytes are not those it was sealed with.
  package func open(_ sealed: [UInt8], _ id: StatementID) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let body = try? AES.GCM.open(box, using: key, authenticating: id.bytes)
    else { return nil }
    return Array(body)
  }

  /// A sealed body as a tree; nil where `open` gives nothing.
  func read(_ sealed: [UInt8], _ id: StatementID) -> Value? {
    open(sealed, id).flatMap(StatementBody.unpacked).flatMap {
      try? JSON.read($0, limits: StatementBody.limits)
    }
  }
}
