import HTTPTypes
import JSON
import Kernel
import Operations
import Storage
import TestWorld
import Testing

/// What a store tells of an activity, put together from the statements that were sent.
@Suite struct ActivityDefinitionTests {
  private static func statement(_ definition: String) -> String {
    #"{"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"#
      + #""object":{"id":"http://e.example/o","definition":\#(definition)}}"#
  }

  private func told(_ program: RecordProgram) async throws -> String {
    let path = "activities?activityId=http%3A%2F%2Fe.example%2Fo"
    let answer = try await program.send(.get, path)
    #expect(answer.status == 200)
    return String(decoding: JSON.write(answer.json["definition"] ?? .null), as: UTF8.self)
  }

  @Test func theLastOneSentCounts() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (old, new) = (#"{"name":{"en":"Old"}}"#, #"{"name":{"en":"New"}}"#)
      // The same ones again and again, singly and in one list.
      for sent in [old, new, old, old, new] {
        let answer = try await program.send(.post, "statements", Self.statement(sent))
        #expect(answer.status == 200)
        #expect(try await told(program) == sent)
      }
      let list = [old, new, old].map(Self.statement).joined(separator: ",")
      #expect(try await program.send(.post, "statements", "[\(list)]").status == 200)
      #expect(try await told(program) == old)
      // Languages are added to one another, other members stand beside them.
      for more in [#"{"name":{"ar":"قديم"}}"#, #"{"type":"http://e.example/t"}"#, old] {
        #expect(try await program.send(.post, "statements", Self.statement(more)).status == 200)
      }
      #expect(
        try await told(program)
          == #"{"name":{"en":"Old","ar":"قديم"},"type":"http://e.example/t"}"#)
    }
  }

  /// One institution's statements do not keep another's from being put away.
  @Test func eachInstitutionKnowsWhatWasSentToIt() async throws {
    try await World.run(extra: { try ScopeTests.second($0) }) { world in
      let ours = try await RecordProgram(world)
      let theirs = try await RecordProgram(
        world, licence: "SURGE-P-1", by: try world.actor("boss"))
      let definition = #"{"name":{"en":"One"}}"#
      for program in [ours, theirs] {
        #expect(
          try await program.send(.post, "statements", Self.statement(definition)).status == 200)
        #expect(try await told(program) == definition)
      }
    }
  }
}
