package import Kernel

/// A kind of dossier as a pack defines it: its form, its states and steps, its clocks and letters.
/// It holds no code: who may take a step, what guards it and what it brings about are words of
/// closed sets.
package struct Procedure: Sendable {
  package let instrument: String
  package let edition: String
  /// Its file as it was read, for messages that name the place.
  package let source: Reader
  package let id: String
  /// The article it carries out.
  package let article: String
  package let title: Localized
  package let help: Localized
  /// What the reference of a case begins with: `PA` in `PA-2026-000123`.
  package let prefix: String
  /// Who may file: the roles of those for whom a case is.
  package let filedBy: [Role]
  /// What a case is about, besides who filed it.
  package let about: About
  /// The parameter that says what filing costs; nil where nothing is asked.
  package let fee: String?
  /// What filing makes due; nil where nothing is invoiced by it.
  package let charge: Charge?
  /// Rules that must not refuse when it is filed, by id.
  package let guards: [String]
  package let fields: [ProcedureField]
  /// The version of the standards where they are those of a set.
  package let standardVersion: String?
  /// Every standard that may count; which do depends on the answers.
  package let standards: [ProcedureStandard]
  package let states: [ProcedureState]
  package let steps: [ProcedureStep]
  package let clocks: [ProcedureClock]
  package let letters: [ProcedureLetter]
  /// The state a case is in once it is filed.
  package let start: String
  /// The clock whose end is promised on the receipt.
  package let promise: String?
  /// The letter that acknowledges the filing.
  package let receipt: String?
  /// Whether the applicant is asked, at the end, how it was.
  package let isRated: Bool

  /// What a case may be about.
  package enum About: String, Sendable, CaseIterable {
    case body, person, programme, registration, credential, licence, ruling
    case file = "case"
    /// A body that is not in this installation; the form's first question names it.
    case outsider
  }

  /// An invoice that filing brings about, to be paid in the time in which courses are.
  package struct Charge: Sendable {
    /// The rule that says how much, by id.
    package let rule: String
    /// The question whose answer says how many times.
    package let times: String
  }

  package func state(_ id: String) -> ProcedureState? { states.first { $0.id == id } }
  package func step(_ id: String) -> ProcedureStep? { steps.first { $0.id == id } }
  package func clock(_ id: String) -> ProcedureClock? { clocks.first { $0.id == id } }
  package func letter(_ id: String) -> ProcedureLetter? { letters.first { $0.id == id } }
  package func field(_ key: String) -> ProcedureField? { fields.first { $0.key == key } }
  /// A question of the form or of one of its steps.
  package func question(_ key: String) -> ProcedureField? {
    field(key) ?? steps.flatMap(\.fields).first { $0.key == key }
  }

  /// The steps that lead on from a state.
  package func steps(from state: String) -> [ProcedureStep] {
    steps.filter { $0.from.contains(state) }
  }
}

/// Where a case may stand.
package struct ProcedureState: Sendable {
  /// Whom a case waits for.
  package enum Turn: String, Sendable, CaseIterable { case applicant, office, ended }

  package let id: String
  package let title: Localized
  package let turn: Turn
  /// How an ended case came out.
  package let outcome: Outcome?

  /// How a case ends.
  package enum Outcome: String, Sendable, CaseIterable { case granted, refused, withdrawn, lapsed }
}

/// A way from states to a state, and what it takes.
package struct ProcedureStep: Sendable {
  package let id: String
  package let title: Localized
  package let from: [String]
  package let to: String
  package let by: Hand
  /// Steps whose last doer may not do this one: an objection is decided by someone else.
  package let otherThan: [String]
  package let needs: Set<Need>
  /// What whoever takes it fills in, besides article and reasons: the new mark, the day set.
  package let fields: [ProcedureField]
  /// The parameter that says what it costs; nil where nothing is asked.
  package let fee: String?
  /// The decision it is; nil for a step that decides nothing.
  package let decides: ProcedureState.Outcome?
  /// Rules that must not refuse, by id.
  package let guards: [String]
  package let letters: [String]
  package let effects: [ProcedureEffect]

  /// Who takes a step.
  package enum Hand: Sendable, Equatable {
    /// Anybody who holds one of the roles at the office that handles the case.
    case roles([Role], delegates: Bool)
    /// So many holders of a role, voting; the last vote that is needed takes the step. A delegate
    /// votes in the place of who delegated.
    case committee(Role, quorum: Int, delegates: Bool)
    /// Whoever may file for the same body, or the person who filed.
    case applicant
    case clock
    /// Nobody: it happens.
    case event(Event)
  }

  /// What happens to a case without anybody taking a step of it.
  package enum Event: String, Sendable, CaseIterable {
    /// What filing made due is paid in full and in time.
    case payment
    /// The time for that has passed.
    case nonpayment
    /// What the case is about has come to its end.
    case ending
  }

  /// What must come with a step.
  package enum Need: String, Sendable, CaseIterable {
    /// The article the decision rests on.
    case article
    case reasons
    /// The form, whole and right.
    case form
    /// A finding for every required standard.
    case findings
    /// Each finding confirmed by another person.
    case confirmation
  }
}

/// A named operation that a step brings about, with its arguments.
package struct ProcedureEffect: Sendable {
  package let name: String
  package let with: Value
}

/// Time that runs while a case is in some states, and what happens when it has run out.
package struct ProcedureClock: Sendable {
  package let id: String
  package let title: Localized
  package let article: String
  package let days: Amount
  package let counts: Counting
  package let runsIn: [String]
  /// States in which it stands still, above all while a supplement is awaited.
  package let pausedIn: [String]
  package let then: Then

  /// How many days: a number of the definition, or a parameter of the edition.
  package enum Amount: Sendable, Equatable {
    case days(Int)
    case parameter(String)
  }

  package enum Counting: String, Sendable, CaseIterable { case calendar, working }

  /// What happens at the end.
  package enum Then: Sendable, Equatable {
    /// The clock takes this step.
    case step(String)
    /// The case is late: the applicant is told why not yet and until when, so many days on.
    case late(days: Int, letter: String)
    /// Somebody is reminded; a person goes on.
    case remind(letter: String)
  }
}

/// A letter in three languages with places for what is known of the case.
package struct ProcedureLetter: Sendable {
  package enum Reader: String, Sendable, CaseIterable { case applicant, office }

  package let id: String
  package let to: Reader
  package let subject: Localized
  package let body: Localized

  /// What may stand between braces, besides `field.KEY`.
  package static let places = [
    "number", "procedure", "about", "body", "state", "filed", "promised", "due", "reasons",
    "article",
    "today",
  ]
}
