import HTTPTypes
import JSON
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Testing

/// Input that no rule has to judge: a problem with place and remedy, nothing stored, never a 500.
@Suite struct BadInputTests {
  /// A request and the problem it must meet.
  struct Bad: Sendable {
    let by: String?
    let path: String
    let body: String?
    let status: Int
    let problem: String

    init(
      _ path: String, _ body: String?, by: String? = "amna", _ status: Int = 400,
      _ problem: String = "bad-input"
    ) {
      self.by = by
      self.path = path
      self.body = body
      self.status = status
      self.problem = problem
    }
  }

  /// What the requests speak of: amna's registration and invoice in FQH112/1, at study time.
  struct Ground: Sendable {
    let section: String
    let registration: String
    let invoice: String
    let term: String
    let amna: String
  }

  private func inGround(_ test: @escaping @Sendable (World, Ground) async throws -> Void)
    async throws
  {
    try await World.run { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      let ground = Ground(
        section: "\(try world.section("FQH112").id)", registration: registration,
        invoice: invoice, term: "\(try world.term().id)",
        amna: "\(try world.person("amna").id)")
      try await test(world, ground)
    }
  }

  private func meet(_ bads: [Bad], _ world: World) async throws {
    for bad in bads {
      let before = try world.rows()
      let answer = try await world.post("/api/v1" + bad.path, by: bad.by, bad.body)
      let what: Comment = "\(bad.path) \(bad.body?.prefix(200) ?? "") → \(answer.body)"
      #expect(answer.status == bad.status && answer.problem == bad.problem, what)
      #expect(answer.type == "application/problem+json", what)
      #expect(answer.json["detail"]?.string?.isEmpty == false, what)
      #expect(try world.rows() == before, what)
    }
  }

