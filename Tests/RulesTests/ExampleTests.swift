import Regulations
import Rules
import Testing

@Suite("Examples")
struct ExampleTests {
  @Test("Every example of every pack comes out as it says")
  func all() throws {
    let results = ExampleCheck.run(try Packs.library())
    for result in results where !result.passed {
      for problem in result.problems {
        Issue.record("\(result.example.file), '\(result.example.name)': \(problem)")
      }
    }
    #expect(results.count >= 180)
  }
}
