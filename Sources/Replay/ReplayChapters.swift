import Kernel
import Operations

/// Gathers a replay's figures into chapters.
struct ReplayChapters {
  let course: ReplayCourse
  let books: ReplayBooks
  let lights: ReplayLights
  let seconds: ReplayReport.Seconds
  let rates: (operations: Int, rulings: Int)

  private var data: OuladData { course.data }

  private typealias Figure = ReplayReport.Figure

  var all: [ReplayReport.Chapter] {
    [
      chapter("dataset", "The dataset", dataset), chapter("registrations", "Registrations", states),
      chapter("sections", "Sections", sections),
      chapter("leaving", "Drops and withdrawals", leaving),
      chapter("money", "Fees and VAT", money), chapter("results", "Results", results),
      chapter("credentials", "Credentials", credentials),
      chapter("statements", "Statements of learning activity (xAPI)", statements),
      chapter("speed", "Speed and size", speed),
    ]
  }

  private func chapter(_ key: String, _ title: String, _ figures: [Figure])
    -> ReplayReport.Chapter
  {
    ReplayReport.Chapter(key: key, title: title, figures: figures)
  }

  private func count(_ key: String, _ label: String, _ count: Int) -> Figure {
    Figure(key: key, label: label, amount: .count(count))
  }

  private func money(_ key: String, _ label: String, _ minor: Int64) -> Figure {
    Figure(key: key, label: label, amount: .money(minor))
  }

  private func ruled(_ operation: String, _ outcome: String) -> Int {
    books.rulings.filter { $0.operation == operation && $0.outcome == outcome }
      .reduce(0) { $0 + $1.count }
  }

  private var dataset: [Figure] {
    [
      count("presentations", "Presentations", data.presentations.count),
      count("registrations", "Registrations", data.registrations.count),
      count("undatable", "Without a registration day, not replayed", data.undatable),
      count(
        "unregistrations", "Unregistrations",
        data.registrations.count { $0.unregistered != nil }),
      count("learners", "Learners", course.world.learners.count),
    ]
  }

  private var states: [Figure] {
    [
      count("granted", "Granted", ruled("RegisterForSection", "granted")),
      count("refused", "Refused", ruled("RegisterForSection", "refused")),
    ]
      + books.registrations.map { item in
        count(item.state, "Now \(Self.words[item.state] ?? item.state)", item.count)
      }
  }

  private static let words = [
    "pendingPayment": "waiting for payment", "confirmed": "confirmed", "dropped": "dropped",
    "released": "deleted unpaid", "cancelled": "in a cancelled section", "withdrawn": "withdrawn",
  ]

  private var sections: [Figure] {
    let tally = course.tally
    return [
      count("offered", "Offered, \(ReplayCalendar.seats) seats each", tally.sectionsOffered),
      count("opened", "Opened", tally.sectionsOpened),
      count("cancelled", "Cancelled below half (III.2)", tally.sectionsCancelled),
      count("learnersCancelled", "Learners of cancelled sections", tally.learnersCancelled),
      count(
        "lateRightsClosed", "Late rights that ran out unused (III.6)",
        books.rulings.filter { $0.operation == "CloseLateRight" }.reduce(0) { $0 + $1.count }),
    ]
  }

  private var leaving: [Figure] {
    let tally = course.tally
    return [
      count("dropsInside", "Drops inside add and drop (IV.3)", tally.drops),
      count("dropsOutside", "Drops refused", tally.dropsRefused),
      count("withdrawalsInside", "Withdrawals inside the window (IV.4)", tally.withdrawals),
      count(
        "withdrawalsOutside", "Withdrawals outside both windows, refused",
        tally.withdrawalsRefused),
    ]
      + ReplayStanding.allCases.compactMap { standing in
        tally.leftBefore[standing].map {
          count(
            "notRegistered.\(standing.rawValue)",
            "Nothing to leave: the registration was \(standing.rawValue)", $0)
        }
      }
      + (tally.unregistrationsAfterEnd > 0
        ? [count("afterEnd", "Dated after all ended", tally.unregistrationsAfterEnd)] : [])
  }

