import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Registrar
import Regulations
import Storage

/// The public register of licences: status on a day, validity, what each rests on, its history.
struct LicencesPage: Sendable {
  let site: Site

  /// GET /licences, `?on=` asks about another day.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), nil)
  }

  func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let speech = reading.speech
    let asked = reading.query("on") ?? ""
    let written = Hijri.day(written: FormBody.number(asked))
    let error = asked.isEmpty || written != nil ? nil : speech("form.notDay")
    let day = written ?? reading.today
    // The status at the end of a past day; of today, as it stands now.
    let at =
      day == reading.today
      ? reading.now
      : Instant(microseconds: site.zone.end(of: day).microseconds - 1)
    let cards = try reading.read { tx -> [HTML] in
      try site.office.institutions.flatMap { institution -> [HTML] in
        let standings = try Licence.register(institution.scope, at: at, in: tx)
        let numbers = Dictionary(standings.map { ($0.licence.id, $0.licence.number) }) { a, _ in a }
        let renewed = Set(standings.compactMap(\.licence.renews))
        return try standings.map { standing in
          let programme = try standing.licence.programme.flatMap {
            try Programme.find($0, institution.scope, in: tx)
          }
          return card(
            standing,
            LicenceState(
              standing, isRenewed: renewed.contains(standing.licence.id),
              renewalMonths: site.office.library.renewalMonths(standing.licence.regime, at: at),
              on: day),
            holder: (try Provider.holder(of: standing.licence.id, in: tx)?.name
              ?? institution.name)[reading.tongue],
            programme: programme?.title[reading.tongue],
            parent: standing.licence.parent.flatMap { numbers[$0] },
            history: try standing.licence.history(in: tx), today: reading.today,
            form: statusForm(standing.licence, typed, reading), speech)
        }
      }
    }
    let form = Form(
      "/licences", .get,
      """
      \(Field("on", speech("licences.on"), value: day.description,
        help: HTML(text: speech("staff.day.help")), error: error, code: true).html(speech))
      <p class="buttons">\(Button(speech("word.show"), .plain).html)</p>
      """)
    return try reading.page(
      speech("licences.title"), flash: reading.doneNotice,
      status: error == nil && typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("licences.title"), lead: HTML(text: speech("licences.lead"))).html)
      \(Columns(
        cards.isEmpty ? EmptyState(speech("licences.empty")).html : HTML.join(cards),
        side: Card(nil, form.html).html + receiptForm(typed, reading)).html)
      """)
  }

  private func card(
    _ standing: Licence.Standing, _ state: LicenceState, holder: String, programme: String?,
    parent: String?, history: [Licence.Change], today: Day, form: HTML, _ speech: Speech
  ) -> HTML {
    let licence = standing.licence
    var rows: [(name: String, value: HTML)] = [
      (speech("licences.holder"), HTML.own(holder))
    ]
    if let programme { rows.append((speech("licences.programme"), HTML.own(programme))) }
    rows.append(
      (
        speech("licences.validity"),
        HTML(
          text: speech(
            "licences.validity.of",
            ["from": .day(licence.from), "until": .day(licence.until)]))
      ))
    if let parent { rows.append((speech("licences.parent"), HTML.code(parent))) }
    let moments = history.map { change in
      HistoryLine.Moment(
        speech("status.\(change.status.rawValue)"), when: speech.time(at: change.from),
        note: Citation(text: change.article).map { speech.citation($0) } ?? "",
        change.status == .active ? .authority : Tone(status: change.status.rawValue))
    }
    let today = HistoryLine.Moment(
      speech("verify.moment.today"), when: HTML(text: speech.shortDay(today)), .quiet)
    return Card(
      "\(speech("licence.kind.\(licence.kind.rawValue)")) \(licence.number)",
      id: licence.number, action: speech.tag(status: state.rawValue),
      """
      \(Definitions(rows).html)\
      \(HTML.when(!moments.isEmpty, HistoryLine(moments + [today]).html))\(form)
      """
    ).html
  }
}
