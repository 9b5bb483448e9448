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
  /// About how many are looked at for them, those of all programs together.
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

  /// Changes whenever another judgement may come out, but for what another server erases.
  func stamp(in tx: Transaction) throws -> String {
    var parts = [law.edition.id, law.day.description]
    parts += (law.overlay[StatementGate.instrument] ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
    // Any program may have voided one, and the clock removed some.
    let voiding = StatementQuery(try office.recordKeys(scope), verb: Verb.voided)
    parts.append("\(try voiding.newest(in: tx) ?? 0)")
    parts.append("\(try RecordRetention.removed(scope, in: tx))")
    for (client, courses) in sources {
      parts.append("\(try newest(of: client).newest(in: tx) ?? 0)/\(courses?.count ?? 0)")
    }
    return parts.joined(separator: " ")
  }

  /// Judges the newest of them; with how many statements were looked at for it.
  func judge(in tx: Transaction) throws -> (lights: Lights, looked: Int) {
    let read = try newest(in: tx)
    // What the store has taken has the form of statements.
    let list =
      (try? ReportedList(.list(read.found.reversed())))
      ?? ReportedList([], isStaging: nil, given: 0)
    let lights = Lights(
      edition: law.edition, checks: StatementGate.judge(list, under: law),
      judged: list.statements.count, isCut: read.isCut)
    return (lights, read.looked)
  }

  /// A program whose statements are read, the newest first.
  private struct Source {
    let client: RecordClient
    let courses: Set<IndexKey>?
    /// Read, and not yet taken.
    var hand: ArraySlice<Statement> = []
    var next: StatementQuery?
  }

  /// How many statements of one program are read at a time.
  private static let portion = 100

  /// The newest of all programs together, the newest first.
  private func newest(in tx: Transaction) throws -> (found: [Value], looked: Int, isCut: Bool) {
    let keys = try office.recordKeys(scope)
    var open = try sources.map { client, courses in
      var query = try newest(of: client)
      query.limit = Self.portion
      return Source(client: client, courses: courses, next: query)
    }
    var (found, looked) = ([Value](), 0)
    while found.count < Self.most {
      for place in open.indices {
        while open[place].hand.isEmpty, looked < Self.looked, let query = open[place].next {
          let client = open[place].client.id
          let page = try query.page(scope, in: tx) { $0.client == client }
          looked += page.looked
          open[place].hand = page.statements[...]
          open[place].next = page.next
        }
      }
      let heads = open.indices.filter { !open[$0].hand.isEmpty }
      let newest = heads.max { a, b in
        (open[a].hand.first?.stored.microseconds ?? 0)
          < (open[b].hand.first?.stored.microseconds ?? 0)
      }
      guard let newest, let statement = open[newest].hand.popFirst() else { break }
      guard let value = try office.open(statement, in: tx) else { continue }
      if let courses = open[newest].courses {
        let course = StatementGate.course(of: value, under: law).id ?? ""
        guard courses.contains(keys.key(.activity, Array(course.utf8))) else { continue }
      }
      found.append(value)
    }
    return (found, looked, open.contains { !$0.hand.isEmpty || $0.next != nil })
  }
}
