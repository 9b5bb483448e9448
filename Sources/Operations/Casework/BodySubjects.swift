package import Kernel
import Licensing
import People
import Registrar
package import Regulations
import Storage

// Cases about a licence or a programme: whoever speaks for the body chooses among its own; the office,
// which may file about any licence it handles, names one by its number.
extension CaseSubject {
  static func licence(_ id: ID<CaseSubject>, _ scope: Scope, in tx: Transaction) throws
    -> CaseSubject?
  {
    guard let licence = LicenceID(bytes: id.bytes), let found = try Licence.find(licence, in: tx),
      found.institution == scope.institution
    else { return nil }
    let programme = try found.programme.flatMap { try Programme.find($0, scope, in: tx)?.title }
    let holder = try Institution.all(in: tx).first { $0.id == scope.institution }?.name
    guard let title = programme ?? holder else { return nil }
    return CaseSubject(
      id: id, title: title, code: found.number, owner: nil, course: nil, section: nil)
  }

  static func programme(_ id: ID<CaseSubject>, _ scope: Scope, in tx: Transaction) throws
    -> CaseSubject?
  {
    guard let programme = ProgrammeID(bytes: id.bytes),
      let found = try Programme.find(programme, scope, in: tx)
    else { return nil }
    return CaseSubject(
      id: id, title: found.title, code: found.code, owner: nil, course: nil, section: nil)
  }
}

extension Office {
  /// What of its body's an actor may file about, or the one that is named by its id or number; for
  /// the office itself only the one that is named. Empty where there is none such.
  package func bodySubjects(
    of procedure: Procedure, for actor: Actor, named: String?, at: Instant
  ) throws -> [CaseSubject] {
    try database.read { tx in
      if procedure.isFiledByOffice {
        guard let named, !named.isEmpty, procedure.about == .licence,
          try institution(actor.scope).instrument == procedure.instrument
        else { return [] }
        let licence =
          try ID<CaseSubject>(text: named).flatMap { id in
            try LicenceID(bytes: id.bytes).flatMap { try Licence.find($0, in: tx) }
          } ?? Licence.numbered(named, at: at, in: tx)?.licence
        guard let licence, let id = ID<CaseSubject>(bytes: licence.id.bytes) else { return [] }
        return try [CaseSubject.licence(id, Scope(licence.institution), in: tx)].compactMap { $0 }
      }
      let things: [[UInt8]] =
        procedure.about == .licence
        ? try Licence.register(actor.scope, at: at, in: tx).filter {
          $0.status?.isFinal != true
        }.map(\.licence.id.bytes)
        : try Programme.all(actor.scope, in: tx).map(\.id.bytes)
      let found = try things.prefix(200).compactMap {
        try CaseSubject.find($0, procedure, actor.scope, library, in: tx)
      }
      guard let named, !named.isEmpty else { return found }
      return found.filter { Name.same($0.id.description, named) || Name.same($0.code, named) }
    }
  }
}
