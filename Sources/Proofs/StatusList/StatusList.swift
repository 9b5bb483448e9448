import Compression

/// The bits of a Bitstring Status List 1.0: one bit an entry, the first one the highest of its byte.
package struct StatusList: Sendable, Equatable {
  /// The fewest entries, so that one entry hides among many (section 6.1).
  package static let minimum = 131_072
  /// The most bytes that are read packed, and unpacked.
  package static let packedLimit = 1 << 20
  package static let limit = 16 << 20

  private var bytes: [UInt8]

  /// A list of at least so many entries, all of them 0; never fewer than the minimum, never more
  /// than can be read.
  package init(count: Int = minimum) {
    let count = min(max(count, Self.minimum), Self.limit * 8)
    bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
  }

  package var count: Int { bytes.count * 8 }

  /// The bit of an entry; nil beyond the list.
  package func bit(_ index: Int) -> Bool? {
    guard index >= 0, index < count else { return nil }
    return bytes[index >> 3] & Self.mask(index) != 0
  }

  /// Sets or clears the bit of an entry; false, with nothing changed, beyond the list.
  package mutating func set(_ index: Int, to bit: Bool = true) -> Bool {
    guard index >= 0, index < count else { return false }
    if bit { bytes[index >> 3] |= Self.mask(index) } else { bytes[index >> 3] &= ~Self.mask(index) }
    return true
  }

  private static func mask(_ index: Int) -> UInt8 { 0x80 >> UInt8(truncatingIfNeeded: index & 7) }
}

// MARK: - As text

extension StatusList {
  /// The list as `encodedList`: gzip in multibase `u`; nil only when there is no memory. The same
  /// bits always give the same text.
  package var encoded: String? { Deflate.gzip.pack(bytes).map(Multibase.base64URL) }

  /// Reads an `encodedList`; what unpacks to more than the limit is refused without unpacking it.
  package init(encoded text: String) throws(StatusListFault) {
    guard text.utf8.first == UInt8(ascii: "u") else { throw .notMultibase }
    guard text.utf8.count <= Self.packedLimit / 3 * 4 + 5 else {
      throw .tooLarge(limit: Self.packedLimit)
    }
    guard let packed = Multibase.decode(text) else { throw .notMultibase }
    do throws(Deflate.Fault) {
      var budget = Self.limit
      let (bytes, unread) = try Deflate.gzip.unpack(packed[...], budget: &budget)
      guard unread == 0 else { throw .broken }
      self.bytes = bytes
    } catch {
      switch error {
      case .broken: throw .notGzip
      case .tooLarge: throw .unpacksBeyond(limit: Self.limit)
      }
    }
    guard count >= Self.minimum else { throw .tooShort(count) }
  }
}

/// Why a status list, its credential or an entry is not taken.
package enum StatusListFault: Error, Equatable, Sendable {
  /// `encodedList` is no base64url with `u` before it.
  case notMultibase
  /// `encodedList` holds more bytes than are read.
  case tooLarge(limit: Int)
  case notGzip
  /// A bomb: more bytes come out than are unpacked.
  case unpacksBeyond(limit: Int)
  /// Fewer entries than the standard allows.
  case tooShort(Int)
  /// A member is missing or is not what it must be.
  case member(String)
  /// The entry points at another list, or at a purpose this list does not have.
  case otherList, otherPurpose
  /// The entry lies beyond the end of the list.
  case beyond(index: Int, count: Int)
}

extension StatusListFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notMultibase: "encodedList is not base64url with a u before it; ask the issuer."
    case .tooLarge(let limit): "encodedList holds more than \(limit) bytes and is not read."
    case .notGzip: "encodedList is not one sound gzip stream; fetch the list again."
    case .unpacksBeyond(let limit):
      "encodedList unpacks to more than \(limit) bytes and is not read."
    case .tooShort(let count):
      "The list has \(count) entries, fewer than the \(StatusList.minimum) of the standard."
    case .member(let name): "The member \(name) is missing or is not what the standard asks for."
    case .otherList: "The entry points at another list; fetch the one it names."
    case .otherPurpose: "The list does not have the entry's purpose."
    case .beyond(let index, let count): "The entry \(index) lies beyond the list's \(count)."
    }
  }
}
