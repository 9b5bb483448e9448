import HTTPTypes
import Kernel
import Operations
import Registrar
import Regulations
import Storage
import Testing

/// Many at once: seats are never sold twice, and an act is done once.
@Suite struct RaceTests {
  @Test func sixteenLearnersAndFiveSeats() async throws {
    for round in 1...20 {
      try await World.run { world in
        let section = try world.section("RSC105", 2)
        #expect(section.maximum == 5)
        let path = "/api/v1/sections/\(section.id)/registrations"
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
          for number in 1...16 {
            let digits = String(number + 1000).dropFirst()
            group.addTask { try await world.post(path, by: "learner-\(digits)") }
          }
          return try await group.reduce(into: [Answer]()) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 201 }.count == 5, "round \(round)")
        let refused = answers.filter { $0.status == 409 }
        #expect(refused.count == 11, "round \(round)")
        for answer in refused {
          #expect(answer.problem == "refused")
          let rules = answer.ruling?["grounds"]?.elements?.compactMap { $0["rule"]?.string }
          #expect(rules?.first == "Registration/Capacity")
        }
        #expect(try world.section("RSC105", 2).taken == 5)
        let live = try world.office.database.read { try Registration.live(in: section.id, tx: $0) }
        #expect(live.count == 5)
      }
    }
  }

  @Test func oneKeySentSixteenTimesAtOnce() async throws {
    try await World.run { world in
      let path = "/api/v1/sections/\(try world.section("FQH112").id)/registrations"
      let bodies = try await withThrowingTaskGroup(of: Answer.self) { group in
        for _ in 1...16 {
          group.addTask {
            try await world.post(path, by: "amna", headers: ["Idempotency-Key": "once"])
          }
        }
        return try await group.reduce(into: Set<[UInt8]>()) { set, answer in
          #expect(answer.status == 201)
          set.insert(answer.bytes)
        }
      }
      #expect(bodies.count == 1)
      #expect(try world.section("FQH112").taken == 1)
    }
  }

  @Test func onePaymentToldSixteenTimesAtOnce() async throws {
    try await World.run { world in
      let invoice = try await world.register("amna", "FQH112").invoice
      let new = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 1...16 {
          group.addTask {
            let answer = try await world.pay(invoice, by: "amna", reference: "pay-1")
            #expect(answer.status == 201)
            return answer.json["output"]?["new"]?.truth == true
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(new == 1)
    }
  }
}
