import Accounts
import Credentials
import Kernel
import Operations
import People
import Proofs
import Registrar
import Regulations
import Rules
import Storage

/// Compares what a step came to, and what can be read back, with what the story expects.
struct Expectation {
  let scene: Scene
  let step: Story.Step

  /// What differs; empty when all is as expected.
  func problems(_ outcomes: [(by: String, outcome: StepOutcome)]) throws -> [String] {
    guard let value = step.expect else {
      return outcomes.compactMap { name, outcome in
        switch outcome {
        case .fault(let text): "\(name): \(text)"
        case .ruling(let ruling, _) where ruling.outcome != .granted:
          "\(name): \(Self.line(ruling)), and the step expects nothing else than granted"
        default: nil
        }
      }
    }
    let reader = Reader(value, file: "step \(step.number)", place: "expect")
    try reader.only(
      "outcome", "articles", "values", "fault", "ticked", "seats", "balances", "states",
      "sections", "bars", "marks", "results", "passed", "credentials", "certified", "gpa",
      "gpa4", "invoices", "units", "due", "attendance", "roles", "term", "cases", "letters",
      "promised", "filed", "answers", "licences", "validity", "standing", "reminders",
      "alternatives")
    var problems: [String] = []
    for (name, outcome) in outcomes {
      problems += try judge(reader, outcome).map { "\(name): \($0)" }
    }
    // What cannot be read does not hide what the step came to.
    do { problems += try readBack(reader) } catch { problems.append("\(error)") }
    return problems
  }

  static func line(_ ruling: Ruling) -> String {
    "\(ruling.outcome.rawValue) \(ruling.grounds.map(\.finding.key).prefix(1).joined())"
      + " [\(ruling.grounds.map(\.finding.article).joined(separator: ", "))]"
  }

  private func judge(_ reader: Reader, _ outcome: StepOutcome) throws -> [String] {
    switch outcome {
    case .fault(let text):
      guard let expected = try reader.optional("fault")?.text() else { return [text] }
      return text.contains(expected) ? [] : ["the fault is '\(text)'"]
    case .ticked(let done):
      return try ticked(reader, done)
    case .ruling(let ruling, _):
      if reader.optional("fault") != nil {
        return ["no fault, but \(Self.line(ruling))"]
      }
      var problems: [String] = []
      let expected: Outcome = try reader.optional("outcome")?.choice() ?? .granted
      if ruling.outcome != expected {
        problems.append("expected \(expected.rawValue), got \(Self.line(ruling))")
      }
      let articles = try reader.list("articles").map { try $0.text() }
      problems += ExampleCheck.groundProblems(
        articles, instrument: scene.instrument, ruling)
      for (name, value) in reader.optional("values")?.value.members?.pairs ?? [] {
        let found = Self.arguments(name, of: ruling)
        if found.isEmpty {
          problems.append("the ruling has no value '\(name)'")
        } else if !found.contains(where: { $0.equals(value) }) {
          let shown = found.map { $0.exampleText(scene.zone) }.joined(separator: " and ")
          problems.append("\(name) is \(shown)")
        }
      }
      return problems
    }
  }

  /// What a name stands for: the deciding ground's value, or, where it has none and when everything
  /// is granted, any ground's.
  private static func arguments(_ name: String, of ruling: Ruling) -> [Argument] {
    if ruling.outcome != .granted, let value = ruling.headline?.finding[name] { return [value] }
    return ruling.grounds.compactMap { $0.finding[name] }
  }

  /// `ticked: {ReleaseUnpaid: 2}`: how many of each operation the clock did.
  private func ticked(_ reader: Reader, _ done: [Tick.Done]) throws -> [String] {
    let counts = Dictionary(done.map { ($0.operation, 1) }, uniquingKeysWith: +)
    guard let pairs = reader.optional("ticked")?.value.members?.pairs else { return [] }
    return try pairs.compactMap { name, value in
      let expected = try Reader(value, file: "expect", place: name).integer()
      let found = counts[name] ?? 0
      return found == expected ? nil : "the clock did \(found) \(name), expected \(expected)"
    }
  }

  // MARK: Facts read back

  private func readBack(_ reader: Reader) throws -> [String] {
    var problems = try CaseExpectation(scene: scene, at: step.at).problems(reader)
    // A world without terms has none of what follows.
    guard let term = try? scene.term(try reader.optional("term")?.text(), at: step.at) else {
      return problems
    }
    func each(_ key: String, _ read: (String) throws -> String) throws {
      for (name, value) in reader.optional(key)?.value.members?.pairs ?? [] {
        let found = try read(name)
        let expected = value.string ?? value.decimal?.description ?? value.kind
        if !Self.agree(found, expected) {
          problems.append("\(key) of \(name) is \(found), expected \(expected)")
        }
      }
    }
    try each("seats") { String(try scene.section($0, term: term).taken) }
    try each("sections") { try scene.section($0, term: term).state.rawValue }
    try each("states") { try registration($0, term)?.state.rawValue ?? "none" }
    try each("bars") { try registration($0, term)?.bar.rawValue ?? "none" }
    try each("results") { try result($0, term)?.symbol ?? "none" }
    try each("marks") { try result($0, term)?.mark?.description ?? "none" }
    try each("credentials") { try credentials($0, term) }
    try each("units") { name in
      let learner = try scene.person(name).id
      return String(
        try scene.database.read {
          try Registration.unitsHeld(learner, term: term.id, countsWithdrawn: true, in: $0)
        })
    }
    try each("invoices") { name in
      let learner = try scene.person(name).id
      return try scene.database.read { tx in
        try Invoice.of(learner, term: term.id, in: tx).map(\.state.rawValue)
          .joined(separator: " ")
      }
    }
    try each("gpa") { try average(of: $0, scale: "gpa5") }
    try each("gpa4") { try average(of: $0, scale: "gpa4") }
    try each("passed") { name in
      try result(name, term).map { $0.passed.map(String.init) ?? "open" } ?? "none"
    }
    try each("due") { name in
      try registration(name, term).map { scene.zone.text($0.dueAt) } ?? "none"
    }
    try each("alternatives") { name in
      guard let found = try registration(name, term) else { return "none" }
      return try scene.database.read { try AllowedExam.of(found.id, in: $0) }
        .map { "\($0.exam) \($0.scheduledOn?.description ?? "open")" }.joined(separator: ", ")
    }
    try each("attendance") { try attendance($0, term) }
    try each("certified") { try certified($0, term) }
    try each("roles") { try roles(of: $0) }
    problems += try balances(reader)
    return problems
  }

