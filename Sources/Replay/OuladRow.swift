import Kernel

/// A row whose fields are read by position and type.
struct OuladRow {
  struct Fault: Error {
    let problem: String

    init(_ problem: String) { self.problem = problem }
  }

  static let students = 1...999_999_999
  static let days = -2_000...2_000

  private let row: CSVRow
  private let header: [String]

  init(_ row: CSVRow, _ header: [String]) {
    self.row = row
    self.header = header
  }

  var line: Int { row.line }

  private func name(_ column: Int) -> String { column < header.count ? header[column] : "" }

  private func bytes(_ column: Int) -> ArraySlice<UInt8> {
    column < row.fields.count ? row.fields[column] : []
  }

  /// What a message shows of a field: it comes from outside and may be long.
  private func shown(_ column: Int) -> String {
    let text = String(decoding: bytes(column).prefix(40), as: UTF8.self)
    return Name.fault(in: text, limit: 200) == nil ? text : "…"
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    let negative = bytes.first == UInt8(ascii: "-")
    let digits = negative ? bytes.dropFirst() : bytes
    guard (1...9).contains(digits.count) else { return nil }
    var value = 0
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return negative ? -value : value
  }

  /// A whole number inside a range.
  func int(_ column: Int, _ range: ClosedRange<Int>) throws(Fault) -> Int {
    guard let value = number(bytes(column)) else {
      throw Fault("\(name(column)) is '\(shown(column))', not a whole number")
    }
    guard range.contains(value) else {
      throw Fault(
        "\(name(column)) is \(value), outside \(range.lowerBound)…\(range.upperBound)")
    }
    return value
  }

  /// The same for a field that may be empty.
  func optionalInt(_ column: Int, _ range: ClosedRange<Int>) throws(Fault) -> Int? {
    bytes(column).isEmpty ? nil : try int(column, range)
  }

  /// A percentage with at most two decimals, in hundredths.
  func hundredths(_ column: Int) throws(Fault) -> Int {
    let text = String(decoding: bytes(column), as: UTF8.self)
    guard let value = ExactDecimal(text: text)?.mantissa(atScale: 2), (0...10_000) ~= value
    else {
      throw Fault("\(name(column)) is '\(shown(column))', not a percentage from 0 to 100")
    }
    return Int(value)
  }

  /// One of a few words.
  func word(_ column: Int, among words: [String]) throws(Fault) -> String {
    let bytes = bytes(column)
    guard let found = words.first(where: { bytes.elementsEqual($0.utf8) }) else {
      throw Fault(
        "\(name(column)) is '\(shown(column))', not one of \(words.joined(separator: ", "))")
    }
    return found
  }

  /// A module's code: capital letters.
  func module(_ column: Int) throws(Fault) -> String {
    let bytes = bytes(column)
    guard (1...10).contains(bytes.count),
      bytes.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else { throw Fault("\(name(column)) is '\(shown(column))', not a module's capital letters") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A presentation's code: four digits and B or J.
  func presentation(_ column: Int) throws(Fault) -> String {
    let bytes = bytes(column)
    guard bytes.count == 5, let year = number(bytes.dropLast()), (1969...2100).contains(year),
      bytes.last == UInt8(ascii: "B") || bytes.last == UInt8(ascii: "J")
    else { throw Fault("\(name(column)) is '\(shown(column))', not a year with B or J") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
