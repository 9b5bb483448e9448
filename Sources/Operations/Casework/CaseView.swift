package import Casework
import JSON
package import Kernel
import People
package import Regulations
package import Storage

/// A case as somebody may see it, with what they can do next.
package struct CaseView: Sendable {
  package let file: CaseFile
  package let procedure: Procedure
  package let law: Law
  /// What it is about; nil where it is about who filed it.
  package let subject: CaseSubject?
  /// Whether the reader comes from the applicant's side.
  package let isApplicant: Bool
  /// Which submission of the form the answers are of: the last unless another was asked for.
  package let submission: Int
  /// The answers of that submission, and those before it where it is a supplement.
  package let answers: Value
  package let earlier: Value?
  /// The files the reader may see: whoever applies, all; the office, those that were submitted.
  package let documents: [CaseDocument]
  /// The standards that count for the answers.
  package let standards: [ProcedureStandard]
  package let steps: [CaseStep]
  package let letters: [CaseLetter]
  private let submitted: [(answers: Value, at: Instant)]
  package let findings: [CaseFinding]
  package let clocks: [CaseClock]
  package let stars: Int?
  /// The steps the reader may take now.
  package let next: [ProcedureStep]
  /// How each of those, or the filing of a draft, stands to what it costs.
  package let fees: [String: FeeStanding]
  /// The invoice that filing made due; nil where there is none.
  package let bill: CaseBill?
  /// Whether the reader may record, or confirm, findings now.
  package let mayAssess: Bool
  package let mayConfirm: Bool

  /// Nil where the case is none of the reader's.
  package static func find(
    _ id: CaseID, _ actor: Actor, at: Instant, submission: Int? = nil, _ office: Office
  ) throws -> CaseView? {
    try office.database.read { tx in
      try CaseDesk.find(id, actor, at: at, office, in: tx).map {
        try CaseView($0, actor, at: at, submission: submission, tx)
      }
    }
  }

  private init(
    _ desk: CaseDesk, _ actor: Actor, at: Instant, submission asked: Int?, _ tx: Transaction
  ) throws {
    let (file, side) = (desk.file, desk.side)
    self.file = file
    procedure = desk.procedure
    law = desk.law
    subject = desk.subject
    steps = desk.steps
    isApplicant = side == .applicant
    let submissions = try CaseAnswers.all(file.id, in: tx).map {
      (revision: $0.revision, answers: try JSON.read($0.answers), at: $0.at)
    }
    submitted = submissions.map { ($0.answers, $0.at) }
    func answers(_ revision: Int) -> Value? {
      submissions.first { $0.revision == revision }?.answers
    }
    submission = min(max(asked ?? file.revision, 1), file.revision)
    self.answers = answers(submission) ?? .object(Value.Members())
    earlier = submission > 1 ? answers(submission - 1) : nil
    let attached = try CaseDocument.of(file.id, in: tx)
    if isApplicant || attached.isEmpty {
      documents = attached
    } else {
      documents = attached.filter { document in
        submissions.contains { $0.answers.names(document) }
      }
    }
    // What the office writes for itself is not the applicant's to read.
    letters = try CaseLetter.of(file.id, in: tx).filter {
      side == .office || $0.reader == .applicant
    }
    // Findings in progress are the office's own until the case is decided.
    let all = try CaseFinding.of(file.id, in: tx)
    findings = side == .office || file.turn == .ended ? all : []
    clocks = try CaseClock.of(file.id, in: tx)
    stars = try CaseRating.of(file.id, in: tx)
    next = desk.procedure.steps(from: file.state).filter { step in
      step.refusal(of: actor, from: side, about: desk.subject, after: desk.steps, at: at) == nil
    }
    let costly = file.turn == .draft ? [CaseStep.filing] : next.map(\.id)
    var fees: [String: FeeStanding] = [:]
    for step in costly where side == .applicant {
      fees[step] = try FeeStanding.find(desk.procedure, step, file, desk.law, in: tx)
    }
    self.fees = fees
    bill = try CaseBill.of(file, in: tx)
    standards = procedure.standards(for: self.answers)
    let isOpen =
      side == .office && file.turn == .office && !standards.isEmpty
      && submission == file.revision
    mayAssess = isOpen && actor.holds(.assessor, at: at)
    mayConfirm = isOpen && procedure.isConfirmed(by: actor, about: desk.subject, at: at)
  }
}