  private var money: [Figure] {
    [
      count("invoices", "Invoices", books.invoices),
      money("net", "Fees invoiced (VI.1)", books.net),
      money("vat", "VAT on them (VI.3)", books.vat),
      money("netReversed", "Fees taken back", books.netReversed),
      money("vatReversed", "VAT taken back", books.vatReversed),
      money("revenue", "Fees kept", -books.account("revenue")),
      money("vatOwed", "VAT owed to the state", -books.account("vat")),
      count("payments", "Payments, simulated", books.payments),
      money("paid", "Paid", books.paid),
      count("paymentsNotMade", "Left before the day of payment", course.tally.paymentsNotMade),
      money("creditDrop", "Credit of dropped courses (IV.3)", -books.account("credit.drop")),
      money(
        "creditCancelled", "Credit of cancelled sections (III.6)",
        -books.account("credit.cancelled")),
      money(
        "creditPayment", "Credit of late or part payments (IV.2)",
        -books.account("credit.payment")),
      count("openInvoices", "Invoices still open", books.openInvoices),
      money("receivable", "Still owed", books.account("receivable")),
    ]
  }

  private var results: [Figure] {
    let tally = course.tally
    return [count("approved", "Approved", tally.results.values.reduce(0, +))]
      + tally.results.sorted { $0.key < $1.key }.map {
        count("symbol.\($0.key)", "Of them \($0.key)", $0.value)
      }
      + [
        count("byMarks", "By marks of all weighted coursework", tally.resultsByMarks),
        count(
          "againstOutcome", "Of them passed or failed otherwise than in the dataset",
          tally.marksAgainstOutcome),
      ]
      + ReplayTally.NoResult.allCases.compactMap { reason in
        tally.withoutResult[reason].map {
          count(
            "none.\(reason.rawValue)", "No result: \(Self.reasons[reason] ?? reason.rawValue)", $0)
        }
      }
  }

  private static let reasons: [ReplayTally.NoResult: String] = [
    .undated: "no registration day", .refused: "registration refused", .dropped: "dropped",
    .withdrawn: "withdrawn (W)", .cancelled: "section cancelled", .released: "deleted unpaid",
    .unpaid: "not paid", .withdrawnWithoutDay: "withdrawn, no day of it",
  ]

  private var credentials: [Figure] {
    [
      count("issued", "Issued, marked as replayed", course.tally.credentials),
      count("registered", "Signed and registered", course.tally.registered),
      count("refused", "Refused", ruled("IssueCredential", "refused")),
    ]
  }

  private var statements: [Figure] {
    ReplayStatements.Verb.allCases.map { verb in
      count(verb.rawValue, "Sent as \(verb.rawValue)", lights.sent[verb] ?? 0)
    } + [
      count("sent", "Sent in all", lights.sentInAll),
      count(
        "withoutRegistration", "Submissions of registrations without a day, not sent",
        lights.withoutRegistration),
      count("inStore", "In the store", lights.inStore),
      Figure(key: "seconds", label: "Storing", amount: .seconds(lights.seconds)),
      count("perSecond", "Stored a second", lights.perSecond),
      count(
        "notReportable", "Learners without an identifier the regulator takes: not reportable",
        lights.notReportable),
    ]
      + StatementReport.Outcome.allCases.map { outcome in
        count(
          "checks.\(outcome.rawValue)", "Checks \(Self.outcomes[outcome] ?? "")",
          lights.count(outcome))
      }
  }

  private static let outcomes: [StatementReport.Outcome: String] = [
    .passed: "passed", .failed: "failed", .notApplicable: "with nothing to look at",
    .undetermined: "undetermined",
  ]

  private var speed: [Figure] {
    [
      count("operations", "Operations", course.flight.operations),
      count("rulings", "Rulings journaled", books.rulingCount),
      count("acts", "Administrative acts journaled", books.acts),
      count("openQuestions", "Questions left for a person (G.5)", books.openQuestions),
      Figure(key: "plantingSeconds", label: "Planting", amount: .seconds(seconds.planting)),
      Figure(key: "seconds", label: "Operations", amount: .seconds(seconds.operations)),
      count("operationsPerSecond", "Operations a second", rates.operations),
      count("rulingsPerSecond", "Rulings a second", rates.rulings),
    ]
      + (ReplayReport.peakMemory().map { [count("peakMemoryKiB", "Peak memory, KiB", $0)] } ?? [])
  }
}
