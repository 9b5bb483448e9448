import Casework
import Kernel
import Regulations
import Storage

/// What a step may bring about, by name: a closed set, each an act in the step's own transaction, so
/// that a decision and its effect are both there or neither.
package enum CaseEffects {
  typealias Effect = @Sendable (Reader, CaseDesk, RulingID, Work) throws -> Void

  private static let known: [(name: String, run: Effect)] = [
    ("GrantLicence", LicenceEffects.grant), ("RenewLicence", LicenceEffects.renew),
    ("ChangeLicence", LicenceEffects.change), (LiftBar.name, liftBar),
    (CorrectResult.name, correctResult), ("AllowAlternativeExam", allowAlternativeExam),
    (CloseQuestion.name, closeQuestion),
  ]

  /// The names of all effects.
  package static var names: [String] { known.map(\.name) }

  static func run(
    _ effect: ProcedureEffect, _ desk: CaseDesk, ruling: RulingID, _ work: Work
  ) throws {
    guard let found = known.first(where: { $0.name == effect.name }) else {
      throw OperationFault.notFound(
        "effect '\(effect.name)'; known are \(names.joined(separator: ", "))")
    }
    let reader = Reader(effect.with, file: "procedure \(desk.procedure.id)", place: effect.name)
    try found.run(reader, desk, ruling, work)
  }
}
