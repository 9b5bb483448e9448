import Casework
import Credentials
import Kernel
import Licensing
import Operations
import People
import Registrar
import Regulations
import Storage

/// Turns a step of a story about cases into an operation and does it.
struct CaseStage {
  let scene: Scene
  let step: Story.Step

  private var with: Reader { Reader(step.with, file: "step \(step.number)", place: "with") }

  /// Nil where the step is about something else.
  func perform(by name: String) throws -> StepOutcome? {
    switch step.operation {
    case FileCase.name:
      try with.only("procedure", "answers", "about", "course", "term", "learner")
      return try done(
        FileCase(
          .new(
            procedure: try with.word("procedure"), instrument: scene.instrument,
            about: try about() ?? own(name)),
          answers: with.optional("answers")?.value ?? .object(Value.Members())), name)
    case TakeStep.name:
      try with.only("case", "step", "article", "reasons", "answers")
      return try done(
        TakeStep(
          file: try file(), step: try with.word("step"),
          article: try with.optional("article")?.text(),
          reasons: try with.optional("reasons")?.text(), answers: with.optional("answers")?.value
        ), name)
    case RecordFinding.name:
      try with.only("case", "standard", "met", "note")
      return try done(
        RecordFinding(
          file: try file(), standard: try with.text("standard"),
          isMet: try with.required("met").flag(), note: try with.text("note")), name)
    case ConfirmFinding.name:
      try with.only("case", "standard")
      return try done(
        ConfirmFinding(file: try file(), standard: try with.text("standard")), name)
    case RateCase.name:
      try with.only("case", "stars", "reason")
      return try done(
        RateCase(
          file: try file(), stars: try with.required("stars").integer(),
          reason: try with.optional("reason")?.text() ?? ""), name)
    default: return nil
    }
  }

  /// A registration of a learner in a course, or the certificate of it.
  private func own(_ name: String) throws -> [UInt8]? {
    guard with.optional("course") != nil else { return nil }
    let stage = Stage(scene: scene, step: step)
    let registration = try stage.registration(name)
    let procedure = scene.office.library.law(scene.instrument, at: step.at)?.edition
      .procedure(try with.word("procedure"))
    guard procedure?.about == .credential else { return registration.bytes }
    return try scene.database.read { tx in
      try Credential.of(try stage.learner(name).id, in: tx).first {
        $0.registration == registration
      }?.id.bytes
    }
  }

  /// What a case is about: a licence by its number, or a programme by its code.
  private func about() throws -> [UInt8]? {
    guard let name = try with.optional("about")?.text() else { return nil }
    return try scene.database.read { tx in
      if let found = try Licence.numbered(name, at: step.at, in: tx) {
        return found.licence.id.bytes
      }
      for institution in scene.office.institutions {
        let found = try Programme.all(institution.scope, in: tx).first { $0.code == name }
        if let found { return found.id.bytes }
      }
      throw OperationFault.notFound("licence or programme '\(name)'")
    }
  }

  private func file() throws -> CaseID { try scene.file(try with.text("case")).id }

  private func done<Done: Operation>(_ operation: Done, _ name: String) throws -> StepOutcome {
    do {
      let decided = try scene.office.performAndWait(
        operation, by: try scene.actor(name), at: step.at)
      return .ruling(decided.ruling, decided.id)
    } catch let refused as FormRefused {
      return .fault(refused.description)
    }
  }
}
