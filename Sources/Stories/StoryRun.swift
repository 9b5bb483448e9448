import Kernel
import Operations
package import Regulations
package import Storage

/// A story as it ran: each step with what it came to and what differs from the expectation.
package struct StoryRun: Sendable {
  package struct StepRun: Sendable {
    package let step: Story.Step
    package let outcomes: [(by: String, outcome: StepOutcome)]
    package let problems: [String]
  }

  package let story: Story
  package let steps: [StepRun]

  package var passed: Bool { steps.allSatisfy { $0.problems.isEmpty } }

  /// Runs a story in a fresh database; `tell` hears of each step as it happens.
  package static func run(
    _ story: Story, library: Library, at address: DatabaseAddress? = nil,
    tell: (StepRun) -> Void = { _ in }
  ) throws -> StoryRun {
    let scene = try Scene(world: story.world, library: library, at: address)
    defer { scene.close() }
    try set(story, in: scene)
    var runs: [StepRun] = []
    for step in story.steps {
      let run = play(step, in: scene)
      runs.append(run)
      tell(run)
    }
    return StoryRun(story: story, steps: runs)
  }

  /// Does one step and compares what came of it.
  package static func play(_ step: Story.Step, in scene: Scene) -> StepRun {
    var outcomes: [(by: String, outcome: StepOutcome)] = []
    do {
      if step.operation != nil {
        for name in step.by.isEmpty ? ["clock"] : step.by {
          outcomes.append((name, try Stage(scene: scene, step: step).run(by: name)))
        }
      }
      let problems = try Expectation(scene: scene, step: step).problems(outcomes)
      return StepRun(step: step, outcomes: outcomes, problems: problems)
    } catch {
      return StepRun(step: step, outcomes: outcomes, problems: ["\(error)"])
    }
  }

  private static func set(_ story: Story, in scene: Scene) throws {
    guard !story.set.isEmpty else { return }
    let at = scene.office.clock.now
    let admin = try scene.actor("administrator")
    for (name, value) in story.set {
      let halves = name.split(separator: "#", maxSplits: 1).map(String.init)
      _ = try scene.office.performAndWait(
        SetParameter(
          pack: halves.count == 2 ? halves[0] : scene.instrument, key: halves.last ?? name,
          value: value.string ?? value.decimal?.description ?? "",
          from: scene.zone.day(of: at), decision: "story"), by: admin, at: at)
    }
  }
}
