import Accounts
import Credentials
import Kernel
import Licensing
import Operations
import Registrar
import Regulations
import Rules
import Storage

/// Everything a learner's term page shows, read in one transaction.
struct TermView: Sendable {
  /// One registration with what hangs on it.
  struct Item: Sendable {
    let registration: Registration
    let course: Course
    let section: Section
    let result: CourseResult?
    let credential: CredentialID?
    /// Lessons that count, in order, with what is recorded of each.
    let lessons: [AttendanceSummary.Held]
    /// What the bar's rule finds today; nil for courses that are no longer studied.
    let bar: Finding?
    let alternatives: [AllowedExam]

    /// The result once it is approved: nothing is published before.
    var approved: CourseResult? { result.flatMap { $0.isApproved ? $0 : nil } }

    private func number(_ name: String) -> Int? {
      if case .integer(let number)? = bar?[name] { return number }
      return nil
    }

    var absent: Int { number("absent") ?? 0 }
    /// Lessons that can still be missed before the bar.
    var left: Int? { number("allowed").map { max(0, $0 - absent) } }

    var isBarred: Bool {
      registration.bar == .barred || registration.bar == .lapsed
        || registration.bar == .none && bar?.outcome == .refused
    }

    /// Close to the bar: something missed, and at most one more lesson to miss.
    var isNear: Bool {
      guard let left, !isBarred, registration.bar == .none, approved == nil else { return false }
      return absent > 0 && left <= 1
    }
  }

  struct Bill: Sendable {
    let invoice: Invoice
    let lines: [Invoice.Line]
    let codes: [String]

    var net: Money { lines.reduce(.zero(invoice.currency)) { $0 + $1.net } }
    var vat: Money { lines.reduce(.zero(invoice.currency)) { $0 + $1.vat } }
    var gross: Money { lines.reduce(.zero(invoice.currency)) { $0 + $1.gross } }
    var units: Int { lines.reduce(0) { $0 + $1.units } }
    var isOpen: Bool { invoice.state == .open && invoice.owed.minor > 0 }
    /// Whether it is of a paper copy.
    var isPaper: Bool { lines.contains { $0.registration == nil } }
  }

  let term: Term
  let terms: [Term]
  let windows: [CalendarWindow]
  /// Registrations still studied, or cancelled with a balance to use, then the others.
  let items: [Item]
  let earlier: [Item]
  let units: Int
  let bills: [Bill]
  let credits: [(account: Ledger.Account, amount: Money)]
  let transcript: [CourseResult.TranscriptLine]
  /// Courses named on the page, by id.
  let courses: [CourseID: Course]

  func window(_ kind: CalendarWindow.Kind) -> CalendarWindow? {
    windows.first { $0.kind == kind }
  }

  func isOpen(_ kind: CalendarWindow.Kind, on day: Day) -> Bool {
    window(kind)?.days.contains(day) ?? false
  }

  /// Open invoices, the first due first.
  var due: [Bill] { bills.filter(\.isOpen).sorted { $0.invoice.dueAt < $1.invoice.dueAt } }
}

extension TermView {
  /// The learner's term: the one named, or the current one; nil when there is no such term.
  static func load(
    _ learner: PersonID, term id: TermID?, _ scope: Scope, _ law: Law, in tx: Transaction
  ) throws -> TermView? {
    let terms = try Term.all(scope, in: tx)
    let found = id.map { id in terms.first { $0.id == id } } ?? Term.current(on: law.day, terms)
    guard let term = found else { return nil }
    let transcript = try CourseResult.transcript(learner, in: tx).filter(\.isApproved)
    let loader = try Loader(
      learner: learner, term: term.id, scope: scope, law: law, named: transcript.map(\.course),
      tx: tx)
    let items = loader.items()
    let shown = items.filter {
      $0.registration.state.isLive || $0.result != nil
    }
    let held = try Ledger.credits(learner, in: tx)
    let credits = [Ledger.Account.creditDrop, .creditCancelled, .creditPayment].compactMap {
      account in
      held[account].flatMap { minor in
        minor > 0 ? (account: account, amount: Money(minor: minor, currency: .sar)) : nil
      }
    }
    return TermView(
      term: term, terms: terms, windows: try CalendarWindow.all(term.id, at: law.at, in: tx),
      items: shown,
      earlier: items.filter { item in
        !shown.contains { $0.registration.id == item.registration.id }
      },
      units: try Registration.unitsHeld(
        learner, term: term.id, countsWithdrawn: law.flag("load.countsWithdrawn") ?? true, in: tx),
      bills: try loader.bills(), credits: credits, transcript: transcript,
      courses: loader.courses)
  }

