import Foundation
import HTTPTypes
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import TestWorld
import Testing

/// The grade sheet of a course: who sees which rows, and what stands in them in each of its forms.
@Suite struct GradeSheetTests {
  /// Names that a spreadsheet would take for formulas, or that break a line.
  private static let hostile = [
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "a,b \"c\"", "x\ny;z",
  ]

  @Sendable private static func plant(_ tx: Transaction) throws {
    try ScopeTests.second(tx)
    let now = MadinahWorld.plantedAt
    let institution = try #require(try Institution.all(in: tx).first { $0.code == "iu" })
    func add(_ login: String, _ name: String, _ role: Role, section: SectionID? = nil) throws {
      let person = Person(
        id: IDs.system.make(at: now), institution: institution.id, login: login, nameAr: name,
        nameEn: name, tongue: .english, buyer: .resident, identifierKind: .passport,
        identifier: login)
      try person.insert(secret: nil, at: now, in: tx)
      try Grant(
        id: IDs.system.make(at: now), person: person.id, role: role, institution: institution.id,
        section: section, from: now.adding(seconds: -60)
      ).insert(at: now, in: tx)
    }
    for (number, name) in hostile.enumerated() { try add("hostile-\(number)", name, .learner) }
    let scope = institution.scope
    let course = try #require(try Course.all(scope, in: tx).first { $0.code == "FQH112" })
    let term = try #require(try Term.all(scope, in: tx).first { $0.code == "1448-1" })
    let sections = try Section.of(course: course.id, term: term.id, in: tx)
    try add("second-only", "Teacher of the second", .instructor, section: sections.last?.id)
  }

  private func path(_ world: World, _ code: String = "FQH112") throws -> String {
    "/api/v1/courses/\(try world.course(code).id)/results?term=\(try world.term().id)"
  }

  private func logins(_ answer: Answer) -> [String] {
    (answer.json["learners"]?.elements ?? []).compactMap { $0["login"]?.string }
  }

  @Test func everybodySeesTheirOwnSections() async throws {
    try await World.run(extra: Self.plant) { world in
      _ = try await world.register("amna", "FQH112", 1)
      _ = try await world.register("learner-001", "FQH112", 2)
      let path = try path(world)
      for login in ["sara", "salman", "khalid"] {
        let sheet = try await world.get(path, by: login)
        #expect(sheet.status == 200 && logins(sheet) == ["amna", "learner-001"], "\(login)")
      }
      let own = try await world.get(path, by: "second-only")
      #expect(own.status == 200 && logins(own) == ["learner-001"])
      // Nurah teaches others' courses; the boss holds every office elsewhere.
      for (login, status) in [
        ("nurah", 404), ("boss", 404), ("amna", 403), ("hamad", 403), ("reem", 403),
      ] {
        #expect(try await world.get(path, by: login).status == status, "\(login)")
        let csv = try await world.get(path, by: login, headers: ["Accept": "text/csv"])
        #expect(csv.status == status && csv.type == "application/problem+json", "\(login)")
      }
      #expect(try await world.get(path).status == 401)
      let bare = try #require(path.split(separator: "?").first)
      for query in ["", "?term=", "?term=x"] {
        #expect(try await world.get("\(bare)\(query)", by: "sara").status == 400)
      }
      let unknown = "?term=\(PersonID(high: 1, low: 1))"
      #expect(try await world.get("\(bare)\(unknown)", by: "sara").status == 404)
      // A course without learners is an empty sheet to whoever sees all, and absent to others.
      let empty = try await world.get(try self.path(world, "SRH140"), by: "sara")
      #expect(empty.status == 200 && logins(empty) == [])
      #expect(try await world.get(try self.path(world, "SRH140"), by: "khalid").status == 404)
    }
  }

