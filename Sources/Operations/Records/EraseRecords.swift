package import Kernel
import LearningRecords
import Regulations
import Storage

/// An administrator has what programs recorded about a person made unreadable for ever: the person's
/// key is destroyed, the statements keep their places, and documents kept for the person go.
package struct EraseRecords: Operation {
  package static let name = "EraseRecords"

  private let agent: Value
  let decision: String

  /// `agent` is an agent of xAPI with its identifier.
  package init(agent: Value, decision: String) {
    self.agent = agent
    self.decision = decision
  }

  /// The number of statements that are hidden for ever.
  package func run(_ work: Work) throws -> Decided<Int> {
    try work.require(.administrator)
    try work.requireDecision(decision)
    do { try StatementCheck(.one).agent(agent) } catch {
      throw OperationFault.badInput(
        error.place.isEmpty ? "agent" : "agent.\(error.place)", error.problem)
    }
    let count = try work.eraseRecords(of: agent)
    let id = try work.recordAct(
      Self.name, facts: [("decision", .text(decision)), ("count", .integer(count))])
    return Decided(Ruling([], at: work.at), id, count)
  }
}

extension Work {
  /// Makes what is recorded about an agent unreadable; how many statements that are.
  func eraseRecords(of agent: Value) throws -> Int {
    // Without a secret nothing was ever recorded.
    guard try tx.setting(RecordKeeper.setting) != nil else { return 0 }
    let keys = IndexKeys(secret: try office.records.secret(in: tx), scope.institution)
    guard let subject = keys.agent(agent) else {
      throw OperationFault.badInput("agent", "name an agent by its identifier")
    }
    let count = try Statement.erase(subject, keys, scope, in: tx)
    try RecordCoverage.forget(subject, in: tx)
    office.records.forget(subject)
    return count
  }
}
