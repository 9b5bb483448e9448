import CZlib

/// Deflate streams (RFC 1951) in one of their wrappings, bounded on the way out.
package struct Deflate: Sendable {
  /// As zlib counts it: 31 for gzip, 15 for zlib, negative for no wrapping.
  private let window: Int32
  private let memory: Int32
  private let level: Int32
  private let dictionary: [UInt8]

  /// RFC 1952, without a time or a name: the same bytes come out each time.
  package static let gzip = Deflate(window: 31, memory: 8, level: 6, dictionary: [])
  /// RFC 1950.
  package static let zlib = Deflate(window: 15, memory: 8, level: 6, dictionary: [])

  /// Without wrapping, for bytes of some kilobytes that resemble `dictionary`; whoever unpacks them
  /// needs the same dictionary.
  package static func short(dictionary: [UInt8]) -> Deflate {
    Deflate(window: -12, memory: 5, level: 1, dictionary: dictionary)
  }

  /// Why bytes are not unpacked.
  package enum Fault: Error {
    /// Broken or cut off.
    case broken
    /// More than the budget came out; unpacking stopped there.
    case tooLarge
  }

  /// The bytes packed; nil only when there is no memory.
  package func pack(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, window, memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Self.size)
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    guard
      dictionary.isEmpty
        || deflateSetDictionary(&stream, dictionary, UInt32(clamping: dictionary.count)) == Z_OK
    else { return nil }
    var source = bytes
    let room = Int(deflateBound(&stream, UInt(bytes.count)))
    var done = false
    let packed = [UInt8](unsafeUninitializedCapacity: room) { out, count in
      done = source.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(clamping: source.count)
        stream.next_out = out.baseAddress
        stream.avail_out = UInt32(clamping: out.count)
        return deflate(&stream, Z_FINISH) == Z_STREAM_END
      }
      count = room - Int(stream.avail_out)
    }
    return done ? packed : nil
  }

  /// Unpacks one stream to at most `budget` bytes and takes from it what came out, also of a stream
  /// that turns out damaged; `unread` is how many bytes follow the stream's end.
  package func unpack(_ bytes: ArraySlice<UInt8>, budget: inout Int) throws(Fault) -> (
    bytes: [UInt8], unread: Int
  ) {
    var stream = z_stream()
    guard inflateInit2_(&stream, window, ZLIB_VERSION, Self.size) == Z_OK else { throw .broken }
    defer { inflateEnd(&stream) }
    guard
      dictionary.isEmpty
        || inflateSetDictionary(&stream, dictionary, UInt32(clamping: dictionary.count)) == Z_OK
    else { throw .broken }
    var out: [UInt8] = []
    var source = Array(bytes)
    let fault: Fault? = source.withUnsafeMutableBufferPointer { source in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 14) { room in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(clamping: source.count)
        while true {
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          // A stream that ends early makes no progress, which zlib reports as a fault too.
          let status = inflate(&stream, Z_NO_FLUSH)
          guard status == Z_OK || status == Z_STREAM_END else { return .broken }
          let written = room.count - Int(stream.avail_out)
          guard written <= budget else { return .tooLarge }
          budget -= written
          out.append(contentsOf: room[..<written])
          if status == Z_STREAM_END { return nil }
        }
      }
    }
    if let fault { throw fault }
    return (out, Int(stream.avail_in))
  }

  private static let size = Int32(MemoryLayout<z_stream>.size)

  /// The check sum of gzip and PNG.
  package static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32(0, buffer.baseAddress, UInt32(clamping: buffer.count)))
    }
  }
}
