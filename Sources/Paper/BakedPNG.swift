import Compression

/// A PNG with a credential baked in, as Open Badges 3.0 has it: one `iTXt` chunk with the keyword
/// `openbadgecredential`, whose text is the credential.
package enum BakedPNG {
  /// The keyword of the chunk.
  package static let keyword = "openbadgecredential"

  /// Puts the credential's text, UTF-8 without zero bytes, into a PNG right after its header,
  /// uncompressed as the standard asks.
  package static func bake(_ text: [UInt8], into png: [UInt8]) throws(FileFault) -> [UInt8] {
    guard text.count <= Limits.unpacked else { throw .fileTooLarge }
    guard !text.isEmpty, !text.contains(0), isUTF8(text) else { throw .notText }
    let chunks = try chunks(of: png)
    guard !chunks.contains(where: isCredential), let header = chunks.first else {
      throw .alreadyBaked
    }
    // Keyword, zero, uncompressed, method 0, no language, no translated keyword.
    let data = Array(keyword.utf8) + [0, 0, 0, 0, 0] + text
    let type = Array("iTXt".utf8)
    return png[..<header.end] + big(UInt32(data.count)) + type + data
      + big(Deflate.crc((type + data)[...])) + png[header.end...]
  }

  /// The text of the one credential in a PNG; nil when none is baked in. A compressed chunk is
  /// read too, although the standard forbids it.
  package static func read(_ png: [UInt8]) throws(FileFault) -> [UInt8]? {
    var found: [UInt8]?
    for chunk in try chunks(of: png) where isCredential(chunk) {
      guard found == nil else { throw .severalCredentials }
      found = try text(of: chunk)
    }
    return found
  }

  private struct Chunk {
    let type: ArraySlice<UInt8>
    let data: ArraySlice<UInt8>
    /// The offset behind its check sum.
    let end: Int
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The chunks from header to end; bytes behind the end are passed over.
  private static func chunks(of png: [UInt8]) throws(FileFault) -> [Chunk] {
    guard png.count <= Limits.file else { throw .fileTooLarge }
    guard png.starts(with: signature) else { throw .notPNG }
    var chunks: [Chunk] = []
    var start = signature.count
    while true {
      guard png.count - start >= 12 else { throw .damagedPNG }
      let length = png[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length <= png.count - start - 12 else { throw .damagedPNG }
      let end = start + 12 + length
      let type = png[(start + 4)..<(start + 8)]
      let sum = png[(end - 4)..<end].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard Deflate.crc(png[(start + 4)..<(end - 4)]) == sum else { throw .damagedPNG }
      let isHeader = type.elementsEqual("IHDR".utf8)
      guard isHeader == chunks.isEmpty, !isHeader || length == 13 else { throw .damagedPNG }
      chunks.append(Chunk(type: type, data: png[(start + 8)..<(end - 4)], end: end))
      if type.elementsEqual("IEND".utf8) { return chunks }
      start = end
    }
  }

  private static func isCredential(_ chunk: Chunk) -> Bool {
    chunk.type.elementsEqual("iTXt".utf8)
      && chunk.data.prefix { $0 != 0 }.elementsEqual(keyword.utf8)
  }

  private static func text(of chunk: Chunk) throws(FileFault) -> [UInt8] {
    var rest = chunk.data.dropFirst(keyword.utf8.count + 1)
    guard let flag = rest.popFirst(), let method = rest.popFirst(), flag <= 1, method == 0 else {
      throw .damagedPNG
    }
    for _ in ["language", "translated keyword"] {
      guard let zero = rest.firstIndex(of: 0) else { throw .damagedPNG }
      rest = rest[(zero + 1)...]
    }
    var budget = Limits.unpacked
    let text = flag == 1 ? try Zlib.inflate(rest, budget: &budget) : Array(rest)
    guard text.count <= Limits.unpacked else { throw .inflatesTooFar }
    guard !text.contains(0), isUTF8(text) else { throw .notText }
    return text
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }
}
