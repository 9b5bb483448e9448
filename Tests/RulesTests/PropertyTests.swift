import Kernel
import Regulations
import Rules
import Testing

@Suite("Properties")
struct PropertyTests {
  private func law(_ time: String = "2026-11-20T10:00:00+03:00") throws -> Law {
    let instant = try #require(Instant(text: time))
    return try #require(try Packs.library().law("sa-iu-ecourses", at: instant))
  }

  @Test("The average of 5 is exactly one above the average of 4, and exact before rounding")
  func averages() throws {
    let law = try law()
    let table = try #require(law.edition.grades)
    let symbols = (table.bands + table.codes).map(\.symbol)
    var dice = SplitMix64(seed: 1447)
    for _ in 0..<3_000 {
      let courses = (0..<Int.random(in: 1...40, using: &dice)).map { _ in
        GradePointAverage.Course(
          units: Int.random(in: 0...6, using: &dice),
          symbol: symbols.randomElement(using: &dice) ?? "F")
      }
      let finding = GradePointAverage.decide(.init(courses: courses), under: law)
      let counted = courses.filter { table.grade(symbol: $0.symbol)?.weight5 != nil }
      let units = counted.reduce(0) { $0 + $1.units }
      guard units > 0 else {
        #expect(finding.key == "Grades/GradePointAverage.undetermined.undefined")
        continue
      }
      guard case .decimal(let gpa5)? = finding["gpa5"], case .decimal(let gpa4)? = finding["gpa4"]
      else {
        Issue.record("no averages")
        return
      }
      #expect(gpa5.mantissa - gpa4.mantissa == 100 && gpa5.scale == 2 && gpa4.scale == 2)
      // Half-up on the exact fraction: |rounded - exact| <= 1/2 of a hundredth, a half going up.
      let sum = counted.reduce(0) { $0 + $1.units * (table.grade(symbol: $1.symbol)?.weight5 ?? 0) }
      let difference = 2 * (Int(gpa5.mantissa) * units - sum)
      #expect(difference > -units && difference <= units)
    }
  }

  @Test("Bars and their limits are what counting sessions one by one gives")
  func bars() throws {
    let law = try law()
    for planned in 0...120 {
      for absent in 0...planned {
        let finding = Bar.decide(Sessions(planned: planned, absent: absent), under: law)
        // Attendance below 75 %: present / planned < 3 / 4, without a fraction.
        let barred = 4 * (planned - absent) < 3 * planned
        #expect((finding.outcome == .refused) == barred)
        // Half reached: what is missed is no less than what is left.
        #expect(finding["liftable"] == .flag(barred && absent < planned - absent))
        let safe = (0...planned).last { 4 * (planned - $0) >= 3 * planned }
        #expect(finding["allowed"] == .integer(safe ?? 0))
        let limit = LiftLimit.decide(Sessions(planned: planned, absent: absent), under: law)
        #expect((limit.outcome == .granted) == (barred && absent < planned - absent))
        let isHalf = planned > 0 && 2 * absent == planned
        #expect((finding["difference"] != nil) == isHalf)
      }
    }
  }

  @Test("Cancelling a session never makes more absences safe")
  func cancelling() throws {
    let law = try law()
    for planned in 1...60 {
      for cancelled in 0..<planned {
        let sessions = Sessions(planned: planned, cancelled: cancelled, absent: 0)
        let fewer = Sessions(planned: planned, cancelled: cancelled + 1, absent: 0)
        guard case .integer(let more)? = Bar.decide(sessions, under: law)["allowed"],
          case .integer(let less)? = Bar.decide(fewer, under: law)["allowed"]
        else {
          Issue.record("no limit")
          return
        }
        #expect(less <= more)
      }
    }
  }

  @Test("Sections open exactly when twice the registered reach the maximum")
  func sections() throws {
    let law = try law("2026-09-04T00:00:00+03:00")
    for maximum in 0...60 {
      for registered in 0...maximum {
        let finding = SectionOpens.decide(
          .init(registered: registered, maximum: maximum), under: law)
        #expect((finding.outcome == .granted) == (2 * registered >= maximum))
        #expect(finding["needed"] == .integer((maximum + 1) / 2))
        let leaving = UnderfilledSection.decide(
          .init(
            taken: registered, maximum: maximum, window: law.day...law.day, sameCourse: true),
          under: law)
        #expect((leaving.outcome == .granted) == (2 * registered < maximum))
      }
    }
  }

  @Test("Net and tax make the gross, and the tax of a riyal price is exact")
  func money() throws {
    let law = try law()
    for units in 0...1_000 {
      let finding = CourseFee.decide(.init(units: units, buyer: .resident), under: law)
      #expect(finding["net"] == .money(Money(minor: Int64(units) * 20_000, currency: .sar)))
      #expect(finding["vat"] == .money(Money(minor: Int64(units) * 3_000, currency: .sar)))
      #expect(finding["gross"] == .money(Money(minor: Int64(units) * 23_000, currency: .sar)))
    }
  }

  @Test("The time for payment is the same for every moment of a day in Riyadh")
  func deadlines() throws {
    let law = try law()
    var dice = SplitMix64(seed: 7)
    let start = try #require(Instant(text: "2026-08-30T00:00:00+03:00"))
    let day = try #require(Day(year: 2026, month: 9, day: 6))
    for _ in 0..<500 {
      let moment = Instant(
        microseconds: start.microseconds + Int64.random(in: 0..<86_400_000_000, using: &dice))
      let finding = PaymentDeadline.decide(.init(registeredAt: moment), under: law)
      #expect(finding["lastDay"] == .day(day))
      #expect(finding["due"] == .instant(law.zone.end(of: day)))
    }
  }

  @Test("Release and settlement never both say yes to the same payment")
  func releaseAgainstSettlement() throws {
    var dice = SplitMix64(seed: 11)
    let registered = try #require(Instant(text: "2026-08-30T10:15:00+03:00"))
    let owed = Money(minor: 69_000, currency: .sar)
    for _ in 0..<2_000 {
      let at = registered.adding(seconds: Int64.random(in: 0..<1_300_000, using: &dice))
      let paid = Money(
        minor: [0, 30_000, 68_999, 69_000].randomElement(using: &dice) ?? 0,
        currency: .sar)
      let law = try #require(try Packs.library().law("sa-iu-ecourses", at: at))
      let settled = Settlement.decide(
        .init(
          registeredAt: registered, paidAt: at, paid: paid, owed: owed, seatFree: true,
          released: false), under: law)
      let release = Release.decide(
        .init(registeredAt: registered, paid: paid, owed: owed), under: law)
      #expect(!(settled.outcome == .granted && release.outcome == .granted))
    }
  }
}
