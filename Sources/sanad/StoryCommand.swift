import ArgumentParser
import JSON
import Kernel
import Language
import Operations
import Regulations
import Stories

/// Runs stories on fresh databases.
struct StoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "story", abstract: "Run stories: what people do, and what must come of it.")

  @ArgumentParser.Argument(help: "Story files (YAML, format: 1).") var files: [String]
  @Flag(help: "Report as JSON, each step with its ruling.") var json = false
  @Flag(help: "Say only what failed.") var quiet = false

  func run() throws {
    let library = try Environment.library()
    let speech = try Environment.speech()
    var failed = 0
    var out = JSONWriter()
    out.beginArray()
    for file in files {
      let story = try Story.read(try PackFolder.text(of: file), file: file)
      if !json, !quiet { print("\(story.name)") }
      let run = try StoryRun.run(story, library: library) { step in
        if !json { StoryLines.print(step, speech, quiet: quiet) }
      }
      if !run.passed { failed += 1 }
      if json { StoryLines.write(run, file, speech, into: &out) }
    }
    out.endArray()
    if json {
      print(out.bytes)
    } else {
      print("\(files.count - failed) passed, \(failed) failed")
    }
    if failed > 0 { throw ExitCode.failure }
  }
}

/// Steps of a story as lines and as JSON.
enum StoryLines {
  static func print(_ run: StoryRun.StepRun, _ speech: Speech, quiet: Bool) {
    if !quiet {
      for (name, outcome) in run.outcomes.prefix(3) {
        Swift.print("  \(label(run.step)) \(name): \(words(outcome, speech))")
      }
      if run.outcomes.count > 3 { Swift.print("  … and \(run.outcomes.count - 3) more") }
    }
    for problem in run.problems { Swift.print("  FAILED step \(run.step.number): \(problem)") }
  }

  private static func label(_ step: Story.Step) -> String {
    "\(Zone.riyadh.text(step.at).prefix(16)) \(step.operation ?? "read")"
  }

  static func words(_ outcome: StepOutcome, _ speech: Speech) -> String {
    switch outcome {
    case .fault(let text): return "not possible: \(text)"
    case .ticked(let done):
      let counts = Dictionary(done.map { ($0.operation, 1) }, uniquingKeysWith: +)
      return done.isEmpty
        ? "nothing was due"
        : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
          .joined(separator: ", ")
    case .ruling(let ruling, _):
      guard let ground = telling(ruling) else { return "done" }
      return "\(speech.outcome(ruling.outcome)) · \(ground.citation.article) · "
        + speech.finding(ground.finding)
    }
  }

  // Of a granted ruling the headline is only the first in legal order; these say what was gained.
  private static let tellingRules = [
    "Fees/PaymentDeadline", "Registration/EqualUnits", "Registration/CancelledBalance",
    "Registration/SectionChange", "Registration/UnderfilledSection", "Fees/DropCredit",
    "Attendance/LiftLimit", "Grades/Grade", "Credentials/Eligibility",
  ]

  private static func telling(_ ruling: Ruling) -> Ground? {
    guard ruling.outcome == .granted else { return ruling.headline }
    return ruling.grounds.first { tellingRules.contains($0.finding.rule) } ?? ruling.headline
  }

  static func write(
    _ run: StoryRun, _ file: String, _ speech: Speech, into out: inout JSONWriter
  ) {
    out.beginObject()
    out.field("story", run.story.name)
    out.field("file", file)
    out.field("passed", run.passed)
    out.key("steps")
    out.beginArray()
    for step in run.steps {
      out.beginObject()
      out.field("step", step.step.number)
      out.field("at", step.step.at.utcText)
      out.field("do", step.step.operation ?? "")
      out.key("problems")
      out.beginArray()
      for problem in step.problems { out.string(problem) }
      out.endArray()
      out.key("outcomes")
      out.beginArray()
      for (name, outcome) in step.outcomes {
        out.beginObject()
        out.field("by", name)
        switch outcome {
        case .fault(let text): out.field("fault", text)
        case .ticked(let done): out.field("ticked", done.count)
        case .ruling(let ruling, let id):
          out.key("ruling")
          RulingDocument.write(ruling, id: id, speech: speech, into: &out)
        }
        out.endObject()
      }
      out.endArray()
      out.endObject()
    }
    out.endArray()
    out.endObject()
  }
}
