import Casework
import Foundation
import Kernel
import People
import Regulations
import Storage
import Stories
import Testing

@testable import Operations

/// A person's files go with the person: those of drafts and ended cases of their own, unless somebody
/// else gave the same.
@Suite struct ErasingDocumentsTests {
  private static let proof = """
    format: 1
    id: proof
    article: G.3
    title: { ar: ا, en: Proof, vi: P }
    help: { ar: ا, en: h, vi: h }
    prefix: PF
    filedBy: [learner]
    about: person
    start: asked
    fields:
      - { key: paper, kind: file, required: true, title: { ar: ا, en: p, vi: p } }
    states:
      - { id: asked, turn: office, title: { ar: ا, en: a, vi: a } }
      - { id: done, turn: ended, outcome: granted, title: { ar: ا, en: d, vi: d } }
    steps:
      - { id: settle, from: [asked], to: done, by: { roles: [registrar] }, title: { ar: ا, en: s, vi: s } }
    """

  private static func world() throws -> World {
    let packs = try Packs.library.get().packs.filter { $0.id != "sa-iu-ecourses" }
    let own = try PackFolder.files(at: Packs.root + "/Regulations/packs/sa-iu-ecourses")
    var texts = own.texts
    texts["1447/procedures/proof.yaml"] = proof
    return try World(
      library: Library(packs + [try Pack(PackFiles(name: own.name, texts: texts))]))
  }

  @Test func whatSomebodyGaveGoesWithThem() throws {
    let world = try Self.world()
    let (office, at) = (world.scene.office, world.at)
    let store = try #require(office.documents)
    func draft(_ name: String, _ text: String) throws -> (id: CaseID, digest: [UInt8]) {
      let actor = try world.scene.actor(name)
      let id = try #require(
        try office.performAndWait(
          SaveDraft(
            .new(procedure: "proof", instrument: "sa-iu-ecourses"), answers: .object(.init())),
          by: actor, at: at
        ).output)
      _ = try office.attachAndWait(
        Array("%PDF-\(text)".utf8)[...], named: "p.pdf", to: id, field: "paper", by: actor, at: at)
      let found = try world.scene.database.read { try CaseDocument.of(id, in: $0) }
      return (id, try #require(found.first).digest)
    }
    func filed(_ name: String, _ text: String, settled: Bool = true) throws -> (
      id: CaseID, digest: [UInt8]
    ) {
      let made = try draft(name, text)
      _ = try office.performAndWait(
        FileCase(.draft(made.id)), by: try world.scene.actor(name), at: at)
      if settled {
        _ = try office.performAndWait(
          TakeStep(file: made.id, step: "settle"), by: try world.scene.actor("sara"), at: at)
      }
      return made
    }
    let alone = try filed("amna", "alone")
    let shared = try filed("amna", "shared")
    let other = try filed("yusuf", "shared")
    let open = try filed("amna", "open", settled: false)
    let begun = try draft("amna", "begun")
    #expect(shared.digest == other.digest)

    func erase() throws -> Int {
      let amna = try #require(try world.scene.actor("amna").person)
      return try #require(
        try office.erase(amna, decision: "no. 9", by: try world.scene.actor("admin"), at: at).output
      ).documents.count
    }
    #expect(throws: OperationFault.self) {
      let yusuf = try #require(try world.scene.actor("yusuf").person)
      _ = try office.erase(yusuf, decision: "", by: try world.scene.actor("admin"), at: at)
    }
    #expect(try erase() == 3)
    for gone in [alone, begun] { #expect(throws: (any Error).self) { try store.read(gone.digest) } }
    // Somebody else gave the same; what is still to be decided keeps its evidence.
    for kept in [other, open] { #expect(throws: Never.self) { try store.read(kept.digest) } }
    // Who was about to name what went meanwhile is told.
    let late = try draft("yusuf", "late")
    let yusuf = try world.scene.actor("yusuf")
    let missing = CaseDocument(
      field: "paper", digest: alone.digest, name: "p.pdf", type: "application/pdf", bytes: 9,
      at: at, person: try #require(yusuf.person))
    #expect(throws: OperationFault.self) {
      try office.performAndWait(
        AttachDocument(file: late.id, document: missing), by: yusuf, at: at)
    }
    #expect(
      try world.scene.database.read { try CaseDocument.of(late.id, in: $0) }.map(\.digest)
        == [late.digest])
    let (documents, answers) = try world.scene.database.read { tx in
      (
        try CaseDocument.of(alone.id, in: tx),
        try CaseAnswers.find(alone.id, revision: 1, in: tx)
      )
    }
    #expect(documents.isEmpty)
    #expect(
      String(decoding: answers ?? [], as: UTF8.self).contains(Hex.text(alone.digest)),
      "the case keeps what was filed by its digest")
    let doctor = Doctor(world.scene.database, file: nil, now: at, quick: false)
    #expect(doctor.documents(store).outcome == .passed)

    _ = try office.performAndWait(
      TakeStep(file: open.id, step: "settle"), by: try world.scene.actor("sara"), at: at)
    #expect(try erase() == 1)
    #expect(throws: (any Error).self) { try store.read(open.digest) }
    #expect(try erase() == 0)
  }
}
