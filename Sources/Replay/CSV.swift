// Comma-separated values after RFC 4180, strictly. A parser of our own in a hundred lines: what is
// needed is the row number of every fault, and that a file cut off in the middle is noticed;
// readers made for comfort guess in both cases.

/// One record of a CSV file.
struct CSVRow {
  /// The line of the file on which it begins; the header is 1.
  let line: Int
  /// The fields without their quotes, as bytes: they are checked before they become text.
  let fields: [ArraySlice<UInt8>]
}

/// Something in a CSV file that RFC 4180 does not allow.
struct CSVFault: Error {
  let line: Int
  let problem: String
}

/// Reads records one by one.
struct CSVReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")

  /// The next record; nil at the end. After a fault the next call goes on with the next line.
  mutating func next() throws(CSVFault) -> CSVRow? {
    guard position < bytes.count else { return nil }
    let first = line
    var fields: [ArraySlice<UInt8>] = []
    do {
      while true {
        fields.append(try field(from: first))
        if try isLast(from: first) { return CSVRow(line: first, fields: fields) }
      }
    } catch {
      skipLine()
      throw error
    }
  }

  private mutating func field(from first: Int) throws(CSVFault) -> ArraySlice<UInt8> {
    let field = try at(Self.quote) ? quoted(from: first) : plain(from: first)
    // Only fields beyond ASCII are worth the second look.
    if field.contains(where: { $0 >= 0x80 }), String(validating: field, as: UTF8.self) == nil {
      throw CSVFault(line: first, problem: "holds bytes that are not UTF-8")
    }
    return field
  }

  /// Steps over what ends a field and says whether it ended the record too.
  private mutating func isLast(from first: Int) throws(CSVFault) -> Bool {
    if at(Self.comma) {
      position += 1
      return false
    }
    if at(Self.carriage) {
      position += 1
      guard at(Self.feed) else {
        throw CSVFault(line: first, problem: "has a carriage return without a line feed")
      }
    }
    guard position < bytes.count else {
      throw CSVFault(
        line: first, problem: "is not finished: the file ends without a line break, cut off here?")
    }
    guard at(Self.feed) else {
      throw CSVFault(line: first, problem: "has text after a closing quote")
    }
    position += 1
    line += 1
    return true
  }

  private mutating func plain(from first: Int) throws(CSVFault) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.comma || byte == Self.feed || byte == Self.carriage { break }
      if byte == Self.quote {
        throw CSVFault(line: first, problem: "has a quote inside a field that is not quoted")
      }
      position += 1
    }
    return bytes[start..<position]
  }

  private mutating func quoted(from first: Int) throws(CSVFault) -> ArraySlice<UInt8> {
    position += 1
    let start = position
    var doubled: [UInt8]?
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.feed { line += 1 }
      if byte != Self.quote {
        doubled?.append(byte)
        continue
      }
      guard at(Self.quote) else { return doubled.map { $0[...] } ?? bytes[start..<(position - 1)] }
      // Two quotes stand for one; from here on the field differs from the file's bytes.
      if doubled == nil { doubled = Array(bytes[start..<(position - 1)]) }
      doubled?.append(Self.quote)
      position += 1
    }
    throw CSVFault(line: first, problem: "opens a quote that is never closed")
  }

  private func at(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

  private mutating func skipLine() {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == Self.feed {
        line += 1
        return
      }
    }
  }
}
