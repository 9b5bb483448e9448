package import Kernel
package import Regulations

/// All rules, for examples, stories and the reference page.
package enum Catalogue {
  package static let rules: [any Rule.Type] =
    [
      InForce.self, ProgrammeScope.self, NationalRules.self, ParentLicence.self,
      RenewalInTime.self, StandardsMet.self, WhileWarned.self, RunningLearners.self, NextRung.self,
      LicenceRequired.self,
      Admission.self, SectionMaximum.self, SectionState.self, RegistrationWindow.self,
      UnitCap.self, Prerequisites.self, Corequisites.self, CorequisiteDrop.self, Capacity.self,
      EqualUnits.self, SwapWindow.self, SectionChange.self, UnderfilledSection.self,
      SectionOpens.self, CancelledBalance.self, Drop.self, WithdrawalWindow.self,
      WithdrawalBar.self, OwnChoice.self,
      CourseFee.self, CertificateFee.self, PaymentDeadline.self, Settlement.self, Release.self,
      DropCredit.self, CreditUse.self, Refund.self,
      LessonAttended.self, Bar.self, LiftAuthority.self, LiftLimit.self, FinalEntry.self,
      AlternativeExam.self, AlternativeNotSat.self,
      Passing.self, CourseGrade.self, GradePointAverage.self, IncompleteLapse.self,
      IncompleteCompletion.self,
      PlanApproval.self, ResultApproval.self, ResultCorrection.self,
      Eligibility.self, Issuer.self, NotADegree.self, Wording.self, PaperCopy.self,
    ] + StatementGate.rules

  private static let byID: [String: any Rule.Type] =
    Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }

  /// The rule of this id; nil when there is none.
  package static func rule(_ id: String) -> (any Rule.Type)? { byID[id] }

  /// Reads facts strictly and decides one rule; throws what is wrong with the facts.
  package static func decide(_ rule: any Rule.Type, facts: Value, under law: Law)
    throws(FactFault) -> Ruling
  {
    try decided(rule, facts: facts, under: law)
  }

  private static func decided<R: Rule>(_: R.Type, facts: Value, under law: Law)
    throws(FactFault) -> Ruling
  {
    let source = try FactSource(facts)
    let read = try R.read(source)
    try source.refuseUnknown()
    return law.ruling(R.decide(read, under: law))
  }

  /// What every rule decides and asks for, made by running its own reader.
  package static func reference() -> [RuleReference] { rules.map(RuleReference.init) }
}

/// A rule's entry in the generated reference.
package struct RuleReference: Sendable, Equatable {
  package let id: String
  package let articles: [String]
  package let instrument: String
  package let summary: String
  package let facts: [FactDescription]

  init(_ rule: any Rule.Type) {
    id = rule.id
    articles = rule.articles
    instrument = rule.instrument
    summary = rule.summary
    facts = Self.facts(of: rule)
  }

  private static func facts<R: Rule>(of _: R.Type) -> [FactDescription] {
    let source = FactSource()
    // A describing source holds nothing that could be wrong, so reading from it does not fail.
    _ = try? R.read(source)
    return source.descriptions
  }
}
