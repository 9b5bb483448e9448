import Foundation
import Licensing
import Operations
import Storage
import Stories
import TestEngine
import Testing

/// The project's stories, each on a fresh database.
@Suite struct StoriesTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let files: [String] = {
    let folder = root + "/Tests/Stories"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
      + [root + "/Regulations/demo.yaml"]
  }()

  @Test(arguments: files) func storyHolds(_ file: String) throws {
    let library = try PackFolder.library(at: Self.root + "/Regulations/packs")
    let story = try Story.read(try PackFolder.text(of: file), file: file)
    let place = try TestPlace()
    defer { place.remove() }
    let run = try StoryRun.run(story, library: library, at: place.address)
    for step in run.steps {
      #expect(step.problems.isEmpty, "step \(step.step.number): \(step.problems)")
    }
    // Whatever granted them, all licences are found in the public register.
    let database = try Database(at: place.address, create: false)
    defer { database.close() }
    #expect(try database.read { try Licence.withoutWords(limit: 1, in: $0) }.isEmpty)
  }

  @Test(arguments: [
    ("format: 1\nworld: nowhere\nsteps: []\n", "no world"),
    ("world: madinah-1448-1\nsteps: []\n", "format"),
    (
      "format: 1\nworld: madinah-1448-1\nsteps:\n  - {at: \"2026-09-01T00:00:00\", do: tick}\n",
      "instant"
    ),
    (
      "format: 1\nworld: madinah-1448-1\nsteps:\n  - {at: \"2026-09-02T00:00:00Z\"}\n"
        + "  - {at: \"2026-09-01T00:00:00Z\"}\n", "forward"
    ),
  ])
  func aBrokenStoryIsRefused(_ text: String, _ word: String) throws {
    let library = try PackFolder.library(at: Self.root + "/Regulations/packs")
    #expect {
      let story = try Story.read(text, file: "s.yaml")
      _ = try StoryRun.run(story, library: library)
    } throws: { error in
      "\(error)".contains(word)
    }
  }

  @Test func aWrongExpectationFails() throws {
    let library = try PackFolder.library(at: Self.root + "/Regulations/packs")
    let text = """
      format: 1
      world: madinah-1448-1
      steps:
        - at: "2026-08-30T10:15:00+03:00"
          do: RegisterForSection
          by: amna
          with: {section: FQH112/1}
          expect: {outcome: refused, articles: [III.1], seats: {FQH112/1: 2}}
        - at: "2026-08-30T10:16:00+03:00"
          do: NoSuchOperation
          by: amna
      """
    let place = try TestPlace()
    defer { place.remove() }
    let run = try StoryRun.run(
      try Story.read(text, file: "s.yaml"), library: library, at: place.address)
    #expect(!run.passed)
    #expect(run.steps.first?.problems.count == 3)
    #expect(run.steps.last?.problems.count == 1)
  }
}
