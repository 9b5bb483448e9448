package import Kernel
import People
package import Regulations
package import Storage

/// A parameter an institution has set where the law leaves it unset, with the decision it rests on.
enum OverlayRow {
  typealias Row = (pack: String, key: String, value: String, from: Day, recordedAt: Instant)

  /// Asks for all that an institution has ever set, in its order: those who ask at different
  /// instants share the answer.
  static func query(_ scope: Scope) -> Query<Row> {
    Query(
      """
      SELECT pack, key, value, from_day, recorded_at FROM overlay
      WHERE institution = $1 ORDER BY id
      """, .id(scope.institution)
    ) { ($0.text(0), $0.text(1), $0.text(2), $0.day(3), $0.instant(4)) }
  }

  /// What stands on an instant, typed by the parameter it sets.
  static func current(
    _ scope: Scope, at: Instant, office: Office, in tx: Transaction
  ) throws -> Overlay {
    var overlay: Overlay = [:]
    for row in try tx.all(query(scope)) where row.recordedAt <= at {
      guard let law = office.library.law(row.pack, at: at), row.from <= law.day,
        let parameter = law.edition.parameters[row.key]
      else { continue }
      let reader = Reader(.plain(row.value), file: row.pack, place: row.key)
      overlay[row.pack, default: [:]][row.key] = try parameter.typed(reader)
    }
    return overlay
  }
}

extension Office {
  /// The law of an institution now, with what it has set where the law is silent.
  package func currentLaw(_ scope: Scope, at: Instant) throws -> Law {
    try database.read { try currentLaw(scope, at: at, in: $0) }
  }

  /// The same, read with what it is needed for.
  package func currentLaw(_ scope: Scope, at: Instant, in tx: Transaction) throws -> Law {
    let overlay = try OverlayRow.current(
      scope, at: at, office: self, in: tx)
    return try law(scope, at: at, overlay: overlay)
  }
}

/// Sets an unset parameter for the institution from a day on; what the law sets cannot be touched.
package struct SetParameter: Operation {
  package static let name = "SetParameter"

  let pack: String
  let key: String
  let value: String
  let from: Day
  let decision: String

  package init(pack: String, key: String, value: String, from: Day, decision: String) {
    self.pack = pack
    self.key = key
    self.value = value
    self.from = from
    self.decision = decision
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.administrator)
    guard let edition = work.office.library.law(pack, at: work.at)?.edition,
      let parameter = edition.parameters[key]
    else { throw OperationFault.notFound("parameter") }
    guard parameter.values == nil else {
      throw OperationFault.badInput(
        "key", "\(key) is set by \(edition.name)#\(parameter.article); only the law changes it")
    }
    try work.requireDecision(decision)
    do {
      _ = try parameter.typed(Reader(.plain(value), file: "", place: key))
    } catch {
      throw OperationFault.badInput("value", error.problem)
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("pack", .text(pack)), ("key", .text(key)), ("value", .text(value)),
        ("from", .day(from)), ("decision", .text(decision)),
      ])
    try work.tx.run(
      """
      INSERT INTO overlay (institution, pack, key, value, from_day, decision, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, .id(work.scope.institution), .text(pack), .text(key), .text(value), .day(from),
      .text(decision), .instant(work.at))
    return Decided(Ruling([], at: work.at), id, true)
  }
}
