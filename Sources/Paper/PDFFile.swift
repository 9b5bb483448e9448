/// The objects of a PDF, found by reading it once from its first byte to its last.
///
/// A PDF's own table of contents is not asked: what it says may be wrong, and what is read forward
/// takes no longer than the file is long. Where an object is there twice, the later one counts, as
/// it does for incremental updates.
struct PDFFile {
  /// One object, and where the bytes of its stream lie.
  struct Object {
    var value: PDFValue
    var stream: Range<Int>?
  }

  let bytes: [UInt8]
  private var objects: [Int: Object] = [:]
  /// To how many more bytes the object streams may unpack.
  private var structure = Limits.structure
  /// The last trailer that names a catalogue.
  private(set) var trailer: [String: PDFValue] = [:]
  /// Where the last table of contents begins.
  private(set) var start: Int?
  private var isEncrypted = false
  private var lastCatalogue: Int?
  /// Streams whose length stands behind them: how long they were taken to be, by the length's number.
  private var guessed: [Int: Int] = [:]

  /// Reads a PDF of at most so many values; throws for what is none, is encrypted or exceeds a
  /// limit. Damaged objects are passed over.
  init(_ bytes: [UInt8], values: Int = Limits.values) throws(FileFault) {
    guard bytes.count <= Limits.file else { throw .fileTooLarge }
    guard bytes.prefix(1024).indices.contains(where: { bytes[$0...].starts(with: "%PDF-".utf8) })
    else { throw .notPDF }
    self.bytes = bytes
    try scan(values, lengths: [:])
    // Only where a stream holds the word that ends one, as an attached PDF does.
    let lengths = guessed.compactMap { number, guess in
      objects[number]?.value.integer.flatMap { $0 == guess ? nil : (number, $0) }
    }
    if !lengths.isEmpty { try scan(values, lengths: Dictionary(uniqueKeysWithValues: lengths)) }
    if isEncrypted { throw .encryptedPDF }
    if trailer["Root"] == nil, let lastCatalogue {
      trailer["Root"] = .reference(lastCatalogue, generation: 0)
    }
  }

  /// The object behind a value: references are followed, a few in a row.
  func object(of value: PDFValue?) -> Object? {
    guard var value else { return nil }
    for _ in 0..<8 {
      guard case .reference(let number, _) = value else { return Object(value: value, stream: nil) }
      guard let found = objects[number] else { return nil }
      if case .reference = found.value { value = found.value } else { return found }
    }
    return nil
  }

  func resolve(_ value: PDFValue?) -> PDFValue? { object(of: value)?.value }

  /// The bytes of a stream, unpacked to at most `budget`, which shrinks by what came out.
  func contents(of object: Object, budget: inout Int) throws(FileFault) -> [UInt8] {
    guard let range = object.stream, let members = object.value.dictionary else {
      throw .damagedPDF
    }
    let filters = resolve(members["Filter"])
    let parameters = resolve(members["DecodeParms"])
    let raw = bytes[range]
    switch filters.map({ $0.array ?? [$0] })?.map({ resolve($0) ?? .null }) ?? [] {
    case []:
      guard raw.count <= budget else { throw .inflatesTooFar }
      budget -= raw.count
      return Array(raw)
    case [.name("FlateDecode")], [.name("Fl")]:
      let first = resolve(parameters?.array?.first ?? parameters)
      guard (resolve(first?.dictionary?["Predictor"])?.integer ?? 1) == 1 else {
        throw .unknownCompression
      }
      return try Zlib.inflate(raw, budget: &budget)
    default: throw .unknownCompression
    }
  }
}

// MARK: - Reading forward

extension PDFFile {
  private mutating func scan(_ values: Int, lengths: [Int: Int]) throws(FileFault) {
    objects = [:]
    structure = Limits.structure
    trailer = [:]
    guessed = [:]
    var parser = PDFParser(bytes, budget: values)
    while true {
      parser.skipSpace()
      guard let byte = parser.byte else { return }
      guard parser.budget > 0 else { throw .tooManyObjects }
      let here = parser.position
      if PDFParser.isDigit(byte) {
        let number = parser.natural()
        let behind = parser.position
        if let number, parser.natural() != nil, parser.skipped("obj") {
          try object(number, &parser, lengths)
        } else {
          parser.position = max(behind, here + 1)
        }
      } else if parser.skip("trailer") {
        if let members = try? parser.value().dictionary { adopt(members) }
      } else if parser.skip("startxref") {
        start = parser.natural() ?? start
      } else if parser.word().isEmpty {
        parser.position += 1
      }
    }
  }

