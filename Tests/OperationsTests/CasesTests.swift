import Casework
import Foundation
import Kernel
import Operations
import People
import Regulations
import Stories
import Testing

/// Cases: who sees them, what is kept, and a procedure nobody wrote code for.
@Suite struct CasesTests {
  static let answers: Value = .object(
    .init([
      ("sector", .text("government")), ("educationType", .text("higher")),
      ("strategyLink", .text("https://iu.example/strategy")),
      ("integrityPolicy", .text(String(repeating: "Checked. ", count: 8))),
      ("platform", .text("https://courses.iu.example")),
      (
        "supportChannels",
        .list([.object(.init([("channel", .text("Chat")), ("hours", .text("8-20"))]))])
      ),
      ("truth", .bool(true)),
    ]))

  private func file(_ scene: Scene, by name: String) throws -> CaseID {
    let decided = try scene.office.performAndWait(
      FileCase(
        .new(procedure: "preliminary-approval", instrument: "sa-nelc"), answers: Self.answers),
      by: try scene.actor(name))
    return try #require(decided.output)
  }

  private func view(_ scene: Scene, _ id: CaseID, _ name: String) throws -> CaseView? {
    try CaseView.find(id, try scene.actor(name), at: scene.office.clock.now, scene.office)
  }

  @Test func othersCasesAreAsAbsentAsUnknownOnes() throws {
    let world = try World("regulator-1448")
    let scene = world.scene
    let id = try file(scene, by: "salem")
    for name in ["salem", "wafa", "hind", "majed", "tariq"] {
      #expect(try view(scene, id, name) != nil, "\(name) has to do with it")
    }
    #expect(try view(scene, id, "badr") == nil, "another body")
    #expect(try view(scene, id, "nelc-admin") == nil, "no hand in it")
    let unknown = CaseID(high: 1, low: 2)
    for operation in [
      TakeStep(file: id, step: "withdraw"), TakeStep(file: unknown, step: "withdraw"),
    ] {
      #expect(throws: OperationFault.notFound("case")) {
        try scene.office.performAndWait(operation, by: try scene.actor("badr"))
      }
    }
  }

  /// As many drafts as anybody can need; the next one is refused, and goes in again once one is
  /// filed. Others are not held up.
  @Test func draftsAreLimited() throws {
    let world = try World("regulator-1448")
    let scene = world.scene
    let origin = CaseOrigin.new(procedure: "preliminary-approval", instrument: "sa-nelc")
    func begin(_ name: String) throws -> CaseID? {
      try scene.office.performAndWait(
        SaveDraft(origin, answers: Self.answers), by: try scene.actor(name)
      ).output
    }
    var last: CaseID?
    for _ in 0..<SaveDraft.most { last = try begin("salem") }
    #expect(throws: TooManyDrafts.self) { try begin("salem") }
    #expect(throws: TooManyDrafts.self) { try file(scene, by: "salem") }
    #expect(try begin("wafa") != nil)
    _ = try scene.office.performAndWait(
      FileCase(.draft(try #require(last))), by: try scene.actor("salem"))
    #expect(try begin("salem") != nil)
  }

  @Test func aDraftIsItsWritersAlone() throws {
    let world = try World("regulator-1448")
    let scene = world.scene
    let saved = try scene.office.performAndWait(
      SaveDraft(
        .new(procedure: "preliminary-approval", instrument: "sa-nelc"),
        answers: .object(.init([("sector", .text("private"))]))), by: try scene.actor("salem"))
    let id = try #require(saved.output)
    #expect(try view(scene, id, "salem")?.answers["sector"]?.string == "private")
    #expect(try view(scene, id, "hind") == nil, "nothing was filed")
    #expect(throws: OperationFault.notFound("case")) {
      try scene.office.performAndWait(
        FileCase(
          .draft(id), answers: Self.answers), by: try scene.actor("wafa"))
    }
    // A form that is not whole files nothing and draws no number.
    #expect(throws: FormRefused.self) {
      try scene.office.performAndWait(
        FileCase(.draft(id)),
        by: try scene.actor("salem"))
    }
    let filed = try scene.office.performAndWait(
      FileCase(
        .draft(id), answers: Self.answers), by: try scene.actor("salem"))
    #expect(filed.output == id)
    #expect(try view(scene, id, "hind")?.file.number == "PA-2026-000001")
    #expect(throws: OperationFault.self) {
      try scene.office.performAndWait(
        FileCase(.draft(id)),
        by: try scene.actor("salem"))
    }
  }

  @Test func onlyWhoMayFileFiles() throws {
    let world = try World("regulator-1448")
    let scene = world.scene
    for name in ["hind", "tariq"] {
      #expect(throws: OperationFault.self) {
        try scene.office.performAndWait(
          FileCase(
            .new(procedure: "preliminary-approval", instrument: "sa-nelc"), answers: Self.answers),
          by: try scene.actor(name))
      }
    }
    #expect(throws: OperationFault.self) {
      try scene.office.performAndWait(
        FileCase(.new(procedure: "no-such", instrument: "sa-nelc"), answers: Self.answers),
        by: try scene.actor("salem"))
    }
  }
}
