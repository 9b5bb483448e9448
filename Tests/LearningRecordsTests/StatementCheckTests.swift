import JSON
import Kernel
import LearningRecords
import Testing

/// What is well formed, and what is refused with its place.
@Suite struct StatementCheckTests {
  static let plain =
    #""actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"object":{"id":"http://e.example/o"}"#

  private func place(_ text: String, _ version: Version = .one) throws -> String? {
    let value = try JSON.read(Array(text.utf8), limits: StatementBody.limits)
    do {
      try StatementCheck(version).statement(value)
      return nil
    } catch { return error.place }
  }

  @Test(arguments: [
    #""timestamp":"2026-11-22T13:16:07.25+03:00""#, #""timestamp":"2026-11-22T13:16Z""#,
    #""timestamp":"2026-11-22T13:16:07.123456789Z""#, #""timestamp":"2026-11-22T13:16:07+0300""#,
    #""result":{"duration":"P2W"}"#, #""result":{"duration":"P1Y2M3DT4H5M6.789S"}"#,
    #""result":{"score":{"scaled":-1}}"#, #""result":{"score":{"scaled":1.0}}"#,
    #""result":{"score":{"scaled":0.3333333333333333}}"#,
    #""result":{"score":{"raw":5,"min":5,"max":9}}"#, #""version":"1.0""#, #""version":"1.0.99""#,
    #""result":{"extensions":{"http://e.example/x":null}}"#,
    #""context":{"language":"zh-Hant-TW"}"#, #""context":{"platform":"x","revision":"y"}"#,
    #""context":{"team":{"objectType":"Group","member":[]}}"#,
    #""authority":{"objectType":"Group","member":[{"mbox":"mailto:a@b.example"},{"openid":"http://e.example/me"}]}"#,
  ])
  func accepted(_ more: String) throws {
    #expect(try place("{\(Self.plain),\(more)}") == nil, "\(more)")
  }

