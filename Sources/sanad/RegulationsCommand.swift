import ArgumentParser
import JSON
import Kernel
import Language
import Operations
import Regulations
import Rules

/// The law as data: check the packs, run their examples, read an article, compare editions.
struct RegulationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regulations", abstract: "Check, test and read the packs.",
    subcommands: [
      Check.self, Test.self, Explain.self, Diff.self, RulesReference.self, Coverage.self,
      Procedures.self,
    ])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load every pack and report what is wrong with it.")

    func run() throws {
      let library = try Environment.library()
      var unruled: [String] = []
      for pack in library.packs {
        for edition in pack.editions {
          print(
            "\(edition.name): \(edition.articles.count) articles, "
              + "\(edition.parameters.count) parameters, \(edition.errata.count) errata, "
              + "from \(edition.effectiveFrom) (\(edition.textStatus.rawValue))"
              + (edition.isDraft ? ", draft" : ""))
          for article in edition.articles {
            for rule in article.rules where Catalogue.rule(rule) == nil {
              unruled.append("\(edition.name)#\(article.id) names the unknown rule \(rule)")
            }
          }
        }
        for dependency in pack.dependsOn where library.pack(dependency) == nil {
          unruled.append("\(pack.id) depends on \(dependency), which is not installed")
        }
      }
      for line in unruled { print("fault: \(line)") }
      if !unruled.isEmpty { throw ExitCode.failure }
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the examples of the packs, or of the files named.")

    @ArgumentParser.Argument(help: "Example files; without any, the packs' own.") var files:
      [String] = []
    @Option(help: "The instrument of files that name none.") var instrument = "sa-iu-ecourses"
    @Flag(help: "Report as JSON, each example with its ruling.") var json = false

    func run() throws {
      let library = try Environment.library()
      var examples: [Example] = []
      if files.isEmpty { examples = library.packs.flatMap(\.examples) }
      for file in files {
        examples += try Example.read(
          try PackFolder.text(of: file), file: file, instrument: instrument, edition: nil)
      }
      let results = examples.map { ExampleCheck.run($0, in: library) }
      if json {
        try printJSON(results)
      } else {
        for result in results where !result.passed {
          print("FAILED \(result.example.file): \(result.example.name)")
          for problem in result.problems { print("       \(problem)") }
        }
        let failed = results.filter { !$0.passed }.count
        print("\(results.count - failed) passed, \(failed) failed")
      }
      if results.contains(where: { !$0.passed }) { throw ExitCode.failure }
    }

    private func printJSON(_ results: [ExampleResult]) throws {
      let speech = try Environment.speech()
      var json = JSONWriter()
      json.beginArray()
      for result in results {
        json.beginObject()
        json.field("name", result.example.name)
        json.field("file", result.example.file)
        json.field("rule", result.example.rule)
        json.field("passed", result.passed)
        json.key("problems")
        json.beginArray()
        for problem in result.problems { json.string(problem) }
        json.endArray()
        if let ruling = result.ruling {
          json.key("ruling")
          RulingDocument.write(ruling, id: nil, speech: speech, into: &json)
        }
        json.endObject()
      }
      json.endArray()
      print(json.bytes)
    }
  }

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an article: what it says, its parameters, rules and examples.")

    @ArgumentParser.Argument(help: "III.1, or sa-vat#rate, or sa-iu-ecourses@1447#III.1")
    var article: String

    func run() throws {
      let library = try Environment.library()
      let speech = try Environment.speech()
      let halves = article.split(separator: "#").map(String.init)
      let named = halves.count == 2 ? halves[0].split(separator: "@").map(String.init) : []
      let instrument = named.first ?? "sa-iu-ecourses"
      guard let pack = library.pack(instrument),
        let edition = named.count == 2
          ? pack.edition(named[1]) : pack.editions.last(where: { !$0.isDraft }),
        let found = edition.article(halves.last ?? article)
      else { throw ValidationError("there is no article '\(article)'") }
      let tongue = speech.tongue
      print("\(edition.name)#\(found.id)  \(found.title[tongue])")
      print("\(found.says[tongue])\n")
      print("text: \(speech.textStatus(found.textStatus)) · treatment: \(found.treatment.rawValue)")
      if let why = found.why { print(why[tongue]) }
      for parameter in edition.parameters.values.sorted(by: { $0.key < $1.key })
      where parameter.article == found.id {
        print("parameter \(parameter.key) = \(parameter.shown): \(parameter.title[tongue])")
      }
      for rule in found.rules {
        print("rule \(rule): \(Catalogue.rule(rule)?.summary ?? "unknown")")
      }
      for example in pack.examples where example.article == found.id {
        print("example: \(example.name) → \(example.outcome.rawValue)")
      }
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the parameters of two editions of a pack.")

    @ArgumentParser.Argument(help: "The earlier edition, e.g. 1447") var first: String
    @ArgumentParser.Argument(help: "The later edition, e.g. draft-24") var second: String
    @Option(help: "The pack.") var pack = "sa-iu-ecourses"

    func run() throws {
      guard let pack = try Environment.library().pack(pack) else {
        throw ValidationError("there is no pack '\(pack)'")
      }
      guard let a = pack.edition(first), let b = pack.edition(second) else {
        throw ValidationError(
          "the pack has the editions \(pack.editions.map(\.id).joined(separator: ", "))")
      }
      var differences = 0
      for key in Set(a.parameters.keys).union(b.parameters.keys).sorted() {
        let (before, after) = (a.parameters[key]?.shown ?? "–", b.parameters[key]?.shown ?? "–")
        guard before != after else { continue }
        differences += 1
        let article = (b.parameters[key] ?? a.parameters[key])?.article ?? ""
        print("\(key): \(before) → \(after)  (\(article))")
      }
      print("\(differences) parameters differ between \(a.name) and \(b.name)")
    }
  }

  struct RulesReference: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rules", abstract: "List every rule with the facts it asks for.")

    @Flag(help: "Write the reference as JSON.") var json = false

    func run() throws {
      let reference = Catalogue.reference()
      guard json else {
        for rule in reference {
          print("\(rule.id)  [\(rule.articles.joined(separator: ", "))]  \(rule.summary)")
          for fact in rule.facts {
            print("    \(fact.name)\(fact.isOptional ? "?" : ""): \(fact.type) — \(fact.meaning)")
          }
        }
        return
      }
      var out = JSONWriter()
      out.beginArray()
      for rule in reference {
        out.beginObject()
        out.field("id", rule.id)
        out.field("instrument", rule.instrument)
        out.key("articles")
        out.beginArray()
        for article in rule.articles { out.string(article) }
        out.endArray()
        out.field("summary", rule.summary)
        out.key("facts")
        out.beginArray()
        for fact in rule.facts {
          out.beginObject()
          out.field("name", fact.name)
          out.field("type", fact.type)
          out.field("optional", fact.isOptional)
          out.field("meaning", fact.meaning)
          out.endObject()
        }
        out.endArray()
        out.endObject()
      }
      out.endArray()
      print(out.bytes)
    }
  }

  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the list article → rules → examples as Markdown.")

    func run() throws { print(CoverageDocument.text(try Environment.library()), terminator: "") }
  }
}
