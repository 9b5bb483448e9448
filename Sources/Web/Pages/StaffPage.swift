import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// What the pages of those who work here share: messages, refusals, terms, names.
extension Reading {
  /// The page of the article a ruling rests on.
  static func articlePath(_ citation: Citation) -> Path {
    "/regulations/\(citation.instrument)/\(citation.edition)/\(citation.article)"
  }

  /// A value of the query.
  func query(_ name: String) -> String? {
    request.uri.queryParameters[name[...]].map { String($0) }
  }

  /// What the operation before this page did, after a redirect that names it.
  var doneNotice: HTML {
    guard let name = query("done"), Name.isPlain(name), speech.has("done.\(name)"),
      visitor != nil
    else { return HTML() }
    return Notice(.good, speech("done.\(name)")).html
  }

  /// Does an operation and goes on to a page that says so, or shows why not.
  func act<Done: Operations.Operation>(_ operation: Done, to path: Path) async throws -> Response {
    let decided = try await perform(operation)
    guard decided.ruling.outcome == .granted else {
      return try refused(decided.ruling, decided.id, Done.name, back: path)
    }
    return Reply.redirect(path.setting("done", Done.name))
  }

  /// A ruling that is not granted, as a page.
  func refused(_ ruling: Ruling, _ id: RulingID, _ operation: String, back: Path) throws
    -> Response
  {
    let key = "refusal.\(operation)"
    let title =
      ruling.outcome == .refused && speech.has(key)
      ? speech(key) : speech("ruling.title.\(ruling.outcome.rawValue)")
    var panel = RulingPanel(
      ruling, title: title, number: id.short, path: { Reading.articlePath($0) }, speech)
    panel.refer(to: id, link: true, speech)
    // Staff act on others' records: the line about "your record" is not theirs.
    panel.reference.removeLast()
    return try page(
      title, status: .conflict,
      """
      \(panel.html(speech))
      <p class="buttons">\(Button.link(speech("word.cancel"), back, .plain))</p>
      """)
  }

  /// The term named in the query, else the first that has not ended, else the last.
  func term(of terms: [Term]) -> Term? {
    if let text = query("term"), let id = TermID(text: text) {
      return terms.first { $0.id == id }
    }
    return terms.first { $0.ends >= today } ?? terms.last
  }

  /// Links to the other terms.
  func termLinks(_ terms: [Term], chosen: Term, _ path: Path) -> HTML {
    guard terms.count > 1 else { return HTML() }
    let links = terms.map { term -> HTML in
      term.id == chosen.id
        ? "<strong>\(term.title[tongue])</strong>"
        : HTML.link(term.title[tongue], path.setting("term", term.id.description))
    }
    return "<p class=\"reference\">\(HTML.join(links, " · "))</p>"
  }

  func name(of person: PersonID?, in tx: Transaction) throws -> String {
    guard let person, let found = try Person.find(person, try scope(), in: tx) else { return "—" }
    return found.name(in: tongue)
  }

  /// A person in the first cell of a row.
  func named(_ person: Person?) -> HTML {
    guard let person else { return "—" }
    return Named(HTML.own(person.name(in: tongue)), HTML.code(person.login)).html
  }

  /// A course with its code and the section's number.
  func named(_ course: Course, section: Section) -> HTML {
    let number = speech("section.number", ["number": .integer(section.number)])
    return Named(
      HTML(text: course.title[tongue]), "\(HTML.code(course.code)) · \(number)"
    ).html
  }

  /// The law an institution's courses run under now.
  func law() throws -> Law { try site.office.currentLaw(try scope(), at: now) }

  /// A grade's symbol in the reader's letters.
  func symbol(_ grade: GradeTable.Grade) -> String {
    tongue == .arabic ? grade.arabicSymbol : grade.symbol
  }

  /// A symbol of a result with the name it has in the grade table.
  func grade(_ symbol: String, _ table: GradeTable?) -> HTML {
    guard let grade = table?.grade(symbol: symbol) else { return HTML.code(symbol) }
    // One piece, so that a cell of a table on a phone keeps it together.
    return """
      <span><strong>\(HTML.own(self.symbol(grade)))</strong> <small>\(grade.name[tongue])</small>\
      </span>
      """
  }
}

/// A section with its course and term, for a page about one section.
struct SectionView {
  let section: Section
  let course: Course
  let term: Term

  /// The section in the path when the reader teaches it or is a registrar; absent to all others.
  static func open(_ reading: Reading) throws -> (SectionView, isInstructor: Bool) {
    let visitor = try reading.signedIn(as: .instructor, .registrar)
    let id: SectionID = try reading.context.id("id")
    let scope = try reading.scope()
    let found = try reading.read { tx -> SectionView? in
      guard let section = try Section.find(id, scope, in: tx),
        let course = try Course.find(section.course, scope, in: tx),
        let term = try Term.find(section.term, scope, in: tx)
      else { return nil }
      return SectionView(section: section, course: course, term: term)
    }
    guard let found else { throw Problem.notFound }
    let isInstructor = visitor.actor.holds(
      .instructor, at: reading.now, course: found.section.course, section: id)
    guard isInstructor || visitor.actor.holds(.registrar, at: reading.now) else {
      throw Problem.notFound
    }
    return (found, isInstructor)
  }

  func title(_ speech: Speech) -> String {
    speech(
      "section.title",
      ["course": .text(course.title[speech.tongue]), "number": .integer(section.number)])
  }

  /// The links between the pages of one section.
  func tabs(_ reading: Reading, here: String) -> HTML {
    let speech = reading.speech
    let links: [HTML] = [
      here == "attendance"
        ? "<strong>\(speech("attendance.title"))</strong>"
        : HTML.link(speech("attendance.title"), "/sections/\(section.id)/attendance"),
      here == "marks"
        ? "<strong>\(speech("marks.title"))</strong>"
        : HTML.link(speech("marks.title"), "/sections/\(section.id)/marks"),
      GradeSheetPage.link(section, reading),
    ]
    return "<p class=\"reference\">\(HTML.join(links, " · "))</p>"
  }

  func crumbs(_ reading: Reading, isInstructor: Bool) -> [NavItem] {
    let speech = reading.speech
    return [
      isInstructor
        ? NavItem(speech("nav.teaching"), "/teaching")
        : NavItem(speech("nav.sections"), "/sections"),
      NavItem(title(speech), "/"),
    ]
  }
}

extension FormBody {
  /// A number that a person typed: Arabic digits and decimal marks are read as ASCII ones.
  static func number(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0660...0x0669:
        out.append(Unicode.Scalar(UInt8(scalar.value - 0x0660) + UInt8(ascii: "0")))
      case 0x06F0...0x06F9:
        out.append(Unicode.Scalar(UInt8(scalar.value - 0x06F0) + UInt8(ascii: "0")))
      case 0x066B, 0x2C: out.append(".")
      case 0x20, 0xA0: continue
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
