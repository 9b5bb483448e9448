package import Kernel
package import People
import Regulations
import Storage

/// Which roles an office gives and takes. Instructors get theirs with a section; the regulator's is
/// not the university's to give.
package enum RoleGiving {
  package static let byAdministrator: [Role] = [
    .learner, .registrar, .supervisoryCommittee, .academicAffairs, .resultsAuthority,
    .excuseAuthority, .eLearningCentre, .finance, .administrator,
  ]
  package static let byRegistrar: [Role] = [.learner]

  /// What somebody with these roles may give.
  package static func roles(of giver: [Role]) -> [Role] {
    giver.contains(.administrator)
      ? byAdministrator : giver.contains(.registrar) ? byRegistrar : []
  }
}

extension Work {
  /// Refuses to give or take a role that is not the actor's to give.
  func requireGiving(_ roles: [Role]) throws {
    try require(.administrator, .registrar)
    let allowed =
      actor.person == nil ? RoleGiving.byAdministrator : RoleGiving.roles(of: actor.roles(at: at))
    for role in roles where !allowed.contains(role) {
      throw OperationFault.forbidden("the role \(role.rawValue) is not yours to give")
    }
  }

  /// Refuses a registrar the account of somebody who holds an office: a new secret would hand it
  /// over.
  func requireAccount(of person: Person) throws {
    try require(.administrator, .registrar)
    if actor.person == nil || actor.holds(.administrator, at: at) { return }
    let offices = try Grant.of(person.id, in: tx).filter {
      $0.role != .learner && ($0.until.map { at < $0 } ?? true)
    }
    guard offices.isEmpty else {
      throw OperationFault.forbidden(
        "the account of somebody with an office takes an administrator")
    }
  }

  func person(_ id: PersonID) throws -> Person {
    guard let found = try Person.find(id, scope, in: tx) else {
      throw OperationFault.notFound("person")
    }
    return found
  }
}

/// An administrator or the registrar adds a person with roles.
package struct AddPerson: Operation {
  package static let name = "AddPerson"

  let person: NewPerson
  let secret: Secret?

  /// Without a secret the person cannot sign in until one is given.
  package init(_ person: NewPerson, secret: Secret?) {
    self.person = person
    self.secret = secret
  }

  package func run(_ work: Work) throws -> Decided<PersonID> {
    try work.requireGiving(person.roles)
    var adding = work.adding()
    guard let made = try adding.add(person, secret: secret) else {
      throw OperationFault.stateConflict("this person is here already")
    }
    let id = try work.recordAct(
      Self.name, subject: made, facts: [("roles", .list(person.roles.map(\.rawValue)))])
    return Decided(Ruling([], at: work.at), id, made)
  }
}

/// An administrator or the registrar gives a person a role for the whole institution.
package struct GiveRole: Operation {
  package static let name = "GiveRole"

  let person: PersonID
  let role: Role

  package init(person: PersonID, role: Role) {
    self.person = person
    self.role = role
  }

  package func run(_ work: Work) throws -> Decided<GrantID> {
    try work.requireGiving([role])
    let receiver = try work.person(person)
    var adding = work.adding()
    guard let made = try adding.give(role, to: receiver.id) else {
      throw OperationFault.stateConflict("this person holds the role already")
    }
    let id = try work.recordAct(
      Self.name, subject: person, facts: [("role", .text(role.rawValue))])
    return Decided(Ruling([], at: work.at), id, made)
  }
}

/// An administrator or the registrar ends a role; what was done under it stays.
package struct EndRole: Operation {
  package static let name = "EndRole"

  let grant: GrantID

  package init(grant: GrantID) { self.grant = grant }

  package func run(_ work: Work) throws -> Decided<PersonID> {
    try work.require(.administrator, .registrar)
    guard let found = try Grant.find(grant, work.scope, in: work.tx) else {
      throw OperationFault.notFound("role")
    }
    try work.requireGiving(found.role == .instructor ? [] : [found.role])
    guard found.until.map({ work.at < $0 }) ?? true else {
      throw OperationFault.stateConflict("this role has ended already")
    }
    guard found.role != .administrator || found.person != work.actor.person else {
      throw OperationFault.stateConflict(
        "an administrator's own role is ended by another administrator")
    }
    let id = try work.recordAct(
      Self.name, subject: found.person, facts: [("role", .text(found.role.rawValue))])
    try found.end(at: work.at, in: work.tx)
    return Decided(Ruling([], at: work.at), id, found.person)
  }
}

/// An administrator or the registrar gives a person a new secret in place of a lost one; every
/// session of theirs ends.
package struct RenewSecret: Operation {
  package static let name = "RenewSecret"

  let person: PersonID
  let secret: Secret

  package init(person: PersonID, secret: Secret) {
    self.person = person
    self.secret = secret
  }

  package func run(_ work: Work) throws -> Decided<PersonID> {
    try work.require(.administrator, .registrar)
    let found = try work.person(person)
    try work.requireAccount(of: found)
    let id = try work.recordAct(Self.name, subject: person)
    try found.renew(secret, in: work.tx)
    return Decided(Ruling([], at: work.at), id, person)
  }
}