  @Test func pagesAreForTheSamePeople() async throws {
    try await World.run(extra: Self.plant) { world in
      _ = try await world.register("amna", "FQH112", 1)
      _ = try await world.register("hostile-0", "FQH112", 2)
      let course = try world.course("FQH112").id
      var browsers: [String: Browser] = [:]
      for (login, status) in [
        ("sara", 200), ("salman", 200), ("khalid", 200), ("second-only", 200), ("nurah", 404),
        ("amna", 403), ("hamad", 403),
      ] {
        let browser = try await Browser(world, login)
        browsers[login] = browser
        for tongue in ["ar", "en", "vi"] {
          let page = try await browser.get("/courses/\(course)/results?lang=\(tongue)")
          #expect(page.status == status && !page.body.contains("⟦"), "\(login) \(tongue)")
          #expect(page.body.contains(">amna<") == ["sara", "salman", "khalid"].contains(login))
          #expect(!page.body.contains("=HYPERLINK(\""), "escaped in markup")
        }
        let file = try await browser.get("/courses/\(course)/results.csv")
        #expect(file.status == status, "\(login)")
      }
      let stranger = try await world.get("/courses/\(course)/results")
      #expect(stranger.status == 303)
      // The ways there: from the course for its readers, from the section.
      let link = "/courses/\(course)/results?term=\(try world.term().id)"
      let section = try world.section("FQH112").id
      for (login, path, isThere) in [
        ("sara", "/courses/\(course)", true), ("amna", "/courses/\(course)", false),
        ("nurah", "/courses/\(course)", false), ("khalid", "/sections/\(section)/marks", true),
        ("salman", "/results/\(section)", true),
      ] {
        let page = try await #require(browsers[login]).get(path)
        #expect(page.status == 200 && page.body.contains(link) == isThere, "\(login) \(path)")
      }
    }
  }

  @Test func standingMarksAndRulingAreThere() async throws {
    try await World.run(extra: Self.plant) { world in
      var ids: [String: RegistrationID] = [:]
      for number in 1...8 {
        let login = "learner-00\(number)"
        let made = try await world.register(login, "FQH112", number % 2 + 1).registration
        let id = try #require(RegistrationID(text: made))
        ids[login] = id
      }
      try world.assess(ids)
      let sheet = try await world.get(try path(world), by: "sara")
      let rows = sheet.json["learners"]?.elements ?? []
      #expect(rows.count == 8 && sheet.json["components"]?.elements?.count == 2)
      let expected: [(login: String, standing: String, mark: String?, symbol: String?)] = [
        ("learner-001", "approved", "95.1", "A+"), ("learner-002", "incomplete", nil, "IC"),
        ("learner-003", "withdrawn", nil, "W"), ("learner-004", "barred", nil, nil),
        ("learner-005", "barLifted", "59.9", "F"), ("learner-006", "pendingPayment", nil, nil),
        ("learner-007", "notApproved", "60", "D"), ("learner-008", "inProgress", nil, "IP"),
      ]
      for (login, standing, mark, symbol) in expected {
        let row = rows.first { $0["login"]?.string == login }
        #expect(row?["standing"]?.string == standing, "\(login)")
        #expect(row?["mark"]?.decimal?.description == mark, "\(login)")
        #expect(row?["symbol"]?.string == symbol, "\(login)")
        let isApproved = ["approved", "incomplete", "withdrawn", "inProgress"].contains(standing)
        #expect((row?["ruling"] != nil) == isApproved, "\(login)")
      }
      // The newest mark of a component stands.
      let first = rows.first { $0["login"]?.string == "learner-001" }
      #expect(first?["marks"]?["final"]?.decimal?.description == "94.5")
      #expect(rows.compactMap { $0["number"]?.decimal?.integer } == [1, 1, 1, 1, 2, 2, 2, 2])
    }
  }

