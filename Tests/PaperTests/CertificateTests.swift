import Foundation
import Kernel
import Language
import Paper
import Testing

@Suite struct CertificateTests {
  @Test func itIsOnePageAndTheSameEveryTime() throws {
    let pdf = try Samples.certificate()
    #expect(pdf.starts(with: "%PDF-1.4".utf8))
    #expect(try Samples.certificate() == pdf)
    var other = Samples.sheet()
    other.issuedAt = other.issuedAt.adding(seconds: 1)
    #expect(try Samples.certificate(other) != pdf)
    // Fractions of a second are on no page.
    other.issuedAt = Instant(microseconds: Samples.sheet().issuedAt.microseconds + 1)
    #expect(try Samples.certificate(other) == pdf)
  }

  /// Pango's fonts belong to a thread each.
  @Test func manyThreadsDrawTheSame() throws {
    let pdf = try Samples.certificate()
    let badge = try Samples.badge()
    let outcomes = Outcomes()
    DispatchQueue.concurrentPerform(iterations: 16) { index in
      let same =
        index % 2 == 0
        ? (try? Samples.certificate()) == pdf : (try? Samples.badge()) == badge
      outcomes.add(same)
    }
    #expect(outcomes.all == [Bool](repeating: true, count: 16))
  }

  private final class Outcomes: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [Bool] = []
    func add(_ outcome: Bool) { lock.withLock { kept.append(outcome) } }
    var all: [Bool] { lock.withLock { kept } }
  }

  private static let long: [(arabic: String, latin: String)] = [
    (String(repeating: "عبد الرحمن ", count: 11), String(repeating: "Alexandria ", count: 11)),
    ("محمد Nguyễn Phương Thảo الحربي Đỗ Quỳnh Hương من حائل", "Nguyễn Thị Phương Thảo"),
    (String(repeating: "ض", count: 120), String(repeating: "W", count: 120)), ("", "Only Latin"),
    ("بلا لاتينية", ""),
  ]

  @Test(arguments: CertificateTests.long)
  func longAndMixedNamesFit(arabic: String, latin: String) throws {
    var sheet = Samples.sheet()
    sheet.arabicName = arabic
    sheet.latinName = latin
    sheet.course.title = Localized(ar: arabic + "ا", en: latin + "a", vi: latin + "a")
    sheet.course.outcomes = (0..<12).map { _ in Localized(ar: arabic, en: latin, vi: latin) }
    sheet.signatories = (0..<3).map { _ in
      CertificateSheet.Signatory(
        name: Localized(
          ar: String(arabic.prefix(40)), en: String(latin.prefix(40)),
          vi: String(latin.prefix(40))), office: sheet.issuer)
    }
    for tongue in [Tongue.english, .vietnamese] {
      let pdf = try Samples.certificate(sheet, beside: tongue)
      #expect(try Samples.certificate(sheet, beside: tongue) == pdf)
    }
    _ = try Samples.badge(sheet)
  }

  @Test func whatCannotBeReadIsNotDrawn() {
    var sheet = Samples.sheet()
    sheet.latinName = String(repeating: "W", count: 3_000)
    #expect(throws: DrawingFault.doesNotFit(sheet.latinName)) { try Samples.certificate(sheet) }
    sheet.latinName = "\u{10FFFD}"
    #expect(throws: DrawingFault.noFont(sheet.latinName)) { try Samples.certificate(sheet) }
    sheet = Samples.sheet()
    sheet.link = ""
    #expect(throws: DrawingFault.badLink) { try Samples.certificate(sheet) }
  }

  /// Marks that a reader must not overlook are on the page when the sheet says so, and not else.
  @Test(.enabled(if: Tool.exists("pdftotext")))
  func whatTheSheetSaysCanBeReadBack() throws {
    var sheet = Samples.sheet()
    let plain = try words(Samples.certificate(sheet))
    for expected in [
      "Amna bint Salem Alharbi", "Jurisprudence of Worship", "FQH 112", "Exceptional (A+)",
      "Second term 1447", "15 March 2026", "26 Ramadan 1447 AH", "1447/512", "1447/88",
      "NELC-P-0007", "NELC-G-0101", "Article 7 of the Licensing Rules", "10:00:05", "4321",
      "explains the rulings", "Islamic studies", "neither an academic degree",
      ShortCode(sheet.id).description, "verify.example", "urn:uuid:\(sheet.id)",
      "Controls of 1447; Study by-law of 1444", "through 15 March 2030", "without an end",
    ] {
      #expect(plain.latin.contains(expected), "\(expected)")
    }
    for expected in [
      "آمنةبنتسالم", "الجامعةالإسلامية", "فقهالعبادات", "شهادةمصغرة", "ليستدرجةعلمية",
      "الفصلالثاني", "ممتازمرتفع",
    ] {
      #expect(plain.arabic.contains(expected), "\(expected)")
    }
    #expect(!plain.latin.contains("Awaiting registration"))
    #expect(!plain.latin.contains("Demonstration"))
    sheet.awaitsRegistration = true
    #expect(try words(Samples.certificate(sheet)).latin.contains("Awaiting registration"))
    sheet.isDemonstration = true
    #expect(try words(Samples.certificate(sheet)).latin.contains("Demonstration, without effect"))
    sheet.maskedNumber = nil
    #expect(try !words(Samples.certificate(sheet)).latin.contains("Identity document"))
    let vietnamese = try words(Samples.certificate(Samples.sheet(), beside: .vietnamese))
    #expect(vietnamese.latin.contains("Luật thờ phượng"))
    #expect(vietnamese.latin.contains("15 tháng 3 năm 2026"))
  }

  /// The page's words: as they stand, and without the spaces that readers put into Arabic joins.
  private func words(_ pdf: [UInt8]) throws -> (latin: String, arabic: String) {
    let run = try Tool.run("pdftotext", ["-layout", "FILE", "-"], over: pdf)
    let bare = run.said.unicodeScalars.filter {
      !$0.properties.isWhitespace && $0.value != 0x202B && $0.value != 0x202C
    }
    let runs = run.said.split { $0 == " " || $0 == "\n" || $0 == "\u{0C}" }.joined(separator: " ")
    return (runs, String(String.UnicodeScalarView(bare)))
  }

  @Test(.enabled(if: Tool.exists("qpdf") && Tool.exists("pdfdetach") && Tool.exists("pdffonts")))
  func otherPeoplesReadersAgree() throws {
    let json = Array("{\"name\":\"فقه\"}".utf8)
    let pdf = try PDFAttachments.attach(
      [Samples.file("credential.json", json), Samples.file("bundle.json", json + json)],
      to: Samples.certificate())
    let check = try Tool.run("qpdf", ["--check", "FILE"], over: pdf)
    #expect(check.status == 0, "\(check.said)")
    let saved = try Tool.run("pdfdetach", ["-saveall", "-o", "FOLDER", "FILE"], over: pdf)
    #expect(saved.files == ["credential.json": json, "bundle.json": json + json])
    let shown = try Tool.run(
      "qpdf", ["--show-attachment=credential.json", "FILE"], over: pdf)
    #expect(Array(shown.said.utf8) == json)
    // Every font is embedded, and none is a stand-in.
    let fonts = try Tool.run("pdffonts", ["FILE"], over: pdf).said.split(separator: "\n").dropFirst(
      2)
    #expect(fonts.count >= 5)
    for font in fonts {
      #expect(font.contains("Amiri") || font.contains("GentiumPlus"), "\(font)")
      #expect(font.contains(" yes yes "), "\(font)")
    }
  }

  @Test func theFontsAreInstalled() {
    #expect(Certificate.missingFonts == [])
  }

  @Test func badgesTellWhatTheyAre() throws {
    let badge = try Samples.badge()
    #expect(Array(badge[16..<24]) == [0, 0, 2, 0, 0, 0, 2, 0])
    #expect(try Samples.badge() == badge)
    var sheet = Samples.sheet()
    sheet.arabicName = "آخر"
    sheet.latinName = "Another"
    #expect(try Samples.badge(sheet) == badge)
    sheet.isDemonstration = true
    #expect(try Samples.badge(sheet) != badge)
  }

  /// Every fault has a sentence; no text of the paper is missing.
  @Test func textsAreThere() throws {
    for tongue in Tongue.allCases {
      let speech = try Samples.speech(tongue)
      for fault in FileFault.allCases { #expect(speech.has(fault.key), "\(fault.key)") }
    }
    let texts = try Samples.texts.get()
    let faults = texts.keys.filter { $0.hasPrefix("paper.fault.") }
    #expect(Set(faults) == Set(FileFault.allCases.map(\.key)))
  }
}
