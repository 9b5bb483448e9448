import Kernel
import Language
import People
import Registrar
import Storage

// The alternative exams that were allowed to the learners of a section (V.1).
extension Reading {
  func allowedExams(_ section: SectionID) throws -> HTML {
    let scope = try scope()
    let rows = try read { tx in
      try AllowedExam.of(section: section, in: tx).map { exam -> [HTML] in
        let learner = try Registration.find(exam.registration, scope, in: tx).flatMap {
          try Person.find($0.learner, scope, in: tx)
        }
        return [
          named(learner), HTML.own(exam.exam), speech.time(both: exam.missedOn),
          exam.scheduledOn.map { speech.time(both: $0) } ?? "\(speech("exams.dayOpen"))",
        ]
      }
    }
    guard !rows.isEmpty else { return HTML() }
    let table = Table(
      speech("exams.alternatives"),
      [
        .init(speech("word.learner")), .init(speech("exams.exam")), .init(speech("exams.missed")),
        .init(speech("exams.day")),
      ], rows)
    return Card(speech("exams.alternatives"), table.html).html
  }
}
