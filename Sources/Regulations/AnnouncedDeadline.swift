package import Kernel

/// What bodies must have done by a day, as an authority announced it and may have extended it.
package struct AnnouncedDeadline: Sendable {
  /// Whom it binds, as far as an installation can know.
  package enum Bodies: String, Sendable, CaseIterable {
    /// Every body but the authority itself.
    case providers
  }

  /// What a body that has done it holds.
  package enum Fulfilment: String, Sendable, CaseIterable {
    /// A licence as a provider, in force.
    case providerLicence
  }

  /// One date it had or has, with where it is known from.
  package struct Date: Sendable {
    /// The last day on which it can be done.
    package let until: Day
    /// The same day as the source prints it, where the source is held.
    package let asPrinted: (hijri: String?, gregorian: String?)
    /// The day from which on this date was known; it supersedes the one before.
    package let knownFrom: Day
    package let textStatus: TextStatus
    package let source: Localized
  }

  /// The instrument whose pack holds it.
  package let instrument: String
  package let id: String
  package let title: Localized
  package let says: Localized
  /// Who is in scope, in words.
  package let whom: Localized
  /// What holds once it is over.
  package let after: Localized
  package let scope: Bodies
  package let fulfilledBy: Fulfilment
  /// How many days before the end bodies are reminded, the most first.
  package let reminders: [Int]
  /// In the order in which they became known.
  package let dates: [Date]

  /// Its date as it was known on a day; nil before it was announced.
  package func date(knownOn day: Day) -> Date? { dates.last { $0.knownFrom <= day } }

  /// The reminder a day calls for: the smallest number of days that are not yet over, nil when it is
  /// too early or the deadline has passed. What was missed on an earlier day is not made up for.
  package func reminder(on day: Day) -> (date: Date, days: Int)? {
    guard let date = date(knownOn: day), day <= date.until else { return nil }
    let left = Int(date.until.number) - Int(day.number)
    return reminders.last { left <= $0 }.map { (date, $0) }
  }
}

extension AnnouncedDeadline {
  /// Reads a pack's `deadlines.yaml`.
  static func read(_ root: Reader, instrument: String) throws(PackFault) -> [AnnouncedDeadline] {
    try root.format1()
    try root.only("format", "deadlines")
    var deadlines: [AnnouncedDeadline] = []
    for item in try root.required("deadlines").list() {
      let deadline = try AnnouncedDeadline(item, instrument: instrument)
      guard !deadlines.contains(where: { $0.id == deadline.id }) else {
        throw item.fault("repeats a deadline")
      }
      deadlines.append(deadline)
    }
    return deadlines
  }

  private init(_ item: Reader, instrument: String) throws(PackFault) {
    try item.only(
      "id", "title", "says", "whom", "after", "scope", "fulfilledBy", "remind", "dates")
    self.instrument = instrument
    id = try item.word("id")
    title = try item.localized("title")
    says = try item.localized("says")
    whom = try item.localized("whom")
    after = try item.localized("after")
    scope = try item.required("scope").choice()
    fulfilledBy = try item.required("fulfilledBy").choice()
    var reminders: [Int] = []
    for entry in try item.list("remind") {
      let days = try entry.integer()
      guard (1...3_660) ~= days, reminders.last.map({ days < $0 }) ?? true else {
        throw entry.fault("must be 1...3660 days, fewer than the one before it")
      }
      reminders.append(days)
    }
    self.reminders = reminders
    var dates: [Date] = []
    for entry in try item.required("dates").list() {
      let date = try Date(entry)
      if let last = dates.last {
        guard last.knownFrom < date.knownFrom, last.until < date.until else {
          throw entry.fault("extends the date before it: it must become known later and end later")
        }
      }
      dates.append(date)
    }
    guard !dates.isEmpty else { throw item.fault("has no dates") }
    self.dates = dates
  }
}

extension AnnouncedDeadline.Date {
  fileprivate init(_ entry: Reader) throws(PackFault) {
    try entry.only("until", "asPrinted", "knownFrom", "textStatus", "source")
    until = try entry.required("until").day()
    knownFrom = try entry.required("knownFrom").day()
    guard knownFrom <= until else { throw entry.fault("became known after it was over") }
    let printed = entry.optional("asPrinted")
    try printed?.only("hijri", "gregorian")
    asPrinted = (
      try printed?.optional("hijri")?.text(), try printed?.optional("gregorian")?.text()
    )
    textStatus = try entry.required("textStatus").choice()
    source = try entry.localized("source")
  }
}
