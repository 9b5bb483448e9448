import Foundation
import Kernel
import Language
import Paper

/// What the tests draw and read.
enum Samples {
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func speech(_ tongue: Tongue) throws -> Speech { Speech(tongue, try texts.get()) }

  static let texts: Result<Texts, any Error> = Result {
    let folder = root.appendingPathComponent("Regulations/locales")
    var files: [String: String] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix(".yaml") {
      files[file] = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    return try Texts.load(files: files)
  }

  /// A file of `Tests/Strangers`.
  static func stranger(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appendingPathComponent("Tests/Strangers/\(name)")))
  }

  static func certificate(
    _ sheet: CertificateSheet = sheet(), beside: Tongue = .english
  ) throws -> [UInt8] {
    try Certificate.pdf(sheet, arabic: speech(.arabic), beside: speech(beside))
  }

  static func badge(_ sheet: CertificateSheet = sheet()) throws -> [UInt8] {
    try Badge.png(sheet, arabic: speech(.arabic), beside: speech(.english))
  }

  static let link =
    "https://verify.example/c/0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
    + "#sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

  static func sheet() -> CertificateSheet {
    let centre = Localized(
      ar: "المركز الوطني للتعليم الإلكتروني", en: "National eLearning Center",
      vi: "Trung tâm Quốc gia về Học tập điện tử")
    let university = Localized(
      ar: "الجامعة الإسلامية", en: "Islamic University", vi: "Đại học Hồi giáo")
    let day = Day(number: 20_527)
    return CertificateSheet(
      id: CredentialID(high: 0x0199_A1B2_C3D4_7E5F, low: 0x8A6B_7C8D_9E0F_1A2B),
      issuedAt: Instant(microseconds: 1_773_558_005_123_456), issuer: university,
      unit: Localized(
        ar: "مركز التعلم الإلكتروني", en: "E-Learning Centre", vi: "Trung tâm Học tập điện tử"),
      arabicName: "آمنة بنت سالم الحربي", latinName: "Amna bint Salem Alharbi",
      maskedNumber: "••••••4321",
      course: CertificateSheet.Course(
        code: "FQH 112",
        title: Localized(
          ar: "فقه العبادات", en: "Jurisprudence of Worship", vi: "Luật thờ phượng"),
        field: Localized(ar: "الدراسات الإسلامية", en: "Islamic studies", vi: "Hồi giáo học"),
        units: 3,
        outcomes: [
          Localized(ar: "يشرح الأحكام", en: "explains the rulings", vi: "giải thích quy định")
        ]),
      term: Localized(ar: "الفصل الثاني ١٤٤٧", en: "Second term 1447", vi: "Học kỳ hai 1447"),
      grade: CertificateSheet.Grade(
        symbol: "A+", arabicSymbol: "أ+",
        name: Localized(ar: "ممتاز مرتفع", en: "Exceptional", vi: "Xuất sắc")),
      resultApproval: decision(number: "1447/512", day),
      templateApproval: decision(number: "1447/88", day),
      providerLicence: CertificateSheet.Licence(
        number: "NELC-P-0007", authority: centre, licensed: university, from: day,
        through: day.adding(years: 4)),
      programmeLicence: CertificateSheet.Licence(
        number: "NELC-G-0101", authority: centre,
        licensed: Localized(ar: "برنامج العلوم", en: "The programme", vi: "Chương trình"),
        from: day, through: nil),
      article: Localized(
        ar: "المادة السابعة من قواعد الترخيص", en: "Article 7 of the Licensing Rules",
        vi: "Điều 7 Quy tắc cấp phép"),
      editions: [
        Localized(ar: "ضوابط المقررات ١٤٤٧", en: "Controls of 1447", vi: "Quy định 1447"),
        Localized(ar: "لائحة الدراسة ١٤٤٤", en: "Study by-law of 1444", vi: "Quy chế 1444"),
      ],
      link: link)
  }

  private static func decision(number: String, _ day: Day) -> CertificateSheet.Decision {
    CertificateSheet.Decision(
      body: Localized(ar: "مجلس المركز", en: "Council of the Centre", vi: "Hội đồng"),
      number: number, day: day)
  }

  /// A PDF of these objects, numbered from 1, of which the first is the catalogue.
  static func pdf(_ objects: [[UInt8]], trailer: String = "") -> [UInt8] {
    var out = Array("%PDF-1.4\n".utf8)
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(out.count)
      out += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let start = out.count
    out += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
    for offset in offsets {
      let digits = String(offset)
      out += Array((String(repeating: "0", count: 10 - digits.count) + digits).utf8)
      out += Array(" 00000 n \n".utf8)
    }
    let size = objects.count + 1
    return out
      + Array(
        "trailer\n<< /Size \(size) /Root 1 0 R \(trailer)>>\nstartxref\n\(start)\n%%EOF\n".utf8)
  }

  /// The smallest page, for what would take too long with a certificate.
  static let page = pdf(
    [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >>",
    ].map { Array($0.utf8) })

  static func file(_ name: String, _ bytes: [UInt8]) -> PDFAttachments.File {
    PDFAttachments.File(
      name: name, mimeType: "application/vc", description: "الشهادة", bytes: bytes)
  }

  /// A stream object.
  static func stream(_ members: String, _ data: [UInt8]) -> [UInt8] {
    Array("<< \(members) /Length \(data.count) >>\nstream\n".utf8) + data
      + Array("\nendstream".utf8)
  }
}

/// Other people's programs, where they are installed.
enum Tool {
  static func exists(_ name: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)")
  }

  /// Runs a program over a file of these bytes, whose path stands for `FILE`, in a new folder whose
  /// path stands for `FOLDER`; what it said and how it ended.
  static func run(_ name: String, _ arguments: [String], over bytes: [UInt8]) throws -> (
    said: String, status: Int32, files: [String: [UInt8]]
  ) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("paper-\(UInt64.random(in: .min ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("in")
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/\(name)")
    process.arguments = arguments.map {
      $0 == "FILE" ? file.path : $0 == "FOLDER" ? folder.path : $0
    }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name != "in"
    {
      files[name] = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    return (String(decoding: said, as: UTF8.self), process.terminationStatus, files)
  }
}
