/// Text as folded scalars, where each scalar is a character by itself: ASCII, Latin letters with
/// their marks composed, Arabic letters, common punctuation.
struct SimpleText {
  private var scalars: [UInt16] = []

  var count: Int { scalars.count }

  /// The folded text; nil when a scalar in it is not simple.
  init?(_ text: String) {
    let table = Self.table
    var isSimple = true
    var text = text
    scalars = text.withUTF8 { bytes in
      Array(unsafeUninitializedCapacity: bytes.count) { out, count in
        isSimple = table.withUnsafeBufferPointer { Self.fold(bytes, by: $0, into: out, &count) }
      }
    }
    guard isSimple else { return nil }
  }

  /// Folds the scalars of a text, at most one for each byte; false when one of them is not simple.
  private static func fold(
    _ bytes: UnsafeBufferPointer<UInt8>, by table: UnsafeBufferPointer<UInt16>,
    into out: UnsafeMutableBufferPointer<UInt16>, _ count: inout Int
  ) -> Bool {
    var last: UInt16 = 0
    var scalar = 0
    var missing = 0
    for byte in bytes {
      // A simple scalar has three bytes at most; what is longer lies beyond the table.
      switch byte {
      case 0..<0x80: scalar = Int(byte)
      case 0x80..<0xC0:
        scalar = scalar << 6 | Int(byte & 0x3F)
        missing -= 1
      case 0xC0..<0xE0: (scalar, missing) = (Int(byte & 0x1F), 1)
      case 0xE0..<0xF0: (scalar, missing) = (Int(byte & 0x0F), 2)
      default: return false
      }
      guard missing == 0 else { continue }
      guard scalar < limit else { return false }
      let value = table[scalar]
      if value == isDropped || value == space && last == space { continue }
      if value == isNotSimple { return false }
      out[count] = value
      count += 1
      last = value
    }
    return true
  }

  /// Texts to look for all at once, each of two scalars or more.
  struct Needles {
    let all: [SimpleText]
    /// By first scalar, which of them begin with it.
    fileprivate let byFirst: [[Int]]
    /// Whether any of them may begin with two scalars, by a digest of the two: asked of each place
    /// of a text, answered no nearly always.
    fileprivate let begins: [Bool]

    /// Only simple texts can be looked for; the others are left out.
    init(_ texts: [String]) {
      all = texts.compactMap(SimpleText.init).filter { $0.count > 1 }
      var byFirst = [[Int]](repeating: [], count: SimpleText.limit)
      var begins = [Bool](repeating: false, count: 1 << 16)
      for (index, text) in all.enumerated() {
        byFirst[Int(text.scalars[0])].append(index)
        begins[Needles.digest(text.scalars[0], text.scalars[1])] = true
      }
      self.byFirst = byFirst
      self.begins = begins
    }

    fileprivate static func digest(_ first: UInt16, _ second: UInt16) -> Int {
      Int(first &* 251 &+ second)
    }
  }

  /// Which of these it states outside the exempt names, by their places: as whole words in Latin
  /// scripts; in Arabic a prefix (in, by, and) may be joined to the word.
  func stated(of needles: Needles, except names: [SimpleText]) -> Set<Int> {
    // Only a name that holds one of them can exempt it.
    let places = names.map { $0.places(of: needles) }
    var stated: Set<Int> = []
    for (index, found) in self.places(of: needles) {
      let part = needles.all[index].scalars
      let isArabic = part.first.map { $0 >= 0x600 && $0 < 0x700 } ?? false
      let end = found + part.count
      if end < count, Self.isWord(scalars[end]) { continue }
      if !isArabic, found > 0, Self.isWord(scalars[found - 1]) { continue }
      let isExempt = zip(names, places).contains { name, held in
        held.contains { $0.index == index && holds(name.scalars, at: found - $0.offset) }
      }
      if !isExempt { stated.insert(index) }
    }
    return stated
  }

  /// Where which of these stand.
  private func places(of needles: Needles) -> [(index: Int, offset: Int)] {
    var places: [(Int, Int)] = []
    scalars.withUnsafeBufferPointer { text in
      needles.begins.withUnsafeBufferPointer { begins in
        for offset in text.indices.dropLast()
        where begins[Needles.digest(text[offset], text[offset + 1])] {
          for index in needles.byFirst[Int(text[offset])]
          where holds(needles.all[index].scalars, at: offset) { places.append((index, offset)) }
        }
      }
    }
    return places
  }

  private func holds(_ part: [UInt16], at offset: Int) -> Bool {
    guard offset >= 0, offset + part.count <= scalars.count else { return false }
    return part.indices.allSatisfy { scalars[offset + $0] == part[$0] }
  }

  private static func isWord(_ value: UInt16) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    let character = Character(scalar)
    return character.isLetter || character.isNumber
  }
}

// MARK: - Folding

extension SimpleText {
  fileprivate static let limit = 0x2060
  private static let isDropped: UInt16 = 0xFFFF
  private static let isNotSimple: UInt16 = 0xFFFE
  private static let space: UInt16 = 0x20

  /// Scalar to folded scalar, by the same folding as characters get.
  private static let table: [UInt16] = (0..<UInt16(limit)).map(fold)

  private static func fold(_ value: UInt16) -> UInt16 {
    switch value {
    case 0x064B...0x0652, 0x0640, 0x00AD, 0x200B...0x200D: return isDropped
    case 0x0622, 0x0623, 0x0625: return 0x0627
    case 0x2010...0x2015: return 0x2D
    case 0x09...0x0D, 0x20, 0xA0, 0x2000...0x200A, 0x202F: return space
    // What is left out here breaks characters (controls) or joins the letter before it (marks).
    case 0x21...0x7E, 0xA1...0x024F, 0x0606...0x060F, 0x061B, 0x061F...0x064A, 0x0660...0x066F,
      0x0671...0x06D5, 0x1E00...0x1EFF, 0x2016...0x2027, 0x2030...0x205E:
      guard let scalar = Unicode.Scalar(value) else { return isNotSimple }
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      guard lower.count == 1, let only = lower.first, only.value < limit else {
        return isNotSimple
      }
      return UInt16(only.value)
    default: return isNotSimple
    }
  }
}
