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
      try with.only("procedure", "answers", "about", "course", "term", "learner", "draft")
      let answers = with.optional("answers")?.value
      if try with.optional("draft")?.flag() == true {
        return try done(FileCase(.draft(try draft(name)), answers: answers), name)
      }
      return try done(
        FileCase(try origin(name), answers: answers ?? .object(Value.Members())), name)
    case SaveDraft.name:
      try with.only("procedure", "answers", "about", "course", "term", "learner")
      return try done(
        SaveDraft(
          try origin(name),
          answers: with.optional("answers").map { typed($0.value) } ?? .object(Value.Members())),
        name)
    case AttachDocument.name: return try attach(name)
    case DiscardDraft.name:
      try with.only("procedure")
      return try done(DiscardDraft(file: try draft(name)), name)
    case ChargeFee.name:
      try with.only("case", "procedure", "step")
      return try done(ChargeFee(file: try costly(name), step: try costlyStep()), name)
    case PayFee.name:
      try with.only("case", "procedure", "step")
      return try done(PayFee(file: try costly(name), step: try costlyStep()), name)
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

  /// A file of the kind its name tells, made up, for a field of the newest draft or of a case.
  private func attach(_ name: String) throws -> StepOutcome {
    try with.only("procedure", "case", "field", "file", "text")
    let (field, named) = (try with.word("field"), try with.text("file"))
    let type = FileType.endings.first { $0.value.contains { named.hasSuffix($0) } }?.key
    let bytes =
      (type.flatMap { FileType.known[$0] } ?? [])
      + Array((try with.optional("text")?.text() ?? "story").utf8)
    do {
      let decided = try scene.office.attachAndWait(
        bytes[...], named: named, to: try costly(name), field: field,
        by: try scene.actor(name), at: step.at)
      return .ruling(decided.ruling, decided.id)
    } catch let refused as FormRefused {
      return .fault(refused.description)
    }
  }

  /// A tick is kept as a client sends it: what YAML writes as `true` has no type of its own.
  private func typed(_ value: Value) -> Value {
    switch value {
    case .plain("true"): .bool(true)
    case .object(let members):
      .object(Value.Members(members.pairs.map { ($0.name, typed($0.value)) }))
    case .list(let items): .list(items.map(typed))
    default: value
    }
  }

  private func origin(_ name: String) throws -> CaseOrigin {
    .new(
      procedure: try with.word("procedure"), instrument: scene.instrument,
      about: try about() ?? own(name))
  }

  /// The newest draft of the procedure that somebody has begun.
  private func draft(_ name: String) throws -> CaseID {
    let procedure = try with.word("procedure")
    let person = try scene.person(name).id
    let found = try scene.database.read { try CaseFile.of(person, limit: 100, in: $0) }
      .first { $0.turn == .draft && Name.same($0.procedure, procedure) }
    guard let found else {
      throw OperationFault.notFound("draft of '\(procedure)'; begin one with SaveDraft")
    }
    return found.id
  }

  /// The case whose fee it is: one that was filed by its number, a draft by its procedure.
  private func costly(_ name: String) throws -> CaseID {
    with.optional("case") == nil ? try draft(name) : try file()
  }

  private func costlyStep() throws -> String {
    try with.optional("step")?.word() ?? CaseStep.filing
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

  /// What a case is about: a licence or another case by its number, or a programme by its code.
  private func about() throws -> [UInt8]? {
    guard let name = try with.optional("about")?.text() else { return nil }
    return try scene.database.read { tx in
      if let found = try Licence.numbered(name, at: step.at, in: tx) {
        return found.licence.id.bytes
      }
      if let found = try CaseFile.numbered(name, scene.scope, in: tx) { return found.id.bytes }
      for institution in scene.office.institutions {
        let found = try Programme.all(institution.scope, in: tx).first { $0.code == name }
        if let found { return found.id.bytes }
      }
      throw OperationFault.notFound("licence, programme or case '\(name)'")
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
