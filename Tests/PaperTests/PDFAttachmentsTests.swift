import Kernel
import Testing

@testable import Paper

@Suite struct PDFAttachmentsTests {
  private let json = Array("{\"name\":\"فقه العبادات\"}".utf8)

  @Test func whatIsAttachedIsRead() throws {
    let pdf = try Samples.certificate()
    var random = SplitMix64(seed: 3)
    let noise = (0..<70_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let files = [
      Samples.file("credential.json", json), Samples.file("bundle (1).json", noise),
      Samples.file("empty", []),
    ]
    let whole = try PDFAttachments.attach(files, to: pdf)
    #expect(whole.starts(with: pdf))
    let found = try PDFAttachments.read(from: whole)
    // In the order of their names.
    #expect(found.map(\.name) == ["bundle (1).json", "credential.json", "empty"])
    #expect(found.map(\.bytes) == [noise, json, []])
    #expect(try PDFAttachments.attach(files, to: pdf) == whole)
  }

  @Test func nothingIsFoundWhereNothingIs() throws {
    #expect(try PDFAttachments.read(from: Samples.page) == [])
    #expect(try PDFAttachments.read(from: Samples.certificate()) == [])
    let none = try PDFAttachments.attach([], to: Samples.page)
    #expect(try PDFAttachments.read(from: none) == [])
  }

  @Test(arguments: [
    "pypdf.pdf", "pikepdf-associated-only.pdf", "qpdf-object-streams.pdf", "qpdf-linearized.pdf",
  ])
  func othersAreRead(name: String) throws {
    let expected = try Samples.stranger("credential.json")
    let found = try PDFAttachments.read(from: Samples.stranger(name))
    #expect(found == [PDFAttachments.Found(name: "credential.json", bytes: expected)])
  }

  @Test func namesAreReadAsUnicode() throws {
    let found = try PDFAttachments.read(from: Samples.stranger("pymupdf.pdf"))
    #expect(found.map(\.name) == ["شهادة.json"])
    #expect(try found.map(\.bytes) == [Samples.stranger("credential.json")])
  }

  @Test func encryptedIsSaid() throws {
    #expect(throws: FileFault.encryptedPDF) {
      try PDFAttachments.read(from: Samples.stranger("qpdf-encrypted.pdf"))
    }
  }

