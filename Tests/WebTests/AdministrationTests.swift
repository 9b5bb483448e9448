import Kernel
import Registrar
import Testing

/// What prepares a term over HTTP, and who may not.
@Suite struct AdministrationTests {
  @Test func aTermIsPreparedByThoseWhoHoldTheOffices() async throws {
    try await World.run { world in
      let course = try world.course("FQH112")
      let term = try world.term()
      let offer = #"{"term":"\#(term.id)","maximum":50}"#
      let offered = try await world.post(
        "/api/v1/courses/\(course.id)/sections", by: "sara", offer)
      #expect(offered.status == 201)
      let section = try #require(offered.output("section"))
      let tooLarge = try await world.post(
        "/api/v1/courses/\(course.id)/sections", by: "sara",
        #"{"term":"\#(term.id)","maximum":51}"#)
      #expect(tooLarge.status == 409 && tooLarge.body.contains("III.2"))
      let lessons = try await world.post(
        "/api/v1/sections/\(section)/lessons", by: "sara",
        #"{"lessons":[{"startsAt":"2026-09-07T17:00:00+03:00","mode":"synchronous"}]}"#)
      #expect(lessons.status == 201)
      let plan = try await world.post(
        "/api/v1/courses/\(course.id)/plans", by: "khalid",
        #"{"term":"\#(term.id)","components":[{"code":"final","title":"Final","weight":100}]}"#)
      #expect(plan.status == 201)
      let wrong = try await world.post(
        "/api/v1/courses/\(course.id)/plan-approvals", by: "sara", #"{"term":"\#(term.id)"}"#)
      #expect(wrong.status == 409 && wrong.body.contains("G.3"))
      let approved = try await world.post(
        "/api/v1/courses/\(course.id)/plan-approvals", by: "abdulaziz",
        #"{"term":"\#(term.id)"}"#)
      #expect(approved.status == 201)
    }
  }

  @Test func officesAreNotForEverybody() async throws {
    try await World.run { world in
      let course = try world.course("FQH112")
      let term = try world.term()
      let rows = try world.rows()
      for (path, body) in [
        ("/api/v1/courses/\(course.id)/sections", #"{"term":"\#(term.id)","maximum":50}"#),
        (
          "/api/v1/parameters",
          #"{"pack":"sa-iu-ecourses","key":"altExam.requestDays","value":"5","#
            + #""from":"2026-09-01","decision":"D-1"}"#
        ),
        (
          "/api/v1/licence-statuses",
          #"{"licence":"NELC-P-0007","status":"revoked","from":"2026-08-24T00:00:00+03:00","#
            + #""article":"sa-nelc@1446#licence","reason":"test"}"#
        ),
      ] {
        #expect(try await world.post(path, by: "amna", body).status == 403, "\(path)")
      }
      #expect(try world.rows() == rows)
    }
  }
}
