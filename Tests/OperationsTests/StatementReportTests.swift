import Foundation
import JSON
import Kernel
import Language
import Operations
import Regulations
import Rules
import Testing

@Suite("The report on statements")
struct StatementReportTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let library = Result {
    try PackFolder.library(at: root.appending(path: "Regulations/packs").path)
  }

  private static func speech(_ tongue: Tongue) throws -> Speech {
    Speech(tongue, try PackFolder.texts(at: root.appending(path: "Regulations/locales").path))
  }

  private static func report(
    _ files: [(String, String)], _ settings: [String] = [], staging: Bool? = nil
  ) throws -> StatementReport {
    let at = try #require(Instant(text: "2026-03-01T10:00:00+03:00"))
    return try StatementReport(
      files.map { (name: $0.0, bytes: Array($0.1.utf8)) }, settings: settings, isStaging: staging,
      under: library.get(), at: at)
  }

  private static func rated(_ scaled: String, _ text: String = "good") -> String {
    """
    {"id":"6BA7B810-9dad-41d1-80b4-00c04fd430c8","actor":{"name":"1000000008"},
     "verb":{"id":"http://id.tincanapi.com/verb/rated"},
     "object":{"id":"https://a.example/course/C","definition":{
       "type":"https://w3id.org/xapi/cmi5/activitytype/course"}},
     "result":{"score":{"scaled":\(scaled)},"response":"\(text)"}}
    """
  }

  private func check(_ report: StatementReport, _ id: String) throws -> Value {
    let tree = try JSON.read(
      report.json(try Self.speech(.english)), limits: StatementReport.limits)
    return try #require(tree["checks"]?.elements?.first { $0["id"]?.string == id })
  }

  @Test("A failed check names file, place, id and remedy")
  func failed() throws {
    let report = try Self.report([
      ("a.json", Self.rated("0.5")), ("b.json", "[\(Self.rated("2"))]"),
    ])
    #expect(report.hasFailed && report.given == 2)
    let range = try check(report, "5.3")
    #expect(range["outcome"]?.string == "failed")
    let broken = try #require(range["statements"]?.elements)
    #expect(broken.count == 1)
    #expect(broken.first?["file"]?.string == "b.json")
    #expect(broken.first?["index"]?.decimal == ExactDecimal(mantissa: 1))
    #expect(broken.first?["id"]?.string == "6ba7b810-9dad-41d1-80b4-00c04fd430c8")
    #expect(broken.first?["remedy"]?.string?.contains("result.score.scaled") == true)
    #expect(try check(report, "5.4")["outcome"]?.string == "passed")
    #expect(try check(report, "6.1")["outcome"]?.string == "notApplicable")
    #expect(try check(report, "4.1")["identity"]?.truth == true)
    // The same id in two files.
    #expect(try check(report, "1.3")["outcome"]?.string == "failed")
  }

  @Test(
    "All 34 checks are told, in three languages, with no text missing", arguments: Tongue.allCases)
  func languages(_ tongue: Tongue) throws {
    let report = try Self.report([("a.json", Self.rated("7", " "))])
    let speech = try Self.speech(tongue)
    let text = report.lines(speech).joined(separator: "\n")
    #expect(!text.contains("⟦") && text.contains("a.json 1 (6ba7b810"))
    let json = String(decoding: report.json(speech), as: UTF8.self)
    #expect(!json.contains("⟦"))
    #expect(try JSON.read(Array(json.utf8))["checks"]?.elements?.count == 34)
  }

  @Test("A parameter may be read otherwise, for the trial alone")
  func settings() throws {
    let one = [("a.json", Self.rated("0.5"))]
    #expect(
      try check(Self.report(one, ["rating.compared=raw"]), "5.3")["outcome"]?.string == "failed")
    #expect(try check(Self.report(one), "5.3")["outcome"]?.string == "passed")
    #expect(
      try check(Self.report(one, ["identifier.checkDigit=true"]), "4.1")["outcome"]?.string
        == "passed")
    #expect(
      try check(Self.report(one, ["identifier.first=2"]), "4.1")["outcome"]?.string == "failed")
    #expect(throws: FactFault.self) { try Self.report(one, ["rating.compared=both"]) }
    #expect(throws: FactFault.self) { try Self.report(one, ["nothing=1"]) }
    #expect(throws: FactFault.self) { try Self.report(one, ["rating.compared"]) }
  }

  @Test("An address without https opens as well, unless somebody asks for https")
  func addresses() throws {
    let earned = """
      {"actor":{"name":"1000000008"},"verb":{"id":"http://id.tincanapi.com/verb/earned"},
       "object":{"id":"https://a.example/course/C/certificate/1"},"context":{"extensions":{
         "http://id.tincanapi.com/extension/jws-certificate-location":"http://a.example/1.pdf"}}}
      """
    #expect(
      try check(Self.report([("a.json", earned)]), "6.3")["outcome"]?.string == "passed")
    #expect(
      try check(Self.report([("a.json", earned)], ["certificate.https=true"]), "6.3")["outcome"]?
        .string == "failed")
  }

  @Test(
    "What cannot be read says where",
    arguments: [
      ("[{\"verb\":1},]", "a.json"), ("[1]", "a.json[0]"), ("\"x\"", "a.json"),
      ("{\"statements\":[{}]}", "a.json.statements[0]"), ("", "a.json"),
      ("[{\"verb\":{},\"verb\":{}}]", "a.json"), ("[{\"verb\":\"\\ud800\"}]", "a.json"),
    ])
  func unreadable(_ text: String, _ place: String) throws {
    do {
      _ = try Self.report([("a.json", text)])
      Issue.record("it was read")
    } catch let fault as FactFault {
      #expect(fault.place == place && !fault.problem.isEmpty)
    }
  }

  @Test("Two thousand statements of one learner are judged, repeated ones as well")
  func many() throws {
    let list = Array(repeating: Self.rated("0.5"), count: 2_000).joined(separator: ",")
    let report = try Self.report([("a.json", "[\(list)]")])
    #expect(report.judged == 2_000)
    #expect(try check(report, "1.3")["statements"]?.elements?.count == 1_999)
  }
}
