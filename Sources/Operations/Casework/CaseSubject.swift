import Casework
import Credentials
import JSON
package import Kernel
import People
import Registrar
package import Regulations
import Rules
package import Storage

/// What a learner's case is about: one of their own things, chosen and shown instead of asked for.
package struct CaseSubject: Sendable {
  /// The id of the thing, as the case keeps it.
  package let id: ID<CaseSubject>
  package let title: Localized
  /// The course's code, or the reference of a ruling.
  package let code: String
  /// Whose it is; nil where that was erased.
  let owner: PersonID?
  /// The course and section whose offices have to do with it.
  let course: CourseID?
  let section: SectionID?
  /// The term it belongs to; nil of a ruling.
  var term: TermID?
  /// The one office whose matter it is, of those that take a step; nil where all have to do with it.
  var office: Role?
  /// Whether there is nothing more to ask about it.
  var isSettled = false

  /// Whether it is somebody's own.
  package func belongs(to person: PersonID) -> Bool { owner == person }

  /// The thing a case of a procedure is about; nil where it is about none, or there is no such
  /// thing here.
  package static func find(
    _ about: [UInt8]?, _ procedure: Procedure, _ scope: Scope, _ library: Library,
    in tx: Transaction
  ) throws -> CaseSubject? {
    guard let id = about.flatMap({ ID<CaseSubject>(bytes: $0) }) else { return nil }
    switch procedure.about {
    case .registration: return try registration(id, scope, in: tx)
    case .credential:
      guard let credential = CredentialID(bytes: id.bytes),
        let found = try Credential.find(credential, scope, in: tx),
        let inner = ID<CaseSubject>(bytes: found.registration.bytes),
        let course = try registration(inner, scope, in: tx)
      else { return nil }
      return CaseSubject(
        id: id, title: course.title, code: course.code, owner: found.learner,
        course: course.course, section: course.section, term: found.term)
    case .ruling: return try ruling(id, scope, library, in: tx)
    case .file: return try file(id, scope, library, in: tx)
    case .body, .person, .programme, .licence, .outsider: return nil
    }
  }

  /// A case that was filed, called by its number.
  private static func file(
    _ id: ID<CaseSubject>, _ scope: Scope, _ library: Library, in tx: Transaction
  ) throws -> CaseSubject? {
    guard let found = try CaseID(bytes: id.bytes).flatMap({ try CaseFile.find($0, in: tx) }),
      found.applicant == scope.institution, let number = found.number,
      let procedure = library.pack(found.instrument)?.edition(found.edition)?
        .procedure(found.procedure)
    else { return nil }
    return CaseSubject(
      id: id, title: procedure.title, code: number, owner: found.person, course: nil,
      section: nil)
  }

  private static func registration(_ id: ID<CaseSubject>, _ scope: Scope, in tx: Transaction)
    throws -> CaseSubject?
  {
    guard let registration = RegistrationID(bytes: id.bytes),
      let found = try Registration.find(registration, scope, in: tx),
      let course = try Course.find(found.course, scope, in: tx)
    else { return nil }
    return CaseSubject(
      id: id, title: course.title, code: course.code, owner: found.learner, course: found.course,
      section: found.section, term: found.term)
  }

  /// A ruling that left a question open, called by the article it rests on.
  private static func ruling(
    _ id: ID<CaseSubject>, _ scope: Scope, _ library: Library, in tx: Transaction
  ) throws -> CaseSubject? {
    guard let ruling = RulingID(bytes: id.bytes), let entry = try tx.journalEntry(ruling),
      entry.institution == scope.institution, let cited = Citation(text: entry.headline),
      let article = library.pack(cited.instrument)?.edition(cited.edition)?.article(cited.article),
      let question = try Question.find(ruling, scope, in: tx)
    else { return nil }
    return CaseSubject(
      id: id, title: article.title, code: String(ruling.description.prefix(8)),
      owner: entry.subject, course: nil,
      section: nil, office: question.office, isSettled: question.closedAt != nil)
  }

  /// What of a person's own a procedure can be filed about, the newest first.
  package static func own(
    _ person: PersonID, _ procedure: Procedure, _ scope: Scope, _ library: Library,
    in tx: Transaction
  ) throws -> [CaseSubject] {
    let things: [[UInt8]] =
      switch procedure.about {
      case .registration:
        try Registration.of(person, in: tx).reversed().filter { registration in
          guard registration.state.isLive else { return false }
          guard procedure.guards.contains(ResultCorrection.id) else { return true }
          // Nothing can be put right where no mark is approved.
          let result = try CourseResult.of(registration.id, in: tx)
          return result?.isApproved == true && result?.mark != nil
        }.map(\.id.bytes)
      case .credential:
        try Credential.of(person, in: tx).filter(\.stands).map(\.id.bytes)
      case .file:
        try CaseFile.of(person, limit: 100, in: tx).filter { $0.number != nil }.map(\.id.bytes)
      case .ruling, .body, .person, .programme, .licence, .outsider: []
      }
    return try things.prefix(100).compactMap { try find($0, procedure, scope, library, in: tx) }
  }
}

