import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import Regulations
import Rules

/// Decides one rule on facts from a file and prints the ruling.
struct Decide: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide a rule on facts: the ruling with every ground.")

  @ArgumentParser.Argument(help: "The rule, e.g. Registration/UnitCap") var rule: String
  @Option(help: "A JSON file with the facts.") var facts: String
  @Option(help: "The instant, e.g. 2026-09-01T10:00:00+03:00; now when left out.") var on: String?
  @Option(help: "The edition, e.g. 1447; the one in force when left out.") var edition: String?
  @Flag(help: "Print the ruling as lines for people instead of JSON.") var text = false
  @Flag(help: "Print the ruling as JSON, as it is without --text.") var json = false

  func run() throws {
    guard let rule = Catalogue.rule(rule) else {
      throw ValidationError("there is no rule '\(rule)'; see `sanad regulations rules`")
    }
    guard let data = FileManager.default.contents(atPath: facts) else {
      throw ValidationError("\(facts) cannot be read")
    }
    let at = try on.map { try instant($0, option: "--on") } ?? Clock.system.now
    let ruling: Ruling
    do {
      let value = try JSON.read(data)
      guard
        let law = try Environment.library().law(rule.instrument, at: at, edition: edition)
      else {
        throw ValidationError(
          "no edition of \(rule.instrument) is \(edition.map { "named \($0)" } ?? "in force then")")
      }
      ruling = try Catalogue.decide(rule, facts: value, under: law)
    } catch let fault as JSONFault {
      throw ValidationError("\(facts), \(fault.description)")
    } catch let fault as FactFault {
      throw ValidationError("\(facts), \(fault.description)")
    }
    let speech = try Environment.speech()
    guard text, !json else {
      var out = JSONWriter()
      RulingDocument.write(ruling, id: nil, speech: speech, into: &out)
      return print(out.bytes)
    }
    for line in RulingLines.lines(ruling, speech) { print(line) }
  }
}

/// A ruling as lines for a terminal.
enum RulingLines {
  static func lines(_ ruling: Ruling, _ speech: Speech) -> [String] {
    ["\(ruling.outcome.rawValue) (\(ruling.headline?.citation.description ?? ""))"]
      + ruling.grounds.map { ground in
        let mark =
          switch ground.finding.outcome {
          case .granted: "+"
          case .refused: "-"
          case .undetermined: "?"
          case .conflict: "!"
          }
        return "  \(mark) \(ground.finding.article)  \(speech.finding(ground.finding))"
      }
  }
}