  @Test(arguments: [
    (#""timestamp":"2026-11-22T13:16:07-00:00""#, "timestamp"),
    (#""timestamp":"2026-13-22T13:16:07Z""#, "timestamp"),
    (#""timestamp":"07/07/2026""#, "timestamp"),
    (#""result":{"duration":"P1W2D"}"#, "result.duration"),
    (#""result":{"duration":"PT1.5H2M"}"#, "result.duration"),
    (#""result":{"duration":"P"}"#, "result.duration"),
    (#""result":{"duration":"PT"}"#, "result.duration"),
    (#""result":{"score":{"scaled":1.000000001}}"#, "result.score.scaled"),
    (#""result":{"score":{"scaled":-1.5}}"#, "result.score.scaled"),
    (#""result":{"score":{"raw":4,"min":5}}"#, "result.score.raw"),
    (#""result":{"score":{"min":5,"max":5}}"#, "result.score.min"),
    (#""result":{"success":"true"}"#, "result.success"),
    (#""result":null"#, "result"), (#""Result":{}"#, "Result"), (#""version":"1.1.0""#, "version"),
    (#""id":"not-a-uuid""#, "id"), (#""context":{"registration":"x"}"#, "context.registration"),
    (#""context":{"language":"english"}"#, nil),
    (#""context":{"language":"e"}"#, "context.language"),
    (#""context":{"extensions":{"no-iri":1}}"#, "context.extensions.no-iri"),
    (#""context":{"contextAgents":[]}"#, "context.contextAgents"),
    (#""context":{"statement":{"objectType":"StatementRef"}}"#, "context.statement.id"),
    (#""attachments":[{"usageType":"http://e.example/u"}]"#, "attachments.display"),
  ])
  func refused(_ more: String, _ expected: String?) throws {
    #expect(try place("{\(Self.plain),\(more)}") == expected, "\(more)")
  }

  @Test func oneIdentifierAndNoMore() throws {
    func actor(_ text: String) throws -> String? {
      try place(
        #"{"actor":\#(text),"verb":{"id":"http://e.example/v"},"object":{"id":"http://e.example/o"}}"#
      )
    }
    #expect(try actor(#"{"account":{"homePage":"http://e.example","name":"x"}}"#) == nil)
    #expect(try actor(#"{"mbox_sha1sum":"\#(String(repeating: "a", count: 40))"}"#) == nil)
    #expect(try actor(#"{"mbox_sha1sum":"\#(String(repeating: "a", count: 39))"}"#) != nil)
    #expect(try actor(#"{"name":"x"}"#) == "actor")
    #expect(try actor(#"{"mbox":"a@b.example"}"#) == "actor.mbox")
    #expect(try actor(#"{"mbox":"mailto:a@b.example","openid":"http://e.example"}"#) == "actor")
    #expect(try actor(#"{"objectType":"Group"}"#) == "actor.member")
    #expect(
      try actor(#"{"objectType":"Group","member":[{"objectType":"Group","member":[]}]}"#) != nil)
  }

  @Test func versionTwoKnowsOthersInTheContext() throws {
    let agents =
      #""context":{"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:c@b.example"},"relevantTypes":["http://e.example/t"]}]}"#
    #expect(try place("{\(Self.plain),\(agents)}", .two) == nil)
    #expect(try place("{\(Self.plain),\(agents)}", .one) == "context.contextAgents")
    let none = agents.replacing(#"["http://e.example/t"]"#, with: "[]")
    #expect(
      try place("{\(Self.plain),\(none)}", .two) == "context.contextAgents.relevantTypes")
    #expect(
      try place(#"{\#(Self.plain),"timestamp":"2026-11-22T13:16:07"}"#, .two) == "timestamp")
  }

  @Test func theKeyedHashIsTheOneOfItsAuthors() {
    // The vector of Aumasson and Bernstein, appendix A.
    var hash = SipHash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    for byte in UInt8(0)..<15 { hash.take(byte) }
    #expect(hash.finish() == 0xa129_ca61_49be_45e5)
  }

  @Test func whatIsKeptAreTheSendersBytes() throws {
    let text =
      #"{ "actor" : {"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"#
      + #""object":{"id":"http://e.example/o"},"result":{"score":{"raw":1.50}},"#
      + #""stored":"2020-01-01T00:00:00Z","auth\u006frity":{"mbox":"mailto:x@y.example"}}"#
    let value = try JSON.read(Array(text.utf8), limits: StatementBody.limits)
    let id = try #require(StatementID(text: "00000000-0000-4000-8000-000000000001"))
    let kept = String(
      decoding: StatementBody.kept(Array(text.utf8), of: value, id: id, .one), as: UTF8.self)
    #expect(kept.contains("1.50") && kept.contains(id.description))
    #expect(!kept.contains("2020") && !kept.contains("x@y.example"))
    let told = StatementBody.told(
      Array(kept.utf8), stored: Instant(microseconds: 1), authority: Array("{}".utf8),
      hasTime: false)
    let read = try JSON.read(told)
    #expect(read["stored"]?.string == read["timestamp"]?.string)
  }

  @Test func aLoneActivityOfAContextIsToldAsAList() throws {
    let text =
      #"{\#(Self.plain),"context":{"contextActivities":{"parent":{"id":"http://e.example/p"},"other":[{"id":"http://e.example/q"}]}}}"#
    let value = try JSON.read(Array(text.utf8))
    let id = try #require(StatementID(text: "00000000-0000-4000-8000-000000000001"))
    let kept = try JSON.read(StatementBody.kept(Array(text.utf8), of: value, id: id, .one))
    let lists = kept["context"]?["contextActivities"]
    #expect(lists?["parent"]?.elements?.count == 1 && lists?["other"]?.elements?.count == 1)
    #expect(StatementBody.agree(value, kept))
  }
}
