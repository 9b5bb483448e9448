import Foundation
import HTTPTypes
import Kernel
import Operations
import People
import Regulations
import Storage
import TestWorld
import Testing

/// A procedure with files for the pages and the API, put beside the regulator's own.
enum CaseLab {
  private static let evidence = """
    format: 1
    id: evidence
    article: standards
    title: { ar: شواهد, en: Evidence, vi: Minh chứng }
    help: { ar: ا, en: h, vi: h }
    prefix: EV
    filedBy: [applicant]
    start: filed
    fields:
      - { key: plan, kind: file, required: true, types: [application/pdf], maximumBytes: 2000, standard: "1.1", title: { ar: الخطة, en: Plan, vi: Kế hoạch } }
      - { key: pictures, kind: file, types: [image/png, image/jpeg, text/csv], title: { ar: صور, en: Pictures, vi: Ảnh } }
      - { key: note, kind: text, title: { ar: ملاحظة, en: Note, vi: Ghi chú } }
    standards:
      - domain: { ar: ا, en: d, vi: d }
        standards: [{ code: "1.1", title: { ar: ا, en: Planning, vi: k } }]
    states:
      - { id: filed, turn: office, title: { ar: ا, en: Filed, vi: f } }
      - { id: returned, turn: applicant, title: { ar: ا, en: Returned, vi: r } }
      - { id: done, turn: ended, outcome: granted, title: { ar: ا, en: Done, vi: d } }
    steps:
      - { id: return, from: [filed], to: returned, by: { roles: [regulator] }, needs: [reasons], letters: [back], title: { ar: ا, en: Return, vi: r } }
      - { id: supplement, from: [returned], to: filed, by: applicant, needs: [form], title: { ar: ا, en: Supplement, vi: s } }
      - { id: finish, from: [filed], to: done, by: { roles: [regulator] }, decides: granted, title: { ar: ا, en: Finish, vi: f } }
      - { id: look, from: [filed], to: filed, by: { roles: [assessor] }, title: { ar: ا, en: Look, vi: l } }
    letters:
      - { id: back, subject: { ar: "{number}", en: "{number}", vi: "{number}" }, body: { ar: "{reasons}", en: "{reasons}", vi: "{reasons}" } }
    """

  static let library = Result {
    let packs = try Shared.loaded.get().library.packs.filter { $0.id != "sa-nelc" }
    let own = try PackFolder.files(at: Shared.root + "/Regulations/packs/sa-nelc")
    var texts = own.texts
    texts["1446/procedures/evidence.yaml"] = evidence
    return Library(packs + [try Pack(PackFiles(name: own.name, texts: texts))])
  }

  /// A world with the regulator beside the university, and whatever more is planted in it.
  static func run(
    extra: @escaping @Sendable (Transaction) throws -> Void = { _ in },
    _ test: @escaping @Sendable (World) async throws -> Void
  ) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { tx in
        try RegulatorWorld.plantBeside(in: tx, ids: .system, secret: nil)
        try extra(tx)
      }, library: try library.get(), test)
  }

  /// Somebody of an institution with one role, who signs in as `CODE-ROLE`.
  static func plant(_ role: Role, of institution: Institution, in tx: Transaction) throws {
    let at = MadinahWorld.plantedAt
    let login = "\(institution.code)-\(role.rawValue)"
    let person = Person(
      id: IDs.system.make(at: at), institution: institution.id, login: login, nameAr: "شخص",
      nameEn: "Somebody", tongue: .english, buyer: .resident, identifierKind: .passport,
      identifier: login)
    try person.insert(secret: nil, at: at, in: tx)
    try Grant(
      id: IDs.system.make(at: at), person: person.id, role: role, institution: institution.id,
      from: at
    ).insert(at: at, in: tx)
  }

  // MARK: - Bodies

  static let boundary = "a boundary-7d1"
  static let multipart = "multipart/form-data; boundary=\"\(boundary)\""

  /// A file for a form: a field's name, a file's name, its bytes.
  typealias File = (name: String, fileName: String, bytes: [UInt8])

  static func body(_ fields: [(String, String)], _ files: [File]) -> [UInt8] {
    var body: [UInt8] = []
    for (name, value) in fields {
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n".utf8
      body += "\(value)\r\n".utf8
    }
    for file in files {
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.name)\"; ".utf8
      body += "filename=\"\(file.fileName)\"\r\nContent-Type: text/html\r\n\r\n".utf8
      body += file.bytes + "\r\n".utf8
    }
    return body + "--\(boundary)--\r\n".utf8
  }

  /// A file that begins as a PDF does and has so many bytes.
  static func pdf(_ count: Int = 100, _ mark: String = "") -> [UInt8] {
    let begin = Array("%PDF-1.7\n\(mark)".utf8)
    return begin + Array(repeating: 0x20, count: max(0, count - begin.count))
  }
}

extension World {
  /// Attaches a file over the API.
  func attach(
    _ bytes: [UInt8], _ name: String, to path: String, field: String = "plan",
    by login: String = "salem"
  ) async throws -> Answer {
    try await send(
      .post, "/api/v1\(path)/documents", by: login,
      bytes: CaseLab.body([("field", field)], [("file", name, bytes)]),
      headers: ["Content-Type": CaseLab.multipart])
  }

  /// Begins a draft over the API and returns its address on a page.
  func draft(_ procedure: String = "evidence", by login: String = "salem") async throws -> String {
    let begun = try await post(
      "/api/v1/cases", by: login, #"{"instrument":"sa-nelc","procedure":"\#(procedure)"}"#)
    #expect(begun.status == 201, "\(begun.body)")
    return "/cases/\(try #require(begun.output("case")))"
  }
}