  @Test func aSpreadsheetReadsItAsItIs() async throws {
    try await World.run(extra: Self.plant) { world in
      for number in Self.hostile.indices {
        _ = try await world.register("hostile-\(number)", "FQH112", 1)
      }
      let path = try path(world)
      for (tongue, name, status) in [
        ("en", "Name", "awaiting payment"), ("ar", "الاسم", "بانتظار السداد"),
        ("vi", "Tên", "chờ thanh toán"),
      ] {
        let answer = try await world.get(
          "\(path)&lang=\(tongue)", by: "sara", headers: ["Accept": "text/csv"])
        #expect(answer.status == 200 && answer.type == "text/csv; charset=utf-8")
        #expect(
          answer.headers[.contentDisposition] == "attachment; filename=\"FQH112-1448-1.csv\"")
        #expect(Array(answer.bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(answer.body.contains(",\(name),") && answer.body.contains(status), "\(tongue)")
      }
      let answer = try await world.get(
        "\(path)&lang=en", by: "sara", headers: ["Accept": "text/csv;q=0.9, */*;q=0.1"])
      let text = String(decoding: answer.bytes.dropFirst(3), as: UTF8.self)
      let names = [
        "hostile-0,\"'=HYPERLINK(\"\"http://x\"\")\",1", "hostile-1,'+1+1,1", "hostile-2,'-2+3,1",
        "hostile-3,'@SUM(A1),1", "hostile-4,\"'\t=1\",1", "hostile-5,\"'\r=1\",1",
        "hostile-6,\"a,b \"\"c\"\"\",1", "hostile-7,\"x\ny;z\",1",
      ]
      let rows = text.components(separatedBy: "\r\n")
      #expect(rows.count == names.count + 2 && rows.last == "")
      for (row, name) in zip(rows.dropFirst(), names) {
        #expect(row.utf8.starts(with: name.utf8), "\(row)")
      }
      #expect(rows.first == "User name,Name,Section,Mark,Grade,Status,Ruling")
    }
  }
}

extension World {
  /// Gives a plan, marks and what else a row can show to eight learners.
  fileprivate func assess(_ ids: [String: RegistrationID]) throws {
    let (course, term, now) = (try course("FQH112").id, try self.term().id, office.clock.now)
    let sara = try person("sara").id
    try office.database.writeAndWait { [scope] tx in
      let plan = AssessmentPlan(
        id: IDs.system.make(at: now), course: course, term: term, isApproved: false,
        components: [("coursework", 60), ("final", 40)].map { code, weight in
          AssessmentPlan.Component(
            code: code, title: code, weight: weight, isRequired: true, minimum: nil, outcome: nil)
        }, outcomeMinima: [])
      try plan.insertDraft(in: tx)
      func enter(_ login: String, _ component: String, _ text: String) throws {
        let (id, mark) = (try #require(ids[login]), try #require(Mark(text: text)))
        try MarkBook.enter(
          mark, component: component, registration: id, by: sara,
          at: now, in: tx)
      }
      func result(_ login: String, _ symbol: String, _ mark: String?) throws {
        let id = try #require(ids[login])
        try CourseResult(
          registration: id, symbol: symbol,
          mark: mark.flatMap { Mark(text: $0) },
          passed: nil, isApproved: true, body: "", number: "1", at: now,
          ruling: IDs.system.make(at: now)
        ).record(in: tx)
      }
      func find(_ login: String) throws -> Registration {
        let id = try #require(ids[login])
        return try #require(try Registration.find(id, scope, in: tx))
      }
      for (login, id) in ids where login != "learner-006" {
        try Registration.confirm(id, in: tx)
        if login == "learner-001" || login == "learner-002" || login == "learner-003" {
          try enter(login, "coursework", "95.5")
        }
      }
      try enter("learner-001", "final", "10")
      try enter("learner-001", "final", "94.5")
      try result("learner-001", "A+", "95.1")
      try result("learner-002", "IC", nil)
      try find("learner-003").end(.withdrawn, at: now, in: tx)
      try result("learner-003", "W", nil)
      try find("learner-004").set(bar: .barred, in: tx)
      for (login, mark) in [("learner-005", "59.9"), ("learner-007", "60")] {
        for component in ["coursework", "final"] { try enter(login, component, mark) }
      }
      try find("learner-005").set(bar: .lifted, in: tx)
      try result("learner-008", "IP", nil)
    }
  }
}
