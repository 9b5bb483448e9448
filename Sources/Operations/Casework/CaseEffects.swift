import Casework
import Kernel
import Licensing
import Registrar
import Regulations
import Storage

/// What a step may bring about, by name: a closed set, each an act in the step's own transaction, so
/// that a decision and its effect are both there or neither.
package enum CaseEffects {
  typealias Effect = @Sendable (Reader, CaseDesk, RulingID, Work) throws -> Void

  private static let known: [(name: String, run: Effect)] = [
    ("GrantLicence", grantLicence), ("ChangeLicence", changeLicence), (LiftBar.name, liftBar),
    (CorrectResult.name, correctResult), ("AllowAlternativeExam", allowAlternativeExam),
    (CloseQuestion.name, closeQuestion),
  ]

  /// The names of all effects.
  package static var names: [String] { known.map(\.name) }

  static func run(
    _ effect: ProcedureEffect, _ desk: CaseDesk, _ answers: Value, ruling: RulingID, _ work: Work
  ) throws {
    guard let found = known.first(where: { $0.name == effect.name }) else {
      throw OperationFault.notFound(
        "effect '\(effect.name)'; known are \(names.joined(separator: ", "))")
    }
    let reader = Reader(effect.with, file: "procedure \(desk.procedure.id)", place: effect.name)
    try found.run(reader, desk, ruling, work)
  }

  /// `{kind: provider | programme, prefix, years: KEY}`: the licence begins on the day of the
  /// decision and holds for the years of a parameter, through the day before the same date.
  @Sendable private static func grantLicence(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("kind", "prefix", "years")
    guard let kind = Licence.Kind(rawValue: try with.text("kind")) else {
      throw with.fault("kind must be provider or programme")
    }
    let key = try with.word("years")
    guard let years = desk.law.integer(key) else {
      throw OperationFault.stateConflict(
        "the law leaves '\(key)' unset; set the parameter before a licence is granted")
    }
    let scope = Scope(desk.file.applicant)
    var programme: ProgrammeID?
    var parent: LicenceID?
    if kind == .programme {
      guard let about = desk.file.about.flatMap({ ProgrammeID(bytes: $0) }),
        let found = try Programme.find(about, scope, in: work.tx)
      else { throw OperationFault.notFound("programme of the case") }
      programme = found.id
      parent = try Licence.provider(scope, at: work.at, day: desk.law.day, in: work.tx)?.licence.id
    }
    let number = try CaseFile.nextNumber(
      desk.file.institution, prefix: try with.word("prefix"), year: desk.law.day.civil.year,
      in: work.tx)
    let until = desk.law.day.adding(years: years).adding(days: -1)
    let licence = Licence(
      id: work.id(), institution: scope.institution, kind: kind, number: number,
      programme: programme, parent: parent, from: desk.law.day, until: until)
    try licence.insert(in: work.tx)
    try Licence.setStatus(
      licence.id, .active, from: work.at, article: desk.procedure.article,
      reason: desk.file.number ?? "", recordedAt: work.at, in: work.tx)
    _ = try work.recordAct(
      "GrantLicence",
      facts: [
        ("licence", .text(number)), ("case", .text(desk.file.number ?? "–")),
        ("from", .day(licence.from)), ("until", .day(until)),
      ])
  }

  /// `{status: active | suspended | revoked}` for the licence the case is about; revoking or
  /// suspending a provider's licence does the same to its programmes' licences.
  @Sendable private static func changeLicence(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("status")
    guard let status = Licence.Status(rawValue: try with.text("status")) else {
      throw with.fault("status must be active, suspended or revoked")
    }
    guard let about = desk.file.about.flatMap({ LicenceID(bytes: $0) }),
      let licence = try Licence.find(about, in: work.tx)
    else { throw OperationFault.notFound("licence of the case") }
    let article = desk.steps.last?.article
    let dependants =
      licence.kind == .provider
      ? try Licence.resting(on: licence.id, in: work.tx).filter { $0.id != licence.id } : []
    for each in [licence] + dependants {
      try Licence.setStatus(
        each.id, status, from: work.at, article: article ?? desk.procedure.article,
        reason: desk.file.number ?? "", recordedAt: work.at, in: work.tx)
      try work.publishStatus(of: each, ruling: ruling)
    }
  }
}
