import JSON
import Kernel
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage
import Testing

/// A term as people live it, over HTTP.
@Suite struct StoryTests {
  @Test func fromRegistrationToAVerifiedCredential() async throws {
    try await World.run { world in
      let (registration, invoice) = try await registers(world)
      try await pays(world, invoice)
      try await changesHerMind(world)
      try await studies(world, registration)
      try await isAssessed(world, registration)
      let credential = try await receives(world, registration)
      try await everybodyVerifies(world, credential)
    }
  }

  private func registers(_ world: World) async throws -> (String, String) {
    let me = try await world.get("/api/v1/me", by: "amna")
    #expect(me.json["login"]?.string == "amna" && me.body.contains(#""roles":["learner"]"#))
    let path = "/api/v1/sections/\(try world.section("FQH112").id)/registrations"
    let key = ["Idempotency-Key": "amna-fqh112"]

    let first = try await world.post(path, by: "amna", headers: key)
    #expect(first.status == 201 && first.type == "application/json")
    #expect(first.ruling?["outcome"]?.string == "granted")
    #expect(first.articles.contains("III.1") && first.articles.contains("G.2"))
    #expect(first.body.contains(#""gross":"690.00 SAR""#))

    // A lost answer is asked for again: the same bytes, and nothing is done twice.
    let rows = try world.rows()
    let again = try await world.post(path, by: "amna", headers: key)
    #expect(again.status == 201 && again.bytes == first.bytes)
    let other = try await world.post(
      path, by: "amna", #"{"learner":"\#(try world.person("amna").id)"}"#, headers: key)
    #expect(other.status == 422 && other.problem == "idempotency-key-reused")
    let elsewhere = "/api/v1/sections/\(try world.section("HDS110").id)/registrations"
    #expect(try await world.post(elsewhere, by: "amna", headers: key).status == 422)
    let twice = try await world.post(path, by: "amna")
    #expect(twice.status == 409 && twice.problem == "state-conflict")
    #expect(try world.rows() == rows)
    // Another person's key of the same name is another key.
    #expect(try await world.post(path, by: "linh", headers: key).status == 201)

    let term = try await world.get("/api/v1/me/terms/\(try world.term().id)", by: "amna")
    #expect(term.json["units"]?.decimal?.integer == 3)
    #expect(term.json["registrations"]?.elements?.first?["state"]?.string == "pendingPayment")
    #expect(term.json["invoices"]?.elements?.first?["state"]?.string == "open")
    return (
      try #require(first.output("registration")), try #require(first.output("invoice"))
    )
  }

  private func pays(_ world: World, _ invoice: String) async throws {
    try world.go(to: "2026-08-25T20:30:00+03:00")
    let paid = try await world.pay(invoice, by: "amna", reference: "pay-1")
    #expect(paid.status == 201 && paid.json["output"]?["new"]?.truth == true)
    let rows = try world.rows()
    // The gateway tells it again.
    let again = try await world.pay(invoice, by: "amna", reference: "pay-1")
    #expect(again.status == 201 && again.json["output"]?["new"]?.truth == false)
    // The same reference cannot stand for another amount or another instant.
    let other = try await world.pay(invoice, by: "amna", reference: "pay-1", amount: "1.00 SAR")
    #expect(other.status == 409 && other.problem == "state-conflict")
    try world.go(to: "2026-08-25T20:31:00+03:00")
    #expect(try await world.pay(invoice, by: "amna", reference: "pay-1").status == 409)
    #expect(try world.rows() == rows)
    let term = try await world.get("/api/v1/me/terms/\(try world.term().id)", by: "amna")
    #expect(term.json["registrations"]?.elements?.first?["state"]?.string == "confirmed")
  }

  /// Drops a paid course, pays another from the credit, and withdraws from that one later.
  private func changesHerMind(_ world: World) async throws {
    let term = "/api/v1/me/terms/\(try world.term().id)"
    let hadith = try await world.register("amna", "HDS110")
    try await world.pay(hadith.invoice, by: "amna", reference: "pay-2")
    let dropped = try await world.post(
      "/api/v1/registrations/\(hadith.registration)/drop", by: "amna", "{}")
    #expect(dropped.status == 201 && dropped.output("credit") == "690.00 SAR")
    let gone = try await world.post(
      "/api/v1/registrations/\(hadith.registration)/drop", by: "amna")
    #expect(gone.status == 409 && gone.problem == "state-conflict")

    let creed = try await world.register("amna", "AQD130")
    let used = try await world.post(
      "/api/v1/invoices/\(creed.invoice)/credit-payments", by: "amna",
      #"{"credit":"credit.drop"}"#)
    #expect(used.status == 201 && used.output("used") == "690.00 SAR")
    let before = try await world.post(
      "/api/v1/registrations/\(creed.registration)/withdrawal", by: "amna")
    #expect(before.status == 409 && before.problem == "refused" && before.articles.contains("IV.4"))

    try world.go(to: "2026-10-05T10:00:00+03:00")
    let withdrawn = try await world.post(
      "/api/v1/registrations/\(creed.registration)/withdrawal", by: "amna")
    #expect(withdrawn.status == 201 && withdrawn.articles.contains("IV.4"))
    let late = try await world.post(
      "/api/v1/registrations/\(hadith.registration)/drop", by: "amna")
    #expect(late.status == 409)
    let after = try await world.get(term, by: "amna")
    let states = (after.json["registrations"]?.elements ?? []).compactMap { $0["state"]?.string }
    #expect(Set(states) == ["confirmed", "dropped", "withdrawn"])
    #expect(after.body.contains(#""symbol":"W""#))
  }

  private func studies(_ world: World, _ registration: String) async throws {
    try world.go(to: "2026-12-10T10:00:00+03:00")
    let (amna, linh) = (try world.person("amna").id, try world.person("linh").id)
    let lessons = "/api/v1/sections/\(try world.section("FQH112").id)/lessons"
    let held = try await world.post(
      "\(lessons)/1/attendance", by: "khalid",
      """
      {"entries":[{"learner":"\(amna)","mark":"present"},{"learner":"\(linh)","mark":"absent"}]}
      """
    )
    #expect(held.status == 201 && held.json["output"]?["recorded"]?.decimal?.integer == 2)
    let watched = try await world.post(
      "\(lessons)/2/attendance", by: "khalid",
      #"{"entries":[{"learner":"\#(amna)","consumed":90},{"learner":"\#(linh)","consumed":10}]}"#)
    #expect(watched.status == 201)
    for number in 3...8 {
      try await world.post(
        "\(lessons)/\(number)/attendance", by: "khalid",
        #"{"entries":[{"learner":"\#(linh)","mark":"absent"}]}"#)
    }
    // Eight of 28: barred, and only the committee may lift it.
    let term = try await world.get("/api/v1/me/terms/\(try world.term().id)", by: "linh")
    let hers = try #require(term.json["registrations"]?.elements?.first)
    #expect(hers["bar"]?.string == "barred")
    let path = "/api/v1/registrations/\(try #require(hers["id"]?.string))/bar-lifts"
    let refused = try await world.post(path, by: "khalid", #"{"reason":"was ill"}"#)
    #expect(refused.status == 409 && refused.problem == "refused")
    #expect(refused.articles.contains("IV.1"))
    let lifted = try await world.post(path, by: "hamad", #"{"reason":"hospital report accepted"}"#)
    #expect(lifted.status == 201 && lifted.output("bar") == "lifted")
  }

  private func isAssessed(_ world: World, _ registration: String) async throws {
    let (course, term) = (try world.course("FQH112").id, try world.term().id)
    let components = [("coursework", 60), ("final", 40)].map { code, weight in
      AssessmentPlan.Component(
        code: code, title: code, weight: weight, isRequired: true, minimum: nil, outcome: nil)
    }
    _ = try await world.office.perform(
      SubmitAssessmentPlan(course: course, term: term, components: components),
      by: try world.actor("khalid"))
    _ = try await world.office.perform(
      ApproveAssessmentPlan(course: course, term: term), by: try world.actor("abdulaziz"))

    let base = "/api/v1/registrations/\(registration)"
    let early = try await world.post("\(base)/credential", by: "reem")
    #expect(early.status == 409 && early.problem == "refused" && early.articles.first == "V.3")
    for (component, mark) in [("coursework", "96"), ("final", "94.5")] {
      let entered = try await world.post(
        "\(base)/marks", by: "khalid", #"{"component":"\#(component)","mark":\#(mark)}"#)
      #expect(entered.status == 201)
    }
    let byInstructor = try await world.post(
      "\(base)/results", by: "khalid", #"{"number":"R-1448-17"}"#)
    #expect(byInstructor.status == 409 && byInstructor.problem == "refused")
    try world.go(to: "2027-01-05T09:00:00+03:00")
    let approved = try await world.post("\(base)/results", by: "salman", #"{"number":"R-1448-17"}"#)
    #expect(approved.status == 201 && approved.output("symbol") == "A+", "\(approved.body)")
    let late = try await world.post(
      "\(base)/marks", by: "khalid", #"{"component":"final","mark":99}"#)
    #expect(late.status == 409 && late.problem == "refused" && late.articles.contains("V.2"))
    let corrected = try await world.post(
      "\(base)/corrections", by: "salman",
      #"{"mark":95.5,"clerical":true,"justification":"digits exchanged","number":"R-1448-18"}"#)
    #expect(corrected.status == 201, "\(corrected.body)")
  }

  private func receives(_ world: World, _ registration: String) async throws -> String {
    try world.go(to: "2027-01-07T09:00:00+03:00")
    let path = "/api/v1/registrations/\(registration)/credential"
    #expect(try await world.post(path, by: "linh").status == 403)
    let issued = try await world.post(path, by: "reem")
    #expect(issued.status == 201, "\(issued.body)")
    let id = try #require(issued.output("credential"))
    let again = try await world.post(path, by: "reem")
    #expect(again.output("credential") == id, "one credential for a learner, course and term")
    let held = try await world.get("/api/v1/credentials/\(id)", by: "amna")
    #expect(held.status == 200 && held.type == "application/jwt")
    #expect(try await world.get("/api/v1/credentials/\(id)", by: "reem").bytes == held.bytes)
    #expect(try await world.get("/api/v1/credentials/\(id)", by: "linh").status == 404)
    return held.body
  }

  private func everybodyVerifies(_ world: World, _ credential: String) async throws {
    let path = "/api/v1/verifications?lang=en"
    let rows = try world.rows()
    let bare = try await world.post(path, credential)
    #expect(bare.json["valid"]?.truth == true, "\(bare.body)")
    #expect(bare.json["summary"]?["course"]?.string == "FQH112")
    #expect(bare.json["summary"]?["mark"]?.string == "95.5")
    let wrapped = try await world.post(path, #"{"credential":"\#(credential)\n"}"#)
    #expect(wrapped.bytes == bare.bytes)

    let parts = credential.split(separator: ".").map(String.init)
    try #require(parts.count == 3)
    var payload = Array(parts[1].utf8)
    payload[200] = payload[200] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    let changed = "\(parts[0]).\(String(decoding: payload, as: UTF8.self)).\(parts[2])"
    for copy in [changed, "\(parts[0]).\(parts[1]).", credential + "x", "", "no credential"] {
      let answer = try await world.post(path, copy)
      #expect(answer.status == 200 && answer.json["valid"]?.truth == false)
      #expect(answer.json["summary"] == nil)
    }
    let steps = try await world.post(path, changed).json["steps"]?.elements ?? []
    let failed = steps.filter { $0["outcome"]?.string == "failed" }.compactMap {
      $0["step"]?.string
    }
    #expect(failed.contains("proof") || failed.contains("form"))
    #expect(try world.rows() == rows, "verifying stores nothing")
  }

  /// Change of section, leaving a small section, exchange.
  @Test func movesBetweenSections() async throws {
    try await World.run { world in
      func move(_ registration: String, _ what: String, to section: Section) async throws -> Answer
      {
        try await world.post(
          "/api/v1/registrations/\(registration)/\(what)", by: "yusuf",
          #"{"section":"\#(section.id)"}"#)
      }
      let first = try await world.register("yusuf", "FQH112", 1)
      let changed = try await move(
        first.registration, "section-change", to: try world.section("FQH112", 2))
      #expect(changed.status == 201, "\(changed.body)")
      let left = try await move(
        try #require(changed.output("registration")), "underfilled-transfer",
        to: try world.section("FQH112", 1))
      #expect(left.status == 201, "\(left.body)")
      let more = try await move(
        try #require(left.output("registration")), "swap", to: try world.section("NHW120"))
      #expect(more.status == 409 && more.problem == "refused" && more.articles.contains("III.3"))
      let swapped = try await move(
        try #require(left.output("registration")), "swap", to: try world.section("HDS110", 2))
      #expect(swapped.status == 201, "\(swapped.body)")
      let term = try await world.get("/api/v1/me/terms/\(try world.term().id)", by: "yusuf")
      #expect(term.json["units"]?.decimal?.integer == 3)
    }
  }

  @Test func aCancelledSectionsBalanceIsUsedElsewhere() async throws {
    try await World.run { world in
      let grammar = try await world.register("yusuf", "NHW120")
      try await world.pay(grammar.invoice, by: "yusuf", reference: "y", amount: "460.00 SAR")
      for login in ["amna", "fatimah", "maryam"] {
        let seat = try await world.register(login, "RSC105", 2)
        try await world.pay(seat.invoice, by: login, reference: login, amount: "460.00 SAR")
      }
      // Three of five open a section, one of fifty does not.
      try world.go(to: "2026-09-04T00:00:00+03:00")
      _ = try Tick(world.office, world.scope, at: world.office.clock.now).run()
      #expect(try world.section("NHW120").state == .cancelled)
      #expect(try world.section("RSC105", 2).state == .open)

      try world.go(to: "2026-09-12T10:00:00+03:00")
      let path = "/api/v1/registrations/\(grammar.registration)/balance-use"
      let dearer = try await world.post(
        path, by: "yusuf", #"{"section":"\#(try world.section("HDS110").id)"}"#)
      #expect(dearer.status == 409 && dearer.problem == "refused")
      let target = #"{"section":"\#(try world.section("RSC105", 2).id)"}"#
      let used = try await world.post(path, by: "yusuf", target)
      #expect(used.status == 201 && used.articles.contains("III.6"), "\(used.body)")
      #expect(try await world.post(path, by: "yusuf", target).status == 409)
      let term = try await world.get("/api/v1/me/terms/\(try world.term().id)", by: "yusuf")
      #expect(term.json["credit"]?["credit.cancelled"]?.string == "0.00 SAR")
    }
  }

  @Test func theRegistrarMovesAWindow() async throws {
    try await World.run(at: "2026-09-11T10:00:00+03:00") { world in
      let path = "/api/v1/sections/\(try world.section("FQH112").id)/registrations"
      let late = try await world.post(path, by: "amna")
      #expect(late.status == 409 && late.problem == "refused")
      let moved = try await world.post(
        "/api/v1/terms/\(try world.term().id)/windows", by: "sara",
        #"{"kind":"registration","from":"2026-08-23","through":"2026-09-15","decision":"41/1448"}"#)
      #expect(moved.status == 201 && moved.articles == [])
      #expect(try await world.post(path, by: "amna").status == 201)
      let terms = try await world.get("/api/v1/terms")
      #expect(terms.body.contains(#""through":"2026-09-15""#))
      // The registrar registers somebody by name.
      let forLinh = try await world.post(
        path, by: "sara", #"{"learner":"\#(try world.person("linh").id)"}"#)
      #expect(forLinh.status == 201)
    }
  }
}

extension World {
  func actor(_ login: String) throws -> Actor {
    let person = try person(login)
    return try office.database.read { try Actor.load(person, in: $0) }
  }
}
