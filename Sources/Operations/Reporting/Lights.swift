package import Kernel
import LearningRecords
import Licensing
import People
import Registrar
package import Regulations
package import Rules
import Storage

/// What the regulator's checks find of the records that came in under one licence.
package struct Lights: Sendable {
  /// The licence's number as printed, its holder and, where it is one's, the programme.
  package let licence: String
  package let holder: Localized
  package let programme: Localized?
  package let edition: Edition
  package let checks: [ReportedCheck]
  /// How many statements were judged, and whether older ones were left out.
  package let judged: Int
  package let isCut: Bool

  package func count(_ outcome: StatementReport.Outcome) -> Int {
    checks.count { StatementReport.Outcome($0) == outcome }
  }
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

extension Office {
  /// The most statements of an institution that a page judges, the newest ones.
  static let judgedAtOnce = 5_000

  /// The lights of each licence under which records came in, for an institution; under one alone
  /// where its number is given.
  package func lights(_ scope: Scope, licence number: String? = nil, at: Instant) throws -> [Lights]
  {
    guard
      let law = try currentLaw(scope, at: at).under(StatementGate.instrument)
    else { return [] }
    return try database.read { tx in
      let clients = try RecordClient.all(scope, in: tx)
      var licences: [(licence: Licence, clients: Set<RecordClientID>)] = []
      for client in clients {
        if let place = licences.firstIndex(where: { $0.licence.id == client.licence }) {
          licences[place].clients.insert(client.id)
        } else if let licence = try Licence.find(client.licence, in: tx),
          number.map({ Name.same($0, licence.number) }) ?? true
        {
          licences.append((licence, [client.id]))
        }
      }
      guard !licences.isEmpty else { return [] }
      let (statements, isCut) = try newest(scope, in: tx)
      return try licences.map { licence, own in
        let values = try statements.filter { own.contains($0.client) }.reversed()
          .compactMap { try open($0, in: tx) }
        // What the store has taken has the form of statements.
        let list = (try? ReportedList(.list(values))) ?? ReportedList([], isStaging: nil, given: 0)
        return Lights(
          licence: licence.number, holder: try holder(of: licence, in: tx),
          programme: try licence.programme.flatMap {
            try Programme.find($0, Scope(licence.institution), in: tx)?.title
          }, edition: law.edition, checks: StatementGate.judge(list, under: law),
          judged: list.statements.count, isCut: isCut)
      }
    }
  }

  private func newest(_ scope: Scope, in tx: Transaction) throws -> ([Statement], Bool) {
    var found: [Statement] = []
    var next: StatementQuery? = StatementQuery(try recordKeys(scope))
    while let query = next, found.count < Self.judgedAtOnce {
      let page = try query.page(scope, in: tx)
      found += page.statements
      next = page.next
    }
    return (found, next != nil)
  }

  private func holder(of licence: Licence, in tx: Transaction) throws -> Localized {
    try Provider.holder(of: licence.id, in: tx)?.name
      ?? institution(Scope(licence.institution)).name
  }
}
