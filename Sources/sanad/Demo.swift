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
    guard let credential = try scene.newestCredential(), let issuer = scene.office.issuer else {
      throw ValidationError("the demo made no certificate")
    }
    let copy = Demo.changed(credential)
    let did = DIDDocument(did: issuer.did, keys: [issuer.key.publicKey])
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    for (name, bytes) in [
      ("certificate.jwt", Array(credential.utf8)), ("changed.jwt", copy),
      ("did.json", JSON.write(did.value)),
    ] {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(out)/\(name)"))
    }
    let genuine = VerificationDocument.verify(
      Array(credential.utf8), issuer: issuer, at: scene.lastInstant)
    let changed = VerificationDocument.verify(copy, issuer: issuer, at: scene.lastInstant)
    let on = Zone.riyadh.text(scene.lastInstant.adding(seconds: 60))
    print("\nThe certificate verifies:")
    print("$ sanad verify \(out)/certificate.jwt --did \(out)/did.json --on \(on)")
    for line in VerificationDocument.lines(genuine, speech) { print("  \(line)") }
    print("\nA copy in which the course code was changed from FQH112 to FQH113 does not:")
    print("$ sanad verify \(out)/changed.jwt --did \(out)/did.json --on \(on)")
    for line in VerificationDocument.lines(changed, speech) { print("  \(line)") }
    guard genuine.isValid, !changed.isValid else { throw ExitCode.failure }
  }

  /// The certificate with another course code in its payload and the old signature.
  static func changed(_ credential: String) -> [UInt8] {
    var parts = credential.split(separator: ".").map(String.init)
    guard parts.count == 3, let payload = Base64URL.decode(parts[1].utf8),
      let text = String(validating: payload, as: UTF8.self)
    else { return [] }
    parts[1] = Base64URL.encode(text.replacing("FQH112", with: "FQH113").utf8)
    return Array(parts.joined(separator: ".").utf8)
  }
}
