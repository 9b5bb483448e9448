import Kernel
import Paper
import Testing

@Suite struct BakedPNGTests {
  @Test func whatIsBakedIsRead() throws {
    let png = try Samples.badge()
    #expect(try BakedPNG.read(png) == nil)
    for text in ["{}", "{\"name\":\"فقه – Đỗ 😀\"}", String(repeating: "e", count: 100_000)] {
      let baked = try BakedPNG.bake(Array(text.utf8), into: png)
      #expect(try BakedPNG.read(baked) == Array(text.utf8))
    }
  }

  /// The chunk as the standard draws it, between header and image.
  @Test func theChunkIsWhereAndWhatTheStandardSays() throws {
    let png = try Samples.stranger("pillow-without.png")
    let baked = try BakedPNG.bake(Array("{}".utf8), into: png)
    let body = Array("iTXtopenbadgecredential".utf8) + [0, 0, 0, 0, 0] + Array("{}".utf8)
    #expect(Array(baked[..<33]) == Array(png[..<33]))
    #expect(Array(baked[33..<37]) == [0, 0, 0, 26])
    #expect(Array(baked[37..<(37 + body.count)]) == body)
    // The check sum as zlib's crc32 gives it in another language.
    #expect(Array(baked[(37 + body.count)..<(41 + body.count)]) == [0x9F, 0x94, 0x73, 0x07])
    #expect(Array(baked[(41 + body.count)...]) == Array(png[33...]))
  }

  @Test(arguments: ["pillow.png", "pillow-compressed.png"])
  func othersAreRead(name: String) throws {
    let expected = try Samples.stranger("credential.json")
    #expect(try BakedPNG.read(Samples.stranger(name)) == expected)
  }

  @Test func aPictureWithoutACredentialHasNone() throws {
    #expect(try BakedPNG.read(Samples.stranger("pillow-without.png")) == nil)
  }

  @Test func thereIsOneCredentialOnly() throws {
    #expect(throws: FileFault.severalCredentials) {
      try BakedPNG.read(Samples.stranger("pillow-twice.png"))
    }
    #expect(throws: FileFault.alreadyBaked) {
      try BakedPNG.bake([1], into: Samples.stranger("pillow.png"))
    }
  }

  @Test(arguments: [[], [0], Array("a\0b".utf8), [0xFF], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func whatIsNoTextIsNotBaked(text: [UInt8]) throws {
    let png = try Samples.stranger("pillow-without.png")
    #expect(throws: FileFault.notText) { try BakedPNG.bake(text, into: png) }
  }

  @Test func sizesAreBounded() throws {
    let png = try Samples.stranger("pillow-without.png")
    let most = [UInt8](repeating: 0x20, count: Limits.unpacked)
    let baked = try BakedPNG.bake(most, into: png)
    #expect(try BakedPNG.read(baked)?.count == Limits.unpacked)
    #expect(throws: FileFault.fileTooLarge) { try BakedPNG.bake(most + [0x20], into: png) }
    // What follows the end is passed over, but it counts.
    let padded = png + [UInt8](repeating: 0, count: Limits.file - png.count)
    #expect(try BakedPNG.read(padded) == nil)
    #expect(throws: FileFault.fileTooLarge) { try BakedPNG.read(padded + [0]) }
  }

  @Test func otherFilesAreRefused() throws {
    #expect(throws: FileFault.notPNG) { try BakedPNG.read([]) }
    #expect(throws: FileFault.notPNG) { try BakedPNG.read(Samples.page) }
    var png = try Samples.stranger("pillow.png")
    png[30] ^= 1
    #expect(throws: FileFault.damagedPNG) { try BakedPNG.read(png) }
  }

  /// A picture that ends early is damaged wherever it ends.
  @Test func everyTruncationIsDamaged() throws {
    let png = try Samples.stranger("pillow-compressed.png")
    for length in 8..<png.count {
      #expect(throws: FileFault.damagedPNG) { try BakedPNG.read(Array(png[..<length])) }
    }
    let badge = try BakedPNG.bake(Array("{}".utf8), into: Samples.badge())
    for length in stride(from: 8, to: badge.count, by: 97) {
      #expect(throws: FileFault.damagedPNG) { try BakedPNG.read(Array(badge[..<length])) }
    }
  }

  /// A changed byte is seen by a check sum, unless it lies behind the end.
  @Test func everyFlippedByteIsSeen() throws {
    var random = SplitMix64(seed: 11)
    for name in ["pillow.png", "pillow-compressed.png"] {
      let png = try Samples.stranger(name)
      for _ in 0..<2_000 {
        var wrong = png
        let place = Int.random(in: 0..<png.count, using: &random)
        wrong[place] ^= UInt8.random(in: 1...255, using: &random)
        #expect(throws: FileFault.self) { try BakedPNG.read(wrong) }
      }
    }
  }
}
