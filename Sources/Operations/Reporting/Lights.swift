import Kernel
import LearningRecords
import Licensing
import People
import Registrar
package import Regulations
package import Rules
import Storage

/// What the regulator's checks find of the records that came in under one licence.
package struct Lights: Sendable {
  package let edition: Edition
  package let checks: [ReportedCheck]
  /// How many statements were judged, and whether older ones were left out.
  package let judged: Int
  package let isCut: Bool

  package var counts: LightCounts {
    LightCounts(
      judged: judged, isCut: isCut,
      outcomes: checks.reduce(into: [:]) { $0[StatementReport.Outcome($1), default: 0] += 1 })
  }
}

/// How many checks came out how, over how many statements.
package struct LightCounts: Sendable {
  package let judged: Int
  package let isCut: Bool
  package let outcomes: [StatementReport.Outcome: Int]
}

extension StatementReport.Outcome {
  package init(_ check: ReportedCheck) {
    if check.isNotApplicable {
      self = .notApplicable
      return
    }
    switch check.finding.outcome {
    case .granted: self = .passed
    case .refused: self = .failed
    case .undetermined, .conflict: self = .undetermined
    }
  }
}

/// The records that belong to one licence: those of its own programs and of programs under the licences
/// that rest on it; of a programme's also what its provider's programs tell of its courses.
struct LicensedRecords {
  /// The most statements of a licence that are judged, the newest ones.
  static let most = 5_000
  /// The most that are looked at to find those of one programme.
  static let looked = 20_000

  let office: Office
  let scope: Scope
  let law: Law
  let licence: Licence
  /// Programs, each with the courses of which its statements count; nil for all.
  private let sources: [(client: RecordClient, courses: Set<IndexKey>?)]

  init?(_ office: Office, _ scope: Scope, _ licence: Licence, at: Instant, in tx: Transaction)
    throws
  {
    guard let law = try office.currentLaw(scope, at: at, in: tx).under(StatementGate.instrument)
    else { return nil }
    self.office = office
    self.scope = scope
    self.law = law
    self.licence = licence
    sources = try RecordClient.all(scope, in: tx).compactMap { client in
      if client.licence == licence.id { return (client, nil) }
      switch licence.kind {
      case .provider:
        return try Licence.find(client.licence, in: tx)?.parent == licence.id ? (client, nil) : nil
      case .programme:
        let courses = try RecordCoverage.courses(licence.id, under: client.licence, in: tx)
        return courses.isEmpty ? nil : (client, courses)
      }
    }
  }

  private func newest(of client: RecordClient) throws -> StatementQuery {
    let keys = try office.recordKeys(scope)
    return StatementQuery(keys, mine: keys.agent(client.authority(office.publicURL)))
  }

  /// Changes whenever another judgement may come out.
  func stamp(in tx: Transaction) throws -> String {
    var parts = [law.edition.id, law.day.description]
    parts += (law.overlay[StatementGate.instrument] ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
    for (client, courses) in sources {
      var query = try newest(of: client)
      query.limit = 1
      let last = try query.page(scope, in: tx) { $0.client == client.id }.statements.first?.stored
      parts.append("\(last?.microseconds ?? 0)/\(courses?.count ?? 0)")
    }
    return parts.joined(separator: " ")
  }

  /// Judges the newest of them.
  func judge(in tx: Transaction) throws -> Lights {
    var all: [(stored: Instant, value: Value)] = []
    var isCut = false
    for (client, courses) in sources {
      let read = try read(client, courses, in: tx)
      all += read.found
      isCut = isCut || read.isCut
    }
    all.sort { $0.stored < $1.stored }
    isCut = isCut || all.count > Self.most
    let values = all.suffix(Self.most).map(\.value)
    // What the store has taken has the form of statements.
    let list = (try? ReportedList(.list(values))) ?? ReportedList([], isStaging: nil, given: 0)
    return Lights(
      edition: law.edition, checks: StatementGate.judge(list, under: law),
      judged: list.statements.count, isCut: isCut)
  }

  private func read(_ client: RecordClient, _ courses: Set<IndexKey>?, in tx: Transaction) throws
    -> (found: [(stored: Instant, value: Value)], isCut: Bool)
  {
    let keys = try office.recordKeys(scope)
    var found: [(Instant, Value)] = []
    var (next, looked): (StatementQuery?, Int) = (try newest(of: client), 0)
    while let query = next, found.count < Self.most, looked < Self.looked {
      let page = try query.page(scope, in: tx) { $0.client == client.id }
      looked += max(page.statements.count, 1)
      for statement in page.statements {
        guard let value = try office.open(statement, in: tx) else { continue }
        if let courses {
          let course = StatementGate.course(of: value, under: law).id ?? ""
          guard courses.contains(keys.key(.activity, Array(course.utf8))) else { continue }
        }
        found.append((statement.stored, value))
      }
      next = page.next
    }
    return (found, next != nil)
  }
}
