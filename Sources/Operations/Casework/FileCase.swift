import Accounts
import Casework
import JSON
package import Kernel
import People
import Regulations
import Storage

/// What is filed: a draft that was saved, or something new.
package enum CaseOrigin: Sendable {
  case draft(CaseID)
  case new(procedure: String, instrument: String, about: [UInt8]? = nil)
}

/// Somebody has begun more drafts of a procedure than are kept; one of them is filed first.
package struct TooManyDrafts: Error {
  package let count: Int
}

/// An applicant begins or changes a draft: nothing is checked yet but its size, nobody else sees it.
package struct SaveDraft: Operation {
  package static let name = "SaveDraft"
  /// The largest form in bytes.
  package static let limit = 256 << 10
  /// The most drafts of one procedure that a person has at a time.
  package static let most = 20

  let origin: CaseOrigin
  let answers: Value

  package init(_ origin: CaseOrigin, answers: Value) {
    self.origin = origin
    self.answers = answers
  }

  package func run(_ work: Work) throws -> Decided<CaseID> {
    let desk = try work.draft(origin)
    let written = JSON.write(answers)
    guard written.count <= Self.limit, answers.members != nil else {
      throw OperationFault.badInput("answers", "must be an object of at most \(Self.limit) bytes")
    }
    try CaseAnswers.set(
      desk.file.id, revision: desk.file.revision, written, at: work.at, in: work.tx)
    return Decided(Ruling([], at: work.at), work.id(), desk.file.id)
  }
}

/// An applicant throws a draft away. A draft with an invoice stays: its money has to be accounted for.
package struct DiscardDraft: Operation {
  package static let name = "DiscardDraft"

  let file: CaseID

  package init(file: CaseID) { self.file = file }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.draft(.draft(file))
    if let fee = try CaseFee.open(file, in: work.tx).first,
      let invoice = try Invoice.find(fee.invoice, Scope(desk.file.institution), in: work.tx)
    {
      throw OperationFault.stateConflict(
        "invoice \(invoice.number) stands for this draft; file it instead")
    }
    try desk.file.discard(in: work.tx)
    return Decided(Ruling([], at: work.at), work.id(), true)
  }
}

/// An applicant files: the form is whole, the rules that guard the filing do not refuse, and a
/// receipt says until when an answer is promised. What they leave open is filed: it is what the
/// office is to decide.
package struct FileCase: Operation {
  package static let name = "FileCase"

  let origin: CaseOrigin
  /// Nil where the draft's own are filed.
  let answers: Value?

  package init(_ origin: CaseOrigin, answers: Value? = nil) {
    self.origin = origin
    self.answers = answers
  }

  package func run(_ work: Work) throws -> Decided<CaseID> {
    // gather
    var desk = try work.draft(origin)
    guard try work.isCurrent(desk.file) else {
      throw OperationFault.stateConflict(
        "the rules have changed since this draft was begun; begin anew")
    }
    let kept = try work.answers(desk, answers)
    // What is refused stays as a draft.
    try CaseAnswers.set(
      desk.file.id, revision: desk.file.revision, JSON.write(kept), at: work.at, in: work.tx)

    // decide
    let procedure = desk.procedure
    let findings = try procedure.guards.map { try CaseGuards.find($0, desk, kept, work) }
    var ruling = findings.isEmpty ? Ruling([], at: work.at) : desk.law.ruling(findings)
    if ruling.outcome == .granted, let charge = procedure.charge {
      ruling = ruling.adding(try work.findings(of: charge, kept), under: desk.law)
    }
    // What makes money due is received when that is settled; anything else the office can settle.
    let isReceived =
      procedure.charge == nil ? ruling.outcome != .refused : ruling.outcome == .granted
    if isReceived {
      try work.requireNoneOpen(desk)
      try work.requireFee(for: CaseStep.filing, desk)
    }

    // record
    var facts: [(name: String, value: Argument)] = [("procedure", .text(procedure.id))]
    // Drawn only for what is received, so that the numbers have no gaps.
    var number: String?
    if isReceived {
      let drawn = try CaseFile.nextNumber(
        desk.file.institution, prefix: procedure.prefix, year: desk.law.day.civil.year,
        in: work.tx)
      facts.append(("case", .text(drawn)))
      number = drawn
    }
    facts += procedure.documents(kept)
    let id = try work.recordStep(
      ruling, Self.name, subject: work.actor.person, about: nil, facts: facts, asks: !isReceived)
    guard let number else { return Decided(ruling, id, nil) }

    // apply, tell
    desk.file.file(under: number, at: work.at)
    try work.useFee(for: CaseStep.filing, desk.file.id)
    if let charge = procedure.charge { try work.invoice(charge, desk, ruling) }
    try work.move(
      &desk, by: CaseStep.filing, to: procedure.start, ruling: id,
      letters: procedure.receipt.map { [$0] } ?? [])
    return Decided(ruling, id, desk.file.id)
  }
}