  /// Equal as text, or as exact numbers or amounts.
  static func agree(_ found: String, _ expected: String) -> Bool {
    if found.utf8.elementsEqual(expected.utf8) { return true }
    if let a = ExactDecimal(text: found), let b = ExactDecimal(text: expected) { return a == b }
    return false
  }

  /// `amna/FQH112` → the newest registration, or nil when there never was one.
  private func registration(_ name: String, _ term: Term) throws -> Registration? {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2 else {
      throw OperationFault.badInput("expect", "'\(name)' must be written PERSON/COURSE")
    }
    let learner = try scene.person(parts[0])
    let course = try scene.course(parts[1])
    do {
      return try scene.registration(learner, course, term)
    } catch OperationFault.notFound {
      return nil
    }
  }

  private func result(_ name: String, _ term: Term) throws -> CourseResult? {
    guard let found = try registration(name, term) else { return nil }
    return try scene.database.read { try CourseResult.of(found.id, in: $0) }
  }

  private func credentials(_ name: String, _ term: Term) throws -> String {
    guard let found = try registration(name, term) else { return "0" }
    let credential = try scene.database.read {
      try Credential.of(found.learner, course: found.course, term: found.term, in: $0)
    }
    return credential == nil ? "0" : "1"
  }

  /// `8/28`: the absences that are recorded, excused ones too, of the lessons that count.
  private func attendance(_ name: String, _ term: Term) throws -> String {
    guard let found = try registration(name, term) else { return "none" }
    let summary = try scene.database.read { try AttendanceSummary.of(found, in: $0) }
    return "\(summary.absent + summary.excused)/\(summary.planned)"
  }

  /// The grade a certificate prints and, where it prints one, the mark: `B 82` or `NP`.
  private func certified(_ name: String, _ term: Term) throws -> String {
    guard let found = try registration(name, term) else { return "none" }
    let credential = try scene.database.read {
      try Credential.of(found.learner, course: found.course, term: found.term, in: $0)
    }
    guard let credential else { return "none" }
    guard let report = try scene.office.verify(credential, at: step.at) else {
      return "not signed"
    }
    guard report.isValid, let summary = report.summary else { return report.verdict.rawValue }
    return ([summary.symbol] + (summary.mark.map { [$0] } ?? [])).joined(separator: " ")
  }

  /// The roles a person holds at the step's instant, delegated ones marked `*`.
  private func roles(of name: String) throws -> String {
    let person = try scene.person(name)
    let grants = try scene.database.read { try Grant.of(person.id, in: $0) }
    let held = grants.filter { $0.from <= step.at && ($0.until.map { step.at < $0 } ?? true) }
    return Role.allCases.flatMap { role -> [String] in
      let own = held.contains { $0.role == role && $0.delegatedFrom == nil }
      let delegated = held.contains { $0.role == role && $0.delegatedFrom != nil }
      return (own ? [role.rawValue] : []) + (delegated ? [role.rawValue + "*"] : [])
    }.joined(separator: " ")
  }

  private func average(of name: String, scale: String) throws -> String {
    let learner = try scene.person(name).id
    let lines = try scene.database.read { try CourseResult.transcript(learner, in: $0) }
    let law = try scene.office.law(scene.scope, at: step.at)
    let finding = GradePointAverage.decide(
      GradePointAverage.Facts(
        courses: lines.filter(\.isApproved).map {
          GradePointAverage.Course(units: $0.units, symbol: $0.symbol)
        }), under: law)
    if case .decimal(let gpa)? = finding[scale] { return gpa.description }
    return "undefined"
  }

  /// `balances: {amna: {credit.drop: 690.00, owed: 0.00}}`.
  private func balances(_ reader: Reader) throws -> [String] {
    var problems: [String] = []
    for (name, value) in reader.optional("balances")?.value.members?.pairs ?? [] {
      let person = try scene.person(name).id
      for (account, expected) in value.members?.pairs ?? [] {
        let minor = try scene.database.read { tx -> Int64 in
          if account == "owed" { return try Ledger.owed(person, in: tx) }
          guard let account = Ledger.Account(rawValue: account) else {
            throw OperationFault.badInput("balances", "there is no account '\(account)'")
          }
          return try Ledger.credit(person, account, in: tx)
        }
        let found = Money(minor: minor, currency: .sar)
        let text = expected.string ?? expected.decimal?.description ?? ""
        let amount = text.hasSuffix(" SAR") ? String(text.dropLast(4)) : text
        if !Self.agree(found.amountText, amount) {
          problems.append("\(account) of \(name) is \(found), expected \(text)")
        }
      }
    }
    return problems
  }
}
