package import JSON
import Kernel
package import Language
package import Proofs
import Regulations

/// A verification's report in words: the CLI, the API and the page speak through it.
package enum VerificationDocument {
  /// What is wrong with a DID document's file.
  package struct Fault: Error, CustomStringConvertible {
    package let description: String
  }

  package static func didDocument(_ bytes: [UInt8], _ name: String) throws -> DIDDocument {
    do {
      return try DIDDocument(reading: try JSON.read(bytes))
    } catch {
      throw Fault(description: "\(name) is no DID document: \(error)")
    }
  }

  package static func lines(_ report: VerificationReport, _ speech: Speech) -> [String] {
    var lines = [speech("verify.verdict.\(report.verdict.rawValue)")]
    for step in report.steps {
      let mark =
        switch step.outcome {
        case .passed: "+"
        case .failed: "-"
        case .notChecked: "·"
        }
      let words = StepWords(step, speech)
      lines.append("  \(mark) \(speech.word("verify.step.", step.code.rawValue)): \(words.text)")
      if !words.remedy.isEmpty {
        lines.append("      \(speech("verify.remedy", ["remedy": .text(words.remedy)]))")
      }
    }
    lines += report.cautions.map { "  ! \(caution($0, speech))" }
    if let summary = report.summary {
      if let note = summary.replayNote { lines.append("  ! \(note)") }
      lines.append(
        "  \(summary.holder) · \(summary.code) \(summary.title.english) · \(summary.symbol)")
    }
    return lines.map(printable)
  }

  /// What a stranger wrote must not steer a terminal.
  private static func printable(_ line: String) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }))
  }

  /// What is true although the verdict is valid, in words.
  package static func caution(_ caution: VerificationReport.Caution, _ speech: Speech) -> String {
    switch caution {
    case .statusAsOf(let at): speech("verify.caution.statusAsOf", ["at": .instant(at)])
    case .bundledKeys: speech("verify.caution.bundledKeys")
    }
  }

  package static func write(
    _ report: VerificationReport, _ speech: Speech, into json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("valid", report.isValid)
    json.field("verdict", report.verdict.rawValue)
    json.key("steps")
    json.beginArray()
    for step in report.steps {
      json.beginObject()
      json.field("step", step.code.rawValue)
      json.field("title", speech.word("verify.step.", step.code.rawValue))
      json.field("outcome", step.outcome.rawValue)
      let words = StepWords(step, speech)
      json.field("found", words.text)
      if !words.remedy.isEmpty { json.field("remedy", words.remedy) }
      json.key("details")
      json.beginObject()
      for (name, value) in joined(step.details) {
        json.key(text: name)
        json.string(value)
      }
      json.endObject()
      json.endObject()
    }
    json.endArray()
    write(report.cautions, into: &json)
    if let chain = report.chain { write(chain, into: &json) }
    if let summary = report.summary {
      json.key("summary")
      json.beginObject()
      json.field("id", summary.id)
      json.field("issuer", summary.issuerID)
      json.field("holder", summary.holder)
      json.field("course", summary.code)
      json.field("title", summary.title.english)
      json.field("titleArabic", summary.title.arabic)
      json.field("symbol", summary.symbol)
      if let mark = summary.mark { json.field("mark", mark) }
      if let units = summary.units { json.field("units", units) }
      json.field("issuedAt", summary.validFrom.utcText)
      if let note = summary.replayNote { json.field("note", note) }
      json.endObject()
    }
    json.endObject()
  }

  /// A name that comes several times stands once, with its values one after the other.
  private static func joined(_ details: VerificationReport.Details) -> VerificationReport.Details {
    var joined: VerificationReport.Details = []
    for (name, value) in details {
      if let index = joined.firstIndex(where: { Name.same($0.name, name) }) {
        joined[index].value += ", " + value
      } else {
        joined.append((name, value))
      }
    }
    return joined
  }

  private static func write(
    _ cautions: [VerificationReport.Caution], into json: inout JSONWriter
  ) {
    json.key("cautions")
    json.beginArray()
    for caution in cautions {
      json.beginObject()
      switch caution {
      case .statusAsOf(let at):
        json.field("caution", "statusAsOf")
        json.field("at", at.utcText)
      case .bundledKeys: json.field("caution", "bundledKeys")
      }
      json.endObject()
    }
    json.endArray()
  }

  private static func write(_ chain: VerificationReport.Chain, into json: inout JSONWriter) {
    json.key("chain")
    json.beginObject()
    if let regulator = chain.regulator {
      json.key("regulator")
      json.beginObject()
      json.field("did", regulator.did)
      json.field("name", regulator.name)
      json.field("trusted", regulator.isTrusted)
      json.endObject()
    }
    for (name, licence) in [("provider", chain.provider), ("programme", chain.programme)] {
      guard let licence else { continue }
      json.key(text: name)
      json.beginObject()
      json.field("number", licence.endorsement.number)
      json.field("from", licence.endorsement.from.utcText)
      if let until = licence.endorsement.until { json.field("until", until.utcText) }
      json.field("standing", licence.standing.rawValue)
      json.endObject()
    }
    if let at = chain.registeredAt { json.field("registeredAt", at.utcText) }
    if let at = chain.claimedAt { json.field("claimedAt", at.utcText) }
    json.key("changes")
    json.beginArray()
    for change in chain.changes {
      json.beginObject()
      json.field("link", change.link.rawValue)
      json.field("what", change.what.rawValue)
      json.field("since", change.since.utcText)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  package static func json(_ report: VerificationReport, _ speech: Speech) -> [UInt8] {
    var json = JSONWriter()
    write(report, speech, into: &json)
    return json.bytes
  }
}
