import CZlib

/// The gzip format (RFC 1952), with a bound on what is unpacked.
enum Gzip {
  /// The bytes packed; nil only when there is no memory.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard sanad_deflate_start(&stream) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
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

  /// Why bytes are not unpacked.
  enum Fault: Error {
    /// Broken, cut off, or followed by something else.
    case broken
    /// More than the limit came out; unpacking stopped there.
    case tooLarge
  }

  /// The bytes unpacked: one gzip member and nothing behind it, never more than `limit` bytes.
  static func unpack(_ bytes: [UInt8], limit: Int) throws(Fault) -> [UInt8] {
    var stream = z_stream()
    guard sanad_inflate_start(&stream) == Z_OK else { throw .broken }
    defer { inflateEnd(&stream) }
    var source = bytes
    var unpacked: [UInt8] = []
    let outcome = source.withUnsafeMutableBufferPointer { source -> Result<Void, Fault> in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(clamping: source.count)
      while true {
        var status = Z_OK
        // One byte more than the limit is enough to know.
        let room = min(1 << 16, limit - unpacked.count + 1)
        unpacked += [UInt8](unsafeUninitializedCapacity: room) { out, count in
          stream.next_out = out.baseAddress
          stream.avail_out = UInt32(clamping: room)
          status = inflate(&stream, Z_NO_FLUSH)
          count = room - Int(stream.avail_out)
        }
        guard unpacked.count <= limit else { return .failure(.tooLarge) }
        if status == Z_STREAM_END {
          return stream.avail_in == 0 ? .success(()) : .failure(.broken)
        }
        guard status == Z_OK, stream.avail_out == 0 || stream.avail_in > 0 else {
          return .failure(.broken)
        }
      }
    }
    try outcome.get()
    return unpacked
  }
}
