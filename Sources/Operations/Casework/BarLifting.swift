import Casework
import Kernel
import Registrar
import Regulations
import Rules

extension CaseGuards {
  /// The bar of the registration the case is about can be lifted (IV.1).
  @Sendable static func liftLimit(_ desk: CaseDesk, _: Value, _ work: Work) throws -> Finding {
    let found = try desk.registration(work)
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    return LiftLimit.decide(try work.sessions(found), under: desk.law)
  }

  /// Whoever acts may lift it (IV.1, II.6).
  @Sendable static func liftAuthority(_ desk: CaseDesk, _: Value, _ work: Work) throws -> Finding {
    LiftAuthority.decide(
      work.liftAuthority(over: try desk.registration(work)), under: desk.law)
  }
}

extension CaseEffects {
  /// The bar of the registration the case is about is lifted.
  @Sendable static func liftBar(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only()
    let found = try desk.registration(work)
    let act = try work.recordAct(
      LiftBar.name, subject: found.learner,
      facts: [
        ("registration", .text(found.id.description)), ("case", .text(desk.file.number ?? "–")),
      ])
    try work.lift(found, under: act)
  }
}
