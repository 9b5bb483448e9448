/// The institution a query may see; rows of another are indistinguishable from absent ones.
package struct Scope: Hashable, Sendable {
  package let institution: InstitutionID

  package init(_ institution: InstitutionID) { self.institution = institution }
}

/// The roles of source 001 and those that run the system.
package enum Role: String, Sendable, CaseIterable {
  case learner, instructor, registrar, supervisoryCommittee, finance
  /// The Vice-Presidency for Academic Affairs (G.3).
  case academicAffairs
  /// The authority that accepts excuses (V.1).
  case excuseAuthority
  /// The authority that approves results (V.2).
  case resultsAuthority
  /// The e-learning centre, which issues (II.5).
  case eLearningCentre
  case administrator, regulator, assessor, inspector, applicant
}
