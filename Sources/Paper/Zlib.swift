import Compression

/// The compression of PDF and PNG.
enum Zlib {
  /// Unpacks a stream to at most `budget` bytes and takes from it what came out; what follows the
  /// stream's end is passed over.
  static func inflate(_ bytes: ArraySlice<UInt8>, budget: inout Int) throws(FileFault) -> [UInt8] {
    do {
      return try Deflate.zlib.unpack(bytes, budget: &budget).bytes
    } catch {
      switch error {
      case .broken: throw .damagedCompression
      case .tooLarge: throw .inflatesTooFar
      }
    }
  }

  static func deflate(_ bytes: [UInt8]) throws(FileFault) -> [UInt8] {
    guard let packed = Deflate.zlib.pack(bytes) else { throw .damagedCompression }
    return packed
  }
}