  private mutating func adopt(_ members: [String: PDFValue]) {
    if members["Encrypt"] != nil { isEncrypted = true }
    if members["Root"] != nil { trailer = members }
  }

  /// Reads what stands behind `12 0 obj`.
  private mutating func object(
    _ number: Int, _ parser: inout PDFParser, _ lengths: [Int: Int]
  ) throws(FileFault) {
    guard let value = try? parser.value() else { return }
    guard let members = value.dictionary, parser.skipped("stream") else {
      if value.dictionary?["Type"] == .name("Catalog") { lastCatalogue = number }
      objects[number] = Object(value: value, stream: nil)
      return
    }
    // One line end behind the word, LF or CR LF.
    if parser.byte == 0x0D { parser.position += 1 }
    if parser.byte == 0x0A { parser.position += 1 }
    let range = stream(members, &parser, lengths)
    let object = Object(value: value, stream: range)
    objects[number] = object
    switch members["Type"] {
    case .name("XRef"): adopt(members)
    case .name("ObjStm"): try unpack(object, members, &parser)
    default: break
    }
  }

  /// The bytes of a stream that begins here: as many as it says if its end follows them, otherwise
  /// up to the next word that ends a stream.
  private mutating func stream(
    _ members: [String: PDFValue], _ parser: inout PDFParser, _ lengths: [Int: Int]
  ) -> Range<Int> {
    let start = parser.position
    var stated = members["Length"]?.integer
    var forward: Int?
    if case .reference(let number, _) = members["Length"] {
      stated = objects[number]?.value.integer ?? lengths[number]
      if stated == nil { forward = number }
    }
    if let stated, stated >= 0, stated <= bytes.count - start {
      parser.position = start + stated
      // A line end at most: a file of many streams may hold as much white space as it likes.
      if parser.byte == 0x0D { parser.position += 1 }
      if parser.byte == 0x0A { parser.position += 1 }
      if parser.skip("endstream") { return start..<(start + stated) }
      parser.position = start
    }
    var end = PDFFile.endOfStream(in: bytes, from: start)
    parser.position = end
    _ = parser.skip("endstream")
    if end > start, bytes[end - 1] == 0x0A { end -= 1 }
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    if let forward { guessed[forward] = end - start }
    return start..<end
  }

  private static func endOfStream(in bytes: [UInt8], from start: Int) -> Int {
    let word = Array("endstream".utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var place = start
      while place + word.count <= buffer.count {
        if buffer[place] == word[0], buffer[place + 3] == word[3],
          buffer[place..<(place + word.count)].elementsEqual(word)
        {
          return place
        }
        place += 1
      }
      return buffer.count
    }
  }

  /// Takes the objects of an object stream (ISO 32000-1, 7.5.7); one that is damaged has none. They
  /// follow one another: the same bytes are never read twice.
  private mutating func unpack(
    _ object: Object, _ members: [String: PDFValue], _ parser: inout PDFParser
  ) throws(FileFault) {
    guard let count = members["N"]?.integer, let first = members["First"]?.integer, first >= 0
    else { return }
    let contents: [UInt8]
    var left = structure
    defer { structure = left }
    do throws(FileFault) {
      contents = try self.contents(of: object, budget: &left)
    } catch {
      guard error == .inflatesTooFar else { return }
      throw error
    }
    var header = PDFParser(contents, budget: 0)
    var inside = PDFParser(contents, at: first, budget: parser.budget)
    defer { parser.budget = inside.budget }
    for _ in 0..<max(0, min(count, Limits.values)) {
      guard let number = header.natural(), let offset = header.natural(),
        header.position <= first, offset <= contents.count - first,
        offset >= inside.position - first
      else { return }
      inside.position = first + offset
      let value = try? inside.value()
      guard inside.budget > 0 else { throw .tooManyObjects }
      guard let value else { continue }
      if value.dictionary?["Type"] == .name("Catalog") { lastCatalogue = number }
      objects[number] = Object(value: value, stream: nil)
    }
  }
}

extension PDFParser {
  /// Passes over white space and then these bytes; false, and only white space is passed over, where
  /// others stand.
  mutating func skipped(_ keyword: StaticString) -> Bool {
    skipSpace()
    return skip(keyword)
  }
}
