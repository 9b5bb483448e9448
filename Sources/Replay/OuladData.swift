/// The Open University Learning Analytics Dataset as far as a replay needs it. Days count from a
/// presentation's first day, negative before it.
package struct OuladData: Sendable {
  /// A module given in one half year: `AAA`, `2013J`.
  package struct Presentation: Hashable, Sendable {
    package let module: String
    /// The year with `J` (October) or `B` (February).
    package let code: String
    /// Days.
    package let length: Int

    package var name: String { "\(module)-\(code)" }
  }

  package enum Outcome: String, Sendable, CaseIterable {
    case distinction = "Distinction"
    case pass = "Pass"
    case fail = "Fail"
    case withdrawn = "Withdrawn"
  }

  package struct Registration: Sendable {
    /// Index into `presentations`.
    package let presentation: Int
    package let student: Int
    /// Nil where the original has no day: stored, but it cannot be replayed.
    package let registered: Int?
    package let unregistered: Int?
    package let outcome: Outcome
  }

  package struct Assessment: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
      case tutorMarked = "TMA"
      case computerMarked = "CMA"
      case exam = "Exam"
    }

    package let id: Int
    /// Index into `presentations`.
    package let presentation: Int
    package let kind: Kind
    package let day: Int?
    /// Hundredths of a per cent: the original has 12.5 and 17.5.
    package let weight: Int
  }

  package struct Score: Sendable {
    package let assessment: Int
    package let student: Int
    package let day: Int
    /// Carried over from an earlier presentation.
    package let isBanked: Bool
    package let score: Int?
  }

  package var presentations: [Presentation] = []
  package var registrations: [Registration] = []
  package var assessments: [Assessment] = []
  package var scores: [Score] = []

  package init() {}

  /// Registrations without a registration day.
  package var undatable: Int { registrations.count { $0.registered == nil } }
}
