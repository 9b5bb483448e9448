import Crypto
import Foundation
import HTTPTypes
import JSON
import Kernel
import LearningRecords
import Proofs
import TestWorld
import Testing

/// What one request may ask of everybody's store.
@Suite struct RecordLimitsTests {
  /// Statements each about the next; the last is about a thing, by an actor of its own.
  private static func chain(_ count: Int, from: Int) -> [String] {
    (from..<from + count - 1).map { number in
      #"{"id":"\#(XAPITests.id(number))","actor":{"mbox":"mailto:c\#(from)@b.example"},"verb":"#
        + #"{"id":"http://e.example/w"},"object":{"objectType":"StatementRef","#
        + #""id":"\#(XAPITests.id(number + 1))"}}"#
    } + [XAPITests.statement(from + count - 1, actor: "end\(from)")]
  }

  private static func by(_ actor: String) -> String {
    "?agent=%7B%22mbox%22%3A%22mailto%3A\(actor)%40b.example%22%7D"
  }

  @Test func achainIsFollowedAsFarWhicheverEndCameFirst() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for (from, isReversed) in [(1_000, false), (2_000, true)] {
        let chain = Self.chain(40, from: from)
        for half in [chain.prefix(20), chain.suffix(20)] {
          let list = (isReversed ? half.reversed() : Array(half)).joined(separator: ",")
          #expect(try await program.send(.post, "statements", "[\(list)]").status == 200)
        }
        // The last one and the 32 that lead to it.
        #expect(
          Set(try await program.ids(Self.by("end\(from)")))
            == Set((from + 7..<from + 40).map(XAPITests.id)), "\(isReversed)")
      }
    }
  }

  @Test func alongChainInOneRequestIsRefusedWhole() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let list = Self.chain(800, from: 1).joined(separator: ",")
      let answer = try await program.send(.post, "statements", "[\(list)]")
      #expect(answer.status == 400)
      #expect(answer.json["place"]?.string == "object")
      #expect(try await program.ids(Self.by("c1")) == [])
    }
  }

  @Test func whatIsNotWellEncodedIsNoEmptyName() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let place = "activities/profile?activityId=http://e.example/o&profileId="
      for (id, status) in [("%FF", 400), ("%E9", 400), ("%zz", 400), ("%C3%A9", 204)] {
        let answer = try await program.send(
          .put, place + id, "{}", headers: ["If-None-Match": "*"])
        #expect(answer.status == status, "\(id)")
      }
    }
  }

  @Test func anAnswerOfLongDefinitionsGoesOnInAnother() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let long = String(repeating: "x", count: 3 << 20)
      let definition =
        #"{"name":{"en":"long"},"extensions":{"http://e.example/x":"\#(long)"}}"#
      let first =
        #"{"id":"\#(XAPITests.id(1))","actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"#
        + #""http://e.example/v"},"object":{"id":"http://e.example/o","definition":\#(definition)}}"#
      #expect(try await program.send(.post, "statements", first).status == 200)
      let rest = (2...8).map { XAPITests.statement($0) }.joined(separator: ",")
      #expect(try await program.send(.post, "statements", "[\(rest)]").status == 200)
      var pages: [Int] = []
      var seen: [String] = []
      var path = "statements?format=canonical"
      while true {
        let answer = try await program.send(.get, path)
        let value = try JSON.read(answer.bytes, limits: JSON.Limits(bytes: 32 << 20))
        let statements = value["statements"]?.elements ?? []
        pages.append(statements.count)
        seen += statements.compactMap { $0["id"]?.string }
        #expect(
          statements.allSatisfy { $0["object"]?["definition"]?["extensions"] != nil })
        guard let more = value["more"]?.string, !more.isEmpty else { break }
        path = String(more.dropFirst("/xapi/".count))
      }
      #expect(pages == [5, 3])
      #expect(seen == (1...8).reversed().map(XAPITests.id))
    }
  }

  @Test func asignatureHoldsForTheStatementItSigns() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let signed = XAPITests.statement(1)
      let part =
        [#"{"alg":"RS256"}"#, signed].map { Base64URL.encode(Array($0.utf8)) }
        .joined(separator: ".") + ".AAAA"
      let sha2 = Hex.text(SHA256.hash(data: Data(part.utf8)))
      let attachment =
        #","attachments":[{"usageType":"http://adlnet.gov/expapi/attachments/signature","#
        + #""display":{"en":"s"},"contentType":"application/octet-stream","#
        + #""length":\#(part.utf8.count),"sha2":"\#(sha2)"}]"#
      for (verbs, status) in [(["v", "v"], 200), (["v", "w"], 400)] {
        let number = status == 200 ? 10 : 20
        let list = verbs.enumerated().map {
          XAPITests.statement(number + $0, verb: $1, attachment)
        }
        let body =
          "--B\r\nContent-Type: application/json\r\n\r\n[\(list.joined(separator: ","))]\r\n--B\r\n"
          + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n"
          + "X-Experience-API-Hash: \(sha2)\r\n\r\n\(part)\r\n--B--\r\n"
        let answer = try await program.send(
          .post, "statements", body, headers: ["Content-Type": "multipart/mixed; boundary=B"])
        #expect(answer.status == status, "\(answer.body)")
      }
    }
  }
}
