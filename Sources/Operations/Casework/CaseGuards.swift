import Casework
import Kernel
import Licensing
import Regulations
import Rules
import Storage

/// The rules that a procedure may name as guards, each with the facts a case gives it.
package enum CaseGuards {
  typealias Guard = @Sendable (CaseDesk, Value, Work) throws -> Finding

  private static let known: [(id: String, find: Guard)] = [
    (StandardsMet.id, standardsMet), (ParentLicence.id, parentLicence),
    (LiftLimit.id, liftLimit), (LiftAuthority.id, liftAuthority),
    (ResultCorrection.id, resultCorrection), (AlternativeExam.id, alternativeExam),
    (RenewalInTime.id, renewalInTime), (PaperCopy.id, paperCopy),
    (LicenceRequired.id, licenceRequired),
  ]

  /// The ids of all guards.
  package static var ids: [String] { known.map(\.id) }

  /// What a guard finds for a case with these answers.
  static func find(_ id: String, _ desk: CaseDesk, _ answers: Value, _ work: Work) throws
    -> Finding
  {
    guard let found = known.first(where: { $0.id == id }) else {
      throw OperationFault.notFound("guard '\(id)'; known are \(ids.joined(separator: ", "))")
    }
    return try found.find(desk, answers, work)
  }

  @Sendable private static func standardsMet(
    _ desk: CaseDesk, _ answers: Value, _ work: Work
  ) throws -> Finding {
    let required = desk.procedure.standards(for: answers).filter(\.isRequired).map(\.code)
    let found = Dictionary(
      try CaseFinding.of(desk.file.id, in: work.tx).map { ($0.standard, $0) }
    ) { first, _ in first }
    return StandardsMet.decide(
      StandardsMet.Facts(
        required: required, unmet: required.filter { found[$0]?.isMet == false },
        unassessed: required.filter { found[$0] == nil },
        unconfirmed: required.filter { found[$0] != nil && found[$0]?.confirmer == nil }),
      under: desk.law)
  }

  @Sendable private static func parentLicence(_ desk: CaseDesk, _: Value, _ work: Work) throws
    -> Finding
  {
    let standing = try Licence.provider(
      Scope(desk.file.applicant), at: work.at, day: desk.law.day, in: work.tx)
    let facts = Work.facts(.provider, standing)
    return ParentLicence.decide(
      ParentLicence.Facts(
        number: facts.number, status: facts.status, from: facts.from, until: facts.until),
      under: desk.law)
  }

  /// Reads `existing` and `seenOn` of the form; the time to put things in order is the one that was
  /// known on the day of filing.
  @Sendable private static func licenceRequired(
    _ desk: CaseDesk, _ answers: Value, _ work: Work
  ) throws -> Finding {
    guard let seen = answers["seenOn"]?.answeredDay, seen <= desk.law.day else {
      throw OperationFault.badInput(
        "seenOn", "must be the day on which it was seen, not one to come")
    }
    let deadline = work.office.library.pack(desk.file.instrument)?.deadlines.first {
      $0.scope == .providers && $0.fulfilledBy == .providerLicence
    }
    return LicenceRequired.decide(
      LicenceRequired.Facts(
        seenOn: seen,
        existing: answers["existing"]?.string.flatMap { .init(rawValue: $0) } ?? .unknown,
        transitionUntil: deadline?.date(knownOn: desk.law.day)?.until), under: desk.law)
  }

  @Sendable private static func renewalInTime(_ desk: CaseDesk, _: Value, _ work: Work) throws
    -> Finding
  {
    guard let about = desk.file.about.flatMap({ LicenceID(bytes: $0) }),
      let licence = try Licence.find(about, in: work.tx),
      licence.institution == desk.file.applicant
    else { throw OperationFault.notFound("licence of the case") }
    let finding = RenewalInTime.decide(
      RenewalInTime.Facts(number: licence.number, until: licence.until), under: desk.law)
    guard finding.outcome == .granted else { return finding }
    // What no decision could renew is not received.
    let status = try Licence.standing(about, at: work.at, in: work.tx)?.status
    if let status, status.isFinal {
      throw OperationFault.stateConflict(
        "the licence \(licence.number) is \(status.rawValue); it is not renewed")
    }
    guard try Licence.successor(of: about, in: work.tx) == nil else {
      throw OperationFault.stateConflict("the licence \(licence.number) is renewed already")
    }
    return finding
  }
}
