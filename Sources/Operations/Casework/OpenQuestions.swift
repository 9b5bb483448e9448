import Casework
import Kernel
import People
import Regulations
import Storage

extension Work {
  /// A question that a ruling about somebody left open becomes a case of theirs, where the edition
  /// has a procedure for it.
  func openCase(about ruling: RulingID, of subject: PersonID?) throws {
    guard let subject,
      let procedure = law.edition.procedures.first(where: { $0.brings(CloseQuestion.name) })
    else { return }
    var file = CaseFile(
      id: id(), institution: institution.id, applicant: institution.id, person: subject,
      procedure: procedure, about: ruling.bytes, at: at)
    try file.insert(in: tx)
    file.file(
      under: try CaseFile.nextNumber(
        institution.id, prefix: procedure.prefix, year: law.day.civil.year, in: tx), at: at)
    var desk = CaseDesk(
      file: file, procedure: procedure, law: law, subject: nil, side: .clock, steps: [])
    try move(
      &desk, by: CaseStep.filing, to: procedure.start, ruling: ruling,
      letters: procedure.receipt.map { [$0] } ?? [])
  }
}

extension CaseEffects {
  /// The question of the ruling the case is about is closed by the step's reasons; only its own
  /// office closes it.
  @Sendable static func closeQuestion(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only()
    guard let about = desk.file.about.flatMap({ RulingID(bytes: $0) }),
      let question = try Question.find(about, work.scope, in: work.tx)
    else { throw OperationFault.notFound("question of the case") }
    try work.require(question.office)
    _ = try work.close(question, desk.steps.last?.reasons ?? "")
  }
}
