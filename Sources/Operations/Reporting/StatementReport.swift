package import JSON
package import Kernel
package import Language
package import Regulations
package import Rules

/// What the regulator's checks find of statements in files: for each check passed, failed, not
/// applicable or undetermined, with the statements that broke it.
package struct StatementReport: Sendable {
  /// How a check came out, in the words of its readers.
  package enum Outcome: String, Sendable, CaseIterable {
    case passed, failed, notApplicable, undetermined
  }

  package let edition: Edition
  package let checks: [ReportedCheck]
  /// How many statements were given, and how many of them stand.
  package let given: Int
  package let judged: Int
  /// File and place in it, counted from 1, of each statement given.
  private let places: [(file: String, index: Int)]

  /// The most bytes, values and levels that are read of a file.
  package static let limits = JSON.Limits(
    bytes: 64 << 20, depth: 64, values: 4_000_000, rounds: true)

  /// Reads and judges files together; `settings` are parameters read otherwise, `NAME=VALUE`. The
  /// fault names file and place.
  package init(
    _ files: [(name: String, bytes: [UInt8])], settings: [String] = [], isStaging: Bool? = nil,
    under library: Library, at: Instant
  ) throws(FactFault) {
    var values: [Value] = []
    var places: [(file: String, index: Int)] = []
    for file in files {
      let tree: Value
      do { tree = try JSON.read(file.bytes, limits: Self.limits) } catch {
        throw FactFault(file.name, error.description)
      }
      let elements = try ReportedList.elements(of: tree, place: file.name)
      values += elements
      places += (1...max(elements.count, 1)).prefix(elements.count).map { (file.name, $0) }
    }
    guard let law = library.law(StatementGate.instrument, at: at) else {
      throw FactFault(StatementGate.instrument, "is not among the packs, or not in force then")
    }
    let trial = try Self.reading(law, settings)
    let list = try ReportedList(.list(values), isStaging: isStaging)
    edition = trial.edition
    checks = StatementGate.judge(list, under: trial)
    given = list.given
    judged = list.statements.count
    self.places = places
  }

  private static func reading(_ law: Law, _ settings: [String]) throws(FactFault) -> Law {
    var values: [String: ParameterValue] = [:]
    for setting in settings {
      let halves = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, let parameter = law.edition.parameters[String(halves[0])] else {
        let known = law.edition.parameters.keys.sorted().joined(separator: ", ")
        throw FactFault(setting, "is no parameter; write NAME=VALUE with one of \(known)")
      }
      let reader = Reader(.plain(String(halves[1])), file: "", place: parameter.key)
      do { values[parameter.key] = try parameter.typed(reader) } catch {
        throw FactFault(parameter.key, error.problem)
      }
    }
    return values.isEmpty
      ? law
      : Law(
        library: law.library, edition: law.edition.reading(values), at: law.at,
        overlay: law.overlay)
  }

  package func outcome(_ check: ReportedCheck) -> Outcome { Outcome(check) }

  /// Whether some check failed.
  package var hasFailed: Bool { checks.contains { outcome($0) == .failed } }

  private func count(_ outcome: Outcome) -> Int { checks.count { self.outcome($0) == outcome } }

  private func place(_ broken: ReportedCheck.Broken) -> (file: String, index: Int) {
    places.indices.contains(broken.index - 1) ? places[broken.index - 1] : ("", broken.index)
  }
}

extension StatementReport {
  // MARK: For programs

  /// The report as JSON; its shape is in docs/REPORTING.md.
  package func json(_ speech: Speech) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("edition", edition.name)
    json.field("textStatus", edition.textStatus.rawValue)
    json.field("given", given)
    json.field("judged", judged)
    for outcome in Outcome.allCases {
      json.key(text: outcome.rawValue)
      json.int(count(outcome))
    }
    json.key("checks")
    json.beginArray()
    for check in checks { write(check, speech, into: &json) }
    json.endArray()
    json.endObject()
    return json.bytes
  }

  private func write(_ check: ReportedCheck, _ speech: Speech, into json: inout JSONWriter) {
    let article = check.finding.article
    json.beginObject()
    json.field("id", article)
    json.field("article", "\(edition.name)#\(article)")
    json.field("rule", check.finding.rule)
    json.field("title", edition.article(article)?.title[speech.tongue] ?? article)
    json.field("identity", StatementGate.isAboutIdentity(article))
    json.field("outcome", outcome(check).rawValue)
    json.field("text", speech.finding(check.finding))
    json.key("statements")
    json.beginArray()
    for broken in check.broken {
      let place = place(broken)
      json.beginObject()
      json.field("file", place.file)
      json.field("index", place.index)
      if let id = broken.id { json.field("id", id) }
      json.field("code", broken.finding.key)
      json.field("text", speech.finding(broken.finding))
      if let remedy = speech.forward(broken.finding) { json.field("remedy", remedy) }
      json.key("values")
      RulingDocument.write(broken.finding.arguments, into: &json)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  // MARK: For people

  /// How many statements of a check are listed.
  private static let listed = 20

  /// The report as lines: checks in the order of the list, that of identity apart.
  package func lines(_ speech: Speech) -> [String] {
    let title = edition.title[speech.tongue]
    var lines = ["\(title) (\(edition.name), \(speech.textStatus(edition.textStatus)))"]
    lines.append(
      speech(
        "reporting.count", ["given": .integer(given), "judged": .integer(judged)]))
    lines.append(
      Outcome.allCases.map {
        "\(speech("reporting.outcome.\($0.rawValue)")): \(speech.number(count($0)))"
      }
      .joined(separator: " · "))
    lines.append("")
    let identity = checks.filter { StatementGate.isAboutIdentity($0.finding.article) }
    for check in checks where !StatementGate.isAboutIdentity(check.finding.article) {
      lines += self.lines(check, speech)
    }
    lines += ["", speech("reporting.identity")]
    return lines + identity.flatMap { self.lines($0, speech) }
  }

  private func lines(_ check: ReportedCheck, _ speech: Speech) -> [String] {
    let article = check.finding.article
    let outcome = outcome(check)
    let mark =
      switch outcome {
      case .passed: "+"
      case .failed: "-"
      case .notApplicable: " "
      case .undetermined: "?"
      }
    let title = edition.article(article)?.title[speech.tongue] ?? article
    var lines = ["\(mark) \(article)  \(title): \(speech("reporting.outcome.\(outcome.rawValue)"))"]
    let isPlain = outcome == .passed && check.finding.variant.isEmpty
    if check.broken.isEmpty, !isPlain, outcome != .notApplicable {
      lines.append("       \(speech.finding(check.finding))")
    }
    for broken in check.broken.prefix(Self.listed) {
      let place = place(broken)
      let id = broken.id.map { " (\($0))" } ?? ""
      let remedy = speech.forward(broken.finding).map { " \($0)" } ?? ""
      lines.append(
        "       \(place.file) \(place.index)\(id): \(speech.finding(broken.finding))\(remedy)")
    }
    let more = check.broken.count - Self.listed
    if more > 0 { lines.append("       " + speech("reporting.more", ["count": .integer(more)])) }
    return lines
  }
}
