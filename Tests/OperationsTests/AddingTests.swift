import Foundation
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Testing

/// `sanad init` and `sanad add`: a file begins an installation, another adds to it, all or nothing.
@Suite struct AddingTests {
  /// An installation begun from the example of the documentation.
  private final class Begun {
    let folder: String
    let database: Database
    let office: Office
    let text: String

    init() throws {
      let name: ID<RulingTag> = IDs.system.make(at: Clock.system.now)
      folder = NSTemporaryDirectory() + "sanad-adding-\(name)"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      database = try Database(path: folder + "/x.sqlite", create: true)
      text = try PackFolder.text(of: Packs.root + "/docs/installation.example.yaml")
      let file = try InstallationFile(text, file: "example")
      let at = try #require(Instant(text: "2026-11-01T09:00:00+03:00"))
      try Installation.create(
        in: database, publicURL: "http://127.0.0.1:8080", isDemo: false,
        plant: try file.planting(at: at, ids: .system, secrets: [:]))
      office = try Office(
        database: database, library: try Packs.library.get(),
        clock: Clock { at.adding(seconds: 3600) }, issuer: nil)
    }

    deinit {
      database.close()
      try? FileManager.default.removeItem(atPath: folder)
    }

    var scope: Scope { office.institutions[0].scope }

    @discardableResult
    func add(_ text: String) throws -> AddToInstallation.Output {
      let file = try InstallationFile(text, file: "more")
      let institution = try file.institution(among: office.institutions)
      return try office.performAndWait(
        AddToInstallation(file.additions, secrets: [:]), by: .clock(institution.scope)
      ).output ?? []
    }

    func counts() throws -> [Int] {
      try database.read { tx in
        [
          try Person.count(scope, in: tx), try Course.all(scope, in: tx).count,
          try Term.all(scope, in: tx).count, try tx.count("SELECT COUNT(*) FROM licence"),
          try tx.count("SELECT COUNT(*) FROM journal"),
          try tx.count("SELECT COUNT(*) FROM section"),
          try tx.count("SELECT COUNT(*) FROM grant_row"),
        ]
      }
    }
  }

  private static let texts = "{ar: أ, en: a, vi: a}"
  private static let more = """
    format: 1
    institution: example
    people:
      - {login: learner2, nameArabic: ب, nameLatin: B, identifierKind: passport, identifier: E9,
         roles: [learner]}
    grants:
      - {login: teacher1, role: excuseAuthority}
    programmes:
      list:
        - code: NEW
          title: \(texts)
          licence: {number: EX-G-2, from: 2026-01-01, until: 2029-12-31}
    courses:
      - {code: NEW1, programme: NEW, title: \(texts), units: 2, field: \(texts),
         about: \(texts), prerequisites: [EX101], conditions: [{code: c, title: \(texts)}]}
    terms:
      - {code: T2, title: \(texts), studyStarts: 2027-09-05, ends: 2028-01-06}
    sections:
      - {course: EX101, term: T1, number: 1, maximum: 50, instructor: teacher1}
    """

  @Test func theFileThatBeganItAddsNothing() throws {
    let begun = try Begun()
    let before = try begun.counts()
    #expect(before == [8, 2, 1, 2, 0, 0, 9 - 1])
    let error = #expect(throws: OperationFault.self) { try begun.add(begun.text) }
    #expect(error == .stateConflict("everything in the file is here already"))
    #expect(try begun.counts() == before)
  }

  @Test func whatIsNewIsAddedOnceWithOneAct() throws {
    let begun = try Begun()
    let before = try begun.counts()
    let added = try begun.add(Self.more)
    #expect(
      added.map(\.kind) == [
        "people", "grants", "programmes", "licences", "courses", "terms", "sections",
      ])
    // Two entries: the ruling on the section, and the act.
    let after = try begun.counts()
    #expect(
      after == [
        before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 1, before[4] + 2, before[5] + 1,
        // The learner's, the excuse authority's, and the instructor's of the section.
        before[6] + 3,
      ])
    #expect(throws: OperationFault.self) { try begun.add(Self.more) }
    #expect(try begun.counts() == after)
  }

  /// Each change of something that is here, or a reference to nothing, undoes the whole file.
  @Test(arguments: [
    ("nameLatin: B", "nameLatin: B, language: xx", "language"),
    ("login: learner2", "login: learner1", "learner1"),
    ("identifier: E9", "identifier: E8", "learner1"),
    ("login: teacher1, role", "login: nobody, role", "nobody"),
    ("EX-G-2", "EX-G-1", "EX-G-1"), ("code: NEW\n", "code: EXM\n", "EXM"),
    ("prerequisites: [EX101]", "prerequisites: [EX999]", "EX999"),
    ("code: NEW1, programme: NEW,", "code: NEW1, programme: NO,", "NO"),
    ("code: NEW1,", "code: EX101,", "EX101"), ("code: T2", "code: T1", "T1"),
    ("2027-09-05", "2027-01-24", "order"), ("number: 1,", "number: 2,", "number 1"),
    ("maximum: 50", "maximum: 51", "III.2"), ("course: EX101, term", "course: EX9, term", "EX9"),
    ("instructor: teacher1", "instructor: nobody", "nobody"),
    ("institution: example", "institution: other", "example"),
  ])
  func nothingIsAddedInPart(_ from: String, _ to: String, _ hint: String) throws {
    let begun = try Begun()
    let before = try begun.counts()
    let text = Self.more.replacing(from, with: to)
    #expect(text != Self.more)
    do {
      try begun.add(text)
      Issue.record("\(to) was added")
    } catch {
      #expect("\(error)".contains(hint), "\(error)")
      #expect("\(error)".contains("item") || "\(error)".contains("institution"), "\(error)")
    }
    #expect(try begun.counts() == before)
  }
}
