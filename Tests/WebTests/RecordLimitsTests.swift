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
      let long = String(repeating: "x", count: 200 << 10)
      let definition =
        #"{"name":{"en":"long"},"extensions":{"http://e.example/x":"\#(long)"}}"#
      let first =
        #"{"id":"\#(XAPITests.id(1))","actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"#
        + #""http://e.example/v"},"object":{"id":"http://e.example/o","definition":\#(definition)}}"#
      #expect(try await program.send(.post, "statements", first).status == 200)
      let rest = (2...100).map { XAPITests.statement($0) }.joined(separator: ",")
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
      #expect(pages == [81, 19])
      #expect(seen == (1...100).reversed().map(XAPITests.id))
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

  /// A statement with so many mebibytes of text, which pack into a few kilobytes.
  private static func long(_ number: Int, _ mebibytes: Int, _ letter: String = "x") -> String {
    let text = String(repeating: letter, count: mebibytes << 20)
    return XAPITests.statement(
      number, #","context":{"extensions":{"http://e.example/x":"\#(text)"}}"#)
  }

  @Test func whatIsReadForAnAnswerIsBoundedHoweverLittleIsTold() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for number in 1...5 {
        #expect(try await program.send(.post, "statements", Self.long(number, 6)).status == 200)
      }
      for format in ["exact", "ids"] {
        let answer = try await program.send(.get, "statements?format=\(format)")
        let value = try JSON.read(answer.bytes, limits: JSON.Limits(bytes: 32 << 20))
        #expect(value["statements"]?.elements?.count == 3, "\(format)")
        #expect(value["more"]?.string?.isEmpty == false)
      }
    }
  }

  @Test func whatARequestReadsWhileOthersWaitIsBounded() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for number in 1...5 {
        #expect(try await program.send(.post, "statements", Self.long(number, 14)).status == 200)
      }
      func about(_ number: Int, _ target: Int) -> String {
        #"{"id":"\#(XAPITests.id(number))","actor":{"mbox":"mailto:b@b.example"},"verb":{"id":"#
          + #""http://e.example/w"},"object":{"objectType":"StatementRef","#
          + #""id":"\#(XAPITests.id(target))"}}"#
      }
      // Each is read once, however many are about it.
      let many = (10..<210).map { about($0, $0 % 4 + 1) }.joined(separator: ",")
      #expect(try await program.send(.post, "statements", "[\(many)]").status == 200)
      let all = (1...5).map { about(300 + $0, $0) }.joined(separator: ",")
      let refused = try await program.send(.post, "statements", "[\(all)]")
      #expect(refused.status == 400 && refused.body.contains("fewer"), "\(refused.body)")
      // The same for those that are sent again.
      let again = (1...5).map { XAPITests.statement($0) }.joined(separator: ",")
      #expect(try await program.send(.post, "statements", "[\(again)]").status == 409)
      // One that is long is taken when it is sent again as it was.
      #expect(try await program.send(.post, "statements", Self.long(1, 14)).status == 200)
      #expect(try await program.ids(Self.by("b") + "&limit=1") == [XAPITests.id(209)])
    }
  }

  @Test func aDefinitionGrowsUpToABound() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      func statement(_ definition: String) -> String {
        #"{"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"object":{"id":"#
          + #""http://e.example/o","definition":\#(definition)}}"#
      }
      func names() async throws -> Int {
        let path = "activities?activityId=http%3A%2F%2Fe.example%2Fo"
        let answer = try await program.send(.get, path)
        return answer.json["definition"]?["name"]?.members?.pairs.count ?? 0
      }
      let text = String(repeating: "x", count: 60 << 10)
      for (number, known) in [1, 2, 3, 4, 4, 4].enumerated() {
        let sent = statement(#"{"name":{"en-\#(number)a":"\#(text)"}}"#)
        #expect(try await program.send(.post, "statements", sent).status == 200)
        #expect(try await names() == known)
      }
      // What is shorter is still added, and the statement keeps what the store does not put together.
      _ = try await program.send(.post, "statements", statement(#"{"name":{"vi":"Bài"}}"#))
      #expect(try await names() == 5)
      let last = try await program.send(.get, "statements?limit=2")
      #expect(last.body.contains("en-5a"))
      // As many as one request may say are put together at once.
      let many = (0..<300).map { statement(#"{"description":{"en-\#($0)a":"d"}}"#) }
      let answer = try await program.send(
        .post, "statements", "[\(many.joined(separator: ","))]")
      #expect(answer.status == 200)
      #expect(try await names() == 5)
    }
  }

  @Test(arguments: [
    ("text/plain; charset=utf-8", 200), ("text/plain\rX-Evil: 1", 400), ("te\0xt/plain", 400),
    ("text/\u{639}", 400), ("text/" + String(repeating: "a", count: 196), 400),
  ])
  func theTypeOfAPartIsSaidAgainAsItIs(_ type: String, _ status: Int) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let sent = XAPITests.attached(1, "bytes", type: type)
      let answer = try await program.send(
        .post, "statements", sent, headers: ["Content-Type": XAPITests.mixed])
      #expect(answer.status == status, "\(answer.body)")
      guard status == 200 else { return }
      let read = try await program.send(.get, "statements?attachments=true")
      #expect(read.body.contains("\r\nContent-Type: \(type)\r\n"))
    }
  }

  /// What is nearly the boundary, again and again, takes no longer than anything else: where each
  /// beginning is tried to its end, this takes minutes.
  @Test func aBodyThatIsNearlyTheBoundary() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let boundary = String(repeating: "-", count: 69) + "b"
      let body =
        String(repeating: "-", count: 8 << 20)
        + "\r\n--\(boundary)\r\nContent-Type: application/json\r\n\r\n\(XAPITests.statement(1))"
        + "\r\n--\(boundary)--\r\n"
      let answer = try await program.send(
        .post, "statements", body,
        headers: ["Content-Type": "multipart/mixed; boundary=\(boundary)"])
      #expect(answer.status == 200, "\(answer.body)")
    }
  }

  @Test func whatADocumentIsFoundByHasItsBounds() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      // No index takes what packs to nothing for long: letters as they come.
      var draw = SystemRandomNumberGenerator()
      let known = Array("abcdefghijklmnopqrstuvwxyz0123456789")
      func letters(_ count: Int) -> String {
        String((0..<count).map { _ in known.randomElement(using: &draw) ?? "a" })
      }
      let start = "http://e.example/"
      for (activity, id, status) in [
        (start + letters(1_500 - start.utf8.count), letters(1_000), 204),
        (start + letters(1_501 - start.utf8.count), "a", 400), (start, letters(1_001), 400),
        (start, "a%00b", 400),
      ] {
        for resource in ["activities/profile?profileId=", "activities/state?stateId="] {
          let agent = "&agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D"
          let path =
            "\(resource)\(id)&activityId=\(activity)\(resource.contains("state") ? agent : "")"
          let put = try await program.send(.put, path, "{}", headers: ["If-None-Match": "*"])
          #expect(put.status == status, "\(put.body)")
          #expect(try await program.send(.get, path).status == (status == 204 ? 200 : 400))
        }
      }
    }
  }
}