  @Test func bodiesThatAreNotWhatWasAskedFor() async throws {
    try await inGround { world, ground in
      let path = "/sections/\(try world.section("HDS110").id)/registrations"
      let bodies = [
        "hello", "[]", "5", "\"x\"", "{", "{}}", "{\"learner\":}", "{'learner':1}", "\u{FEFF}{}",
        #"{"learner":5}"#, #"{"learner":"x"}"#, #"{"learner":["\#(ground.amna)"]}"#,
        #"{"lerner":"\#(ground.amna)"}"#, #"{"learner":"\#(ground.amna)","more":1}"#,
        #"{"learner":"\#(ground.amna)","learner":"\#(ground.amna)"}"#,
        #"{"learner":"\#(ground.amna)\u202e"}"#, #"{"learner":"\ud800"}"#,
        #"{"learner":"\u0000"}"#, "{\"learner\":\"\u{202E}\(ground.amna)\"}",
        #"{"learner":"# + String(repeating: "[", count: 100_000),
        #"{"learner":\#(String(repeating: "9", count: 400))}"#, #"{"learner":1e999999999}"#,
        "[" + String(repeating: "0,", count: 300_000) + "0]",
      ]
      try await meet(bodies.map { Bad(path, $0) }, world)
      let invalid = try await world.send(
        .post, "/api/v1" + path, by: "amna", bytes: Array(#"{"learner":""#.utf8) + [0xFF, 0xC0])
      #expect(invalid.status == 400 && invalid.problem == "bad-input")
      let large = try await world.post(
        "/api/v1" + path, by: "amna", String(repeating: " ", count: 1 << 20) + "{}")
      #expect(large.status == 413 && large.problem == "bad-input")
      #expect(large.json["detail"]?.string?.contains("1 MiB") == true)
      // What is wrong is said with its place.
      let answer = try await world.post("/api/v1" + path, by: "amna", "{\n  \"learner\": nul}")
      #expect(answer.json["place"]?.string?.hasPrefix("line 2") == true)
    }
  }

  @Test func paymentsThatAreNone() async throws {
    try await inGround { world, ground in
      let good = [
        "gateway": #""simulated""#, "reference": #""ref-1""#, "amount": #""690.00 SAR""#,
        "paidAt": #""2026-08-23T08:59:00+03:00""#,
      ]
      func body(_ name: String, _ value: String?) -> String {
        var members = good
        members[name] = value
        return "{"
          + members.sorted { $0.key < $1.key }.map { #""\#($0)":\#($1)"# }
          .joined(separator: ",") + "}"
      }
      let wrong: [String: [String?]] = [
        "amount": [
          "690", #""690.00""#, #""690.001 SAR""#, #""٦٩٠.٠٠ SAR""#, #""690.00 USD""#,
          #""-690.00 SAR""#, #""0.00 SAR""#, #""1e3 SAR""#, #""690.00  SAR""#, #""690,00 SAR""#,
          #""99999999999999999999.00 SAR""#, #""69000 VND""#, "null", "true", "{}", nil,
        ],
        "paidAt": [
          #""2026-08-23T09:06:00+03:00""#, #""2027-01-01T00:00:00Z""#, #""9999-12-31T23:59:59Z""#,
          #""2026-02-30T10:00:00+03:00""#, #""2026-08-23T24:00:00Z""#, #""2026-08-23T08:00:00""#,
          #""2026-08-23""#, #""٢٠٢٦-٠٨-٢٣T08:00:00Z""#, "1787400000", nil,
        ],
        "gateway": [#""""#, #""simu lated""#, #""simulated\u200f""#, "7", nil],
        "reference": [
          #""""#, #""ref 1""#, #""رقم""#, #""ref-١""#, #""ref\u202e1""#, #""a/b""#,
          "\"\(String(repeating: "r", count: 121))\"", "[]", nil,
        ],
        "extra": ["1"],
      ]
      let path = "/invoices/\(ground.invoice)/payments"
      for (name, values) in wrong.sorted(by: { $0.key < $1.key }) {
        try await meet(values.map { Bad(path, body(name, $0), by: "huda") }, world)
      }
      // Only finance takes notices of another gateway.
      try await meet([Bad(path, body("gateway", #""other""#), 403, "forbidden")], world)
      let credit = "/invoices/\(ground.invoice)/credit-payments"
      try await meet(
        [
          Bad(credit, #"{"credit":"receivable"}"#), Bad(credit, "{}"),
          Bad(credit, #"{"credit":1}"#),
          Bad(credit, #"{"credit":"credit.drop"}"#, 409, "state-conflict"),
        ], world)
    }
  }

  @Test func idsAndNumbersThatAreNone() async throws {
    try await inGround { world, ground in
      let arabic = String(
        String.UnicodeScalarView(
          ground.registration.unicodeScalars.map { scalar in
            (0x30...0x39).contains(scalar.value)
              ? Unicode.Scalar(scalar.value - 0x30 + 0x660) ?? scalar : scalar
          }))
      let escaped = arabic.utf8.map { byte in
        byte < 0x80 ? String(decoding: [byte], as: UTF8.self) : "%" + Hex.text([byte])
      }.joined()
      let unknown = "01990000-0000-7000-8000-000000000000"
      let ids = [
        escaped, arabic, unknown, "x", "1", "-1", "..%2f..", "%00", "%", "%zz",
        ground.registration + "%20", ground.registration + "0", ground.section,
        String(repeating: "0", count: 5_000),
      ]
      try await meet(
        ids.map { Bad("/registrations/\($0)/drop", nil, 404, "not-found") }, world)
      let lessons = "/sections/\(ground.section)/lessons"
      let entry = #"{"entries":[{"learner":"\#(ground.amna)","mark":"present"}]}"#
      try await meet(
        ["%D9%A3", "0", "-1", "99", "1.0", "99999999999999999999", "0x1", "%20"].map {
          Bad("\(lessons)/\($0)/attendance", entry, by: "khalid", 404, "not-found")
        }, world)
      try await meet([Bad("\(lessons)/1/attendance", entry, by: "khalid")], world)
      for path in [
        "/me/terms/\(unknown)", "/terms/\(escaped)/sections", "/rulings/\(unknown)",
        "/credentials/\(unknown)", "/credentials/x",
      ] {
        let answer = try await world.get("/api/v1" + path, by: "amna")
        #expect(answer.status == 404 && answer.problem == "not-found")
      }
    }
  }

  @Test func studyThatIsNone() async throws {
    try await inGround { world, ground in
      try world.go(to: "2026-12-10T10:00:00+03:00")
      let attendance = "/sections/\(ground.section)/lessons/2/attendance"
      let amna = #""learner":"\#(ground.amna)""#
      let entries = [
        "{}", #"{"entries":5}"#, #"{"entries":[5]}"#, #"{"entries":[{}]}"#,
        #"{"entries":[{"learner":"x"}]}"#, #"{"entries":[{\#(amna),"mark":"late"}]}"#,
        #"{"entries":[{\#(amna),"consumed":9.5}]}"#, #"{"entries":[{\#(amna),"consumed":"90"}]}"#,
        #"{"entries":[{\#(amna),"consumed":"٩٠"}]}"#, #"{"entries":[{\#(amna),"consumed":101}]}"#,
        #"{"entries":[{\#(amna),"consumed":-1}]}"#, #"{"entries":[{\#(amna),"note":"x"}]}"#,
        #"{"entries":[{\#(amna),"consumed":9223372036854775807}]}"#,
      ]
      try await meet(entries.map { Bad(attendance, $0, by: "khalid") }, world)
      // One entry that cannot be recorded takes the others with it.
      let stranger = #"{"entries":[{\#(amna)},{"learner":"\#(try world.person("linh").id)"}]}"#
      try await meet([Bad(attendance, stranger, by: "khalid", 404, "not-found")], world)

      let base = "/registrations/\(ground.registration)"
      let marks = ["101", "-1", #""96""#, "94.1234567", "1e400", "null", #""٩٦""#, "true", "0x5f"]
      try await meet(
        marks.map { Bad("\(base)/marks", #"{"component":"final","mark":\#($0)}"#, by: "khalid") },
        world)
      try await meet(
        [
          Bad("\(base)/marks", #"{"component":"final\u2067","mark":5}"#, by: "khalid"),
          Bad("\(base)/bar-lifts", "{}", by: "hamad"),
          Bad("\(base)/bar-lifts", #"{"reason":""}"#, by: "hamad"),
          Bad("\(base)/bar-lifts", #"{"reason":" \n "}"#, by: "hamad"),
          Bad("\(base)/bar-lifts", #"{"reason":"a\u202eb"}"#, by: "hamad"),
          Bad(
            "\(base)/bar-lifts", #"{"reason":"\#(String(repeating: "x", count: 3_000))"}"#,
            by: "hamad"),
          Bad("\(base)/results", #"{"number":7}"#, by: "salman"),
          Bad("\(base)/results", #"{"number":"R","verdict":"perhaps"}"#, by: "salman"),
          Bad("\(base)/results", #"{"number":"R","verdict":"pass","code":"IC"}"#, by: "salman"),
          Bad(
            "\(base)/corrections", #"{"mark":5,"clerical":"yes","justification":"x","number":"R"}"#,
            by: "salman"),
          Bad("\(base)/drop", #"{"registration":"\#(ground.registration)"}"#),
          Bad("\(base)/withdrawal", "[]"), Bad("\(base)/swap", nil),
          Bad("\(base)/swap", #"{"section":"x"}"#), Bad("\(base)/credential", "[]", by: "reem"),
        ], world)
    }
  }

  @Test func windowsQuestionsAndProofsThatAreNone() async throws {
    try await inGround { world, ground in
      func window(_ kind: String, _ from: String, _ through: String, _ decision: String) -> Bad {
        Bad(
          "/terms/\(ground.term)/windows",
          """
          {"kind":"\(kind)","from":"\(from)","through":"\(through)","decision":"\(decision)"}
          """,
          by: "sara")
      }
      let cap = "/decisions/Registration/UnitCap"
      try await meet(
        [
          window("holiday", "2026-09-01", "2026-09-02", "x"),
          window("addDrop", "2026-13-01", "2026-09-02", "x"),
          window("addDrop", "2026-02-29", "2026-09-02", "x"),
          window("addDrop", "٢٠٢٦-٠٩-٠١", "2026-09-02", "x"),
          window("addDrop", "2026-09-02", "2026-09-01", "x"),
          window("addDrop", "2026-09-01", "2026-09-02", ""),
          window("addDrop", "2026-09-01", "2026-09-02", " "),
          window("addDrop", "2026-09-01", "2026-09-02", "\\u2066x"),
          Bad(cap, "[]"), Bad(cap, nil), Bad(cap, "{}"), Bad(cap, #"{"unitsHeld":1}"#),
          Bad(cap, #"{"unitsHeld":"1","unitsAdded":3}"#),
          Bad(cap, #"{"unitsHeld":1.5,"unitsAdded":3}"#),
          Bad(cap, #"{"unitsHeld":99999999999,"unitsAdded":3}"#),
          Bad(cap, #"{"unitsHeld":1,"unitsAdded":3,"units":4}"#),
          Bad("\(cap)?on=tomorrow", #"{"unitsHeld":1,"unitsAdded":3}"#),
          Bad("\(cap)?on=0001-01-01T00:00:00Z", #"{"unitsHeld":1,"unitsAdded":3}"#),
          Bad("\(cap)?edition=1300", #"{"unitsHeld":1,"unitsAdded":3}"#),
          Bad("/decisions/Registration/Nothing", "{}", 404, "not-found"),
          Bad("/decisions/UnitCap", "{}", 404, "not-found"),
          Bad("/decisions/..%2f..%2fetc", "{}", 404, "not-found"),
          Bad("/verifications", #"{"credential":5}"#, by: nil),
          Bad("/verifications", #"{"credential":"x","more":1}"#, by: nil),
        ], world)
      let path = "/api/v1/registrations/\(ground.registration)/drop"
      for key in ["a b", "مفتاح", "", String(repeating: "k", count: 201)] {
        let answer = try await world.post(path, by: "amna", headers: ["Idempotency-Key": key])
        #expect(answer.status == 400 && answer.problem == "bad-input", "key '\(key)'")
      }
    }
  }

  /// Whatever is sent to whatever route by whoever holds most offices: never our own fault.
  @Test func nothingOfItIsOurFault() async throws {
    try await inGround { world, ground in
      let bodies: [String?] = [
        nil, "", "{}", "[]", "null", "\u{0}", #"{"section":"\#(ground.section)"}"#,
        #"{"mark":-0.0,"component":"x","reason":"x","number":"\u0000"}"#,
        """
        {"gateway":"simulated","reference":"old","amount":"1.00 SAR",
        "paidAt":"0001-01-01T00:00:00Z"}
        """,
        #"{"kind":"finals","from":"0001-01-01","through":"9999-12-31","decision":"x"}"#,
      ]
      let ids = [
        ground.section, ground.registration, ground.invoice, ground.term,
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
      ]
      for operation in try Shared.loaded.get().document.operations {
        let parts = operation.split(separator: " ").map(String.init)
        guard parts[0] == "POST" else { continue }
        for (id, login) in zip(ids, ["amna", "sara", "khalid", "salman", "hamad"]) {
          let path = parts[1].replacing("{id}", with: id).replacing("{number}", with: "1")
            .replacing("{rule}", with: "Fees/Settlement")
          for body in bodies {
            let answer = try await world.post(path, by: login, body)
            #expect(answer.status < 500, "\(operation) by \(login) \(body ?? "") \(answer.body)")
          }
        }
      }
    }
  }
}
