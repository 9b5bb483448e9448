package import Casework
package import Kernel
import Licensing
import People
import Registrar
package import Regulations
package import Storage

/// A programme or a licence that a case can be about, by the name people know it under.
package struct CaseThing: Sendable {
  /// The id, as a case keeps it.
  package let bytes: [UInt8]
  /// A programme's code or a licence's number.
  package let code: String
  /// The programme's title; nil for a provider's licence.
  package let title: Localized?
}

extension Procedure {
  /// Whether whoever files says which programme or licence it is about.
  package var asksForThing: Bool { about == .programme || about == .licence }
}

extension Office {
  /// The actor's own things that a procedure can be filed about. The office itself names a licence
  /// instead: a register is no list to choose from.
  package func things(
    for procedure: Procedure, of actor: Actor, at: Instant, in tx: Transaction
  ) throws -> [CaseThing] {
    let programmes = try Programme.all(actor.scope, in: tx)
    switch procedure.about {
    case .programme:
      return programmes.map { CaseThing(bytes: $0.id.bytes, code: $0.code, title: $0.title) }
    case .licence:
      return try Licence.register(actor.scope, at: at, in: tx).filter {
        $0.status?.isFinal == false
      }.map { standing in
        CaseThing(
          bytes: standing.licence.id.bytes, code: standing.licence.number,
          title: programmes.first { $0.id == standing.licence.programme }?.title)
      }
    case .body, .person, .registration, .credential, .ruling, .file, .outsider: return []
    }
  }

  /// The thing of a name: the actor's own, or any licence where the actor's institution is the office
  /// that handles the procedure; nil where there is none for them.
  package func thing(
    _ code: String, for procedure: Procedure, of actor: Actor, at: Instant, in tx: Transaction
  ) throws -> CaseThing? {
    if procedure.about == .licence, handles(procedure, actor) {
      return try Licence.numbered(code, at: at, in: tx).map {
        CaseThing(bytes: $0.licence.id.bytes, code: $0.licence.number, title: nil)
      }
    }
    return try things(for: procedure, of: actor, at: at, in: tx).first {
      Name.same($0.code, code)
    }
  }

  /// Whether the actor's institution is the office that handles a procedure.
  package func handles(_ procedure: Procedure, _ actor: Actor) -> Bool {
    (try? institution(actor.scope))?.instrument == procedure.instrument
  }

  /// What a case is about, where that is a programme or a licence.
  package func thing(of file: CaseFile, _ procedure: Procedure, in tx: Transaction) throws
    -> CaseThing?
  {
    guard let about = file.about else { return nil }
    switch procedure.about {
    case .programme:
      guard let id = ProgrammeID(bytes: about),
        let found = try Programme.find(id, Scope(file.applicant), in: tx)
      else { return nil }
      return CaseThing(bytes: about, code: found.code, title: found.title)
    case .licence:
      guard let found = try LicenceID(bytes: about).flatMap({ try Licence.find($0, in: tx) })
      else { return nil }
      let programme = try found.programme.flatMap {
        try Programme.find($0, Scope(file.applicant), in: tx)
      }
      return CaseThing(bytes: about, code: found.number, title: programme?.title)
    case .body, .person, .registration, .credential, .ruling, .file, .outsider: return nil
    }
  }
}
