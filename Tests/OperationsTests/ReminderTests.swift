import Foundation
import Kernel
import Operations
import People
import Regulations
import Storage
import Stories
import TestEngine
import Testing

/// Reminders of a deadline: on which days, to whom, and each once.
@Suite struct ReminderTests {
  private static let source = "textStatus: secondary, source: { ar: ا, en: s, vi: s }"

  /// The shipped packs with another deadline of the regulator's, in the world's own years.
  static func library() throws -> Library {
    let files = try PackFolder.files(at: Packs.root + "/Regulations/packs/sa-nelc")
    var texts = files.texts
    let text = try #require(texts["deadlines.yaml"])
    let start = try #require(text.range(of: "    dates:"))
    texts["deadlines.yaml"] =
      text[..<start.lowerBound]
        + """
            dates:
              - { until: 2026-12-31, knownFrom: 2026-08-01, \(source) }
              - { until: 2027-06-30, knownFrom: 2027-01-01, \(source) }

        """
    let pack = try Pack(PackFiles(name: files.name, texts: texts))
    return Library(try Packs.library.get().packs.map { $0.id == pack.id ? pack : $0 })
  }

  /// Both sides of 90, 30 and 7 days; a body that is licensed meanwhile is left in peace, and an
  /// extension begins anew.
  private static let story = """
    format: 1
    world: regulator-1448
    steps:
      - { at: 2026-10-01T23:59:59+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
      - { at: 2026-10-02T00:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 2 } } }
      - { at: 2026-10-02T00:00:30+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 }, reminders: { iu: transition-1441 2026-12-31 90, noor: transition-1441 2026-12-31 90, nelc: "" } } }
    \(licensed)
      - { at: 2026-11-30T23:59:59+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
      - { at: 2026-12-01T00:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 1 } } }
      - { at: 2026-12-23T23:59:59+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
      - { at: 2026-12-24T08:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 1 }, reminders: { noor: "transition-1441 2026-12-31 90, transition-1441 2026-12-31 30, transition-1441 2026-12-31 7", iu: transition-1441 2026-12-31 90 } } }
      - { at: 2026-12-31T23:59:59+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
      - { at: 2027-01-01T00:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
      - { at: 2027-06-25T00:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 1 }, reminders: { noor: "transition-1441 2026-12-31 90, transition-1441 2026-12-31 30, transition-1441 2026-12-31 7, transition-1441 2027-06-30 7" } } }
      - { at: 2027-07-01T00:00:00+03:00, do: tick, expect: { ticked: { RemindOfDeadline: 0 } } }
    """

  static let case1 = "case: PA-2026-000001"
  /// A preliminary approval from its filing to its decision.
  static let licensed = """
      - at: 2026-10-05T10:00:00+03:00
        do: FileCase
        by: salem
        with: { procedure: preliminary-approval, answers: { sector: government, educationType: higher, strategyLink: "https://iu.example/strategy", integrityPolicy: "Identity is checked at sign-in and again in every examination by camera.", platform: "https://courses.iu.example", supportChannels: [{ channel: Chat, hours: "8-20" }], truth: true } }
      - { at: 2026-10-05T10:01:00+03:00, do: TakeStep, by: hind, with: { \(case1), step: accept } }
      - { at: 2026-10-05T10:02:00+03:00, do: RecordFinding, by: tariq, with: { \(case1), standard: "1.1", met: true, note: Seen. } }
      - { at: 2026-10-05T10:03:00+03:00, do: RecordFinding, by: tariq, with: { \(case1), standard: "1.2", met: true, note: Seen. } }
      - { at: 2026-10-05T10:04:00+03:00, do: RecordFinding, by: tariq, with: { \(case1), standard: "1.3", met: true, note: Seen. } }
      - { at: 2026-10-05T10:05:00+03:00, do: ConfirmFinding, by: majed, with: { \(case1), standard: "1.1" } }
      - { at: 2026-10-05T10:06:00+03:00, do: ConfirmFinding, by: majed, with: { \(case1), standard: "1.2" } }
      - { at: 2026-10-05T10:07:00+03:00, do: ConfirmFinding, by: majed, with: { \(case1), standard: "1.3" } }
      - { at: 2026-10-05T10:08:00+03:00, do: TakeStep, by: hind, with: { \(case1), step: approve, article: preliminary-approval, reasons: "Checked." } }
    """

  @Test func eachReminderGoesOnceToWhoIsNotLicensed() throws {
    let run = try StoryRun.run(
      try Story.read(Self.story, file: "reminders"), library: try Self.library())
    for step in run.steps {
      #expect(step.problems == [], "step \(step.step.number)")
    }
  }

  /// Two servers at once, or one that was killed after its commit: one reminder.
  @Test func twoClocksMakeOneReminder() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let scene = world.scene
    let at = try #require(Instant(text: "2026-10-02T08:00:00+03:00"))
    let ticks = try (0..<3).map { _ in try Tick(scene.office, scene.scope, at: at).run() }
    #expect(ticks.map { $0.count { $0.operation == "RemindOfDeadline" } } == [2, 0, 0])
    let counts = try scene.database.read { tx in
      [
        try tx.count("SELECT COUNT(*) FROM notice WHERE deadline IS NOT NULL"),
        try tx.count("SELECT COUNT(*) FROM outbox WHERE topic = 'letter'"),
        try tx.count("SELECT COUNT(*) FROM journal WHERE operation = 'RemindOfDeadline'"),
      ]
    }
    #expect(counts == [2, 2, 2])
    // What slipped through all checks is stopped by the table itself.
    let body = try #require(scene.office.institutions.first { $0.code == "noor" })
    let found = try scene.database.read { try Notice.reminders(of: body.id, in: $0) }
    let twin = try #require(found.first)
    #expect(throws: (any Error).self) {
      try scene.database.writeAndWait { tx in
        try Notice(
          id: NoticeID(high: 1, low: 2), sender: twin.sender, reader: twin.reader,
          matter: twin.matter, at: at
        ).insert(to: [.role(.applicant, body.id)], in: tx)
        try tx.settle()
      }
    }
  }

  @Test func aUniversitysClockRemindsNobody() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let scene = world.scene
    let at = try #require(Instant(text: "2026-10-02T08:00:00+03:00"))
    let body = try #require(scene.office.institutions.first { $0.code == "noor" })
    let done = try Tick(scene.office, body.scope, at: at).run()
    #expect(!done.contains { $0.operation == "RemindOfDeadline" })
  }
}
