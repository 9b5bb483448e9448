import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import Proofs
import Stories

/// Plays a whole term with named people in the terminal, and ends in a certificate that verifies and
/// a changed copy that does not.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play a term with named people: each operation one line with its ruling.")

  @Option(help: "The folder for the certificate, its changed copy and the issuer's DID document.")
  var out = "var/demo"

  func run() throws {
    let library = try Environment.library()
    let speech = try Environment.speech()
    let file = try Environment.regulations() + "/demo.yaml"
    let story = try Story.read(try PackFolder.text(of: file), file: file)
    let scene = try Scene(world: story.world, library: library)
    defer { scene.close() }
    print(story.name)
    print("(a fresh world in a temporary database; the payment gateway is simulated)\n")
    var failed = false
    for step in story.steps {
      if let say = step.say { print("\n\(say)") }
      let run = StoryRun.play(step, in: scene)
      print(line(run, speech))
      for problem in run.problems { print("    FAILED: \(problem)") }
      failed = failed || !run.problems.isEmpty
    }
    try verify(scene, speech)
    if failed { throw ExitCode.failure }
  }

  private func line(_ run: StoryRun.StepRun, _ speech: Speech) -> String {
    let zone = Zone.riyadh
    let time = zone.text(run.step.at).dropLast(9).replacing("T", with: " ")
    guard let last = run.outcomes.last else { return "" }
    let who = run.outcomes.count > 1 ? "\(run.outcomes.count) learners" : last.by
    let what = speech.word("operation.", run.step.operation ?? "")
    return "  \(time)  \(who): \(what) — \(StoryLines.words(last.outcome, speech))"
  }

  private func verify(_ scene: Scene, _ speech: Speech) throws {
    guard let credential = try scene.newestCredential(),
      let bundle = try scene.office.bundle(of: credential, at: scene.lastInstant),
      let regulator = scene.office.regulator
    else { throw ValidationError("the demo made no certificate") }
    let copy = Array(
      String(decoding: bundle.bytes, as: UTF8.self).replacing("FQH112", with: "FQH113").utf8)
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    let texts = try Environment.texts()
    let (arabic, english) = (Speech(.arabic, texts), Speech(.english, texts))
    let pdf = try scene.office.certificate(
      of: credential, arabic: arabic, beside: english, at: scene.lastInstant)
    let png = try scene.office.badge(
      of: credential, arabic: arabic, beside: english, at: scene.lastInstant)
    for (name, bytes) in [
      ("certificate.json", bundle.bytes), ("changed.json", copy),
      ("certificate.pdf", pdf ?? []), ("badge.png", png ?? []),
      ("regulator.json", JSON.write(regulator.document.value)),
    ] {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(out)/\(name)"))
    }
    let trust = Trust(documents: [regulator.document])
    func verify(_ bytes: [UInt8]) -> VerificationReport {
      Verification.verify(Presented(bytes), at: scene.lastInstant.adding(seconds: 60), trust: trust)
    }
    let (genuine, changed) = (verify(bundle.bytes), verify(copy))
    let on = Zone.riyadh.text(scene.lastInstant.adding(seconds: 60))
    let options = "--trust \(out)/regulator.json --offline --at \(on)"
    print("\nThe certificate verifies, with its chain of authority and without a network:")
    print("$ sanad verify \(out)/certificate.json \(options)")
    for line in VerificationDocument.lines(genuine, speech) { print("  \(line)") }
    print("\nA copy in which the course code was changed from FQH112 to FQH113 does not:")
    print("$ sanad verify \(out)/changed.json \(options)")
    for line in VerificationDocument.lines(changed, speech) { print("  \(line)") }
    guard genuine.isValid, !changed.isValid else { throw ExitCode.failure }
  }
}
