import Foundation

/// Checks of text that comes from outside, made on its bytes and scalars.
package enum Name {
  /// Equal byte by byte: `==` on Strings would also equate composed and decomposed letters.
  package static func same(_ a: String, _ b: String) -> Bool {
    // Most names that are compared differ in length already.
    guard a.utf8.count == b.utf8.count else { return false }
    let equal = a.utf8.withContiguousStorageIfAvailable { first in
      b.utf8.withContiguousStorageIfAvailable { second in
        guard let start = first.baseAddress, let other = second.baseAddress else { return true }
        return memcmp(start, other, first.count) == 0
      }
    }
    return (equal ?? nil) ?? a.utf8.elementsEqual(b.utf8)
  }

  /// A name as `same` compares it, for sets and tables.
  package struct Exact: Hashable, Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: Exact, b: Exact) -> Bool { Name.same(a.text, b.text) }

    package func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }

  /// True for 1...120 ASCII letters, digits, dots, hyphens, underscores: safe in ids, keys, paths.
  package static func isPlain(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count <= 120 else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// What is wrong with a free text from outside, or nil: too long (in UTF-8 bytes), or holding
  /// control characters or marks that reorder the line (bidi overrides and isolates).
  package static func fault(in text: String, limit: Int) -> Fault? {
    guard text.utf8.count <= limit else { return .tooLong(limit: limit) }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: continue
      case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069,
        0xFEFF:
        return .control(scalar.value)
      default: continue
      }
    }
    return nil
  }

  /// What is wrong with a name or another text of one line, or nil: the same, and also nothing to
  /// read in it, more than one line, or characters nobody sees. Names go into certificates; only the
  /// two joiners that Arabic script is written with are let through.
  package static func fault(inLine text: String, limit: Int) -> Fault? {
    if let fault = fault(in: text, limit: limit) { return fault }
    let invisible = text.unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        scalar.value != 0x200C && scalar.value != 0x200D
      default: false
      }
    }
    if let invisible { return .control(invisible.value) }
    return text.contains { $0.isLetter || $0.isNumber } ? nil : .empty
  }

  package enum Fault: Equatable, Sendable, CustomStringConvertible {
    case tooLong(limit: Int)
    case control(UInt32)
    case empty

    package var description: String {
      switch self {
      case .tooLong(let limit): "longer than \(limit) bytes"
      case .control(let scalar):
        "holds the invisible character U+\(String(scalar, radix: 16, uppercase: true))"
      case .empty: "is empty"
      }
    }
  }
}
