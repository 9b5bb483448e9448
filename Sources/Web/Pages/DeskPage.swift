import Casework
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations

/// The office's queue: what waits, what is due first on top, a page at a time.
struct DeskPage: Sendable {
  let site: Site
  private static let perPage = 50
  private static let turns: [String: CaseFile.Turn] = [
    "office": .office, "applicant": .applicant, "ended": .ended,
  ]

  /// GET /desk, `?turn=`, `?in=`, `?mine=` and `?after=` narrow it.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let actor = try reading.atDesk()
    let filter = try filter(reading)
    var after: CaseDue?
    if let text = reading.query("after") {
      after = CaseDue(text: text)
      guard after != nil else {
        throw Problem.badInput("after", "This is no place in the queue; open it from its start.")
      }
    }
    let desk = try site.office.desk(
      actor, filter, after: after, limit: Self.perPage, at: reading.now)
    let speech = reading.speech
    let isEnded = filter.turn == .ended
    let list: HTML =
      desk.cases.isEmpty
      ? EmptyState(speech(isEnded ? "desk.noneEnded" : "desk.none")).html
      : try CasesPage.table(desk.cases, reading, forOffice: true)
    let later = HTML.with(desk.next) { next -> HTML in
      let path = reading.path.setting("after", next.text)
      return "<p class=\"pager\">\(HTML.link(speech("pager.later"), path))</p>"
    }
    return try reading.page(
      speech("desk.title"), flash: reading.doneNotice,
      """
      \(Heading(speech("desk.title"),
        lead: HTML(text: speech(isEnded ? "desk.leadEnded" : "desk.lead"))).html)
      \(facts(desk, filter, speech))
      \(Card(nil, form(desk, filter, speech)).html)
      \(Card(nil, list + later).html)
      \(HTML.when(reading.holds(.regulator),
        "<p>\(HTML.link(speech("statistics.title"), "/desk/statistics"))</p>"))
      """)
  }

  /// A place is written `instrument/procedure` or `instrument/procedure/state`.
  private func filter(_ reading: Reading) throws -> Desk.Filter {
    var filter = Desk.Filter(
      turn: reading.query("turn").flatMap { Self.turns[$0] } ?? .office,
      mine: reading.query("mine") == "yes")
    let parts = (reading.query("in") ?? "").split(separator: "/").map(String.init)
    guard parts.count <= 3, parts.allSatisfy({ Name.isPlain($0) }) else {
      throw Problem.badInput("in", "Choose a procedure from the list.")
    }
    filter.instrument = parts.first
    filter.procedure = parts.dropFirst().first
    filter.state = parts.dropFirst(2).first
    return filter
  }

  private func facts(_ desk: Desk, _ filter: Desk.Filter, _ speech: Speech) -> HTML {
    let waiting = desk.kinds.reduce(0) { $0 + $1.cases }
    let late = desk.kinds.reduce(0) { $0 + $1.late }
    return Facts([
      Fact(
        speech(Self.label(filter.turn)), speech.number(waiting)),
      Fact(speech("desk.late"), speech.number(late), tone: late > 0 ? .warn : nil),
    ]).html
  }

  private static func label(_ turn: CaseFile.Turn) -> String {
    switch turn {
    case .office, .draft: "desk.waiting"
    case .applicant: "desk.withApplicant"
    case .ended: "desk.ended"
    }
  }

  private func form(_ desk: Desk, _ filter: Desk.Filter, _ speech: Speech) -> HTML {
    var places = [(value: "", label: speech("desk.all"))]
    for kind in desk.kinds {
      let own = "\(kind.instrument)/\(kind.procedure.id)"
      let title = kind.procedure.title[speech.tongue]
      places.append((own, "\(title) (\(speech.number(kind.cases)))"))
      for count in kind.places {
        let state = kind.procedure.state(count.place.state)?.title[speech.tongue]
        places.append(
          (
            "\(own)/\(count.place.state)",
            "\(title) – \(state ?? count.place.state) (\(speech.number(count.cases)))"
          ))
      }
    }
    let chosen = [filter.instrument, filter.procedure, filter.state].compactMap(\.self)
    return Form(
      "/desk", .get, inline: true,
      """
      \(Field(filter: "turn", speech("desk.turn"), .select([
        ("office", speech("desk.waiting")), ("applicant", speech("desk.withApplicant")),
        ("ended", speech("desk.ended")),
      ]), value: filter.turn.rawValue).html(speech))
      \(Field(filter: "in", speech("desk.in"), .select(places),
        value: chosen.joined(separator: "/")).html(speech))
      \(Field(filter: "mine", speech("desk.mine"), .checkbox, value: filter.mine ? "yes" : "")
        .html(speech))
      \(Button(speech("word.show"), .plain).html)
      """
    ).html
  }
}

extension Reading {
  /// Whoever has a hand in a procedure at the own institution.
  func atDesk() throws -> Actor {
    let actor = try signedIn().actor
    guard site.office.handlesCases(actor, at: now) else {
      throw Problem(
        status: .forbidden, type: "forbidden", detail: "This page takes another role.")
    }
    return actor
  }
}
