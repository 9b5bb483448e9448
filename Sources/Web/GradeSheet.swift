import JSON
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The grade sheet of a course in a term: a learner a row, over all sections its reader may see
/// (V.2).
struct GradeSheet {
  let course: Course
  let term: Term
  let plan: AssessmentPlan?
  let grades: GradeTable?
  let sections: [(section: Section, learners: [MarkedLearner])]

  var learners: Int { sections.reduce(0) { $0 + $1.learners.count } }

  /// Who reads marks: the registrar and the authority that approves results all of them, instructors
  /// those of their own sections.
  static let readers: [Role] = [.registrar, .resultsAuthority, .instructor]

  static func mayRead(_ section: Section, _ actor: Actor, at now: Instant) -> Bool {
    readers.contains { actor.holds($0, at: now, course: section.course, section: section.id) }
  }

  /// The sheet as an actor may see it; nil where that is nothing.
  static func read(
    _ id: CourseID, _ term: Term, by actor: Actor, law: Law, in tx: Transaction
  ) throws -> GradeSheet? {
    guard let course = try Course.find(id, actor.scope, in: tx) else { return nil }
    let sections = try Section.of(course: id, term: term.id, in: tx)
      .filter { mayRead($0, actor, at: law.at) }
    let seesAll = [Role.registrar, .resultsAuthority].contains {
      actor.holds($0, at: law.at, course: id)
    }
    guard seesAll || !sections.isEmpty else { return nil }
    let plan = try AssessmentPlan.find(course: id, term: term.id, in: tx)
    return GradeSheet(
      course: course, term: term, plan: plan, grades: law.edition.grades,
      sections: try sections.map { section in
        (
          section,
          try MarkedLearner.all(
            in: section.id, plan: plan, law: law, actor.scope, withdrawn: true, tx)
        )
      })
  }

  // MARK: - For other programs

  /// The sheet as JSON.
  func write(into json: inout JSONWriter, in tongue: Tongue) {
    json.beginObject()
    json.field("course", course.id.description)
    json.field("code", course.code)
    json.field("title", course.title[tongue])
    json.field("term", term.id.description)
    json.key("components")
    json.beginArray()
    for component in plan?.components ?? [] {
      json.beginObject()
      json.field("code", component.code)
      json.field("title", component.title)
      json.field("weight", component.weight)
      json.endObject()
    }
    json.endArray()
    json.key("learners")
    json.beginArray()
    for (section, learners) in sections {
      let id = section.id.description
      for learner in learners { write(learner, id, section.number, into: &json) }
    }
    json.endArray()
    json.endObject()
  }

  private func write(
    _ learner: MarkedLearner, _ section: String, _ number: Int, into json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("registration", learner.registration.id.description)
    json.field("learner", learner.registration.learner.description)
    json.field("login", learner.person?.login ?? "")
    json.field("name", learner.person?.nameEn ?? "")
    json.field("nameArabic", learner.person?.nameAr ?? "")
    json.field("section", section)
    json.field("number", number)
    json.key("marks")
    json.beginObject()
    for component in plan?.components ?? [] {
      guard let mark = learner.marks[component.code] else { continue }
      json.key(text: component.code)
      json.raw(mark.description.utf8)
    }
    json.endObject()
    if let total = learner.total {
      json.key("mark")
      json.raw(total.description.utf8)
    }
    if let symbol = learner.symbol { json.field("symbol", symbol) }
    json.field("standing", learner.standing.rawValue)
    if let approved = learner.approved {
      json.field("at", approved.at.utcText)
      json.field("ruling", approved.ruling.description)
    }
    json.endObject()
  }

  /// The sheet for a spreadsheet, headed in the reader's language; numbers are written plainly.
  func spreadsheet(_ reading: Reading) -> [UInt8] {
    let speech = reading.speech
    let components = plan?.components ?? []
    var sheet = Spreadsheet()
    sheet.row(
      [speech("signIn.name"), speech("word.name"), speech("word.section")]
        + components.map { "\($0.title) (\($0.weight)%)" }
        + [
          speech("marks.mark"), speech("marks.grade"), speech("word.status"),
          speech("ruling.number"),
        ])
    for (section, learners) in sections {
      for learner in learners {
        let symbol = learner.symbol.map { symbol in
          grades?.grade(symbol: symbol).map { reading.symbol($0) } ?? symbol
        }
        sheet.row(
          [
            learner.person?.login ?? "", learner.person?.name(in: reading.tongue) ?? "",
            String(section.number),
          ] + components.map { learner.marks[$0.code]?.description ?? "" } + [
            learner.total?.description ?? "", symbol ?? "", speech(learner.standing.key),
            learner.approved?.ruling.description ?? "",
          ])
      }
    }
    return sheet.bytes
  }

  /// What its file is called: the codes of course and term in plain letters.
  var fileName: String {
    let name = "\(course.code)-\(term.code)".unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".": Character(scalar)
      default: "_"
      }
    }
    return "\(String(name)).csv"
  }
}
