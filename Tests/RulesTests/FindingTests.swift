import Foundation
import Kernel
import Regulations
import Rules
import Testing

/// What a finding looks like to whoever writes its sentence.
private struct Seen: Hashable {
  let key: String
  let arguments: [String]
}

@Suite("Findings")
struct FindingTests {
  /// Every finding that all examples give under the packs as they are and under each of them with
  /// one parameter unset or read in another way.
  private static func allSeen() throws -> Set<Seen> {
    let base = try Packs.library()
    let examples = base.packs.flatMap(\.examples)
    var seen: Set<Seen> = []
    func see(_ libraries: [Library], _ examples: [Example]) {
      for library in libraries {
        for example in examples {
          for ground in ExampleCheck.run(example, in: library).ruling?.grounds ?? [] {
            seen.insert(
              Seen(key: ground.finding.key, arguments: ground.finding.arguments.map(\.name)))
          }
        }
      }
    }
    see([base], examples)
    // No other pack has a say in how statements are judged.
    let reported = StatementGate.instrument
    see(try Packs.variations(), examples.filter { $0.instrument != reported })
    see(try Packs.variations(of: [reported]), examples.filter { $0.instrument == reported })
    return seen
  }

  private static func texts(_ tongue: Tongue, _ part: String) throws -> [String: String] {
    let name = "findings.\(tongue.rawValue).yaml"
    let url = Packs.root.appending(path: "Regulations/locales/\(name)")
    let tree = try YAML.read(try String(contentsOf: url, encoding: .utf8), file: name)
    return Dictionary(
      (tree[part]?.members?.pairs ?? []).map { ($0.name, $0.value.string ?? "") }
    ) { first, _ in first }
  }

  private static func places(_ text: String) -> [String] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
      String(part.prefix { $0 != "}" && $0 != ":" })
    }
  }

  @Test("Every finding any rule gives has a sentence in three languages, and no sentence is idle")
  func sentences() throws {
    let seen = try Self.allSeen()
    let keys = Set(seen.map(\.key))
    for tongue in Tongue.allCases {
      let texts = try Self.texts(tongue, "texts")
      let ways = try Self.texts(tongue, "forward")
      let known = Set(texts.keys)
      #expect(keys.subtracting(known).sorted() == [], "without a sentence in \(tongue.rawValue)")
      #expect(known.subtracting(keys).sorted() == [], "never given, in \(tongue.rawValue)")
      for finding in seen {
        for place in Self.places((texts[finding.key] ?? "") + (ways[finding.key] ?? ""))
        where !finding.arguments.contains(place) {
          Issue.record("\(tongue.rawValue) \(finding.key) has no argument {\(place)}")
        }
      }
    }
  }

  @Test(
    "Every way forward belongs to a finding; all languages use the same arguments",
    arguments: Tongue.allCases)
  func ways(_ tongue: Tongue) throws {
    let english = try Self.texts(.english, "texts")
    let here = try Self.texts(tongue, "texts")
    let englishWays = try Self.texts(.english, "forward")
    let ways = try Self.texts(tongue, "forward")
    #expect(Set(ways.keys) == Set(englishWays.keys) && Set(here.keys) == Set(english.keys))
    #expect(Set(ways.keys).isSubset(of: Set(here.keys)))
    for (key, text) in here {
      #expect(Set(Self.places(text)) == Set(Self.places(english[key] ?? "")), "\(key)")
      #expect(
        Set(Self.places(ways[key] ?? "")) == Set(Self.places(englishWays[key] ?? "")), "\(key)")
    }
  }

  @Test("A rule's findings carry its id and rest on the articles it declares")
  func articles() throws {
    let library = try Packs.library()
    for result in ExampleCheck.run(library) {
      let rule = try #require(Catalogue.rule(result.example.rule))
      for ground in result.ruling?.grounds ?? [] {
        #expect(ground.finding.rule == rule.id)
        #expect(rule.articles.contains(ground.finding.article), "\(result.example.name)")
      }
    }
  }

  @Test("Every rule has an example that grants and one that does not, where it can do both")
  func bothSides() throws {
    var outcomes: [String: Set<Outcome>] = [:]
    for result in ExampleCheck.run(try Packs.library()) {
      if let outcome = result.ruling?.outcome {
        outcomes[result.example.rule, default: []].insert(outcome)
      }
    }
    // These have one side: a price, a date, a silence of the law.
    let oneSided: Set = [
      "Fees/CourseFee", "Fees/CertificateFee", "Fees/PaymentDeadline", "Fees/DropCredit",
      "Fees/Refund",
    ]
    for rule in Catalogue.rules {
      let found = outcomes[rule.id] ?? []
      #expect(!found.isEmpty, "\(rule.id) has no example")
      if !oneSided.contains(rule.id) {
        #expect(found.contains(.granted) && found.count > 1, "\(rule.id) has one side only")
      }
    }
  }
}
