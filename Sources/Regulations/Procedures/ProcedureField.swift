package import Kernel

/// One question of a procedure's form.
package struct ProcedureField: Sendable {
  /// What kind of answer it takes.
  package enum Kind: String, Sendable, CaseIterable {
    case text, number, choice, date, money, file, person, organisation, course, table
    case acknowledgement
    /// An exact mark of 0 to 100.
    case mark
  }

  package let key: String
  package let kind: Kind
  package let title: Localized
  package let help: Localized?
  package let isRequired: Bool
  package let choices: [(value: String, title: Localized)]
  /// Bounds: of a text its length in characters, of a number its value, of a table its rows.
  package let minimum: Int?
  package let maximum: Int?
  /// Media types a file may have.
  package let types: [String]
  /// The largest file in bytes.
  package let maximumBytes: Int
  package let columns: [ProcedureField]
  package let shownWhen: Condition?
  /// What the system knows already, by name: shown, not asked.
  package let known: String?
  /// The standard it is evidence for.
  package let standard: String?
  /// Whether the answer is erased: of a form once the case has ended for good, always with the
  /// person.
  package let isForgotten: Bool

  /// When a field is asked: a closed set, no expressions.
  package indirect enum Condition: Sendable {
    case isOneOf(field: String, [String])
    /// Answered, and with none of these.
    case isNoneOf(field: String, [String])
    case isAnswered(field: String)
    case all([Condition])
    case any([Condition])
  }

  /// What the system knows of whoever files, by name.
  package static let knownNames = [
    "institution.code", "institution.nameArabic", "institution.nameEnglish",
    "institution.vatNumber", "person.nameArabic", "person.nameLatin",
  ]
  /// The largest file anybody may ask for: 20 MiB.
  package static let largestFile = 20 << 20
  /// The longest text anybody may ask for, in characters.
  package static let longestText = 10_000
}

extension ProcedureField.Condition {
  /// Whether it holds for the answers given.
  package func holds(_ answer: (String) -> Value?) -> Bool {
    switch self {
    case .isOneOf(let field, let values): Self.matches(answer(field), values)
    case .isNoneOf(let field, let values):
      answer(field).map { !$0.isEmptyAnswer && !Self.matches($0, values) } ?? false
    case .isAnswered(let field): answer(field).map { !$0.isEmptyAnswer } ?? false
    case .all(let conditions): conditions.allSatisfy { $0.holds(answer) }
    case .any(let conditions): conditions.contains { $0.holds(answer) }
    }
  }

  private static func matches(_ answer: Value?, _ values: [String]) -> Bool {
    switch answer {
    case .text(let text)?, .plain(let text)?: values.contains { Name.same($0, text) }
    case .bool(let truth)?: values.contains { Name.same($0, truth ? "true" : "false") }
    case .number(let number)?: values.contains { Name.same($0, number.description) }
    default: false
    }
  }
}

extension Value {
  /// Whether this is no answer: absent, empty, or blank text.
  package var isEmptyAnswer: Bool {
    switch self {
    case .null: true
    case .text(let text), .plain(let text): text.allSatisfy(\.isWhitespace)
    case .list(let elements): elements.isEmpty
    case .object(let members): members.pairs.isEmpty
    case .bool, .number: false
    }
  }
}
