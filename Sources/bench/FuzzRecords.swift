import JSON
import Kernel
import LearningRecords
import Operations
import Regulations

/// Statements to begin with, and what reads them: the store and the regulator's checks.
struct RecordSamples {
  private let library: Library
  private let keys = IndexKeys(
    secret: [UInt8](repeating: 7, count: 32), InstitutionID(high: 7, low: 7))

  init(packs: String) throws { library = try PackFolder.library(at: packs) }

  static var inputs: [[UInt8]] { [plain, inner, question].map { Array($0.utf8) } }

  private static let plain = RecordsBench.text(7)

  private static let inner = #"""
    {"id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee","version":"1.0.3","actor":{"objectType":"Group",
    "member":[{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},{"openid":"http://e.example/me"}]},
    "verb":{"id":"http://adlnet.gov/expapi/verbs/attended"},"object":{"objectType":"SubStatement",
    "actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"object":{"objectType":
    "StatementRef","id":"8f87ccde-bb56-4c2e-ab83-44982ef22df0"}},"attachments":[{"usageType":
    "http://e.example/u","display":{"en":"x"},"contentType":"text/plain","length":3,"sha2":
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","fileUrl":"http://e.example/f"}]}
    """#

  private static let question = #"""
    {"actor":{"mbox":"mailto:a@b.example","name":"1012345678"},"verb":{"id":
    "http://adlnet.gov/expapi/verbs/attempted","display":{"ar-SA":"حاول"}},"object":{"id":
    "http://e.example/q","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction",
    "interactionType":"matching","correctResponsesPattern":["a[.]1[,]b[.]2"],"source":[{"id":"a",
    "description":{"en":"A"}},{"id":"b"}],"target":[{"id":"1"},{"id":"2"}]}},"result":{"score":{
    "scaled":0.3333333333333333,"raw":1,"min":0,"max":3},"success":false,"duration":"PT1H30.25S"},
    "context":{"team":{"objectType":"Group","mbox":"mailto:t@b.example"},"statement":{"objectType":
    "StatementRef","id":"8f87ccde-bb56-4c2e-ab83-44982ef22df0"},"contextActivities":{"grouping":{
    "id":"http://e.example/g"}}},"timestamp":"2026-11-22T13:16:07.25+03:00"}
    """#

  /// Takes a statement in as the store does, in both versions, and tells it again; false when what was
  /// taken is no JSON any more, or says something else.
  func read(_ input: [UInt8]) -> Bool {
    guard let value = try? JSON.read(input, limits: StatementBody.limits) else { return true }
    for version in Version.allCases {
      guard
        let new = try? NewStatement(
          value, input, orDrawn: StatementID(high: 7, low: 7), authority: .null, keys, version)
      else { continue }
      let told = StatementBody.told(
        new.kept, stored: Instant(microseconds: 0), authority: Array("null".utf8), hasTime: true)
      guard let again = try? JSON.read(told, limits: StatementBody.limits),
        StatementBody.agree(value, again),
        StatementBody.unpacked(StatementBody.packed(new.kept)) == new.kept
      else { return false }
      _ = StatementFormat.ids(again)
      _ = StatementFormat.canonical(again, languages: ["ar-SA", "en"]) { _ in nil }
    }
    return true
  }

  /// Holds a file against the regulator's checks.
  func judge(_ input: [UInt8]) {
    _ = try? StatementReport(
      [(name: "input", bytes: input)], under: library, at: Instant(microseconds: 0))
  }
}
