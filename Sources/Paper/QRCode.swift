import CQRencode

/// A square code for cameras (ISO/IEC 18004), at level M: a seventh of it may be lost.
package struct QRCode: Equatable, Sendable {
  /// Modules along one side, without the quiet zone.
  package let side: Int
  /// Row by row from the top left: true is dark.
  package let modules: [Bool]

  /// The code of a text; nil where it is empty or longer than a code can hold (2,331 bytes).
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, let length = Int32(exactly: bytes.count),
      let code = QRcode_encodeData(length, bytes, 0, QR_ECLEVEL_M)
    else { return nil }
    defer { QRcode_free(code) }
    side = Int(code.pointee.width)
    let data = UnsafeBufferPointer(start: code.pointee.data, count: side * side)
    modules = data.map { $0 & 1 == 1 }
  }

  /// The dark modules of each row as runs, so that neighbours are drawn as one.
  var runs: [(x: Int, y: Int, length: Int)] {
    var runs: [(x: Int, y: Int, length: Int)] = []
    for y in 0..<side {
      var x = 0
      while x < side {
        let start = x
        while x < side, modules[y * side + x] { x += 1 }
        if x > start { runs.append((start, y, x - start)) } else { x += 1 }
      }
    }
    return runs
  }

  /// The code as an SVG element with its quiet zone of four modules, dark on white in any theme;
  /// `title` is what a screen reader says of it.
  package func svg(title: String) -> String {
    let whole = side + 8
    let path = runs.map { "M\($0.x + 4) \($0.y + 4)h\($0.length)v1h-\($0.length)z" }.joined()
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(whole) \(whole)" role="img" \
      shape-rendering="crispEdges"><title>\(QRCode.escaped(title))</title>\
      <rect width="\(whole)" height="\(whole)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
      """
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
