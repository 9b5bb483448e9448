import JSON
import Kernel
import Testing

extension SplitMix64 {
  mutating func text() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<12, using: &self) {
      let limit: UInt32 = Bool.random(using: &self) ? 0x80 : 0x110000
      if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &self)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  mutating func value(depth: Int = 0) -> Value {
    switch Int.random(in: 0..<(depth > 5 ? 4 : 6), using: &self) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &self))
    case 2:
      let width = Int64(1) << Int64.random(in: 0..<63, using: &self)
      return .number(
        ExactDecimal(
          mantissa: Int64.random(in: -width...width, using: &self),
          scale: Int.random(in: 0...9, using: &self)))
    case 3: return .text(text())
    case 4:
      return .list((0..<Int.random(in: 0..<5, using: &self)).map { _ in value(depth: depth + 1) })
    default:
      var members = Value.Members()
      for index in 0..<Int.random(in: 0..<20, using: &self) {
        members.pairs.append(("\(index)\(text())", value(depth: depth + 3)))
      }
      return .object(members)
    }
  }
}

@Suite struct PropertyTests {
  @Test func whatIsWrittenIsReadBackByteForByte() throws {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      let bytes = JSON.write(random.value())
      let again = JSON.write(try JSON.read(bytes))
      #expect(again == bytes)
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix64(seed: 2)
    let alphabet = Array("{}[]\",:\\u0123456789abcdefeE+-. tnrl\n".utf8) + [0xC3, 0xA9, 0xED, 0xFF]
    var accepted = 0
    for round in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &random)
          : alphabet.randomElement(using: &random) ?? 0
      }
      if let value = try? JSON.read(bytes) {
        accepted += 1
        let written = JSON.write(value)
        #expect((try? JSON.read(written)).map(JSON.write) == written)
      }
    }
    #expect(accepted > 0)
  }

  @Test func everyCutAndEveryFlippedByteNeverTraps() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<40 {
      let bytes = JSON.write(random.value())
      for index in bytes.indices.prefix(300) {
        _ = try? JSON.read(bytes[..<index])
        var flipped = bytes
        flipped[index] ^= UInt8(1 << (index % 8))
        _ = try? JSON.read(flipped)
      }
    }
  }

  @Test func numbersEqualTheirDecimalMeaning() throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<5_000 {
      let mantissa = Int64.random(in: -999_999...999_999, using: &random)
      let exponent = Int.random(in: -9...9, using: &random)
      let read = try #require(try JSON.read("\(mantissa)e\(exponent)".utf8).decimal)
      var scaled = mantissa
      for _ in 0..<max(exponent, 0) { scaled *= 10 }
      #expect(read == ExactDecimal(mantissa: scaled, scale: max(-exponent, 0)))
    }
  }
}
