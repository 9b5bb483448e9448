import Foundation
import Kernel
import Regulations
import Rules
import Testing

@Suite("The catalogue of rules")
struct CatalogueTests {
  @Test("Every rule lies in the file of its id and stands in the catalogue once")
  func files() throws {
    let folder = Packs.root.appending(path: "Sources/Rules")
      .resolvingSymlinksInPath()
    var ids: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") && path.contains("/") {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      guard text.contains(": Rule {") || text.contains(": StatementRule {") else { continue }
      let id = String(path.dropLast(".swift".count))
      #expect(text.contains("package static let id = \"\(id)\""), "\(path)")
      ids.insert(id)
    }
    #expect(ids == Set(Catalogue.rules.map { $0.id }))
    #expect(ids.count == Catalogue.rules.count)
  }

  @Test("Every rule cites articles of its instrument, and a rule's file opens with its citation")
  func citations() throws {
    let library = try Packs.library()
    for rule in Catalogue.rules {
      let editions = try #require(library.pack(rule.instrument)?.editions)
      #expect(!rule.articles.isEmpty)
      // An article may stand in one regime and not in the other.
      for article in rule.articles {
        #expect(editions.contains { $0.article(article) != nil }, "\(rule.id)")
      }
      let path = Packs.root.appending(path: "Sources/Rules/\(rule.id).swift")
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.hasPrefix("// \(rule.instrument) \(rule.articles[0])"), "\(rule.id)")
    }
  }

  @Test("Every rule that an article names exists")
  func named() throws {
    for pack in try Packs.library().packs {
      for edition in pack.editions {
        for article in edition.articles {
          for rule in article.rules {
            #expect(Catalogue.rule(rule) != nil, "\(edition.name)#\(article.id) names \(rule)")
          }
        }
      }
    }
  }

  @Test("The reference describes each rule's facts by running its reader")
  func reference() throws {
    let reference = Catalogue.reference()
    #expect(reference.count == Catalogue.rules.count)
    for rule in reference {
      #expect(!rule.facts.isEmpty, "\(rule.id)")
      #expect(rule.summary.hasSuffix("."), "\(rule.id)")
      for fact in rule.facts {
        #expect(!fact.name.isEmpty && !fact.type.isEmpty && !fact.meaning.isEmpty, "\(rule.id)")
      }
    }
    let cap = try #require(reference.first { $0.id == "Registration/UnitCap" })
    #expect(cap.articles == ["III.1"] && cap.instrument == "sa-iu-ecourses")
    #expect(cap.facts.map(\.name) == ["unitsHeld", "unitsAdded"])
    #expect(cap.facts.map(\.type) == ["integer 0...1000", "integer 0...100"])
    #expect(cap.facts.allSatisfy { !$0.isOptional })
    let average = try #require(reference.first { $0.id == "Grades/GradePointAverage" })
    #expect(average.facts.first?.type == "list of {units: integer 0...100, symbol: text}")
    let licence = try #require(reference.first { $0.id == "Licensing/InForce" })
    #expect(licence.facts.first?.type == "provider | programme")
  }
}
