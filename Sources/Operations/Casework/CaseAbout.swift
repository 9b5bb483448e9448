import Casework
import Kernel
import Licensing
import People
import Registrar
import Regulations
import Storage

extension Work {
  /// For whom a new case is filed: the own institution, whose licence or programme it is about; or,
  /// where the office itself files about a licence, its holder. Of others neither can be told apart
  /// from one that does not exist.
  func applicant(
    of procedure: Procedure, about: [UInt8]?, handledBy handler: InstitutionID
  ) throws -> InstitutionID {
    switch procedure.about {
    case .licence:
      guard let id = about.flatMap({ LicenceID(bytes: $0) }),
        let licence = try Licence.find(id, in: tx),
        licence.institution == institution.id || institution.id == handler
      else { throw OperationFault.notFound("licence") }
      return licence.institution
    case .programme:
      guard let id = about.flatMap({ ProgrammeID(bytes: $0) }),
        try Programme.find(id, scope, in: tx) != nil
      else { throw OperationFault.notFound("programme") }
      return institution.id
    case .outsider:
      guard institution.id == handler else {
        throw OperationFault.forbidden("only the office that handles it files this")
      }
      return handler
    case .body, .person, .registration, .credential, .ruling, .file: return institution.id
    }
  }
}

extension Role {
  /// Who acts for a body towards its authority.
  static let ofBody: [Role] = [.applicant, .administrator]
}

extension Procedure {
  /// Who acts for the body a case is about: whoever may file for it; where the office files, the
  /// body's own applicants and administrators.
  var bodyRoles: [Role] {
    filedBy.contains(where: Role.ofBody.contains) ? filedBy : Role.ofBody
  }

  /// Whether an actor may file it: where it is about an outsider, only for the office that handles it.
  func isFiled(by actor: Actor, at: Instant, _ office: Office) -> Bool {
    isFiled(by: actor, at: at)
      && (about != .outsider || office.handles(self, actor))
  }

  /// Whether an actor holds one of the roles that file it, be it for one section only.
  func isFiled(by actor: Actor, at: Instant) -> Bool {
    filedBy.contains(where: actor.roles(at: at, in: actor.scope.institution).contains)
  }

  /// Whether the office that handles it opens it about somebody, rather than somebody applying.
  package var isOpenedByOffice: Bool {
    (isOfBody || about == .outsider) && !filedBy.contains(where: Role.ofBody.contains)
  }

  /// Whether a case is a body's rather than a person's.
  var isOfBody: Bool { [.body, .licence, .programme].contains(about) }
}
