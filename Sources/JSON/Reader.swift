import Kernel

/// One pass over a document. Every look at a byte is bounds-checked; recursion ends at the depth
/// limit.
struct Reader {
  let bytes: [UInt8]
  let limits: JSON.Limits
  var position = 0
  private var depth = 0
  private var values = 0

  init(bytes: [UInt8], limits: JSON.Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The whole document: one value, white space around it.
  mutating func document() throws(JSONFault) -> Value {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault(.byteOrderMark) }
    skipSpace()
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw fault(.trailing) }
    return value
  }

  /// A fault at the present place, or at another.
  func fault(_ what: JSONFault.What, at offset: Int? = nil) -> JSONFault {
    var line = 1
    var column = 1
    for byte in bytes.prefix(max(0, offset ?? position)) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONFault(what, line: line, column: column)
  }

  /// The byte at the present place; nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func unexpected() -> JSONFault {
    next.map { fault(.unexpected($0)) } ?? fault(.ended)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONFault) -> Value {
    values += 1
    guard values <= limits.values else { throw fault(.tooManyValues(limit: limits.values)) }
    guard let byte = next else { throw fault(.ended) }
    switch byte {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw unexpected()
    }
  }

  private mutating func word(_ word: StaticString, _ value: Value) throws(JSONFault) -> Value {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    for byte in expected {
      guard next == byte else { throw unexpected() }
      position += 1
    }
    return value
  }

  private mutating func enter() throws(JSONFault) {
    depth += 1
    guard depth <= limits.depth else { throw fault(.tooDeep(limit: limits.depth)) }
    position += 1
    skipSpace()
  }

  private mutating func list() throws(JSONFault) -> Value {
    try enter()
    defer { depth -= 1 }
    var elements: [Value] = []
    if next == UInt8(ascii: "]") {
      position += 1
      return .list(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
      case UInt8(ascii: "]"):
        position += 1
        return .list(elements)
      default: throw unexpected()
      }
    }
  }

  private mutating func object() throws(JSONFault) -> Value {
    try enter()
    defer { depth -= 1 }
    var members = Value.Members()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    var seen = SeenNames()
    members.pairs.reserveCapacity(4)
    while true {
      guard next == UInt8(ascii: "\"") else { throw unexpected() }
      let start = position
      let name = try string()
      guard seen.insert(name, members.pairs) else { throw fault(.duplicate(name), at: start) }
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw unexpected() }
      position += 1
      skipSpace()
      members.pairs.append((name, try value()))
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
      case UInt8(ascii: "}"):
        position += 1
        return .object(members)
      default: throw unexpected()
      }
    }
  }
}

/// The names of one object so far, told apart byte by byte: Swift calls composed and decomposed é
/// the same String, JSON does not. Small objects are compared name by name, large ones hashed.
private struct SeenNames {
  private var names: Set<[UInt8]> = []

  mutating func insert(_ name: String, _ pairs: [(name: String, value: Value)]) -> Bool {
    guard pairs.count >= 12 else {
      return !pairs.contains { Name.same($0.name, name) }
    }
    if names.isEmpty { names = Set(pairs.map { Array($0.name.utf8) }) }
    return names.insert(Array(name.utf8)).inserted
  }
}
