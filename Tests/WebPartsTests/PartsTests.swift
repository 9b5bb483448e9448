import Foundation
import Kernel
import Language
import Regulations
import Testing
import Web

@Suite struct PartsTests {
  let speeches: [Speech]

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Regulations/locales")
    var files: [String: String] = [:]
    for name in ["ui.ar.yaml", "ui.en.yaml", "ui.vi.yaml"] {
      files[name] = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    let texts = try Texts.load(files: files)
    speeches = Tongue.allCases.map { Speech($0, texts) }
  }

  private func day(_ text: String) throws -> Day { try #require(Day(text: text)) }

  /// Every opened element is closed, in order; attributes are quoted; no style, no script.
  private func check(_ html: HTML, _ comment: Comment) {
    let text = html.text
    #expect(!text.contains("⟦"), comment)
    #expect(!text.contains(" style="), comment)
    #expect(!text.contains("<script"), comment)
    #expect(!text.contains(" onclick"), comment)
    let void: Set<String> = [
      "meta", "link", "input", "br", "hr", "rect", "circle", "path", "line", "!doctype",
    ]
    var open: [String] = []
    for match in text.matches(of: /<(\/?)([a-zA-Z!][a-zA-Z0-9]*)[^>]*?(\/?)>/) {
      let name = match.2.lowercased()
      if match.1 == "/" {
        #expect(open.popLast() == name, comment)
      } else if match.3 != "/", !void.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty, comment)
  }

  /// An office and an applicant come to the same case from two places.
  @Test func theWayToAPageSaysWhichEntryIsCurrent() throws {
    func page(_ crumbs: [NavItem]) throws -> String {
      Page(
        title: "T", standing: Standing(institution: "I"), today: try day("2026-09-06"),
        path: "/cases/1", navigation: [NavItem("own", "/cases"), NavItem("desk", "/desk")],
        crumbs: crumbs, body: HTML()
      ).html(try #require(speeches.first)).text
    }
    let here = " aria-current=\"page\""
    let office = try page([NavItem("desk", "/desk"), NavItem("1", "/cases/1")])
    #expect(office.contains("\"/desk\"\(here)") && !office.contains("\"/cases\"\(here)"))
    for crumbs in [[], [NavItem("elsewhere", "/x"), NavItem("1", "/cases/1")]] {
      let own = try page(crumbs)
      #expect(own.contains("\"/cases\"\(here)") && !own.contains("\"/desk\"\(here)"))
    }
  }

  @Test func aPageInEachLanguage() throws {
    for speech in speeches {
      let page = Page(
        title: "<T>", standing: Standing(institution: "I & co", unit: "U", licence: "L"),
        today: try day("2026-09-06"), path: "/courses/x?page=2",
        navigation: [
          NavItem("home", "/"), NavItem("courses", "/courses"), NavItem("course", "/course"),
        ],
        crumbs: [NavItem("a", "/a"), NavItem("b", "/b")], reader: "آمنة",
        flash: Notice(.good, "done").html, body: Heading("H", lead: "x").html)
      let html = page.html(speech)
      check(html, "\(speech.tongue)")
      let text = html.text
      #expect(text.contains(speech.tongue == .arabic ? "dir=\"rtl\"" : "dir=\"ltr\""))
      #expect(text.contains("<title>&lt;T&gt; · "))
      #expect(text.contains("href=\"/courses\" aria-current=\"page\""))
      #expect(text.components(separatedBy: "aria-current=\"page\"").count == 3)
      #expect(text.contains("/courses/x?page=2&amp;lang="))
      #expect(text.components(separatedBy: "hreflang").count == 3)
    }
  }

  @Test func theTermsTimeline() throws {
    for speech in speeches {
      let timeline = TermTimeline(
        begins: try day("2026-08-23"), ends: try day("2027-01-07"), today: try day("2026-10-14"),
        place: "week 6",
        spans: [
          .init("late", try day("2026-12-20"), try day("2027-01-07")),
          .init("one", try day("2026-08-23"), try day("2026-09-10")),
          .init("two", try day("2026-08-23"), try day("2026-09-10")),
          .init("now", try day("2026-09-20"), try day("2026-11-05")),
        ])
      let html = timeline.html(speech)
      check(html, "\(speech.tongue)")
      #expect(html.text.contains("one · two"))
      let parts = html.text.components(separatedBy: "<li class=\"")
      #expect(
        parts.dropFirst().map { $0.prefix { $0 != "\"" } } == ["past", "now", "here", "later"])
    }
  }

  /// One line for the first day of each month in the term, in the reader's calendar.
  @Test func monthsOfATerm() throws {
    for (begins, ends) in [
      ("2026-08-23", "2027-01-07"), ("2026-02-01", "2026-02-01"), ("2024-02-29", "2025-03-01"),
    ] {
      let (first, last) = (try day(begins), try day(ends))
      let days = (first.number...max(last.number, first.number + 1)).map(Day.init(number:))
      for speech in speeches {
        let starts =
          speech.tongue == .arabic
          ? days.filter { Hijri($0)?.day == 1 } : days.filter { $0.civil.day == 1 }
        let html = TermTimeline(begins: first, ends: last, today: first, spans: []).html(speech)
        let ticks = html.text.components(separatedBy: "class=\"tick\"").count - 1
        // The month in which the line begins is marked, too, unless one starts soon after.
        #expect([starts.count, starts.count + 1].contains(ticks), "\(begins) \(speech.tongue)")
        for start in starts.dropFirst() {
          let name =
            speech.tongue == .arabic
            ? Hijri(start).map { speech.hijriMonth($0.month) } ?? ""
            : speech.month(start.civil.month)
          #expect(html.text.contains(">\(name)</text>") || start.adding(days: 30) > last)
        }
      }
    }
  }

  @Test func timelinesOfStrangeTerms() throws {
    let day = try day("2026-08-23")
    let early = try self.day("2020-01-01")
    for speech in speeches {
      for today in [early, day, try self.day("2040-01-01")] {
        let empty = TermTimeline(begins: day, ends: day, today: today, spans: [])
        check(empty.html(speech), "empty")
        let turned = TermTimeline(
          begins: day, ends: early, today: today, spans: [.init("x", day, early)])
        check(turned.html(speech), "turned")
      }
    }
  }

  @Test func picturesAndLists() {
    for speech in speeches {
      check(
        AttendanceStrip([.present, .absent, .excused, .planned], words: "x").html(speech), "strip")
      for (taken, minimum, maximum) in [
        (0, 25, 50), (37, 25, 50), (50, 25, 50), (60, 25, 50), (0, 0, 0),
      ] {
        check(SeatsBar(taken: taken, minimum: minimum, maximum: maximum).html(speech), "seats")
      }
      check(
        AuthorityChain([
          .init(.regulator, role: "r", name: "<n>", lines: [.code("c")], .good, "ok"),
          .init(.credential, role: "r", name: "n", lines: [], .bad, "no"),
        ]).html, "chain")
      check(HistoryLine([.init("l", when: "w", note: "n", .bad, main: true)]).html, "history")
      check(CheckList([Check("n", found: "f", .good, "w")]).html, "checks")
      check(Pager(page: 2, of: 3, "/x?page=2").html(speech), "pager")
      #expect(Pager(page: 1, of: 1, "/x").html(speech).isEmpty)
      check(
        Facts([Fact("l", "v", unit: "u", note: "n", share: (1, 3), tone: .warn)]).html, "facts")
      check(
        Table(
          "c", [.init("a"), .init("b", number: true), .init("d", action: true)], [["1", "2", "3"]]
        )
        .html, "table")
      check(Columns(Card("t", id: "i", "x").html, side: EmptyState("e").html).html, "columns")
      check(Definitions([("n", "v")]).html, "definitions")
      for tone in Tone.allCases { check(Tag(tone, "w").html, "tag") }
    }
  }

  @Test func fields() {
    for speech in speeches {
      let kinds: [Field.Kind] = [
        .text, .email, .password, .search, .date, .number, .area(rows: 2),
        .select([("a", "A<"), ("b", "B")]), .radios([("a", "A"), ("b", "B")]), .checkbox,
        .file(accept: ".json"),
      ]
      for kind in kinds {
        let field = Field(
          "f", "L", kind, value: "\"b<", help: "h", error: "e", required: false, code: true)
        let html = field.html(speech)
        check(html, "\(kind)")
        #expect(!html.text.contains("\"b<"))
      }
      let form = Form("/x", hidden: [("token", "\"")], Button("go", name: "n", value: "v").html)
      check(form.html, "form")
      #expect(form.html.text.contains("value=\"&quot;\""))
    }
  }

  @Test func aRulingsPanel() throws {
    let edition = Edition(
      instrument: "p", id: "1447", title: Localized(ar: "ع", en: "Controls", vi: "v"),
      zone: .riyadh, effectiveFrom: try day("2025-08-12"), textStatus: .full,
      reason: Localized(ar: "", en: "", vi: ""), isDraft: false, articles: [], parameters: [:],
      grades: nil, errata: [])
    let at = try #require(Instant(text: "2026-09-02T14:07:00+03:00"))
    let ruling = Ruling(
      [
        Ground(Finding("A/One", .granted, "III.4"), edition),
        Ground(Finding("A/Two", .refused, "III.1"), edition),
      ], at: at)
    for speech in speeches {
      let panel = RulingPanel(
        ruling, title: "T", number: "R-1", steps: ["s"], path: { "/articles/\($0.article)" }, speech
      )
      #expect(panel.outcome == .refused)
      #expect(panel.rows.map(\.outcome) == [.refused, .granted])
      let text = panel.html(speech).text
      #expect(text.contains("href=\"/articles/III.1\""))
      #expect(text.contains("R-1"))
      #expect(text.contains("verdict bad"))
    }
  }
}