extension Work {
  /// A draft of the actor's, or a new one.
  func draft(_ origin: CaseOrigin) throws -> CaseDesk {
    let person = try personActing()
    switch origin {
    case .draft(let id):
      guard let file = try CaseFile.find(id, in: tx), file.person == person,
        file.applicant == institution.id || file.institution == institution.id
      else { throw OperationFault.notFound("case") }
      guard file.turn == .draft else {
        throw OperationFault.stateConflict("this case was filed already")
      }
      return try desk(of: file)
    case .new(let id, let instrument, let about):
      let handler = try officeHandling(instrument)
      let (procedure, law) = try procedure(id, instrument: instrument, handledBy: handler)
      guard procedure.isFiled(by: actor, at: at) else {
        throw OperationFault.forbidden(
          "it takes the role \(procedure.filedBy.map(\.rawValue).joined(separator: " or "))")
      }
      let drafts = try CaseFile.drafts(
        of: person, instrument: instrument, procedure: id, in: tx)
      guard drafts < SaveDraft.most else { throw TooManyDrafts(count: drafts) }
      let subject = try subject(about, of: procedure)
      let file = CaseFile(
        id: self.id(), institution: handler,
        applicant: try applicant(of: procedure, about: about, handledBy: handler),
        person: person, procedure: procedure, about: about, at: at)
      try file.insert(in: tx)
      return CaseDesk(
        file: file, procedure: procedure, law: law, subject: subject, side: .applicant, steps: [])
    }
  }

  /// Whether the edition in force still defines a draft's procedure as the draft knows it.
  func isCurrent(_ file: CaseFile) throws -> Bool {
    try procedure(
      file.procedure, instrument: file.instrument, handledBy: file.institution
    ).procedure.edition == file.edition
  }

  /// Journals what a step of a case came to: a ruling where rules were asked or something was
  /// decided, else an act.
  func recordStep(
    _ ruling: Ruling, _ operation: String, subject: PersonID?, about: [UInt8]?,
    facts: [(name: String, value: Argument)], asks: Bool = false
  ) throws -> RulingID {
    ruling.grounds.isEmpty
      ? try recordAct(operation, subject: subject, facts: facts)
      // A case that was received itself waits for who decides what the law leaves open.
      : try record(
        ruling, operation, subject: subject, about: about, facts: facts, asks: asks)
  }

  /// The answers of a submission, read against the form; throws every fault at once.
  func answers(_ desk: CaseDesk, _ given: Value?) throws -> Value {
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let answers = try given ?? stored.map { try JSON.read($0) } ?? .object(Value.Members())
    let documents = try CaseDocument.of(desk.file.id, in: tx)
    let read = Form(
      desk.procedure, known: try office.known(actor, for: desk.file.applicant, in: tx),
      files: CaseDocument.attached(documents)
    ).read(answers)
    guard read.faults.isEmpty else { throw FormRefused(faults: read.faults) }
    return read.answers
  }
}

extension Procedure {
  /// The digests of the files among the answers, for the journal; nothing where there are none.
  func documents(_ answers: Value) -> [(name: String, value: Argument)] {
    let digests = fields.filter { $0.kind == .file }.flatMap { field in
      (answers[field.key]?.elements ?? []).compactMap(\.string)
    }
    return digests.isEmpty ? [] : [("documents", .list(digests))]
  }
}
