import HTTPTypes
import JSON
import Kernel
import LearningRecords
import Operations
import Storage
import TestWorld
import Testing

/// The index of records lies in segments: nobody who asks notices where one ends.
@Suite struct RecordSegmentTests {
  /// A list of statements with these numbers, every tenth of one actor.
  private static func list(_ numbers: ClosedRange<Int>) -> String {
    "["
      + numbers.map { XAPITests.statement($0, actor: $0 % 10 == 0 ? "ten" : "n\($0 % 7)") }
      .joined(separator: ",") + "]"
  }

  private static let ten = "agent=%7B%22mbox%22%3A%22mailto%3Aten%40b.example%22%7D"

  @Test func asearchGoesThroughAllSegmentsInOrder() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      // About a statement that comes three segments later.
      let early =
        #"{"id":"\#(XAPITests.id(9_999))","actor":{"mbox":"mailto:early@b.example"},"verb":"#
        + #"{"id":"http://e.example/w"},"object":{"objectType":"StatementRef","id":"\#(XAPITests.id(6_310))"}}"#
      #expect(try await program.send(.post, "statements", early).status == 200)
      for numbers in [1...2_100, 2_101...4_200, 4_201...6_300, 6_301...6_320] {
        #expect(try await program.send(.post, "statements", Self.list(numbers)).status == 200)
      }
      let segments = try world.office.database.read { tx in
        try tx.all("SELECT count, before FROM record_segment ORDER BY number") {
          [$0.int(0), $0.int(1)]
        }
      }
      #expect(segments == [[2_101, 0], [2_100, 2_101], [2_100, 4_201], [20, 6_301]])
      let tens = stride(from: 10, through: 6_320, by: 10).map(XAPITests.id)
      for (order, wanted) in [("true", tens), ("false", Array(tens.reversed()))] {
        var seen: [String] = []
        var path = "statements?\(Self.ten)&limit=83&ascending=\(order)"
        while true {
          let answer = try await program.send(.get, path)
          seen += (answer.json["statements"]?.elements ?? []).compactMap { $0["id"]?.string }
          guard let more = answer.json["more"]?.string, !more.isEmpty else { break }
          path = String(more.dropFirst("/xapi/".count))
        }
        // The early one is about number 6,310 and is found with it, at its own place.
        #expect(seen.filter { $0 != XAPITests.id(9_999) } == wanted, "\(order)")
        #expect((order == "true" ? seen.first : seen.last) == XAPITests.id(9_999), "\(order)")
        #expect(seen.count == wanted.count + 1)
      }
      let answer = try await program.send(.get, "statements?statementId=\(XAPITests.id(4_201))")
      let since = try #require(answer.json["stored"]?.string)
      #expect(
        try await program.ids("?\(Self.ten)&since=\(since)&limit=2&ascending=true")
          == [4_210, 4_220].map(XAPITests.id))
      #expect(
        try await program.ids("?\(Self.ten)&until=\(since)&limit=1") == [XAPITests.id(4_200)])
    }
  }

  @Test func asealCoversTheLastOfOneSegmentAndTheFirstOfTheNext() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for numbers in [1...2_060, 2_061...2_080] {
        #expect(try await program.send(.post, "statements", Self.list(numbers)).status == 200)
      }
      _ = try await world.office.perform(SealRecords(), by: .clock(world.scope))
      let sealed = try world.office.database.read { tx in
        try tx.all("SELECT count FROM record_batch") { $0.int(0) }
      }
      #expect(sealed == [2_080])
    }
  }
}
