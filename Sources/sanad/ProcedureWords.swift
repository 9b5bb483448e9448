import ArgumentParser
import Kernel
import Operations
import Regulations
import Rules

/// PROCEDURE-WORDS.md: the closed sets of words that a procedure's file may use, from the program
/// itself, so that whoever writes one needs no Swift.
enum ProcedureWords {
  static func text() -> String {
    var lines = [
      "# Words of procedures", "",
      "Made by `sanad regulations procedures`; a check holds this file against the program. What a",
      "file says and how it hangs together is in [PROCEDURES.md](PROCEDURES.md).", "",
    ]
    func table(_ title: String, _ rows: [(String, String)]) {
      lines += ["## \(title)", "", "| word | meaning |", "|---|---|"]
      lines += rows.map { "| `\($0)` | \($1) |" } + [""]
    }
    table("`kind` of a field", ProcedureField.Kind.allCases.map { ($0.rawValue, meaning($0)) })
    table(
      "Types of files",
      FileType.known.keys.sorted().map { ($0, "read by its first bytes, not by its name alone") })
    table("`turn` of a state", ProcedureState.Turn.allCases.map { ($0.rawValue, meaning($0)) })
    table(
      "`outcome` of an ended state, `decides` of a step",
      ProcedureState.Outcome.allCases.map { ($0.rawValue, meaning($0)) })
    table("`needs` of a step", ProcedureStep.Need.allCases.map { ($0.rawValue, meaning($0)) })
    table(
      "`guards`",
      CaseGuards.ids.map { id in
        let rule = Catalogue.rule(id)
        let articles = rule?.articles.joined(separator: ", ") ?? ""
        return (id, "\(rule?.summary ?? "") (\(articles))")
      })
    table("`effects`", CaseEffects.names.map { ($0, "an act in the step's own transaction") })
    table("`rule` of a charge", CaseCharges.ids.map { ($0, Catalogue.rule($0)?.summary ?? "") })
    table(
      "`by` of a step that nobody takes",
      ProcedureStep.Event.allCases.map { ($0.rawValue, meaning($0)) })
    table("`about`", Procedure.About.allCases.map { ($0.rawValue, meaning($0)) })
    table(
      "`counts` of a clock", ProcedureClock.Counting.allCases.map { ($0.rawValue, meaning($0)) })
    table(
      "Places in a letter",
      ProcedureLetter.places.map { ("{\($0)}", place($0)) }
        + [("{field.KEY}", "the answer to a question of the form")])
    table(
      "`licence` of a domain",
      StandardSet.Licence.allCases.map { ($0.rawValue, "its standards count for such a licence") })
    table(
      "`kind` of evidence",
      ProcedureStandard.Evidence.Kind.allCases.map { ($0.rawValue, meaning($0)) })
    lines += ["## Roles", ""]
    lines += [Role.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + ".", ""]
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private static func meaning(_ kind: ProcedureField.Kind) -> String {
    switch kind {
    case .text: "text; `minimum` and `maximum` bound its characters"
    case .number: "a whole number between `minimum` and `maximum`"
    case .choice: "one of `choices`"
    case .date: "a day in either calendar; a Hijri one is kept as printed"
    case .money: "an amount with its currency: `200.00 SAR`"
    case .file: "a file of `types`, at most `maximumBytes`"
    case .person: "a person's identifier"
    case .organisation: "an institution's code"
    case .course: "a course's code"
    case .table: "rows of `columns`, between `minimum` and `maximum`"
    case .acknowledgement: "a box that must be ticked"
    case .mark: "an exact mark of 0 to 100"
    }
  }

  private static func meaning(_ turn: ProcedureState.Turn) -> String {
    switch turn {
    case .applicant: "the case waits for who applied or is concerned"
    case .office: "it waits for the office that handles it"
    case .ended: "it is over, with an `outcome`"
    }
  }

  private static func meaning(_ outcome: ProcedureState.Outcome) -> String {
    switch outcome {
    case .granted: "what was asked for came about"
    case .refused: "it was decided against"
    case .withdrawn: "nothing is left to decide"
    case .lapsed: "time has closed it"
    }
  }

  private static func meaning(_ need: ProcedureStep.Need) -> String {
    switch need {
    case .article: "an article of the case's edition"
    case .reasons: "reasons in words"
    case .form: "the form anew; the first receipt's date stays"
    case .findings: "a finding for every required standard"
    case .confirmation: "each finding confirmed by another person"
    }
  }

  private static func meaning(_ event: ProcedureStep.Event) -> String {
    switch event {
    case .payment: "what filing made due is paid in full and in time"
    case .nonpayment: "the time for paying it has passed"
    case .ending: "the credential the case is about was revoked"
    }
  }

  private static func meaning(_ about: Procedure.About) -> String {
    switch about {
    case .body: "the institution itself"
    case .person: "a person"
    case .programme: "a programme of the institution"
    case .registration: "a learner's registration in a course"
    case .credential: "a credential"
    case .licence: "a licence"
    case .ruling: "a ruling"
    case .file: "another case"
    case .outsider:
      "a body that is not here; the form's first question names it, only the office files"
    }
  }

  private static func meaning(_ counting: ProcedureClock.Counting) -> String {
    switch counting {
    case .calendar: "every day"
    case .working: "the days on which the authority works (`tables/work-calendar.yaml`)"
    }
  }

  private static func meaning(_ kind: ProcedureStandard.Evidence.Kind) -> String {
    switch kind {
    case .link: "an address where it can be read"
    case .document: "a document"
    case .acknowledgement: "the applicant's word"
    case .report: "a report of what was measured"
    case .demoAccount: "an account with which an assessor can look around"
    }
  }

  private static func place(_ name: String) -> String {
    switch name {
    case "number": "the case's reference"
    case "procedure": "the procedure's title"
    case "body": "the institution it is for"
    case "state": "the state it came into"
    case "filed": "the day of its first receipt"
    case "promised": "the last day of the promise"
    case "due": "the last day of the clock that ends next"
    case "reasons": "the reasons of the step"
    case "article": "the article of the step"
    case "today": "the day of the letter"
    default: "what is known of the case"
    }
  }
}

extension RegulationsCommand {
  /// Writes the words of procedures.
  struct Procedures: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the words that procedures may use as Markdown.")

    func run() { print(ProcedureWords.text(), terminator: "") }
  }
}
