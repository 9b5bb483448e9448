import Foundation
import Operations
import Regulations
import Stories
import TestEngine
import Testing

/// Procedures that somebody wrote from the documents alone, in an edition of their own beside the
/// university's (`Tests/Strangers/procedures`), each driven by a story.
@Suite struct StrangersStoriesTests {
  private static let folder = StoriesTests.root + "/Tests/Strangers/procedures"

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/stories")) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  private static func library() throws -> Library {
    let packs = StoriesTests.root + "/Regulations/packs"
    let own = try PackFolder.files(at: packs + "/sa-iu-ecourses")
    var texts = own.texts
    texts["pack.yaml", default: ""] += try PackFolder.text(of: folder + "/edition.yaml")
    for (path, text) in try PackFolder.files(at: folder + "/own").texts {
      texts["own/" + path] = text
    }
    let pack = try Pack(PackFiles(name: own.name, texts: texts))
    try CaseNames.check(pack)
    let others = try PackFolder.library(at: packs).packs.filter { $0.id != pack.id }
    return Library(others + [pack])
  }

  @Test func thereAreSome() { #expect(Self.files.count >= 4) }

  @Test(arguments: files) func storyHolds(_ name: String) throws {
    let file = Self.folder + "/stories/" + name
    let story = try Story.read(try PackFolder.text(of: file), file: file)
    let place = try TestPlace()
    defer { place.remove() }
    let run = try StoryRun.run(story, library: try Self.library(), at: place.address)
    for step in run.steps {
      #expect(step.problems.isEmpty, "step \(step.step.number): \(step.problems)")
    }
  }
}
