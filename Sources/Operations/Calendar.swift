package import Kernel
package import Registrar
import Regulations
import Storage

/// The registrar sets or moves a window of a term's calendar; requests made before are judged by
/// the window as it stood.
package struct MoveWindow: Operation {
  package static let name = "MoveWindow"

  let term: TermID
  let kind: CalendarWindow.Kind
  let from: Day
  let through: Day
  let decision: String

  package init(
    term: TermID, kind: CalendarWindow.Kind, from: Day, through: Day, decision: String
  ) {
    self.term = term
    self.kind = kind
    self.from = from
    self.through = through
    self.decision = decision
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    guard let found = try Term.find(term, work.scope, in: work.tx) else {
      throw OperationFault.notFound("term")
    }
    guard from <= through else {
      throw OperationFault.badInput("through", "lies before the first day")
    }
    guard found.reaches(from, through) else {
      throw OperationFault.badInput(
        "from", "lies more than a year from the term, \(found.studyStarts) to \(found.ends)")
    }
    guard decision.contains(where: { !$0.isWhitespace }),
      Name.fault(in: decision, limit: 300) == nil
    else { throw OperationFault.badInput("decision", "name the decision the dates rest on") }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("term", .text(found.code)), ("kind", .text(kind.rawValue)), ("from", .day(from)),
        ("through", .day(through)), ("decision", .text(decision)),
      ])
    try CalendarWindow.insert(
      term: term, kind: kind, from: from, through: through, recordedAt: work.at,
      decision: decision, in: work.tx)
    return Decided(Ruling([], at: work.at), id, true)
  }
}
