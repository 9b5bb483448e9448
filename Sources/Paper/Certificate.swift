import CPango
import Kernel
package import Language

/// The certificate on paper: one page A4 landscape, Arabic with a second language beside it.
package enum Certificate {
  /// Draws a sheet as PDF; the same sheet gives the same bytes on the same machine. Files are
  /// attached afterwards: `PDFAttachments.attach`.
  package static func pdf(_ sheet: CertificateSheet, arabic: Speech, beside: Speech) throws
    -> [UInt8]
  {
    guard let code = QRCode(sheet.link) else { throw DrawingFault.badLink }
    let first = CertificateWords(sheet, arabic)
    let second = CertificateWords(sheet, beside)
    let title = "\(first["title"]) – \(first(sheet.course.title))"
    return try Canvas.pdf(
      width: CertificatePage.width, height: CertificatePage.height,
      facts: [
        (CAIRO_PDF_METADATA_TITLE, title),
        (CAIRO_PDF_METADATA_AUTHOR, first(sheet.issuer)),
        (CAIRO_PDF_METADATA_SUBJECT, "urn:uuid:\(sheet.id)"),
        (CAIRO_PDF_METADATA_CREATE_DATE, seconds(sheet.issuedAt)),
      ]
    ) { canvas in
      try CertificatePage(
        canvas: canvas, sheet: sheet, first: first, second: second, code: code
      ).draw()
    }
  }

  /// The families of letters that certificates are set in and this machine lacks: it can draw them
  /// all the same, with letters that fit less well.
  package static var missingFonts: [String] { Canvas.missingFamilies() }

  /// The instant without its fraction, as PDF dates have it.
  private static func seconds(_ instant: Instant) -> String {
    let rest = instant.microseconds % 1_000_000
    return Instant(microseconds: instant.microseconds - rest).utcText
  }
}