extension CaseView {
  /// A letter in words, with what had been submitted when it was written; nil where the edition has
  /// no such letter.
  package func words(of letter: CaseLetter, _ office: Office) -> LetterWords? {
    LetterWords(
      letter, of: file, procedure, submitted: submitted, steps: steps, about: subject,
      zone: law.zone, office)
  }
}

extension Value {
  /// Whether answers name a file under its field.
  fileprivate func names(_ document: CaseDocument) -> Bool {
    let digest = Hex.text(document.digest)
    return self[document.field]?.elements?.contains { $0.string == digest } ?? false
  }
}

extension Office {
  /// The body that a case is about and that is not in this installation, as the form names it; nil where
  /// a case is about anything else.
  package func outsider(of file: CaseFile, at: Instant) throws -> String? {
    guard let procedure = library.kept(by: file, at: at)?.procedure, procedure.about == .outsider,
      let field = procedure.fields.first
    else { return nil }
    let stored = try database.read {
      try CaseAnswers.find(file.id, revision: file.revision, in: $0)
    }
    return try stored.map { try JSON.read($0) }?[field.key]?.answerText
  }

  /// What the system knows of an applicant, by the names that forms use: shown, not asked. Of a body
  /// for which somebody else files, its own is shown.
  package func known(_ actor: Actor, for body: InstitutionID? = nil, in tx: Transaction) throws
    -> [String: String]
  {
    let institution = try institution(body.map { Scope($0) } ?? actor.scope)
    var known = [
      "institution.code": institution.code,
      "institution.nameArabic": institution.name.ar,
      "institution.nameEnglish": institution.name.en,
      "institution.vatNumber": institution.vatNumber,
    ]
    if let id = actor.person, let person = try Person.find(id, actor.scope, in: tx) {
      known["person.nameArabic"] = person.nameAr
      known["person.nameLatin"] = person.nameEn
    }
    return known
  }

  /// Whether an actor may file a case of any procedure in force: asked on every page.
  package func filesCases(_ actor: Actor, at: Instant) -> Bool {
    library.packs.contains { pack in
      institutions.contains { $0.instrument == pack.id }
        && pack.edition(inForceOn: pack.zone.day(of: at))?.procedures.contains {
          $0.isFiled(by: actor, at: at, self)
        } == true
    }
  }

  /// The procedures an actor may file now: those of the editions in force whose roles they hold and
  /// for which an office is in this installation.
  package func procedures(for actor: Actor, at: Instant) -> [Procedure] {
    library.packs.filter { pack in institutions.contains { $0.instrument == pack.id } }.flatMap {
      $0.edition(inForceOn: $0.zone.day(of: at))?.procedures ?? []
    }.filter { $0.isFiled(by: actor, at: at, self) }
  }

  /// A draft or an open case of somebody's about a thing, of one procedure.
  package func open(
    _ procedure: Procedure, about thing: ID<CaseSubject>, by person: PersonID
  ) throws -> CaseFile? {
    try database.read { tx in
      try CaseFile.about(thing.bytes, in: tx).first {
        $0.person == person && $0.instrument == procedure.instrument
          && $0.procedure == procedure.id && $0.edition == procedure.edition && $0.turn != .ended
      }
    }
  }

  /// The case about a thing that waits for an office to bring something about; nil while none does.
  package func request(for effect: String, about thing: [UInt8], at: Instant, in tx: Transaction)
    throws -> CaseID?
  {
    try CaseFile.about(thing, in: tx).first { file in
      file.turn == .office
        && library.kept(by: file, at: at)?.procedure.brings(effect) == true
    }?.id
  }

  /// What somebody filed, and what was filed for a body by others who may file for it.
  package func filed(by actor: Actor, at: Instant, limit: Int) throws -> [CaseFile] {
    guard let person = actor.person else { return [] }
    return try database.read { tx in
      let bodies = try CaseFile.filed(for: actor.scope, limit: limit, in: tx)
      let own = try CaseFile.of(person, limit: limit, in: tx)
      return (own + bodies.filter { file in !own.contains { $0.id == file.id } }).filter { file in
        guard file.person != person else { return true }
        guard file.turn != .draft, let procedure = library.kept(by: file, at: at)?.procedure
        else { return false }
        return CaseDesk.Side(of: actor, to: file, procedure, at: at) == .applicant
      }
    }
  }
}
