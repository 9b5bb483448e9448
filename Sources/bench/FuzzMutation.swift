import JSON
import Kernel
import Proofs

/// Changes inputs at random; the same seed makes the same changes.
struct FuzzMutation {
  private var numbers: SplitMix64

  init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  /// One of the inputs with a few changes: of its bytes, of the tree it is, or of what is packed in
  /// it.
  mutating func change(_ inputs: [[UInt8]], _ format: FuzzFormat) -> [UInt8] {
    guard let input = inputs.randomElement(using: &numbers) else { return [] }
    switch format {
    case .json, .bundle, .did, .signed, .answers, .statement, .checks:
      if chance(3) || format == .signed, let value = try? JSON.read(input) {
        return JSON.write(tree(value, changes: Int.random(in: 1...3, using: &numbers)))
      }
    case .jwt:
      if chance(2) { return token(input) }
    case .list:
      // The letter of its alphabet, then what is packed.
      if chance(2), let packed = Base64URL.decode(input.dropFirst()) {
        return Array(Multibase.base64URL(bytes(packed, inputs)).utf8)
      }
    case .png:
      if chance(4), let changed = picture(input, inputs) { return changed }
    case .pdf, .base58, .procedure, .form, .multipart: break
    }
    return bytes(input, inputs)
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &numbers) > 0 }

  private mutating func place(_ count: Int) -> Int { Int.random(in: 0...count, using: &numbers) }

  // MARK: - Bytes

  private static let words: [[UInt8]] = [
    "{}", "[]", "[[[[[[[[", "null", "-0", "1e400", "9223372036854775807", "0.0000000001", "\"\"",
    "\\u0000", "\\ud800", "\u{202E}", "e\u{301}", "did:web:a%3A80:b", "urn:uuid:", "..", "=",
    "1 0 obj", "endobj", "stream\n", "endstream", "/Length 9999999999", "/Type /ObjStm", "/N 9",
    "/Kids [1 0 R]", "trailer", "<<", ">>", "(", "zz", "u", "iTXt", "openbadgecredential\0",
    "\r\n--a-boundary\r\n", "--a-boundary--", "; filename=\"", "\r\n\r\n", "%", "%00", "&", "+",
    "&a ", "*a", "!!int ", "- ", "? ", "|\n", ">\n  ", "'", "\t", "\u{FEFF}", "%YAML 1.1\n---\n",
    "shownWhen: { field: ", "maximum: 9223372036854775807", "minimum: -9223372036854775808",
    "from: []", "{number", "[[{", "]}", "1448/13/40", "99999-1-1", "-1.00 SAR", "1e9",
    "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "@context", "@graph", "@list", "_:b0",
  ].map { Array($0.utf8) }

  private mutating func bytes(_ input: [UInt8], _ others: [[UInt8]]) -> [UInt8] {
    var bytes = input
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      let (a, b) = (place(bytes.count), place(bytes.count))
      let span = min(a, b)..<min(max(a, b), min(a, b) + (chance(2) ? 16 : 4096))
      switch Int.random(in: 0..<7, using: &numbers) {
      case 0 where a < bytes.count: bytes[a] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 1 where a < bytes.count: bytes[a] = UInt8.random(in: .min ... .max, using: &numbers)
      case 2: bytes.removeSubrange(span)
      case 3: bytes.insert(contentsOf: bytes[span], at: a)
      case 4: bytes.insert(contentsOf: Self.words.randomElement(using: &numbers) ?? [], at: a)
      case 5:
        let word = Self.words.randomElement(using: &numbers) ?? []
        bytes.replaceSubrange(a..<min(bytes.count, a + word.count), with: word)
      default:
        let other = others.randomElement(using: &numbers) ?? []
        if chance(8) { continue }
        bytes = Array(bytes[..<a]) + other[place(other.count)...]
      }
    }
    return bytes
  }

  /// A picture whose credential's chunk is changed, with a check sum that fits again.
  private mutating func picture(_ input: [UInt8], _ others: [[UInt8]]) -> [UInt8]? {
    let begin = 33  // behind the header
    guard input.count > begin + 12 else { return nil }
    let length = input[begin..<(begin + 4)].reduce(0) { $0 << 8 | Int($1) }
    guard length <= input.count - begin - 12 else { return nil }
    // Mostly only its beginning, where flags and names stand.
    let body = Array(input[(begin + 4)..<(begin + 8 + length)])
    let few = chance(3) ? min(40, body.count) : body.count
    let changed = bytes(Array(body[..<few]), []) + body[few...]
    func big(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let size = UInt32(truncatingIfNeeded: max(0, changed.count - 4))
    // The picture itself is left out: nobody looks at it.
    let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    return input[..<begin] + big(size) + changed + big(Self.checkSum(changed)) + end
  }

  private static let sums: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in
      sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1
    }
  }

  /// The check sum of PNG's chunks.
  private static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      sums[Int(truncatingIfNeeded: sum & 255) ^ Int(byte)] ^ (sum >> 8)
    }
  }

  // MARK: - Trees

  private static let values: [Value] = [
    .null, .bool(true), .number(ExactDecimal(mantissa: .max)),
    .number(ExactDecimal(mantissa: .min)),
    .number(ExactDecimal(mantissa: 5, scale: 9)), .text(""), .text("did:web:a"), .text("_:b0"),
    .text("9999-12-31T23:59:59Z"), .text("0000-01-01T00:00:00+14:00"), .text("e\u{301}"),
    .text("https://www.w3.org/ns/credentials/v2"), .list([]), .object(Value.Members()),
    .list([.list([.null])]), .object(Value.Members([("@value", .text("x"))])),
    .object(Value.Members([("id", .text("urn:x")), ("type", .text("Profile"))])),
  ]

  private mutating func tree(_ value: Value, changes: Int) -> Value {
    var value = value
    for _ in 0..<changes { value = changed(value, donor: value, depth: 0) }
    return value
  }

  /// The tree with one change somewhere, the likelier the deeper.
  private mutating func changed(_ value: Value, donor: Value, depth: Int) -> Value {
    let isHere = depth > 0 && !chance(4)
    switch value {
    case .object(var members) where !isHere && !members.pairs.isEmpty:
      let index = Int.random(in: members.pairs.indices, using: &numbers)
      switch Int.random(in: 0..<12, using: &numbers) {
      case 0: members.pairs.remove(at: index)
      case 1:
        members.pairs[index].name =
          ["id", "type", "@id", "é", "@context", "proof", "name"]
          .randomElement(using: &numbers) ?? ""
      case 2: members.pairs.shuffle(using: &numbers)
      default:
        members.pairs[index].value = changed(
          members.pairs[index].value, donor: donor, depth: depth + 1)
      }
      return .object(members)
    case .list(var elements) where !isHere && !elements.isEmpty:
      let index = Int.random(in: elements.indices, using: &numbers)
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0: elements.remove(at: index)
      case 1: elements += [Value](repeating: elements[index], count: chance(8) ? 2 : 40)
      default: elements[index] = changed(elements[index], donor: donor, depth: depth + 1)
      }
      return .list(elements)
    default:
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: return .list([value])
      case 1: return part(of: donor)
      case 2:
        return .text(String(decoding: bytes(Array((value.string ?? "").utf8), []), as: UTF8.self))
      default: return Self.values.randomElement(using: &numbers) ?? .null
      }
    }
  }

  /// Something from elsewhere in the tree.
  private mutating func part(of value: Value) -> Value {
    let parts = value.elements ?? value.members?.pairs.map(\.value) ?? []
    guard chance(4), let part = parts.randomElement(using: &numbers) else { return value }
    return self.part(of: part)
  }

  /// A token with header, payload or signature changed before it is put together.
  private mutating func token(_ input: [UInt8]) -> [UInt8] {
    var parts = input.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map(Array.init)
    let index = Int.random(in: parts.indices, using: &numbers)
    guard let plain = Base64URL.decode(parts[index]) else { return bytes(input, []) }
    let isTree = index < 2 && chance(2)
    let value = isTree ? try? JSON.read(plain) : nil
    let after = value.map { JSON.write(tree($0, changes: 1)) } ?? bytes(plain, [])
    parts[index] = Array(Base64URL.encode(after).utf8)
    return Array(parts.joined(separator: [UInt8(ascii: ".")]))
  }
}
