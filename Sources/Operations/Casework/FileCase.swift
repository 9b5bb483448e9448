import Casework
import JSON
package import Kernel
import People
import Regulations
import Storage

/// An applicant begins or changes a draft: nothing is checked yet but its size, nobody else sees it.
package struct SaveDraft: Operation {
  package static let name = "SaveDraft"
  /// The largest form in bytes.
  package static let limit = 256 << 10

  let draft: CaseID?
  let procedure: String
  let instrument: String
  let about: [UInt8]?
  let answers: Value

  package init(
    draft: CaseID? = nil, procedure: String, instrument: String, about: [UInt8]? = nil,
    answers: Value
  ) {
    self.draft = draft
    self.procedure = procedure
    self.instrument = instrument
    self.about = about
    self.answers = answers
  }

  package func run(_ work: Work) throws -> Decided<CaseID> {
    let file = try work.draft(draft, procedure, instrument, about)
    let written = JSON.write(answers)
    guard written.count <= Self.limit, answers.members != nil else {
      throw OperationFault.badInput("answers", "must be an object of at most \(Self.limit) bytes")
    }
    try CaseAnswers.set(file.id, revision: file.revision, written, at: work.at, in: work.tx)
    return Decided(Ruling([], at: work.at), work.id(), file.id)
  }
}

/// An applicant files: the form is whole, the rules that guard the filing do not refuse, and a
/// receipt says until when an answer is promised.
package struct FileCase: Operation {
  package static let name = "FileCase"

  let draft: CaseID?
  let procedure: String
  let instrument: String
  let about: [UInt8]?
  /// Nil where the draft's own are filed.
  let answers: Value?

  package init(
    draft: CaseID? = nil, procedure: String, instrument: String, about: [UInt8]? = nil,
    answers: Value? = nil
  ) {
    self.draft = draft
    self.procedure = procedure
    self.instrument = instrument
    self.about = about
    self.answers = answers
  }

  package func run(_ work: Work) throws -> Decided<CaseID> {
    // gather
    let file = try work.draft(draft, procedure, instrument, about)
    let (procedure, law) = try work.procedure(file.procedure, instrument: file.instrument)
    guard procedure.edition == file.edition else {
      throw OperationFault.stateConflict(
        "the rules have changed since this draft was begun; begin anew")
    }
    var desk = CaseDesk(file: file, procedure: procedure, law: law, side: .applicant)
    let kept = try work.answers(desk, answers)

    // decide
    let findings = try procedure.guards.map { try CaseGuards.find($0, desk, kept, work) }
    let ruling = findings.isEmpty ? Ruling([], at: work.at) : law.ruling(findings)

    // record
    let number = try CaseFile.nextNumber(
      file.institution, prefix: procedure.prefix, year: law.day.civil.year, in: work.tx)
    let facts: [(name: String, value: Argument)] = [
      ("case", .text(number)), ("procedure", .text(procedure.id)),
    ]
    let id =
      findings.isEmpty
      ? try work.recordAct(Self.name, subject: work.actor.person, facts: facts)
      : try work.record(ruling, Self.name, subject: work.actor.person, facts: facts)
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }

    // apply, tell
    try CaseAnswers.set(
      file.id, revision: file.revision, JSON.write(kept), at: work.at, in: work.tx)
    desk.file.file(under: number, at: work.at)
    try work.move(
      &desk, by: CaseStep.filing, to: procedure.start, ruling: id,
      letters: procedure.receipt.map { [$0] } ?? [])
    return Decided(ruling, id, file.id)
  }
}

extension Work {
  /// A draft of the actor's, or a new one.
  func draft(_ draft: CaseID?, _ id: String, _ instrument: String, _ about: [UInt8]?) throws
    -> CaseFile
  {
    let person = try personActing()
    if let draft {
      guard let found = try CaseFile.find(draft, in: tx), found.person == person,
        found.applicant == institution.id
      else { throw OperationFault.notFound("case") }
      guard found.turn == .draft else {
        throw OperationFault.stateConflict("this case was filed already")
      }
      return found
    }
    let (procedure, _) = try procedure(id, instrument: instrument)
    guard procedure.filedBy.contains(where: { actor.holds($0, at: at) }) else {
      throw OperationFault.forbidden(
        "it takes the role \(procedure.filedBy.map(\.rawValue).joined(separator: " or "))")
    }
    let file = CaseFile(
      id: self.id(), institution: try officeHandling(instrument), applicant: institution.id,
      person: person, procedure: procedure, about: about, at: at)
    try file.insert(in: tx)
    return file
  }

  /// The answers of a submission, read against the form; throws every fault at once.
  func answers(_ desk: CaseDesk, _ given: Value?) throws -> Value {
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let answers = try given ?? stored.map { try JSON.read($0) } ?? .object(Value.Members())
    let documents = try CaseDocument.of(desk.file.id, in: tx)
    let files = Dictionary(grouping: documents, by: \.field).mapValues { documents in
      documents.map { Hex.text($0.digest) }
    }
    let read = Form(desk.procedure, known: try office.known(actor, in: tx), files: files).read(
      answers)
    guard read.faults.isEmpty else { throw FormRefused(faults: read.faults) }
    return read.answers
  }
}
