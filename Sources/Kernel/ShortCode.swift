/// Eleven characters that a person can read out, `7K3M9-QX2TB-R`, to find a credential by: the last
/// fifty (random) bits of its id as ten digits of Crockford's base 32, and his check symbol.
///
/// A code finds, it never proves: two ids may share one, so whoever looks it up gets a list.
package struct ShortCode: Hashable, Sendable {
  /// The fifty bits, in the low end.
  package let bits: UInt64

  /// The code of an identifier; the time in it plays no part.
  package init<Of>(_ id: ID<Of>) { bits = id.low & ShortCode.mask }

  /// Reads what a person typed: case does not matter, O is 0, I and L are 1, hyphens and spaces are
  /// passed over. Nil for any other character or length and where the check symbol is another.
  package init?(text: some StringProtocol) {
    var bits: UInt64 = 0
    var count = 0
    for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
      guard count < 11, let value = ShortCode.value(byte) else { return nil }
      count += 1
      if count < 11 {
        guard value < 32 else { return nil }
        bits = bits << 5 | UInt64(value)
      } else if UInt64(value) != bits % 37 {
        return nil
      }
    }
    guard count == 11 else { return nil }
    self.bits = bits
  }

  private static let mask: UInt64 = (1 << 50) - 1

  /// Crockford's digits, then the five symbols that only a check may be.
  private static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)

  private static func value(_ byte: UInt8) -> Int? {
    let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte ? byte - 32 : byte
    switch upper {
    case UInt8(ascii: "O"): return 0
    case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
    default: return symbols.firstIndex(of: upper)
    }
  }
}

extension ShortCode: CustomStringConvertible {
  /// In groups of five, the check symbol apart: `7K3M9-QX2TB-R`.
  package var description: String {
    var out: [UInt8] = []
    for place in (0..<10).reversed() {
      out.append(ShortCode.symbols[Int(bits >> UInt64(place * 5) & 31)])
      if place == 5 || place == 0 { out.append(UInt8(ascii: "-")) }
    }
    out.append(ShortCode.symbols[Int(bits % 37)])
    return String(decoding: out, as: UTF8.self)
  }
}
