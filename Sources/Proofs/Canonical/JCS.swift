import JSON
package import Kernel

/// The JSON Canonicalization Scheme (RFC 8785): the same bytes for the same data, whoever wrote it.
package enum JCS {
  /// The canonical bytes of a tree; a plain YAML scalar is written as a string. A number that a
  /// double would not give back digit for digit is refused, so that two different numbers never
  /// share one form (RFC 8785, 3.2.2.3; RFC 7493, 2.2), and so is a member that appears twice.
  package static func canonicalize(_ value: Value) throws(JCSFault) -> [UInt8] {
    var writer = JCSWriter()
    try writer.value(value)
    return writer.bytes
  }

  /// How two names follow one another by their UTF-16 code units (RFC 8785, 3.2.3): negative when
  /// `a` comes first, 0 when they are the same. Read off the UTF-8: up to the first byte that
  /// differs the texts agree, and there only U+E000...U+FFFF and what lies beyond change places.
  static func order(_ a: String, _ b: String) -> Int {
    var (a, b) = (a, b)
    return a.withUTF8 { a in
      b.withUTF8 { b in
        var index = 0
        let shorter = min(a.count, b.count)
        while index < shorter, a[index] == b[index] { index += 1 }
        guard index < shorter else { return a.count - b.count }
        return rank(a[index]) - rank(b[index])
      }
    }
  }

  /// A byte's place in UTF-16 order: the lead bytes of U+E000...U+FFFF go behind the surrogates.
  private static func rank(_ byte: UInt8) -> Int {
    byte == 0xEE || byte == 0xEF ? Int(byte) + 0x10 : Int(byte)
  }

  /// The first eight bytes of a name as a number that is ordered like names: most are told apart
  /// by it, and only those of one number have to be compared.
  fileprivate static func beginning(_ name: String) -> UInt64 {
    var number: UInt64 = 0
    var places = 8
    for byte in name.utf8.prefix(8) {
      number = number << 8 | UInt64(truncatingIfNeeded: rank(byte))
      places -= 1
    }
    return number << UInt64(truncatingIfNeeded: 8 * places)
  }
}

/// Why a tree has no canonical form, and where.
package struct JCSFault: Error, Equatable, Sendable {
  package enum What: Equatable, Sendable {
    /// A number with more digits than a double keeps.
    case number(String)
    case duplicate(String)
  }

  package let what: What
  /// The place as names and indices, `/credentialSubject/0`; empty for the whole.
  package private(set) var path: String

  init(_ what: What, path: String = "") {
    self.what = what
    self.path = path
  }

  /// The same fault seen from the tree around it.
  func inside(_ step: some CustomStringConvertible) -> JCSFault {
    JCSFault(what, path: "/\(step)\(path)")
  }
}

extension JCSFault: CustomStringConvertible {
  package var description: String {
    let place = path.utf8.isEmpty ? "the document" : path
    return switch what {
    case .number(let digits):
      "\(place): \(digits) cannot be signed as a number, other readers would round it;"
        + " write it as a string."
    case .duplicate(let name): "\(place): the member \"\(name)\" appears twice; keep one of them."
    }
  }
}

/// One pass over a tree.
private struct JCSWriter {
  var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(4096) }

  mutating func value(_ value: Value) throws(JCSFault) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let truth): bytes.append(contentsOf: truth ? "true".utf8 : "false".utf8)
    case .number(let number): try self.number(number)
    case .text(let text), .plain(let text): string(text)
    case .list(let elements): try list(elements)
    case .object(let members): try object(members.pairs)
    }
  }

  private mutating func list(_ elements: [Value]) throws(JCSFault) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      do { try value(element) } catch { throw error.inside(index) }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func object(_ pairs: [(name: String, value: Value)]) throws(JCSFault) {
    bytes.append(UInt8(ascii: "{"))
    var previous: String?
    for index in Self.sorted(pairs) {
      let (name, member) = pairs[index]
      if let previous {
        guard !same(previous, name) else { throw JCSFault(.duplicate(name)) }
        bytes.append(UInt8(ascii: ","))
      }
      previous = name
      string(name)
      bytes.append(UInt8(ascii: ":"))
      do { try value(member) } catch { throw error.inside(name) }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func sorted(_ pairs: [(name: String, value: Value)]) -> [Int] {
    pairs.indices.map { (beginning: JCS.beginning(pairs[$0].name), place: $0) }
      .sorted { a, b in
        a.beginning == b.beginning
          ? JCS.order(pairs[a.place].name, pairs[b.place].name) < 0 : a.beginning < b.beginning
      }.map(\.place)
  }
}

// MARK: - Strings

extension JCSWriter {
  private mutating func string(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { PlainRun.append($0, to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }
}

// MARK: - Numbers

extension JCSWriter {
  /// A number as ECMAScript writes it (ECMA-262, Number::toString).
  private mutating func number(_ number: ExactDecimal) throws(JCSFault) {
    var magnitude = number.mantissa.magnitude
    var decimals = number.scale
    guard magnitude != 0 else { return bytes.append(UInt8(ascii: "0")) }
    while magnitude % 10 == 0 {
      magnitude /= 10
      decimals -= 1
    }
    let digits = Array(String(magnitude).utf8)
    // Fifteen digits always come back from a double; more may not.
    if digits.count > 15, !Self.isKept(digits, magnitude, decimals) {
      throw JCSFault(.number(number.description))
    }
    if number.mantissa < 0 { bytes.append(UInt8(ascii: "-")) }
    layOut(digits, point: digits.count - decimals)
  }

  /// Whether the shortest text of the nearest double has exactly these digits.
  private static func isKept(_ digits: [UInt8], _ magnitude: UInt64, _ decimals: Int) -> Bool {
    guard let double = Double("\(magnitude)e\(-decimals)") else { return false }
    let shortest = double.description.utf8.prefix { $0 != UInt8(ascii: "e") }
      .filter { $0 != UInt8(ascii: ".") }
    let significant = shortest.drop { $0 == UInt8(ascii: "0") }
    let zeros = significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    return significant.dropLast(zeros).elementsEqual(digits)
  }

  /// The digits with their point after the first `point` of them.
  private mutating func layOut(_ digits: [UInt8], point: Int) {
    let zero = UInt8(ascii: "0")
    switch point {
    case digits.count...21:
      bytes += digits
      bytes.append(contentsOf: repeatElement(zero, count: point - digits.count))
    case 1...21:
      bytes += digits[..<point]
      bytes.append(UInt8(ascii: "."))
      bytes += digits[point...]
    case -5...0:
      bytes.append(contentsOf: "0.".utf8)
      bytes.append(contentsOf: repeatElement(zero, count: -point))
      bytes += digits
    default:
      bytes += digits[..<1]
      if digits.count > 1 {
        bytes.append(UInt8(ascii: "."))
        bytes += digits[1...]
      }
      bytes.append(contentsOf: "e\(point > 0 ? "+" : "")\(point - 1)".utf8)
    }
  }
}
