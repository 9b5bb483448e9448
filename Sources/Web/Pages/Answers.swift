import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

// What learners' pages share: the law of today, articles as links, and the answer to an operation.
extension Reading {
  /// A link to an article of the law in force.
  func article(_ id: String, _ law: Law) -> HTML {
    let citation = Citation(
      instrument: law.edition.instrument, edition: law.edition.id, article: id)
    return HTML.link(speech.article(id), Reading.articlePath(citation))
  }

  /// The signed-in learner; people without that role have no term of their own.
  func learner() throws -> PersonID { try signedIn(as: .learner).person.id }

  /// Back to the page when the operation was granted, else the ruling with what one can do.
  func answer<Output>(
    _ decided: Decided<Output>, _ operation: String, ways: @autoclosure () throws -> [HTML] = [],
    then path: Path
  ) throws -> Response {
    guard decided.ruling.outcome != .granted else { return Reply.redirect(path) }
    return try page(
      decided.ruling, decided.id, operation, ways: try ways(), status: .conflict)
  }

  /// A ruling as a page: the article, what was looked at, what one can do, its number.
  func page(
    _ ruling: Ruling, _ id: RulingID, _ operation: String, ways: [HTML] = [],
    reference: [HTML] = [], aside: HTML = HTML(), status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let title = rulingTitle(ruling.outcome, operation)
    var panel = RulingPanel(
      ruling, title: title, number: id.short, path: { Reading.articlePath($0) }, speech)
    panel.refer(to: id, link: status != .ok, speech)
    panel.steps += ways
    if ruling.outcome != .granted, let opened = caseAbout(id) { panel.steps.append(opened) }
    if ruling.outcome == .refused { panel.steps += complaints }
    panel.reference += reference
    if status != .ok {
      panel.reference.append(HTML.link(speech("learner.ruling.open"), "/rulings/\(id)"))
    }
    if ruling.outcome == .undetermined {
      panel.summary += " \(speech("ruling.undetermined.text"))"
    } else if ruling.outcome == .conflict {
      panel.summary += " \(speech("ruling.conflict.text"))"
    }
    panel.aside = aside
    let isLearner = visitor?.actor.roles(at: now).contains(.learner) ?? false
    let first = isLearner ? NavItem(speech("nav.term"), "/term") : NavItem(speech("nav.home"), "/")
    return try page(
      title, crumbs: [first, NavItem(speech("ruling.title"), self.path)],
      status: status, panel.html(speech))
  }

  /// The ways to complain: what the reader may file about no thing of theirs.
  private var complaints: [HTML] {
    guard let actor = visitor?.actor else { return [] }
    return site.office.procedures(for: actor, at: now).filter { $0.about == .person }.map {
      """
      \(speech("ruling.complain")) \(HTML.link(
        $0.title[tongue], "/cases/new/\($0.instrument)/\($0.id)"))
      """
    }
  }

  func rulingTitle(_ outcome: Outcome, _ operation: String) -> String {
    switch outcome {
    case .refused where speech.has("refusal.\(operation)"): speech("refusal.\(operation)")
    case .granted:
      speech(
        "learner.ruling.granted", ["operation": .text(speech.word("operation.", operation))])
    default: speech("ruling.title.\(outcome.rawValue)")
    }
  }

  /// What an operation just did, named in the address by its code; nothing for any other text.
  func flash(_ arguments: KeyValuePairs<String, Argument> = [:]) -> HTML {
    guard let code = query("done"),
      code.utf8.count <= 60, Name.isPlain(code), speech.has("done.\(code)")
    else { return HTML() }
    let names = Set(
      (speech.segments("done.\(code)") ?? []).compactMap { segment -> String? in
        if case .argument(let name, _) = segment { return name }
        return nil
      })
    // A hand-made address must not show a sentence with holes.
    guard names.isSubset(of: Set(arguments.map(\.key))) else { return HTML() }
    return Notice(.good, speech("done.\(code)", arguments)).html
  }
}

/// A learner's registration with what it is for; anybody else's is as absent as an unknown one.
struct OwnRegistration: Sendable {
  let registration: Registration
  let course: Course
  let section: Section
  let term: Term

  static func find(
    _ id: RegistrationID, of learner: PersonID, _ scope: Scope, in tx: Transaction
  ) throws -> OwnRegistration {
    guard let found = try Registration.find(id, scope, in: tx), found.learner == learner,
      let course = try Course.find(found.course, scope, in: tx),
      let section = try Section.find(found.section, scope, in: tx),
      let term = try Term.find(found.term, scope, in: tx)
    else { throw Problem.notFound }
    return OwnRegistration(
      registration: found, course: course, section: section, term: term)
  }
}

extension Term {
  /// The term the pages speak of on a day: the first that has not ended, or else the last.
  static func current(on day: Day, _ terms: [Term]) -> Term? {
    terms.first { $0.ends >= day } ?? terms.last
  }
}
