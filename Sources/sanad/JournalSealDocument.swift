import Foundation
import JSON
import Kernel
import Language
import Regulations
import Storage

/// What `sanad journal` prints: in words for people, as JSON for programs.
enum SealDocument {
  static func lines(_ report: SealReport, _ speech: Speech) -> [String] {
    var lines = [
      speech(
        "sealing.verified",
        [
          "entries": .integer(report.entries), "erased": .integer(report.erased),
          "checkpoints": .integer(report.checkpoints), "covered": .integer(report.covered),
        ])
    ]
    if report.unsealed > 0 {
      lines.append(speech("sealing.unsealed", ["count": .integer(report.unsealed)]))
    }
    guard !report.holds else { return lines + [speech("sealing.holds")] }
    lines.append(speech("sealing.broken", ["count": .integer(report.problemCount)]))
    return lines + report.problems.map { "  - " + line($0, speech) }
  }

  private static func line(_ problem: SealProblem, _ speech: Speech) -> String {
    let what =
      problem.kind == .checkpoint ? speech("sealing.fault.\(problem.what)") : problem.what
    let said = speech(
      "sealing.problem.\(problem.kind.rawValue)",
      [
        "number": .integer(problem.number), "through": .integer(problem.through),
        "entry": .text(problem.entry?.description ?? "?"), "what": .text(what),
      ])
    guard let values = problem.values else { return said }
    return said + " "
      + speech(
        "sealing.values", ["stored": .text(values.stored), "sealed": .text(values.sealed)])
  }

  static func json(_ report: SealReport) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("holds", report.holds)
    json.field("entries", report.entries)
    json.field("erased", report.erased)
    json.field("unsealed", report.unsealed)
    json.field("checkpoints", report.checkpoints)
    json.field("covered", report.covered)
    json.field("problemCount", report.problemCount)
    json.key("problems")
    json.beginArray()
    for problem in report.problems {
      json.beginObject()
      json.field("kind", problem.kind.rawValue)
      json.field("number", problem.number)
      json.field("through", problem.through)
      if let entry = problem.entry { json.field("entry", entry.description) }
      if !problem.what.isEmpty { json.field("what", problem.what) }
      if let values = problem.values {
        json.field("stored", values.stored)
        json.field("sealed", values.sealed)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }

  /// The proof with everything a checker needs: bytes in Base64, hashes in hexadecimal.
  static func json(_ proof: InclusionProof, facts: Bool) -> [UInt8] {
    var json = JSONWriter(reserving: 4_096)
    json.beginObject()
    json.field("entry", proof.entry.description)
    json.field("number", proof.number)
    json.field("public", Data(proof.publicPart).base64EncodedString())
    json.field("inner", Hex.text(proof.inner))
    if facts, let held = proof.facts {
      json.field("salt", Data(held.salt).base64EncodedString())
      json.field("facts", Data(held.facts).base64EncodedString())
    }
    json.key("path")
    json.beginArray()
    for hash in proof.path { json.string(Hex.text(hash)) }
    json.endArray()
    json.field("checkpoint", proof.note)
    json.endObject()
    return json.bytes
  }
}
