package import Casework
import JSON
import Kernel
package import Language
import People
package import Regulations
import Storage

/// A letter of a case in words: the text of the edition the case was filed under, with what was
/// known when the letter was written.
package struct LetterWords: Sendable {
  package let file: CaseFile
  package let letter: CaseLetter
  package let procedure: Procedure
  private let known: ProcedureLetter
  private let zone: Zone
  private let body: Localized
  private let answers: Value
  private let subject: CaseSubject?

  /// Nil where the edition has no such letter.
  init?(
    _ letter: CaseLetter, of file: CaseFile, _ procedure: Procedure,
    submitted: [(answers: Value, at: Instant)], steps: [CaseStep], about subject: CaseSubject?,
    zone: Zone, _ office: Office
  ) {
    // A supplement changes no letter that was written before it.
    let answers = submitted.last { $0.at <= letter.at }?.answers
    guard let known = procedure.letter(letter.letter) else { return nil }
    self.file = file
    self.letter = letter
    self.procedure = procedure
    self.known = known
    self.zone = zone
    // What a step was filled with stands in the letters it wrote.
    let filled = steps.last { $0.at <= letter.at }?.answers.flatMap { try? JSON.read($0) }
    self.answers = .object(
      Value.Members((filled?.members?.pairs ?? []) + (answers?.members?.pairs ?? [])))
    self.subject = subject
    body =
      office.institutions.first { $0.id == file.applicant }?.name
      ?? Localized(ar: "", en: "", vi: "")
  }

  /// The letter of a case by its number; nil where there is none.
  static func find(_ id: CaseID, _ number: Int, _ office: Office, in tx: Transaction) throws
    -> LetterWords?
  {
    guard let file = try CaseFile.find(id, in: tx),
      let letter = try CaseLetter.of(id, in: tx).first(where: { $0.number == number }),
      let (law, procedure) = office.library.kept(by: file, at: letter.at)
    else { return nil }
    return LetterWords(
      letter, of: file, procedure,
      submitted: try CaseAnswers.all(id, in: tx).map { (try JSON.read($0.answers), $0.at) },
      steps: try CaseStep.of(id, in: tx),
      about: try CaseSubject.find(
        file.about, procedure, Scope(file.applicant), office.library, in: tx),
      zone: law.zone, office)
  }

  package func subject(_ speech: Speech) -> String { filled(known.subject, speech) }

  package func body(_ speech: Speech) -> String { filled(known.body, speech) }

  /// Whether the subject itself tells reasons or answers: then it is not for mail.
  package var hasPrivateSubject: Bool {
    Tongue.allCases.flatMap { LetterText.places(in: known.subject[$0]) }
      .contains { $0 == "reasons" || $0 == "about" || $0.hasPrefix("field.") }
  }

  private func filled(_ text: Localized, _ speech: Speech) -> String {
    LetterText.filled(text[speech.tongue]) { place($0, speech) }
  }

  private func place(_ name: String, _ speech: Speech) -> String? {
    func last(_ end: Instant?) -> String? {
      end.map { speech.day(zone.day(of: $0).adding(days: -1)) }
    }
    switch name {
    case "number": return file.number
    case "procedure": return procedure.title[speech.tongue]
    case "about": return subject.map { "\($0.title[speech.tongue]) (\($0.code))" }
    case "body": return body[speech.tongue]
    case "state": return procedure.state(letter.state)?.title[speech.tongue]
    case "filed": return file.filedAt.map { speech.day(zone.day(of: $0)) }
    case "promised": return last(letter.promisedAt)
    case "due": return last(letter.dueAt)
    case "reasons": return letter.reasons
    case "article":
      return letter.article.map {
        speech.citation(Citation(instrument: file.instrument, edition: file.edition, article: $0))
      }
    case "today": return speech.day(zone.day(of: letter.at))
    default:
      guard name.hasPrefix("field."), let field = procedure.question(String(name.dropFirst(6)))
      else { return nil }
      let answer = answers[field.key]?.answerText
      return field.kind == .number ? answer.map(speech.digits) : answer
    }
  }
}
