import Foundation
import JSON
import Kernel
import Operations
import Regulations
import Storage
import Testing

@testable import Replay

/// A replay of a small dataset whose every count is known beforehand.
struct ReplayTests {
  private static let packs = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Regulations/packs")

  private func replay(
    _ files: [String: String], _ body: (ReplayReport, Database) throws -> Void
  ) async throws {
    let library = try PackFolder.library(at: Self.packs.path)
    try await Dataset.withDatabase { source in
      try Dataset.with(files) { directory in
        _ = try OuladImport().run(directory: directory, into: source) { _ in }
      }
      try await Dataset.withDatabase { database in
        let report = try await Replay().run(from: source, library: library, into: database) { _ in }
        try body(report, database)
      }
    }
  }

  private func figures(_ json: Value, _ chapter: String) -> [String: String] {
    var figures: [String: String] = [:]
    for (name, value) in json[chapter]?.members?.pairs ?? [] {
      figures[name] = value.decimal?.description ?? value.string ?? ""
    }
    return figures
  }

  @Test func doesWhatTheLawDoes() async throws {
    try await replay(Dataset.files) { report, database in
      let json = try JSON.read(report.json)
      #expect(report.faults.isEmpty)
      let registrations = figures(json, "registrations")
      #expect(registrations["granted"] == "88")
      #expect(registrations["refused"] == "1")
      #expect(registrations["cancelled"] == "6")
      let sections = figures(json, "sections")
      #expect(sections["offered"] == "3")
      #expect(sections["opened"] == "2")
      #expect(sections["cancelled"] == "1")
      #expect(sections["learnersCancelled"] == "6")
      #expect(sections["lateRightsClosed"] == "6")
      let leaving = figures(json, "leaving")
      #expect(leaving["dropsInside"] == "4")
      #expect(leaving["withdrawalsInside"] == "3")
      #expect(leaving["withdrawalsOutside"] == "1")
      #expect(leaving["notRegistered.cancelled"] == "1")
      let results = figures(json, "results")
      #expect(results["approved"] == "74")
      #expect(results["symbol.NP"] == "65")
      #expect(results["symbol.NF"] == "7")
      #expect(results["symbol.C+"] == "1")
      #expect(results["symbol.F"] == "1")
      #expect(results["byMarks"] == "2")
      #expect(results["againstOutcome"] == "1")
      #expect(results["none.withdrawnWithoutDay"] == "1")
      #expect(results["none.undated"] == "1")
      #expect(figures(json, "credentials")["issued"] == "66")
      #expect(
        try database.read { try $0.count("SELECT COUNT(*) FROM credential") } == 66)
    }
  }

  @Test func keepsBooksThatBalance() async throws {
    try await replay(Dataset.files) { report, _ in
      let json = try JSON.read(report.json)
      let money = figures(json, "money")
      #expect(money["invoices"] == "88")
      #expect(money["net"] == "52800.00 SAR")
      #expect(money["vat"] == "7920.00 SAR")
      #expect(money["netReversed"] == "6000.00 SAR")
      #expect(money["payments"] == "87")
      #expect(money["paid"] == "60030.00 SAR")
      #expect(money["paymentsNotMade"] == "1")
      #expect(money["creditDrop"] == "2070.00 SAR")
      #expect(money["creditCancelled"] == "4140.00 SAR")
      #expect(money["receivable"] == "0.00 SAR")
      #expect(report.balances)
      #expect(report.text.hasSuffix("The books balance."))
      #expect(json["checks"]?.elements?.count == 12)
      #expect(report.assumptions.count == 18)
    }
  }

  @Test func citesTheEditionAndCountsByArticle() async throws {
    try await replay(Dataset.files) { report, _ in
      let json = try JSON.read(report.json)
      #expect(json["edition"]?.string == "sa-iu-ecourses@1447")
      let rulings = try #require(json["rulings"]?.elements)
      func count(_ operation: String, _ outcome: String) -> String? {
        rulings.first {
          $0["operation"]?.string == operation && $0["outcome"]?.string == outcome
        }?["count"]?.decimal?.description
      }
      #expect(count("RegisterForSection", "refused") == "1")
      #expect(count("WithdrawFromCourse", "refused") == "1")
      #expect(count("CloseLateRight", "undetermined") == "6")
      #expect(count("DecideSection", "refused") == "1")
      #expect(count("EnterMark", "granted") == "4")
      #expect(report.text.contains("sa-iu-ecourses@1447#IV.4"))
    }
  }

  @Test func marksEveryAwardAsReplayed() async throws {
    try await replay(Dataset.files) { _, database in
      let awards = try database.read { tx in
        try tx.all("SELECT jwt FROM credential_form") { $0.text(0) }
      }
      #expect(!awards.isEmpty)
      for award in awards {
        let parts = award.split(separator: ".")
        var payload = String(try #require(parts.dropFirst().first))
          .replacing("-", with: "+").replacing("_", with: "/")
        while payload.utf8.count % 4 != 0 { payload += "=" }
        let text = String(decoding: try #require(Data(base64Encoded: payload)), as: UTF8.self)
        #expect(text.contains("[Replay]"))
      }
    }
  }

  @Test func sendsWhatReallyHappened() async throws {
    try await replay(Dataset.files) { report, database in
      let json = try JSON.read(report.json)
      let statements = figures(json, "statements")
      // Ninety learners, one of them without a day; one of eight submissions has no score.
      #expect(statements["registered"] == "89")
      #expect(statements["attempted"] == "8")
      #expect(statements["earned"] == "66")
      #expect(statements["withoutRegistration"] == "0")
      #expect(statements["inStore"] == "163")
      #expect(statements["notReportable"] == "89")
      #expect(try database.read { try $0.count("SELECT COUNT(*) FROM statement") } == 163)
      #expect(report.faults.isEmpty)
      #expect(json["gate"]?["edition"]?.string == "sa-nelc-xapi@2026-01")
      let checks = try #require(json["gate"]?["checks"]?.elements)
      #expect(checks.count == 34)
      func light(_ id: String) -> [String?] {
        let check = checks.first { $0["id"]?.string == id }
        return [check?["outcome"]?.string, check?["statements"]?.decimal?.description]
      }
      // Every journey begins; none with a certificate is whole, because lessons are missing.
      #expect(light("1.1") == ["passed", "0"])
      #expect(light("1.2") == ["failed", "66"])
      #expect(light("1.3") == ["passed", "0"])
      #expect(light("2.4") == ["passed", "0"])
      #expect(light("3.3") == ["passed", "0"])
      #expect(light("4.1") == ["failed", "163"])
      #expect(light("5.1") == ["failed", "1"])
      #expect(light("5.2") == ["undetermined", "0"])
      #expect(light("5.3") == ["notApplicable", "0"])
      #expect(checks.filter { $0["identity"]?.truth == true }.count == 1)
    }
  }

  @Test func sendsNothingTwice() async throws {
    let library = try PackFolder.library(at: Self.packs.path)
    try await Dataset.withDatabase { source in
      try Dataset.with(Dataset.files) { directory in
        _ = try OuladImport().run(directory: directory, into: source) { _ in }
      }
      try await Dataset.withDatabase { database in
        let course = try Replay().prepare(from: source, library: library, into: database) { _ in }
        try course.run { _ in }
        let statements = try ReplayStatements(course)
        let client = try statements.client()
        let first = try await statements.send(by: client) { _ in }
        let second = try await statements.send(by: client) { _ in }
        #expect(first.sent == second.sent)
        #expect(first.refused.isEmpty && second.refused.isEmpty)
        #expect(first.inStore == 163)
        #expect(second.inStore == 163)
      }
    }
  }

  @Test func twoReplaysAreAlike() async throws {
    func counts(_ report: ReplayReport) throws -> [[String: String]] {
      let json = try JSON.read(report.json)
      return ["registrations", "sections", "leaving", "money", "results", "credentials"]
        .map { figures(json, $0) }
    }
    var first: [[String: String]] = []
    try await replay(Dataset.files) { report, _ in first = try counts(report) }
    var second: [[String: String]] = []
    try await replay(Dataset.files) { report, _ in second = try counts(report) }
    #expect(first == second)
  }

  @Test func needsAnImportAndADatabaseOfItsOwn() async throws {
    let library = try PackFolder.library(at: Self.packs.path)
    try await Dataset.withDatabase { source in
      try await Dataset.withDatabase { database in
        let fault = try await #require(throws: ReplayFault.self) {
          try await Replay().run(from: source, library: library, into: database) { _ in }
        }
        #expect(fault.description.contains("sanad import oulad"))
        try Dataset.with(Dataset.files) { directory in
          _ = try OuladImport().run(directory: directory, into: source) { _ in }
        }
        _ = try await Replay().run(from: source, library: library, into: database) { _ in }
        let again = try await #require(throws: ReplayFault.self) {
          try await Replay().run(from: source, library: library, into: database) { _ in }
        }
        #expect(again.description.contains("in use"))
      }
    }
  }
}
