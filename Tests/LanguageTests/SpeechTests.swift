import Kernel
import Language
import Regulations
import Testing

@Suite struct SpeechTests {
  let ar: Speech
  let en: Speech
  let vi: Speech

  init() throws {
    ar = try Locales.speech(.arabic)
    en = try Locales.speech(.english)
    vi = try Locales.speech(.vietnamese)
  }

  @Test(arguments: [
    (0, PluralForm.zero), (1, .one), (2, .two), (3, .few), (10, .few), (11, .many), (99, .many),
    (100, .other), (101, .other), (102, .other), (103, .few), (110, .few), (111, .many),
    (200, .other), (1_000, .other), (1_003, .few), (-3, .few),
  ])
  func arabicForms(count: Int, form: PluralForm) {
    #expect(PluralForm(count, in: .arabic) == form)
  }

  @Test func otherLanguagesForms() {
    #expect(PluralForm(1, in: .english) == .one)
    #expect(PluralForm(0, in: .english) == .other)
    #expect(PluralForm(21, in: .english) == .other)
    #expect(PluralForm(1, in: .vietnamese) == .other)
  }

  @Test func unitsInWords() {
    #expect(
      [0, 1, 2, 3, 11, 100, 101, 102].map(ar.units) == [
        "لا وحدات", "وحدة واحدة", "وحدتان", "٣ وحدات", "١١ وحدة", "١٠٠ وحدة", "١٠١ وحدة",
        "١٠٢ وحدة",
      ])
    #expect([0, 1, 2, 25].map(en.units) == ["no units", "1 unit", "2 units", "25 units"])
    #expect([0, 3].map(vi.units) == ["không có tín chỉ", "3 tín chỉ"])
  }

  @Test func numbers() {
    #expect(ar.number(-5_750) == "−٥٬٧٥٠")
    #expect(en.number(1_234_567) == "1,234,567")
    #expect(ar.number(ExactDecimal(mantissa: -123_456_789, scale: 2)) == "−١٬٢٣٤٬٥٦٧٫٨٩")
    #expect(vi.number(ExactDecimal(mantissa: 5_750_005, scale: 3)) == "5.750,005")
    #expect(ar.number(0) == "٠" && en.number(-100) == "−100" && ar.digits("أ-١ 09") == "أ-١ ٠٩")
    #expect(vi.number(1_000) == "1.000")
    #expect(en.number(999) == "999")
    #expect(ar.digits("QRN 101") == "QRN ١٠١")
    #expect(en.percent(ExactDecimal(mantissa: 7_143, scale: 2)) == "71.43%")
    #expect(ar.percent(ExactDecimal(mantissa: 25)) == "٢٥٪")
    #expect(en.mark(Mark(clampedMillionths: 94_500_000)) == "94.5")
    #expect(vi.mark(Mark(clampedMillionths: 94_500_000)) == "94,5")
    #expect(ar.mark(Mark(clampedMillionths: 82_000_000)) == "٨٢")
  }

  @Test func money() {
    let fee = Money(minor: 69_000, currency: .sar)
    #expect(ar.money(fee) == "٦٩٠٫٠٠\u{A0}ريال")
    #expect(en.money(fee) == "690.00\u{A0}SAR")
    #expect(vi.money(fee) == "690,00\u{A0}SAR")
    #expect(en.money(Money(minor: 575_000, currency: .sar)) == "5,750.00\u{A0}SAR")
    #expect(vi.money(Money(minor: 4_500_000, currency: .vnd)) == "4.500.000\u{A0}VND")
    #expect(en.money(Money(minor: -5, currency: .sar)) == "−0.05\u{A0}SAR")
  }

  @Test func days() throws {
    let day = try #require(Day(text: "2026-09-06"))
    #expect(en.day(day) == "6 September 2026")
    #expect(ar.day(day) == "٦ سبتمبر ٢٠٢٦م")
    #expect(vi.day(day) == "6 tháng 9 năm 2026")
    #expect(en.hijri(day) == "24 Rabiʻ I 1448 AH")
    #expect(ar.both(day) == "٢٤ ربيع الأول ١٤٤٨هـ الموافق ٦ سبتمبر ٢٠٢٦م")
    #expect(en.both(day) == "6 September 2026 · 24 Rabiʻ I 1448 AH")
    #expect(vi.weekdayAndDay(day) == "Chủ nhật, 6 tháng 9 năm 2026")
    #expect(ar.weekday(day) == "الأحد")
    #expect(ar.bothWithWeekday(day) == "الأحد ٢٤ ربيع الأول ١٤٤٨هـ الموافق ٦ سبتمبر ٢٠٢٦م")
  }

  @Test func farDaysAreMarkedOrSilent() throws {
    let later = try #require(Day(text: "2030-11-21"))
    #expect(en.hijri(later)?.hasSuffix("(computed, may differ by a day)") == true)
    let outside = try #require(Day(text: "2200-01-01"))
    #expect(en.hijri(outside) == nil)
    #expect(en.both(outside) == "1 January 2200")
  }

  @Test func spans() throws {
    let first = try #require(Day(text: "2026-08-23"))
    let last = try #require(Day(text: "2026-09-10"))
    #expect(en.span(first, last) == "23 August – 10 September 2026")
    #expect(en.hijriSpan(first, last) == "10 – 28 Rabiʻ I 1448 AH")
    #expect(vi.span(first, last) == "23/8/2026 – 10/9/2026")
    #expect(en.span(first, first) == "23 August 2026")
  }

  @Test func deadlines() throws {
    let end = try #require(Instant(text: "2026-09-06T21:00:00Z"))
    #expect(en.deadline(end) == "the end of Sunday 6 September 2026")
    #expect(ar.deadline(end) == "نهاية يوم الأحد ٦ سبتمبر ٢٠٢٦م")
    #expect(vi.deadline(end) == "hết Chủ nhật, 6 tháng 9 năm 2026")
    let inside = try #require(Instant(text: "2026-09-06T14:07:05+03:00"))
    #expect(en.deadline(inside) == "6 September 2026, 14:07 (Riyadh time)")
    #expect(en.exactInstant(inside) == "6 September 2026, 14:07:05 (Riyadh time)")
    #expect(ar.instant(inside) == "٦ سبتمبر ٢٠٢٦م، ١٤:٠٧ (بتوقيت الرياض)")
    #expect(vi.instant(inside) == "6 tháng 9 năm 2026, 14:07 (giờ Riyadh)")
  }

  @Test func articles() {
    #expect(en.article("III.1") == "Article III.1")
    #expect(ar.article("III.1") == "المادة ثالثاً/١")
    #expect(vi.article("III.1") == "Điều III.1")
    #expect(ar.article("G.4") == "أحكام عامة/٤")
    #expect(ar.article("7") == "المادة ٧")
  }

  @Test func missingTextsShow() {
    #expect(en("no.such.key") == "⟦no.such.key⟧")
    #expect(en("course.price.note").contains("⟦net⟧"))
    #expect(en.word("status.", "somethingElse") == "somethingElse")
    #expect(en.finding(Finding("A/B", .refused, "I.1", "late")) == "⟦A/B.refused.late⟧")
    #expect(en.forward(Finding("A/B", .refused, "I.1")) == nil)
  }

  @Test func codesKeepTheirOrderBesideArabic() {
    #expect(ar.say(.text("1448-1")) == "\u{2066}1448-1\u{2069}")
    #expect(ar.say(.text("A+")) == "\u{2066}A+\u{2069}")
    #expect(ar.say(.text("NELC-P-0007")) == "NELC-P-0007")
    #expect(en.say(.text("1448-1")) == "1448-1")
  }

  @Test func lists() {
    #expect(en.list(["A", "B", "C"]) == "A, B and C")
    #expect(vi.list(["A", "B"]) == "A và B")
    #expect(ar.list(["أ", "ب"]) == "أ وب")
    #expect(en.list([]) == "")
    #expect(en.say(.list(["confirmed", "dropped"]), style: "status.") == "confirmed and dropped")
  }

  @Test func findingsSpeak() throws {
    func file(_ text: String, _ way: String) -> String {
      """
      format: 1
      texts:
        A/Cap.refused: "\(text)"
        count.units: {one: one unit, other: "{count} units"}
      forward:
        A/Cap.refused: "\(way)"
      """
    }
    let texts = try Texts.load(files: [
      "f.ar.yaml": file("ع", "و"), "f.vi.yaml": file("v", "w"),
      "f.en.yaml": file("You would hold {units:count.units}; {maximum} is the limit.", "Drop {n}."),
    ])
    let speech = Speech(.english, texts)
    let finding = Finding(
      "A/Cap", .refused, "III.1", "",
      [("units", .integer(26)), ("maximum", .integer(25)), ("n", .integer(1))])
    #expect(speech.finding(finding) == "You would hold 26 units; 25 is the limit.")
    #expect(speech.forward(finding) == "Drop 1.")
    // The way of the whole rule serves a variant without its own.
    let variant = Finding("A/Cap", .refused, "III.1", "other", [("n", .integer(2))])
    #expect(speech.forward(variant) == "Drop 2.")
  }

  @Test func outcomesAndStatusesHaveWords() throws {
    for speech in [ar, en, vi] {
      for outcome in Outcome.allCases { #expect(!speech.outcome(outcome).hasPrefix("⟦")) }
      for status in TextStatus.allCases { #expect(!speech.textStatus(status).hasPrefix("⟦")) }
      for role in Role.allCases { #expect(speech.has("role.\(role.rawValue)"), "\(role)") }
    }
  }
}

/// One convention for digits: whoever reads Arabic reads Arabic digits, codes stay as printed.
@Suite struct DigitsTests {
  @Test(arguments: [
    ("من 5", "من ٥"), ("25% من 50", "٢٥٪ من ٥٠"), ("فـ94.995", "فـ٩٤٫٩٩٥"), ("حتى 60.", "حتى ٦٠."),
    ("المادة IV.1 من", "المادة رابعاً/١ من"), ("(III.2)", "(ثالثاً/٢)"),
    ("18/2/1447هـ", "١٨/٢/١٤٤٧هـ"), ("رمز FQH112", "رمز FQH112"),
    ("sa-nelc@1446#licence", "sa-nelc@1446#licence"), ("I.2 من", "أولاً/٢ من"),
    ("A+ من 95", "A+ من ٩٥"),
    ("بلا رقم", "بلا رقم"), ("", ""),
  ])
  func packTextsInArabic(_ typed: String, _ shown: String) throws {
    #expect(try Locales.speech(.arabic).prose(typed) == shown)
    #expect(try Locales.speech(.english).prose(typed) == typed)
  }

  @Test func arabicTextsHoldNoASCIIDigits() throws {
    let texts = try Locales.texts.get()
    // Names of standards, a code and an amount as they are typed.
    let typed = ["Badges 3.0", "Credentials 2.0", "1449-1", "100.00 SAR"]
    for key in texts.keys {
      for form in texts.entry(key, .arabic)?.forms.values ?? [:].values {
        for case .literal(let text) in form.segments {
          let rest = typed.reduce(text) { $0.replacing($1, with: "") }
          let words = rest.split { $0 == " " || $0 == "،" || $0 == "." }
          let wrong = words.filter { word in
            word.contains { ("0"..."9") ~= $0 }
              && !word.unicodeScalars.contains { ("A"..."z") ~= $0 }
          }
          #expect(wrong.isEmpty, "\(key): \(text)")
        }
      }
    }
  }
}