extension Procedure {
  /// Whether a case is about a thing that whoever files chooses among their own.
  package var asksWhatAbout: Bool { [.registration, .credential, .ruling, .file].contains(about) }

  /// Whether one of its steps brings something about.
  package func brings(_ effect: String) -> Bool {
    steps.contains { step in step.effects.contains { $0.name == effect } }
  }
}

extension Work {
  /// What a new case is about; a thing of somebody else is as absent as an unknown one.
  func subject(_ about: [UInt8]?, of procedure: Procedure) throws -> CaseSubject? {
    guard procedure.asksWhatAbout else { return nil }
    let found = try CaseSubject.find(about, procedure, scope, office.library, in: tx)
    guard let found, !found.isSettled, let person = actor.person, found.owner == person else {
      throw OperationFault.notFound(procedure.about.rawValue)
    }
    return found
  }

  /// Refuses a second case of the same procedure about the same thing while one goes on; an office
  /// may have several of its own about another's licence.
  func requireNoneOpen(_ desk: CaseDesk) throws {
    guard desk.file.applicant == institution.id else { return }
    if let number = try otherOpen(desk)?.number {
      throw OperationFault.stateConflict("the case \(number) about the same is still open")
    }
  }

  /// Another case of the same procedure about the same thing that goes on.
  func otherOpen(_ desk: CaseDesk) throws -> CaseFile? {
    guard let about = desk.file.about else { return nil }
    return try CaseFile.about(about, in: tx).first {
      $0.id != desk.file.id && $0.instrument == desk.file.instrument
        && $0.procedure == desk.file.procedure && ($0.turn == .office || $0.turn == .applicant)
    }
  }

  /// What an office does of its own accord answers the request that waits for it: each case about
  /// the thing takes the step that would have brought the same about, under the ruling given.
  func answerRequests(
    about thing: [UInt8], for effect: String, ruling: RulingID, article: String? = nil,
    reasons: String
  ) throws {
    for file in try CaseFile.about(thing, in: tx)
    where file.institution == institution.id && file.turn == .office {
      var desk = try unattended(file)
      let step = desk.procedure.steps(from: file.state).first { step in
        step.effects.contains { $0.name == effect }
      }
      guard let step else { continue }
      try move(
        &desk, by: step.id, to: step.to, ruling: ruling, letters: step.letters,
        article: article ?? desk.procedure.article, reasons: reasons)
    }
  }
}

extension CaseDesk {
  /// What the step just taken was filled with under a key, else what the form holds.
  func answer(_ key: String, _ work: Work) throws -> Value? {
    if let filled = try steps.last?.answers.map({ try JSON.read($0) })?[key] { return filled }
    return try CaseAnswers.find(file.id, revision: file.revision, in: work.tx).map {
      try JSON.read($0)
    }?[key]
  }

  /// The registration the case is about.
  func registration(_ work: Work) throws -> Registration {
    guard let id = file.about.flatMap({ RegistrationID(bytes: $0) }),
      let found = try Registration.find(id, Scope(file.applicant), in: work.tx)
    else { throw OperationFault.notFound("registration of the case") }
    return found
  }
}
