/// Rows as comma-separated values (RFC 4180) that spreadsheets open as they are: in UTF-8 with its
/// mark, so that Arabic is read right, and without a cell that could be taken for a formula.
struct Spreadsheet {
  private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

  mutating func row(_ cells: [String]) {
    for (offset, cell) in cells.enumerated() {
      if offset > 0 { bytes.append(UInt8(ascii: ",")) }
      write(cell)
    }
    bytes += "\r\n".utf8
  }

  private mutating func write(_ cell: String) {
    let text = Spreadsheet.isFormula(cell) ? "'\(cell)" : cell
    guard text.utf8.contains(where: Spreadsheet.isSpecial) else {
      bytes += text.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet would reckon with a cell instead of showing it.
  private static func isFormula(_ cell: String) -> Bool {
    switch cell.utf8.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A,
      0x0D:
      true
    default: false
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, 0x0A, 0x0D: true
    default: false
    }
  }
}