  @Test func otherFilesAreRefused() throws {
    #expect(throws: FileFault.notPDF) { try PDFAttachments.read(from: []) }
    #expect(throws: FileFault.notPDF) {
      try PDFAttachments.read(from: Samples.stranger("pillow.png"))
    }
    #expect(throws: FileFault.damagedPDF) { try PDFAttachments.read(from: Array("%PDF-1.4".utf8)) }
    // The mark may begin within the first kilobyte, not behind it.
    let pad = [UInt8](repeating: 0x20, count: 1023)
    #expect(try PDFAttachments.read(from: pad + Samples.page) == [])
    #expect(throws: FileFault.notPDF) { try PDFAttachments.read(from: pad + [0x20] + Samples.page) }
  }

  @Test func onlyOursAreWrittenTo() throws {
    let file = Samples.file("a", json)
    let once = try PDFAttachments.attach([file], to: Samples.page)
    #expect(throws: FileFault.cannotAttach) {
      try PDFAttachments.attach([Samples.file("b", [])], to: once)
    }
    #expect(throws: FileFault.cannotAttach) {
      try PDFAttachments.attach([file, file], to: Samples.page)
    }
    // Its table of contents is a stream.
    #expect(throws: FileFault.cannotAttach) {
      try PDFAttachments.attach([file], to: Samples.stranger("pikepdf-associated-only.pdf"))
    }
    for name in ["", "a/b", "a\\b", "شهادة", "a\n", String(repeating: "a", count: 121)] {
      #expect(throws: FileFault.cannotAttach) {
        try PDFAttachments.attach([Samples.file(name, [])], to: Samples.page)
      }
    }
    let long = Samples.file(String(repeating: "a", count: 120), [])
    #expect(
      try PDFAttachments.read(from: PDFAttachments.attach([long], to: Samples.page)).count == 1)
  }

  @Test func theirNumberIsBounded() throws {
    let files = (0..<33).map { Samples.file("file-\($0)", [UInt8($0)]) }
    let most = try PDFAttachments.attach(Array(files.prefix(32)), to: Samples.page)
    #expect(try PDFAttachments.read(from: most).count == 32)
    #expect(throws: FileFault.cannotAttach) { try PDFAttachments.attach(files, to: Samples.page) }
    #expect(throws: FileFault.tooManyAttachments) {
      try PDFAttachments.read(from: listing(specifications: 33))
    }
    #expect(try PDFAttachments.read(from: listing(specifications: 32)).count == 32)
  }

  /// A PDF that lists so many files, one stream each.
  private func listing(specifications count: Int) -> [UInt8] {
    let names = (0..<count).map { "(f) << /EF << /F \($0 + 2) 0 R >> >>" }.joined(separator: " ")
    let root = "<< /Type /Catalog /Names << /EmbeddedFiles << /Names [ \(names) ] >> >> >>"
    return Samples.pdf([Array(root.utf8)] + (0..<count).map { _ in Samples.stream("", [65]) })
  }

  @Test func sizesAreBounded() throws {
    func attached(_ sizes: [Int]) throws -> [UInt8] {
      try PDFAttachments.attach(
        sizes.enumerated().map {
          Samples.file("f\($0.offset)", [UInt8](repeating: 0x20, count: $0.element))
        }, to: Samples.page)
    }
    let half = Limits.unpacked / 2
    #expect(try PDFAttachments.read(from: attached([half, half])).count == 2)
    #expect(throws: FileFault.inflatesTooFar) {
      try PDFAttachments.read(from: attached([half, half + 1]))
    }
    let padded = Samples.page + [UInt8](repeating: 0x20, count: Limits.file - Samples.page.count)
    #expect(try PDFAttachments.read(from: padded) == [])
    #expect(throws: FileFault.fileTooLarge) { try PDFAttachments.read(from: padded + [0x20]) }
  }

  @Test func bombsInTheStructureGoNoFurtherThanTheirBound() throws {
    func withObjects(unpacking count: Int) throws -> [UInt8] {
      let objects = Array("5 0 << /A 1 >> ".utf8)
      let packed = try Zlib.deflate(
        objects + [UInt8](repeating: 0x20, count: count - objects.count))
      return Samples.pdf([
        Array("<< /Type /Catalog >>".utf8),
        Samples.stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", packed),
      ])
    }
    #expect(try PDFAttachments.read(from: withObjects(unpacking: Limits.structure)) == [])
    #expect(throws: FileFault.inflatesTooFar) {
      try PDFAttachments.read(from: withObjects(unpacking: Limits.structure + 1))
    }
  }

  /// A dictionary, a name in it, an array with two numbers, and the trailer's four.
  @Test func tooManyValuesAreRefused() throws {
    let pdf = Samples.pdf(["<< /Type /Catalog >>", "[ 7 8 ]"].map { Array($0.utf8) })
    #expect(throws: FileFault.tooManyObjects) { try PDFFile(pdf, values: 8) }
    #expect(try PDFFile(pdf, values: 9).trailer["Root"] == .reference(1, generation: 0))
  }

  /// An attached PDF that is not packed holds every word of the outer one's structure.
  @Test(arguments: ["", "9 0 R"])
  func aPDFWithinAPDFIsOneFile(length: String) throws {
    let inner = try PDFAttachments.attach([Samples.file("inner.json", json)], to: Samples.page)
    let root =
      "<< /Type /Catalog /Names << /EmbeddedFiles << /Names [ (a) << /EF << /F 2 0 R >> >> ] >> >> >>"
    var stream = Samples.stream("", inner)
    if !length.isEmpty {
      stream = Array("<< /Length 3 0 R >>\nstream\n".utf8) + inner + Array("\nendstream".utf8)
    }
    let outer = Samples.pdf([Array(root.utf8), stream, Array("\(inner.count)".utf8)])
    #expect(try PDFAttachments.read(from: outer) == [PDFAttachments.Found(name: "a", bytes: inner)])
  }

  @Test func theLastRevisionCounts() throws {
    let first = try PDFAttachments.attach([Samples.file("a.json", [1])], to: Samples.page)
    let later = Array("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj".utf8)
    #expect(try PDFAttachments.read(from: first + later) == [])
  }

  /// What is packed otherwise is passed over beside a file that can be read, and said when alone.
  @Test func otherPackingIsSaid() throws {
    func pdf(_ filters: [String]) -> [UInt8] {
      let names = filters.indices.map { "(f\($0)) << /EF << /F \($0 + 2) 0 R >> >>" }
      let root =
        "<< /Names << /EmbeddedFiles << /Names [ \(names.joined(separator: " ")) ] >> >> >>"
      return Samples.pdf([Array(root.utf8)] + filters.map { Samples.stream($0, [65]) })
    }
    #expect(throws: FileFault.unknownCompression) {
      try PDFAttachments.read(from: pdf(["/Filter /LZWDecode"]))
    }
    #expect(throws: FileFault.damagedCompression) {
      try PDFAttachments.read(from: pdf(["/Filter /FlateDecode"]))
    }
    #expect(throws: FileFault.unknownCompression) {
      try PDFAttachments.read(from: pdf(["/Filter [ /FlateDecode /FlateDecode ]"]))
    }
    let found = try PDFAttachments.read(from: pdf(["/Filter /LZWDecode", "/Filter [ ]", ""]))
    #expect(found.map(\.name) == ["f1", "f2"])
  }
}
