import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

/// The first page: for a visitor what this is, for a signed-in reader the way to the own work.
struct HomePage: Sendable {
  let site: Site

  /// GET /
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    if let visitor = reading.visitor, visitor.csrf != nil,
      let own = HomePage.own(visitor.actor.roles(at: reading.now))
    {
      return Reply.redirect(own)
    }
    let speech = reading.speech
    let cards = [
      ("learn", "catalogue.title", "/courses" as Path), ("verify", "verify.title", "/verify"),
      ("regulations", "regulations.title", "/regulations"),
    ].map { name, button, path in
      Card(
        speech("home.\(name).title"),
        """
        <p>\(speech("home.\(name).text"))</p>
        <p class="buttons">\(Button.link(speech(button), path, name == "learn" ? .primary : .plain))
        </p>
        """
      ).html
    }
    let demo = HTML.when(
      site.office.isDemo,
      Notice(
        .info, speech("site.demo"),
        "<p>\(HTML.link(speech("learner.home.signIn"), "/sign-in"))</p>"
      ).html)
    return try reading.page(
      speech("site.tagline"),
      """
      \(Heading(speech("site.tagline"), lead: HTML(text: speech("home.lead"))).html)
      \(demo)
      <div class="grid">\(cards)</div>
      \(try chain(reading))
      \(ideas(speech))
      """)
  }

  /// Where somebody with these roles works.
  static func own(_ roles: [Role]) -> Path? {
    let places: [(Role, Path)] = [
      (.learner, "/term"), (.instructor, "/teaching"), (.registrar, "/sections"),
      (.supervisoryCommittee, "/bars"), (.resultsAuthority, "/results"),
      (.academicAffairs, "/plans"), (.eLearningCentre, "/credentials"),
      (.finance, "/finance"), (.regulator, "/register"), (.administrator, "/people"),
    ]
    return places.first { roles.contains($0.0) }?.1
  }

  private func ideas(_ speech: Speech) -> HTML {
    let rows = ["law", "ruling", "chain"].map { name in
      (
        name: speech("learner.home.\(name).title"),
        value: HTML(text: speech("learner.home.\(name).text"))
      )
    }
    return Card(speech("learner.home.how"), Definitions(rows).html).html
  }

  /// The authority behind a credential, with the provider's licence as it stands today.
  private func chain(_ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let institution = try reading.institution()
    let standing = try reading.read { tx in
      try Licence.provider(institution.scope, at: reading.now, day: reading.today, in: tx)
    }
    guard let standing else { return HTML() }
    let inForce =
      standing.status?.isInForce == true
      && (standing.licence.from...max(standing.licence.from, standing.licence.until))
        .contains(reading.today)
    let (tone, word): (Tone, String) =
      inForce
      ? (.good, speech("status.active"))
      : (.bad, speech.word("status.", standing.status?.rawValue ?? "expired"))
    let authority = site.office.library.pack(Licence.instrument)?.authority[reading.tongue] ?? ""
    let picture = AuthorityChain([
      AuthorityChain.Link(
        .regulator, role: speech("verify.link.regulator"), name: authority,
        lines: [HTML(text: speech("learner.home.chain.regulator"))], .authority,
        speech("learner.home.chain.licenses")),
      AuthorityChain.Link(
        .licence, role: speech("verify.link.provider"),
        name: institution.name[reading.tongue],
        lines: [
          HTML.code(standing.licence.number),
          HTML(text: speech.span(standing.licence.from, standing.licence.until)),
        ], tone, word),
      AuthorityChain.Link(
        .licence, role: speech("verify.link.programme"),
        name: speech("learner.home.chain.programme"),
        lines: [
          HTML(text: speech("verify.link.restsOn", ["number": .text(standing.licence.number)]))
        ], tone, word),
      AuthorityChain.Link(
        .credential, role: speech("verify.link.credential"),
        name: speech("learner.home.chain.credential"),
        lines: [HTML(text: speech("learner.home.chain.says"))], .good,
        speech("verify.found.unchanged")),
    ])
    return Card(speech("verify.chain"), picture.html).html
  }
}
