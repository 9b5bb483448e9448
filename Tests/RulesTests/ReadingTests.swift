import Kernel
import Regulations
import Rules
import Testing

@Suite("Readings and unset parameters")
struct ReadingTests {
  /// Decides one example of the packs under other readings, found by its name.
  private func headline(_ name: String, _ library: Library) throws -> Finding {
    let example = try #require(
      Packs.library().packs.flatMap(\.examples).first { $0.name == name })
    let result = ExampleCheck.run(example, in: library)
    return try #require(result.ruling?.headline).finding
  }

  @Test(
    "A reading no rule applies, or no reading at all, is for a person",
    arguments: [
      ("section.capMeaning", "half", "20 registered of at most 40 (Quran)"),
      ("swap.window", "own", "Exchanging courses: on the first day"),
      ("deadline.extendOnHoliday", "true", "Paid on the last evening"),
      ("payment.scope", "line", "Paid on the last evening"),
      ("payment.late", "forfeited", "Paid at midnight after the last day"),
      ("payment.partial", "refund", "Partly paid when the time ends"),
      ("credit.amount", "netPaid", "A paid course of three units dropped"),
      ("credit.expiry", "oneYear", "Credit of a dropped course in the same term"),
      ("attendance.denominator", "heldSoFar", "8 of 28 sessions missed"),
      ("bar.effective", "announced", "8 of 28 sessions missed"),
      ("lift.atFifty", "deniedAtOnce", "The final when absence reached half after the lift"),
      ("grade.rounding", "integer", "A mark of 94.995 is A"),
      ("withdraw.testInstant", "processing", "Withdrawing on the first day of the window"),
      ("withdraw.excuse", "required", "Withdrawing on the first day of the window"),
      ("correction.afterApproval", "anyReason", "The authority changes its mind"),
      ("certificate.laterTerm", "refused", "A course finished in a later term after an incomplete"),
      (
        "vat.nonResidentUnset", "undetermined", "3 units for a non-resident while the rate is unset"
      ),
    ])
  func refusedReadings(_ key: String, _ reading: String, _ name: String) throws {
    let read = try headline(name, try Packs.with(key, reading))
    #expect(read.outcome == .undetermined)
    #expect(read["parameter"] == .text(key))
    #expect(read["reading"] == .text(reading))
    let unset = try headline(name, try Packs.with(key, "unset"))
    #expect(unset.outcome == .undetermined)
    #expect(unset["parameter"] == .text(key))
  }

  @Test(
    "Readings that rules do apply change the outcome",
    arguments: [
      ("swap.units", "equalOrFewer", "Three units for two is a drop", Outcome.granted),
      ("credit.courses", "several", "Two courses instead of one, the sum equal", .granted),
      (
        "credit.requiresPaid", "false",
        "A section cancelled while nothing was paid gives no balance", .granted
      ),
      (
        "section.countUnpaid", "false", "Three of twenty-five have not paid yet: they count",
        .refused
      ),
      (
        "section.recheckAfterOpen", "true",
        "A section opened with twenty-five stays open with twenty-two", .refused
      ),
      ("payment.clock", "hours", "Paid on the last evening", .refused),
      (
        "attendance.excusedCounts", "false",
        "8 missed of which 5 excused: an excuse is for the committee", .granted
      ),
      ("bar.liftTest", "attendanceAtLeast", "Lifting at 14 of 28 sessions missed", .granted),
      (
        "lift.lapsesAtLimit", "false", "The final when absence reached half after the lift",
        .granted
      ),
      (
        "paper.requiresElectronic", "false", "A paper copy before the electronic certificate",
        .granted
      ),
      (
        "correction.afterApproval", "none", "The authority corrects a clerical error with reasons",
        .refused
      ),
      ("load.maximum", "26", "Twenty-three units held, three more are one too many", .granted),
      ("pass.minimum", "70", "Sixty passes", .refused),
    ])
  func appliedReadings(_ key: String, _ reading: String, _ name: String, _ outcome: Outcome) throws
  {
    #expect(try headline(name, try Packs.with(key, reading)).outcome == outcome)
  }

  @Test("The symbol of a barred learner follows its parameter")
  func barSymbol() throws {
    let name = "A barred learner's code is DN, weighed as F"
    #expect(try headline(name, try Packs.with("bar.symbol", "F"))["symbol"] == .text("F"))
  }

  @Test("The average follows the by-law's rounding")
  func rounding() throws {
    let name = "An exact half is rounded up"
    func gpa(_ reading: String) throws -> Argument? {
      try headline(name, try Packs.with("gpa.rounding", reading, in: "sa-uac-study"))["gpa5"]
    }
    #expect(try gpa("half-up") == .decimal(ExactDecimal(mantissa: 463, scale: 2)))
    #expect(try gpa("half-even") == .decimal(ExactDecimal(mantissa: 462, scale: 2)))
    #expect(try gpa("truncate") == .decimal(ExactDecimal(mantissa: 462, scale: 2)))
  }

  @Test("A clock of hours ends 168 hours after the registration")
  func hours() throws {
    let name = "Registered on a Sunday morning, due at the end of the next Sunday"
    let finding = try headline(name, try Packs.with("payment.clock", "hours"))
    let due = try #require(Instant(text: "2026-09-06T10:15:00+03:00"))
    #expect(finding["due"] == .instant(due))
    #expect(finding["lastDay"] == .day(try #require(Day(year: 2026, month: 9, day: 6))))
  }
}
