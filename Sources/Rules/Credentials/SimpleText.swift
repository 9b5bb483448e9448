/// Text as folded scalars, where each scalar is a character by itself: ASCII, Latin letters with
/// their marks composed, Arabic letters, common punctuation.
struct SimpleText {
  private var scalars: [UInt16] = []

  var count: Int { scalars.count }

  /// The folded text; nil when a scalar in it is not simple.
  init?(_ text: String) {
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard scalar.value < Self.limit else { return nil }
      let value = Self.table[Int(scalar.value)]
      if value == Self.isDropped { continue }
      if value == Self.isNotSimple { return nil }
      if value == Self.space, scalars.last == Self.space { continue }
      scalars.append(value)
    }
  }

  /// Texts to look for all at once.
  struct Needles {
    let all: [SimpleText]
    /// By first scalar, which of them begin with it.
    fileprivate let byFirst: [[Int]]
    /// Whether any of them begins with a scalar: asked eight thousand times for once it is so.
    fileprivate let begins: [Bool]

    /// Only simple texts can be looked for; the others are left out.
    init(_ texts: [String]) {
      all = texts.compactMap(SimpleText.init)
      var byFirst = [[Int]](repeating: [], count: SimpleText.limit)
      for (index, text) in all.enumerated() {
        if let first = text.scalars.first { byFirst[Int(first)].append(index) }
      }
      self.byFirst = byFirst
      begins = byFirst.map { !$0.isEmpty }
    }
  }

  /// Whether any of these stands anywhere in it, as a word or inside one.
  func holdsAny(of needles: Needles) -> Bool {
    var holds = false
    search(for: needles) { _, _ in
      holds = true
      return false
    }
    return holds
  }

  /// Which of these it states, by their places: as whole words in Latin scripts; in Arabic a prefix
  /// (in, by, and) may be joined to the word.
  func stated(of needles: Needles) -> Set<Int> {
    var stated: Set<Int> = []
    search(for: needles) { index, found in
      let part = needles.all[index].scalars
      let isArabic = part.first.map { $0 >= 0x600 && $0 < 0x700 } ?? false
      let end = found + part.count
      let joinsAfter = end < count && Self.isWord(scalars[end])
      let joinsBefore = found > 0 && Self.isWord(scalars[found - 1])
      if !joinsAfter, isArabic || !joinsBefore { stated.insert(index) }
      return true
    }
    return stated
  }

  /// Hands each place where one of these stands to the closure, which says whether to go on.
  private func search(for needles: Needles, _ each: (_ index: Int, _ found: Int) -> Bool) {
    scalars.withUnsafeBufferPointer { text in
      needles.begins.withUnsafeBufferPointer { begins in
        for offset in text.indices where begins[Int(text[offset])] {
          for index in needles.byFirst[Int(text[offset])] {
            let part = needles.all[index].scalars
            guard offset + part.count <= text.count,
              part.indices.allSatisfy({ text[offset + $0] == part[$0] })
            else { continue }
            if !each(index, offset) { return }
          }
        }
      }
    }
  }

  /// Puts a mark that is no letter in place of a name, so that its neighbours do not join.
  mutating func blank(_ name: SimpleText) {
    let steps = Self.steps(name.scalars)
    var start = 0
    while let found = position(of: name.scalars, from: start, steps: steps) {
      scalars.replaceSubrange(found..<(found + name.count), with: [Self.bar])
      start = found + 1
    }
  }

  // Horspool's search: a name is long, so most of the text is stepped over unread. The steps are
  // kept by the low byte of a scalar; scalars that share one only make a step shorter.
  private func position(of part: [UInt16], from start: Int, steps: [Int]) -> Int? {
    guard let last = part.last else { return nil }
    let end = part.count - 1
    return scalars.withUnsafeBufferPointer { text in
      var offset = start
      while offset + end < text.count {
        let seen = text[offset + end]
        if seen == last, part.indices.allSatisfy({ text[offset + $0] == part[$0] }) {
          return offset
        }
        offset += steps[Int(seen & 0xFF)]
      }
      return nil
    }
  }

  private static func steps(_ part: [UInt16]) -> [Int] {
    var steps = [Int](repeating: max(1, part.count), count: 256)
    for (place, scalar) in part.dropLast().enumerated() {
      steps[Int(scalar & 0xFF)] = part.count - 1 - place
    }
    return steps
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
  private static let bar: UInt16 = 0x7C

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
