import CPango
import Kernel

/// Where everything stands on the page: points from its top left corner. Every text has a place of
/// its own and is made smaller until it fits, so that nothing overlaps however long a name is.
struct CertificatePage {
  let canvas: Canvas
  let sheet: CertificateSheet
  /// The words in Arabic, and in the language beside it.
  let first: CertificateWords
  let second: CertificateWords
  let code: QRCode

  static let width = 841.89
  static let height = 595.28
  private let left = 60.0
  private let room = 721.89
  private var right: Double { left + room }
  private var middle: Double { left + room / 2 }
  /// Where what stands beside the QR code begins.
  private var aside: Double { left + 94 }

  func draw() throws {
    canvas.frame(x: 21, y: 17.5, across: 48, down: 33)
    canvas.watermark(middle, 262, 168)
    if sheet.isDemonstration { try acrossThePage(first["demonstration"]) }
    try head()
    try marks()
    try holder()
    try course()
    try facts()
    let end = try content()
    try grounds(below: end)
    try foot()
  }

  /// Where nobody signs, the lines from the award to the facts stand further apart.
  private func down(_ baseline: Double, _ more: Double) -> Double {
    sheet.signatories.isEmpty ? baseline + more : baseline
  }

  /// Two lines of a pair, the Arabic one above.
  private func pair(
    _ arabic: String, _ upper: Canvas.Face, _ above: Double, _ latin: String,
    _ lower: Canvas.Face, _ below: Double
  ) throws {
    try canvas.line(arabic, upper, x: left, width: room, baseline: above)
    try canvas.line(latin, lower, x: left, width: room, baseline: below)
  }

  /// A pair on one line about a middle, the Arabic at the right.
  private func sides(
    _ arabic: String, _ inner: Canvas.Face, _ latin: String, _ outer: Canvas.Face, x: Double,
    width: Double, gap: Double, baseline: Double
  ) throws {
    let half = (width - gap) / 2
    try canvas.line(
      arabic, inner, x: x + half + gap, width: half, baseline: baseline, .left)
    try canvas.line(latin, outer, x: x, width: half, baseline: baseline, .right)
  }

  private func head() throws {
    let side = room / 2 - 44
    let edge = right - side
    try canvas.line(
      first(sheet.issuer), .arabic(16.5, .green, bold: true), x: edge, width: side, baseline: 69,
      .right)
    try canvas.line(
      first(sheet.unit), .arabic(11.5, .quiet), x: edge, width: side, baseline: 87, .right)
    try canvas.line(
      second(sheet.issuer), .latin(13.5, .green, bold: true), x: left, width: side, baseline: 68,
      .left)
    try canvas.line(
      second(sheet.unit), .latin(10, .quiet), x: left, width: side, baseline: 86, .left)
    canvas.rosette(middle, 74, 26)
    var small = Canvas.Face.latin(12, .gold)
    small.tracking = 2.2
    try pair(
      first["title"], .arabic(33, .green, bold: true), 131, second["title"].uppercased(), small,
      149)
  }

  private func holder() throws {
    try pair(
      first.awarded, .arabic(12, .quiet), down(166, 4), second.awarded, .latin(9.5, .quiet),
      down(180, 4))
    let isArabic = !sheet.arabicName.isEmpty
    try pair(
      isArabic ? sheet.arabicName : sheet.latinName,
      isArabic ? .arabic(27, bold: true) : .latin(25, bold: true), down(211, 8),
      isArabic ? sheet.latinName : "", .latin(14), down(235, 8))
    guard let arabic = first.identity, let latin = second.identity else { return }
    try sides(
      arabic, .arabic(9, .quiet), latin, .latin(8, .quiet), x: left, width: room, gap: 16,
      baseline: down(248, 8))
  }

  private func course() throws {
    try sides(
      first["passing"], .arabic(12, .quiet), second["passing"],
      .latin(9.5, .quiet), x: left, width: room, gap: 16,
      baseline: down(267, 13))
    try pair(
      first(sheet.course.title), .arabic(22, .green, bold: true), down(290, 16),
      second(sheet.course.title), .latin(12.5, .green), down(307, 17))
  }

  /// Code, units, term, grade and day, from right to left between two rules.
  private func facts() throws {
    canvas.rule(left, down(316, 20), right, down(316, 20), .paleGold, 0.6)
    canvas.rule(left, down(362, 20), right, down(362, 20), .paleGold, 0.6)
    let shares = [0.13, 0.16, 0.18, 0.2, 0.33]
    var edge = right
    for ((arabic, latin), share) in zip(zip(first.fields, second.fields), shares) {
      let width = room * share
      if edge < right { canvas.rule(edge, down(322, 20), edge, down(356, 20), .paleGold, 0.5) }
      edge -= width
      let x = edge + 5
      try sides(
        arabic.label, .arabic(8.5, .quiet), latin.label, .latin(7.5, .quiet), x: x,
        width: width - 10, gap: 5, baseline: down(328, 20))
      try canvas.line(
        arabic.value, .arabic(12.5, bold: true), x: x, width: width - 10, baseline: down(343, 20))
      try canvas.line(latin.value, .latin(9.5), x: x, width: width - 10, baseline: down(356, 20))
    }
  }

