package import Kernel

/// What a statement is found by, as a number: SipHash-2-4 of it under the installation's secret, so
/// that nobody can make two things meet, and that the index tells nothing about people.
package struct IndexKey: Hashable, Sendable {
  package let number: Int64

  /// Kinds of things statements are found by; each has numbers of its own.
  package enum Kind: UInt8, Sendable {
    case all, agent, activity, verb, registration, definition
    case attachment
  }

  init(number: Int64) { self.number = number }
}

/// The secret and the institution under which index keys are made.
package struct IndexKeys: Sendable {
  private let institution: SipHash

  /// `secret` has 32 bytes or more, of which 16 count.
  package init(secret: [UInt8], _ institution: InstitutionID) {
    func word(_ from: Int) -> UInt64 {
      secret.dropFirst(from).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    var hash = SipHash(word(0), word(8))
    for byte in institution.bytes { hash.take(byte) }
    self.institution = hash
  }

  package func key(_ kind: IndexKey.Kind, _ text: some Sequence<UInt8>) -> IndexKey {
    var hash = institution
    hash.take(kind.rawValue)
    for byte in text { hash.take(byte) }
    return IndexKey(number: Int64(bitPattern: hash.finish()))
  }

  /// Under which all statements of the institution are found.
  package var all: IndexKey { key(.all, []) }

  /// Part of a verb's number: enough to tell one agent's verbs apart.
  func role(ofVerb verb: String) -> Int64 {
    key(.verb, verb.utf8).number & 0x7FFF_FFFF | 0x8000_0000
  }
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012), byte by byte.
package struct SipHash {
  private var (v0, v1, v2, v3): (UInt64, UInt64, UInt64, UInt64)
  private var tail: UInt64 = 0
  private var count: UInt64 = 0

  package init(_ k0: UInt64, _ k1: UInt64) {
    v0 = k0 ^ 0x736f_6d65_7073_6575
    v1 = k1 ^ 0x646f_7261_6e64_6f6d
    v2 = k0 ^ 0x6c79_6765_6e65_7261
    v3 = k1 ^ 0x7465_6462_7974_6573
  }

  package mutating func take(_ byte: UInt8) {
    tail |= UInt64(byte) << ((count & 7) * 8)
    count &+= 1
    guard count & 7 == 0 else { return }
    compress(tail)
    tail = 0
  }

  @inline(__always) private mutating func compress(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  @inline(__always) private mutating func round() {
    v0 = v0 &+ v1
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v0 = v0 << 32 | v0 >> 32
    v2 = v2 &+ v3
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 = v0 &+ v3
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 = v2 &+ v1
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v2 = v2 << 32 | v2 >> 32
  }

  package mutating func finish() -> UInt64 {
    compress(tail | (count & 0xFF) << 56)
    v2 ^= 0xFF
    for _ in 0..<4 { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }
}
