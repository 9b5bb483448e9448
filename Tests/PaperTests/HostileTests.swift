import Compression
import Kernel
import Testing

@testable import Paper

/// Whatever bytes come, an answer comes back.
@Suite struct HostileTests {
  private func small() throws -> [UInt8] {
    try PDFAttachments.attach(
      [Samples.file("credential.json", Array("{\"a\":1}".utf8))], to: Samples.page)
  }

  /// Reads and throws what it throws; returning at all is what is tested.
  private func read(_ bytes: [UInt8]) -> Int? {
    try? PDFAttachments.read(from: bytes).count
  }

  @Test func everyTruncationOfAPDF() throws {
    let pdf = try small()
    var readable = 0
    for length in 0...pdf.count where read(Array(pdf[..<length])) == 1 { readable += 1 }
    // Once the new catalogue is whole, what follows is not needed.
    #expect((1...400).contains(readable))
    let whole = try PDFAttachments.attach(
      [Samples.file("a", Array("{}".utf8))], to: Samples.certificate())
    for length in stride(from: 0, to: whole.count, by: 1_013) { _ = read(Array(whole[..<length])) }
  }

  @Test(arguments: [
    "qpdf-object-streams.pdf", "qpdf-linearized.pdf", "pymupdf.pdf", "pypdf.pdf",
    "pikepdf-associated-only.pdf", "qpdf-encrypted.pdf",
  ])
  func randomBytesInOthersPDFs(name: String) throws {
    let pdf = try Samples.stranger(name)
    var random = SplitMix64(seed: 5)
    for length in 0...pdf.count { _ = read(Array(pdf[..<length])) }
    for _ in 0..<400 {
      var wrong = pdf
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        wrong[Int.random(in: 0..<pdf.count, using: &random)] = UInt8.random(
          in: .min ... .max, using: &random)
      }
      _ = read(wrong)
    }
  }

  @Test func randomBytesInOurPDF() throws {
    let pdf = try small()
    let whole = try PDFAttachments.attach(
      [Samples.file("a", Array("{}".utf8))], to: Samples.certificate())
    var random = SplitMix64(seed: 6)
    for (bytes, count) in [(pdf, 2_000), (whole, 150)] {
      for _ in 0..<count {
        var wrong = bytes
        wrong[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(
          in: 1...255, using: &random)
        _ = read(wrong)
        _ = try? PDFAttachments.attach([Samples.file("x", [])], to: wrong)
      }
    }
  }

  @Test func pureNoise() {
    var random = SplitMix64(seed: 7)
    let words = [
      "1 0 obj", "<<", ">>", "[", "]", "(", ")", "/Kids", "/Names", "endobj", "stream\n",
      "endstream", "trailer", "/Root 1 0 R", "/Type /ObjStm", "/N 9", "/First 0", "1 0 R", "%", "#",
      "\\", "<", "/Length -1", "/Length 99999999999999999999", "startxref -5", "/EF", "/AF", "9",
    ]
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...60, using: &random)
      let text = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
      let bytes = Array(("%PDF-1.7\n" + text.joined(separator: " ")).utf8)
      _ = read(bytes)
      _ = try? PDFAttachments.attach([Samples.file("x", [])], to: bytes)
    }
  }

  /// Structures that lead in a circle, or that multiply.
  @Test func circlesEnd() throws {
    func pdf(_ objects: String...) -> [UInt8] { Samples.pdf(objects.map { Array($0.utf8) }) }
    let tree = "<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>"
    #expect(throws: FileFault.tooManyAttachments) {
      try PDFAttachments.read(from: pdf(tree, "<< /Kids 3 0 R >>", "[ 2 0 R 2 0 R 2 0 R ]"))
    }
    #expect(throws: FileFault.tooManyAttachments) {
      try PDFAttachments.read(
        from: pdf(tree, "<< /Kids 3 0 R >>", "[ << /Kids 3 0 R >> << /Kids 3 0 R >> ]"))
    }
    #expect(read(pdf(tree, "<< /Kids [ 2 0 R ] >>")) == 0)
    #expect(read(pdf(tree, "2 0 R")) == 0)
    #expect(read(pdf(tree, "3 0 R", "2 0 R")) == 0)
    #expect(throws: FileFault.damagedPDF) {
      try PDFAttachments.read(from: Samples.pdf([Array("1 0 R".utf8)]))
    }
  }

  /// A quarter of a megabyte of each beginning that never ends.
  @Test(arguments: [
    "[", "<<", "(", "<", "<< /A ", "1 0 obj ", "1 0 obj [", "1 0 obj (", "1 0 obj <<", "(\\", "%",
    "1 0 obj << /Length 2 0 R >> stream\n", "9999999999",
    "1 0 obj << /Length 5 >> stream\nendstream",
    "/", "/#4", "]", ">>", "{", "trailer ", "trailer << ", "startxref ",
  ])
  func longBeginnings(text: String) {
    let count = 250_000 / text.utf8.count
    let bytes = Array("%PDF-1.4\n".utf8) + Array(String(repeating: text, count: count).utf8)
    #expect(read(bytes) == nil)
  }

  /// Streams whose stated ends all lie before one long stretch of white space.
  @Test func whiteSpaceIsNotReadAgainAndAgain() throws {
    let count = 20_000
    let space = [UInt8](repeating: 0x20, count: 4 << 20)
    var pdf = Array("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n".utf8)
    let length = 1_500_000
    for number in 2..<count {
      pdf += Array("\(number) 0 obj << /Length \(length) >> stream\nendstream\n".utf8)
    }
    #expect(length > pdf.count)
    #expect(read(pdf + space) == 0)
  }

  /// Objects of an object stream that all begin at the same long string.
  @Test func packedObjectsAreNotReadAgainAndAgain() throws {
    func pdf(_ offsets: [Int]) throws -> [UInt8] {
      let header = offsets.enumerated().map { "\($0 + 10) \($1) " }.joined()
      let contents = Array(header.utf8) + Array("(".utf8) + [UInt8](repeating: 65, count: 1 << 20)
      let packed = try Zlib.deflate(contents + Array(") 7".utf8))
      let members =
        "/Type /ObjStm /Filter /FlateDecode /N \(offsets.count) /First \(header.utf8.count)"
      return Samples.pdf([Array("<< /Type /Catalog >>".utf8), Samples.stream(members, packed)])
    }
    #expect(read(try pdf([Int](repeating: 0, count: 200_000))) == 0)
    // One after the other they are read as ever.
    let file = try PDFFile(pdf([0, (1 << 20) + 2]))
    #expect(file.resolve(.reference(11, generation: 0)) == .integer(7))
    #expect(try PDFFile(pdf([0, 5])).resolve(.reference(11, generation: 0)) == nil)
  }

  /// What a damaged stream unpacked to before it ended counts like the rest.
  @Test func damagedStreamsAreBoundedTogether() throws {
    var packed = try Zlib.deflate([UInt8](repeating: 0x20, count: Limits.structure / 2 - 100_000))
    packed[packed.count - 1] ^= 1
    func pdf(_ count: Int) -> [UInt8] {
      let members = "/Type /ObjStm /Filter /FlateDecode /N 1 /First 4"
      return Samples.pdf(
        [Array("<< /Type /Catalog >>".utf8)]
          + (0..<count).map { _ in Samples.stream(members, packed) })
    }
    #expect(read(pdf(2)) == 0)
    #expect(throws: FileFault.inflatesTooFar) { try PDFAttachments.read(from: pdf(3)) }
  }

  @Test func depthIsBounded() throws {
    func pdf(depth: Int) -> [UInt8] {
      let text =
        "<< /Type /Catalog /AF "
        + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + " >>"
      return Samples.pdf([Array(text.utf8)])
    }
    #expect(read(pdf(depth: Limits.depth)) == 0)
    #expect(throws: FileFault.damagedPDF) {
      try PDFAttachments.read(from: pdf(depth: Limits.depth + 1))
    }
  }

  /// A picture whose credential unfolds to eight megabytes, and one byte more.
  @Test func packedCredentialsAreBounded() throws {
    let png = try Samples.stranger("pillow-without.png")
    func baked(_ count: Int) throws -> [UInt8] {
      let data =
        Array("openbadgecredential".utf8) + [0, 1, 0, 0, 0]
        + (try Zlib.deflate([UInt8](repeating: 0x20, count: count)))
      let body = Array("iTXt".utf8) + data
      func big(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
      }
      return png[..<33] + big(UInt32(data.count)) + body + big(Deflate.crc(body[...])) + png[33...]
    }
    #expect(try BakedPNG.read(baked(Limits.unpacked))?.count == Limits.unpacked)
    #expect(throws: FileFault.inflatesTooFar) { try BakedPNG.read(baked(Limits.unpacked + 1)) }
  }

  @Test func randomTextChunks() throws {
    let png = try Samples.stranger("pillow-without.png")
    var random = SplitMix64(seed: 8)
    for _ in 0..<2_000 {
      let length = Int.random(in: 0...40, using: &random)
      let rest = (0..<length).map { _ in UInt8.random(in: 0...3, using: &random) }
      let body = Array("iTXtopenbadgecredential".utf8) + rest
      func big(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
      }
      _ = try? BakedPNG.read(
        png[..<33] + big(UInt32(body.count - 4)) + body + big(Deflate.crc(body[...])) + png[33...])
    }
  }
}