  /// Field and outcomes in two columns, who signs below them; where that ends.
  private func content() throws -> Double {
    let signs = !sheet.signatories.isEmpty
    let end = signs ? 413.0 : 436.0
    try columns(
      first.content, .arabic(10), second.content, .latin(8.5), x: left, width: room,
      top: down(365, 20), bottom: end)
    guard signs else { return end }
    let shown = sheet.signatories.prefix(3)
    let place = (right - aside) / Double(shown.count)
    for (index, signatory) in shown.enumerated() {
      let width = min(place - 16, 190)
      let x = right - place * (Double(index) + 0.5) - width / 2
      canvas.rule(x, 430, x + width, 430, .quiet, 0.4)
      try sides(
        first(signatory.name), .arabic(9.5, bold: true), second(signatory.name), .latin(8),
        x: x, width: width, gap: 8, baseline: 440)
      try sides(
        first(signatory.office), .arabic(8, .quiet), second(signatory.office),
        .latin(7, .quiet), x: x, width: width, gap: 8, baseline: 449)
    }
    return 454
  }

  private func columns(
    _ arabic: [CertificateWords.Field], _ inner: Canvas.Face,
    _ latin: [CertificateWords.Field], _ outer: Canvas.Face, x: Double, width: Double,
    top: Double, bottom: Double
  ) throws {
    let half = width / 2 - 9
    func entries(_ fields: [CertificateWords.Field], _ words: CertificateWords) -> [Canvas.Entry] {
      fields.map { Canvas.Entry(label: $0.label + words["colon"], text: $0.value) }
    }
    try canvas.entries(
      entries(arabic, first), inner, in: Box(x + half + 18, top, half, bottom - top), .right)
    try canvas.entries(
      entries(latin, second), outer, in: Box(x, top + 2, half, bottom - top - 2), .left)
  }

  /// The QR code at the left, licences and decisions beside it; its short form is the last of them.
  private func grounds(below top: Double) throws {
    canvas.rule(aside, top, right, top, .paleGold, 0.6)
    // 27 mm: a page scanned at 150 dpi still has three pixels a module.
    canvas.draw(code, in: Box(left, 438, 79, 79))
    try columns(
      first.grounds, .arabic(8), second.grounds, .latin(7), x: aside, width: right - aside,
      top: top + 3, bottom: 519)
  }

  private func foot() throws {
    let half = room / 2 - 9
    try canvas.line(
      "urn:uuid:\(sheet.id)", .latin(6, .quiet), x: left, width: room, baseline: 587)
    canvas.rule(left, 522, right, 522, .paleGold, 0.6)
    try canvas.line(
      first.issued, .arabic(8.8), x: left + half + 18, width: half, baseline: 531, .right)
    try canvas.line(second.issued, .latin(7.4), x: left, width: half, baseline: 531, .left)
    try pair(
      first["effect"], .arabic(9.5, bold: true), 543, second["effect"], .latin(7.8), 553)
  }
}

// MARK: - What a reader must not overlook

extension CertificatePage {
  /// Labels in boxes at both sides of the title.
  private func marks() throws {
    if sheet.isDemonstration { try mark("demonstration", .red, x: left) }
    if sheet.awaitsRegistration { try mark("awaiting", .gold, x: right - 190) }
  }

  private func mark(_ key: String, _ colour: Colour, x: Double) throws {
    let box = Box(x, 108, 190, 34)
    canvas.rectangle(box)
    canvas.fill(.white)
    canvas.rectangle(box)
    canvas.stroke(colour, 1)
    canvas.rectangle(box.inset(2))
    canvas.stroke(colour, 0.4)
    try canvas.line(
      first[key], .arabic(11.5, colour, bold: true), x: x + 8, width: 174, baseline: 122)
    try canvas.line(second[key], .latin(8.5, colour), x: x + 8, width: 174, baseline: 135)
  }

  /// Pale and aslant behind everything, so that no part of the page can be cut out without it.
  private func acrossThePage(_ text: String) throws {
    cairo_save(canvas.cairo)
    cairo_translate(canvas.cairo, CertificatePage.width / 2, CertificatePage.height / 2)
    cairo_rotate(canvas.cairo, -0.42)
    for row in -1...1 {
      try canvas.line(
        text, .arabic(58, .paleRed, bold: true), x: -400, width: 800,
        baseline: Double(row) * 150 + 15)
    }
    cairo_restore(canvas.cairo)
  }
}
