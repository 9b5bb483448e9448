import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// A ruling as it stands in the journal, for whom it concerns; to all others it is as absent as an
/// unknown one.
struct RulingPage: Sendable {
  let site: Site

  /// GET /rulings/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn()
    let id: RulingID = try context.id("id")
    let (entry, actor) = try reading.read { tx in
      let entry = try tx.journalEntry(id)
      let actor = try entry?.actor.flatMap { try Person.find($0, visitor.actor.scope, in: tx) }
      return (entry, actor)
    }
    guard let entry, entry.institution == visitor.actor.scope.institution,
      entry.subject == visitor.person.id || entry.actor == visitor.person.id
        || reading.readsRulings
    else { throw Problem.notFound }
    let ruling = try StoredRuling.read(entry, reading.site.office.library)
    let speech = reading.speech
    var reference: [HTML] = [
      "\(speech("journal.sequence")): \(speech.number(entry.sequence))",
      "\(speech("journal.operation")): \(speech.word("operation.", entry.operation))",
    ]
    if let actor {
      reference.append("\(speech("journal.actor")): \(HTML.own(actor.name(in: reading.tongue)))")
    } else if entry.actor == nil {
      reference.append("\(speech("journal.actor")): \(speech("role.system"))")
    }
    if ruling.outcome != .granted { reference.append(HTML(text: speech("ruling.keep"))) }
    return try reading.page(
      ruling, entry.id, entry.operation, reference: reference,
      aside: try reading.closing(of: entry.id) + facts(entry, speech))
  }

  /// What was written down, byte for byte.
  private func facts(_ entry: StoredEntry, _ speech: Speech) -> HTML {
    let facts = entry.facts.map { String(decoding: $0, as: UTF8.self) }
    let open = String(decoding: entry.publicPart, as: UTF8.self)
    return Card(
      speech("learner.ruling.record"),
      """
      <p class="reference" style="overflow-wrap:anywhere">\(HTML.code(entry.id.description))</p>
      <details><summary>\(speech("learner.ruling.public"))</summary><pre>\(open)</pre></details>
      <details><summary>\(speech("learner.ruling.facts"))</summary>\
      <pre>\(facts ?? speech("learner.ruling.erased"))</pre></details>
      """
    ).html
  }
}

extension Reading {
  /// Whether rulings about others are open to the reader: to whoever may have to decide on them.
  var readsRulings: Bool {
    visitor?.actor.roles(at: now).contains(where: Question.offices.contains) ?? false
  }
}
