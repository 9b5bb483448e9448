import CZlib

/// The compression of PDF and PNG, bounded on the way out.
enum Zlib {
  /// Unpacks a zlib stream to at most `budget` bytes and takes from it what came out, also of a
  /// stream that turns out damaged; what follows the stream's end is passed over.
  static func inflate(_ bytes: ArraySlice<UInt8>, budget: inout Int) throws(FileFault) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit_(&stream, ZLIB_VERSION, size) == Z_OK else {
      throw .damagedCompression
    }
    defer { inflateEnd(&stream) }
    var out: [UInt8] = []
    var input = Array(bytes)
    let fault: FileFault? = input.withUnsafeMutableBufferPointer { input in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 14) { room in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(clamping: input.count)
        while true {
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          // A stream that ends early makes no progress, which zlib reports as a fault too.
          let status = CZlib.inflate(&stream, Z_NO_FLUSH)
          guard status == Z_OK || status == Z_STREAM_END else { return .damagedCompression }
          let written = room.count - Int(stream.avail_out)
          guard written <= budget else { return .inflatesTooFar }
          budget -= written
          out.append(contentsOf: room[..<written])
          if status == Z_STREAM_END { return nil }
        }
      }
    }
    if let fault { throw fault }
    return out
  }

  /// Packs bytes as a zlib stream; the same bytes always give the same stream.
  static func deflate(_ bytes: [UInt8]) throws(FileFault) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var out = [UInt8](repeating: 0, count: Int(length))
    guard compress2(&out, &length, bytes, uLong(bytes.count), 6) == Z_OK else {
      throw .damagedCompression
    }
    return Array(out[..<Int(length)])
  }

  /// The check sum of PNG's chunks.
  static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32(0, buffer.baseAddress, UInt32(clamping: buffer.count)))
    }
  }
}
