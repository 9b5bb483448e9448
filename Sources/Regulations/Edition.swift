package import Kernel

/// How well the text of an edition or an article is known.
package enum TextStatus: String, Sendable, CaseIterable {
  case full, extract, secondary, inferred
}

/// What the system does with an article.
package enum Treatment: String, Sendable, CaseIterable {
  case rule, procedure, indicator, informative
  case notYet = "not-yet"
}

/// The smallest citable piece of an edition.
package struct Article: Sendable {
  package let id: String
  package let title: Localized
  /// What the article says, in our own words.
  package let says: Localized
  package let textStatus: TextStatus
  package let treatment: Treatment
  /// Ids of the rules that decide it.
  package let rules: [String]
  /// Why it has no rule yet, or what it is informative about.
  package let why: Localized?
}

/// A dated value of one type.
package enum ParameterValue: Sendable, Equatable {
  case integer(Int)
  case percent(ExactDecimal)
  case money(Money)
  case mark(Mark)
  case flag(Bool)
  case choice(String)
  /// Free text of one line, as its author wrote it.
  case text(String)
}

/// Values with the days from which they hold, oldest first.
package struct Timeline<Held: Sendable>: Sendable {
  package let entries: [(from: Day, value: Held)]

  package init(_ entries: [(from: Day, value: Held)]) {
    self.entries = entries.sorted { $0.from < $1.from }
  }

  /// The value in force on a day; nil before the first entry.
  package func value(on day: Day) -> Held? { entries.last { $0.from <= day }?.value }
}

/// A number or choice of the law that may differ by date, with its citation and its readings.
package struct Parameter: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case integer, days, percent, money, mark, flag, choice, text
  }

  package let key: String
  package let article: String
  package let kind: Kind
  package let title: Localized
  /// Nil when the law leaves it unset.
  package let values: Timeline<ParameterValue>?
  /// For `choice`: the readings that are known to the rules.
  package let choices: [String]
  /// Why this reading (or why it is unset).
  package let reading: Localized?
  package let rejected: [(reading: Localized, why: Localized)]
}

/// A printed error of the source, kept beside what is read instead.
package struct Erratum: Sendable {
  package let article: String
  package let asPrinted: String
  /// Nil where the reading is only conjecture.
  package let canonical: String?
  package let reason: Localized
}

/// One version of an instrument with its dates.
package final class Edition: Sendable {
  package let instrument: String
  package let id: String
  package let title: Localized
  package let zone: Zone
  package let effectiveFrom: Day
  package let textStatus: TextStatus
  /// Where the date comes from, above all when it is not printed.
  package let reason: Localized
  /// A draft governs nothing by date; it is used only when named.
  package let isDraft: Bool
  package let articles: [Article]
  package let parameters: [String: Parameter]
  package let grades: GradeTable?
  package let errata: [Erratum]
  package let procedures: [Procedure]
  /// The days on which the authority works, for clocks that count working days.
  package let workCalendar: WorkCalendar
  /// Kinds of violation and what answers them.
  package let violations: [Violation]
  /// What reported learning activity must look like; nil where the edition does not say.
  package let statements: StatementProfile?
  private let articleByID: [String: Article]

  package init(
    instrument: String, id: String, title: Localized, zone: Zone, effectiveFrom: Day,
    textStatus: TextStatus, reason: Localized, isDraft: Bool, articles: [Article],
    parameters: [String: Parameter], grades: GradeTable?, errata: [Erratum],
    procedures: [Procedure] = [], workCalendar: WorkCalendar = WorkCalendar(),
    violations: [Violation] = [], statements: StatementProfile? = nil
  ) {
    self.instrument = instrument
    self.id = id
    self.title = title
    self.zone = zone
    self.effectiveFrom = effectiveFrom
    self.textStatus = textStatus
    self.reason = reason
    self.isDraft = isDraft
    self.articles = articles
    self.parameters = parameters
    self.grades = grades
    self.errata = errata
    self.procedures = procedures
    self.workCalendar = workCalendar
    self.violations = violations
    self.statements = statements
    self.articleByID = Dictionary(articles.map { ($0.id, $0) }) { first, _ in first }
  }

  package func article(_ id: String) -> Article? { articleByID[id] }
  package func procedure(_ id: String) -> Procedure? { procedures.first { $0.id == id } }

  package func violation(_ id: String) -> Violation? { violations.first { $0.id == id } }

  /// `sa-iu-ecourses@1447`.
  package var name: String { "\(instrument)@\(id)" }

  /// The edition with parameters read otherwise, for a trial that decides nothing.
  package func reading(_ values: [String: ParameterValue]) -> Edition {
    Edition(
      instrument: instrument, id: id, title: title, zone: zone, effectiveFrom: effectiveFrom,
      textStatus: textStatus, reason: reason, isDraft: isDraft, articles: articles,
      parameters: parameters.mapValues { parameter in
        values[parameter.key].map { parameter.holding($0) } ?? parameter
      }, grades: grades, errata: errata, procedures: procedures, workCalendar: workCalendar,
      violations: violations, statements: statements)
  }
}

extension ParameterValue: CustomStringConvertible {
  /// The value as a pack writes it.
  package var description: String {
    switch self {
    case .integer(let number): String(number)
    case .percent(let number): "\(number) %"
    case .money(let money): money.description
    case .mark(let mark): mark.description
    case .flag(let flag): flag ? "true" : "false"
    case .choice(let word), .text(let word): word
    }
  }
}

extension Parameter {
  fileprivate func holding(_ value: ParameterValue) -> Parameter {
    Parameter(
      key: key, article: article, kind: kind, title: title,
      values: Timeline([(Day(number: .min), value)]), choices: choices, reading: reading,
      rejected: rejected)
  }

  /// The values with their days, or `unset`.
  package var shown: String {
    guard let values else { return "unset" }
    if values.entries.count == 1, let only = values.entries.first {
      return only.value.description
    }
    return values.entries.map { "\($0.value) from \($0.from)" }.joined(separator: ", ")
  }
}
