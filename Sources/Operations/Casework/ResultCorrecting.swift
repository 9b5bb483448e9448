import Casework
import Kernel
import Registrar
import Regulations
import Rules

extension CaseGuards {
  /// The approved result the case is about may be put right for the reason given (V.2). Filing asks
  /// whether the authority could at all, a step asks of whoever takes it.
  @Sendable static func resultCorrection(_ desk: CaseDesk, _ answers: Value, _ work: Work) throws
    -> Finding
  {
    let found = try desk.registration(work)
    guard let result = try CourseResult.of(found.id, in: work.tx), result.isApproved,
      result.mark != nil
    else { throw OperationFault.stateConflict("there is no approved mark to correct") }
    let role: Role =
      desk.side == .applicant ? .resultsAuthority : work.officeOf(.resultsAuthority)
    return ResultCorrection.decide(
      ResultCorrection.Facts(
        approved: true, role: role.rawValue,
        kind: ResultCorrection.Kind(rawValue: answers["kind"]?.string ?? "") ?? .other,
        justified: true), under: desk.law)
  }
}

extension CaseEffects {
  /// `{mark: FIELD, number: FIELD}`: the mark and the decision's number that the step was filled
  /// with replace the approved result the case is about.
  @Sendable static func correctResult(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("mark", "number")
    guard
      let mark = try desk.answer(try with.word("mark"), work)?.string.flatMap({ Mark(text: $0) }),
      let number = try desk.answer(try with.word("number"), work)?.string
    else { throw with.fault("names fields the step was not filled with") }
    let grade = CourseGrade.decide(CourseGrade.Facts(mark: mark, code: nil), under: desk.law)
    guard case .text(let symbol)? = grade["symbol"] else {
      throw OperationFault.stateConflict("the law has no grade for this mark")
    }
    try work.correct(
      try desk.registration(work), to: mark, symbol: symbol, number: number,
      justification: desk.steps.last?.reasons ?? "", under: ruling)
  }
}
