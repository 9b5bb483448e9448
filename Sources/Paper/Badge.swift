package import Language

/// The picture of an award, for profiles and signatures: the credential is baked into it
/// afterwards, with `BakedPNG`.
package enum Badge {
  /// Pixels along each side.
  package static let side = 512

  /// Draws a sheet's course, university and year as PNG on nothing; the holder is not on it.
  package static func png(_ sheet: CertificateSheet, arabic: Speech, beside: Speech) throws
    -> [UInt8]
  {
    let first = CertificateWords(sheet, arabic)
    let second = CertificateWords(sheet, beside)
    let middle = Double(side) / 2
    return try Canvas.png(side: side) { canvas in
      canvas.star(middle, middle, 252)
      canvas.fill(.green)
      canvas.star(middle, middle, 241)
      canvas.stroke(.paleGold, 2)
      canvas.circle(middle, middle, 183)
      canvas.fill(.white)
      canvas.circle(middle, middle, 175)
      canvas.stroke(.gold, 1.5)
      canvas.rosette(middle, 139, 40, line: 1)
      try canvas.paragraph(
        first(sheet.course.title), .arabic(52, .green, bold: true), in: Box(108, 184, 296, 106),
        .centre, centred: true)
      try canvas.paragraph(
        second(sheet.course.title), .latin(19, .quiet), in: Box(116, 294, 280, 48), .centre,
        centred: true)
      try canvas.line(
        first(sheet.issuer), .arabic(19, bold: true), x: 131, width: 250, baseline: 366)
      try canvas.line(first.year, .arabic(17, .gold), x: 166, width: 180, baseline: 394)
      if sheet.isDemonstration {
        canvas.rectangle(Box(86, 408, 340, 46))
        canvas.fill(.red)
        try canvas.line(
          first["demonstration"], .arabic(25, .white, bold: true), x: 96, width: 320,
          baseline: 439)
      }
    }
  }
}
