import CZstandard
import Foundation

/// Zstandard frames (RFC 8878) of some hundred to thousand bytes that resemble a dictionary; whoever
/// unpacks them needs the same dictionary.
package final class Zstandard: @unchecked Sendable {
  private let packing: OpaquePointer?
  private let unpacking: OpaquePointer?
  // The library's rooms to work in, some hundred kilobytes each, as many as were ever in use at once.
  private let lock = NSLock()
  private var rooms: [OpaquePointer] = []
  private var unpackingRooms: [OpaquePointer] = []

  /// The dictionary's bytes are taken as they are.
  package init(dictionary: [UInt8]) {
    packing = ZSTD_createCDict(dictionary, dictionary.count, 1)
    unpacking = ZSTD_createDDict(dictionary, dictionary.count)
  }

  deinit {
    for room in rooms { ZSTD_freeCCtx(room) }
    for room in unpackingRooms { ZSTD_freeDCtx(room) }
    ZSTD_freeCDict(packing)
    ZSTD_freeDDict(unpacking)
  }

  /// The bytes packed; nil only when there is no memory.
  package func pack(_ bytes: [UInt8]) -> [UInt8]? {
    guard let packing, let room = lock.withLock({ rooms.popLast() }) ?? ZSTD_createCCtx() else {
      return nil
    }
    defer { lock.withLock { rooms.append(room) } }
    var isPacked = false
    let packed = [UInt8](
      unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)
    ) { out, count in
      let written = ZSTD_compress_usingCDict(
        room, out.baseAddress, out.count, bytes, bytes.count, packing)
      isPacked = ZSTD_isError(written) == 0
      count = isPacked ? written : 0
    }
    return isPacked ? packed : nil
  }

  /// The bytes that were packed; nil for anything else, and for more than `most`.
  package func unpack(_ bytes: ArraySlice<UInt8>, most: Int) -> [UInt8]? {
    bytes.withUnsafeBufferPointer { source in
      // What is not known, or no frame, is a number near the largest.
      let size = ZSTD_getFrameContentSize(source.baseAddress, source.count)
      guard size <= UInt64(clamping: most), let unpacking,
        let room = lock.withLock({ unpackingRooms.popLast() }) ?? ZSTD_createDCtx()
      else { return nil }
      defer { lock.withLock { unpackingRooms.append(room) } }
      var isWhole = false
      let out = [UInt8](unsafeUninitializedCapacity: Int(size)) { out, count in
        let written = ZSTD_decompress_usingDDict(
          room, out.baseAddress, out.count, source.baseAddress, source.count, unpacking)
        isWhole = ZSTD_isError(written) == 0 && written == Int(size)
        count = isWhole ? written : 0
      }
      return isWhole ? out : nil
    }
  }
}