  /// What hangs on the registrations of the term, each kind read at once.
  private struct Loader {
    let learner: PersonID
    let term: TermID
    let law: Law
    let tx: Transaction
    let studied: [Studied]
    /// Those of the term and those of earlier terms that are named.
    let courses: [CourseID: Course]
    let lessons: [RegistrationID: [AttendanceSummary.Held]]
    let alternatives: [AllowedExam]
    let issued: [(registration: RegistrationID, id: CredentialID)]

    init(
      learner: PersonID, term: TermID, scope: Scope, law: Law, named: [CourseID], tx: Transaction
    ) throws {
      self.learner = learner
      self.term = term
      self.law = law
      self.tx = tx
      studied = try Studied.of(learner, term: term, in: tx).filter {
        $0.course.institution == scope.institution
      }
      let held = Dictionary(studied.map { ($0.course.id, $0.course) }) { first, _ in first }
      courses =
        named.allSatisfy { held[$0] != nil }
        ? held
        : try Course.of(learner, in: tx).filter { $0.value.institution == scope.institution }
      lessons = try AttendanceSummary.lessons(of: learner, term: term, in: tx)
      alternatives = try AllowedExam.of(learner, term: term, in: tx)
      issued =
        studied.allSatisfy { $0.result == nil }
        ? [] : try Credential.of(learner, in: tx).map { ($0.registration, $0.id) }
    }

    func items() -> [Item] { studied.map(item) }

    private func item(_ studied: Studied) -> Item {
      let (registration, course) = (studied.registration, studied.course)
      let (section, result) = (studied.section, studied.result)
      guard registration.state.isLive else {
        return Item(
          registration: registration, course: course, section: section, result: result,
          credential: nil, lessons: [], bar: nil, alternatives: [])
      }
      let held = lessons[registration.id] ?? []
      let summary = AttendanceSummary(held, registeredAt: registration.registeredAt)
      let bar = Bar.decide(
        Sessions(
          planned: summary.planned, absent: summary.absent + summary.excused,
          excused: summary.excused, beforeRegistration: summary.beforeRegistration), under: law)
      return Item(
        registration: registration, course: course, section: section, result: result,
        credential: issued.first { $0.registration == registration.id }?.id, lessons: held,
        bar: bar, alternatives: alternatives.filter { $0.registration == registration.id })
    }

    func bills() throws -> [Bill] {
      try Invoice.written(to: learner, term: term, in: tx).map { invoice, written in
        // An invoice whose lines have all gone still shows what it was for.
        let live = written.filter(\.isLive)
        let lines = live.isEmpty ? written : live
        return Bill(
          invoice: invoice, lines: lines,
          codes: lines.compactMap { $0.course.flatMap { courses[$0]?.code } })
      }
    }
  }
}

extension TermView {
  /// What was charged for a registration whose line has left its invoice.
  static func value(of registration: Registration, in tx: Transaction) throws -> Money? {
    for invoice in try Invoice.of(registration.learner, term: registration.term, in: tx) {
      let line = try invoice.lines(in: tx).first { $0.registration == registration.id }
      if let line { return line.gross }
    }
    return nil
  }
}
