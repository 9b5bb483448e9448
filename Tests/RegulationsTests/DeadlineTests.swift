import Kernel
import Regulations
import Testing

/// Deadlines as dated facts: what was known on a day, and which reminder a day calls for.
@Suite struct DeadlineTests {
  private static let pack = """
    format: 1
    id: lab
    title: { ar: ا, en: Lab, vi: L }
    authority: { ar: ا, en: A, vi: A }
    zone: Asia/Riyadh
    editions: []
    """

  private static func file(
    id: String = "move", remind: String = "[90, 30, 7]", dates: [String] = [first, second]
  ) -> String {
    """
    format: 1
    deadlines:
      - id: \(id)
        title: { ar: ا, en: T, vi: T }
        says: { ar: ا, en: S, vi: S }
        whom: { ar: ا, en: W, vi: W }
        after: { ar: ا, en: A, vi: A }
        scope: providers
        fulfilledBy: providerLicence
        remind: \(remind)
        dates:
    \(dates.map { "      - \($0)" }.joined(separator: "\n"))
    """
  }

  private static let source = "textStatus: secondary, source: { ar: ا, en: s, vi: s }"
  private static let first =
    "{ until: 2021-09-09, knownFrom: 2021-06-01, asPrinted: { hijri: 2/2/1443 }, \(source) }"
  private static let second = "{ until: 2022-03-10, knownFrom: 2021-09-10, \(source) }"

  private func read(_ text: String = file()) throws -> AnnouncedDeadline {
    let files = PackFiles(
      name: "lab", texts: ["pack.yaml": Self.pack, "deadlines.yaml": text])
    return try #require(try Pack(files).deadlines.first)
  }

  private func day(_ text: String) throws -> Day { try #require(Day(text: text)) }

  @Test(arguments: [
    ("2021-05-31", nil), ("2021-06-01", "2021-09-09"), ("2021-09-09", "2021-09-09"),
    ("2021-09-10", "2022-03-10"), ("2030-01-01", "2022-03-10"),
  ])
  func anyDayCanBeAskedWhatWasKnown(_ on: String, _ until: String?) throws {
    #expect(try read().date(knownOn: try day(on))?.until.description == until)
    #expect(try read().dates.first?.asPrinted.hijri == "2/2/1443")
  }

  /// Both sides of each threshold, before and after the extension.
  @Test(arguments: [
    ("2021-05-31", nil), ("2021-06-10", nil), ("2021-06-11", 90), ("2021-08-09", 90),
    ("2021-08-10", 30), ("2021-09-01", 30), ("2021-09-02", 7), ("2021-09-09", 7),
    ("2021-09-10", nil), ("2021-12-09", nil), ("2021-12-10", 90), ("2022-02-07", 90),
    ("2022-02-08", 30), ("2022-03-02", 30), ("2022-03-03", 7), ("2022-03-10", 7),
    ("2022-03-11", nil),
  ])
  func aDayCallsForOneReminder(_ on: String, _ days: Int?) throws {
    #expect(try read().reminder(on: try day(on))?.days == days)
  }

  @Test func withoutRemindersNobodyIsReminded() throws {
    #expect(try read(Self.file(remind: "[]")).reminder(on: try day("2021-09-02")) == nil)
  }

  @Test(arguments: [
    (file(dates: [second, first]), "known later"),
    (file(dates: [first, first]), "known later"),
    (file(dates: [first, "{ until: 2021-09-01, knownFrom: 2021-07-01, \(source) }"]), "end later"),
    (file(dates: ["{ until: 2021-09-01, knownFrom: 2021-09-02, \(source) }"]), "after it was over"),
    (file(remind: "[7, 30]"), "fewer than"), (file(remind: "[7, 7]"), "fewer than"),
    (file(remind: "[0]"), "1...3660"), (file(id: "two words"), "id"),
    (file().replacing("providerLicence", with: "hope"), "hope"),
    (file().replacing("scope: providers", with: "scope: everybody"), "everybody"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ told: String) {
    #expect {
      _ = try read(text)
    } throws: { error in
      "\(error)".contains("lab/deadlines.yaml") && "\(error)".contains(told)
    }
  }
}
