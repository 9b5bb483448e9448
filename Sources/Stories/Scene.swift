package import Credentials
import Foundation
package import Kernel
package import Operations
package import People
import Registrar
package import Regulations
package import Storage
import TestWorld

/// A fresh database with a world planted in it, and the names by which stories speak of its rows.
package final class Scene: Sendable {
  package let office: Office
  package let scope: Scope
  package let database: Database
  private let folder: String

  /// Makes a database, in a temporary folder unless an address is given, and plants a world.
  package init(
    world: String, library: Library, at address: DatabaseAddress? = nil,
    publicURL: String = "http://127.0.0.1:8080"
  ) throws {
    let isRegulators = [RegulatorWorld.name, RegulatorWorld.earlyName].contains(world)
    guard isRegulators || world == MadinahWorld.name else {
      throw PackFault(
        "story", "world",
        "there is no world '\(world)'; known: \(MadinahWorld.name), \(RegulatorWorld.name), "
          + RegulatorWorld.earlyName)
    }
    let drawn: ID<RulingTag> = IDs.system.make(at: Clock.system.now)
    folder = NSTemporaryDirectory() + "sanad-scene-\(drawn)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(
      at: address ?? .sqlite(path: folder + "/scene.sqlite"), create: true)
    try Installation.create(in: database, publicURL: publicURL, isDemo: true) { tx in
      if isRegulators {
        try RegulatorWorld.plant(world, in: tx, ids: .system, secret: nil)
      } else {
        try MadinahWorld.plant(in: tx, ids: .system, secret: nil)
      }
    }
    office = try Office(
      database: database, library: library, clock: .fixed(RegulatorWorld.plantedAt(world)),
      issuer: try Installation.keys(
        at: folder + "/issuer.pem", did: try Installation.did(publicURL: publicURL)),
      regulator: try Installation.keys(
        at: folder + "/regulator.pem",
        did: try Installation.regulatorDID(publicURL: publicURL, .both)),
      documents: DocumentStore(folder + "/documents"))
    // Stories of the regulator's world run its clock.
    let found =
      office.institutions.first { isRegulators && $0.code == RegulatorWorld.office }
      ?? office.institutions.first
    guard let institution = found else {
      throw OperationFault.notFound("institution")
    }
    scope = institution.scope
  }

  /// Closes the database and removes its folder.
  package func close() {
    database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The instrument whose articles a story names without it.
  var instrument: String {
    (try? office.institution(scope).instrument) ?? ""
  }

  package var zone: Zone { office.library.pack("sa-iu-ecourses")?.zone ?? .riyadh }

  /// A person by sign-in name, or the first who holds a role.
  package func person(_ name: String) throws -> Person {
    try database.read { tx in
      if let (person, _) = try Person.login(name, in: tx) { return person }
      if let role = Role(rawValue: name) {
        for person in try Person.all(scope, in: tx) {
          let grants = try Grant.of(person.id, in: tx)
          if grants.contains(where: { $0.role == role && $0.delegatedFrom == nil }) {
            return person
          }
        }
      }
      throw OperationFault.notFound("person or role '\(name)'")
    }
  }

  package func actor(_ name: String) throws -> Actor {
    if name == "clock" { return .clock(scope) }
    let person = try person(name)
    return try database.read { try Actor.load(person, in: $0) }
  }

  func course(_ code: String) throws -> Course {
    let all = try database.read { try Course.all(scope, in: $0) }
    guard let found = all.first(where: { $0.code == code }) else {
      throw OperationFault.notFound("course '\(code)'")
    }
    return found
  }

  /// A term by code; without one, the term whose windows and lessons surround the instant.
  func term(_ code: String?, at: Instant) throws -> Term {
    let all = try database.read { try Term.all(scope, in: $0) }
    if let code {
      guard let found = all.first(where: { $0.code == code }) else {
        throw OperationFault.notFound("term '\(code)'")
      }
      return found
    }
    guard let found = all.first(where: { zone.day(of: at) <= $0.ends }) ?? all.last else {
      throw OperationFault.notFound("term")
    }
    return found
  }

  /// A section by `QRN101/1`, in a term.
  func section(_ name: String, term: Term) throws -> Section {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2, let number = Int(parts[1]) else {
      throw OperationFault.badInput("section", "'\(name)' must be written COURSE/NUMBER")
    }
    let course = try course(parts[0])
    let found = try database.read { try Section.of(course: course.id, term: term.id, in: $0) }
    guard let section = found.first(where: { $0.number == number }) else {
      throw OperationFault.notFound("section '\(name)'")
    }
    return section
  }

  /// A learner's newest registration in a course of a term.
  func registration(_ learner: Person, _ course: Course, _ term: Term) throws -> Registration {
    let all = try database.read { try Registration.of(learner.id, term: term.id, in: $0) }
      .filter { $0.course == course.id }
    guard let found = all.last(where: { $0.state.isLive }) ?? all.last else {
      throw OperationFault.notFound("registration of \(learner.login) in \(course.code)")
    }
    return found
  }
}

extension Scene {
  /// The newest credential of the scene.
  package func newestCredential() throws -> Credential? {
    try database.read { tx in
      try Person.all(scope, in: tx).compactMap { try Credential.of($0.id, in: tx).first }
        .max { $0.issuedAt < $1.issuedAt }
    }
  }

  /// The instant of the newest journal entry: the scene's own now.
  package var lastInstant: Instant {
    (try? database.read { try $0.journalEnd() }) ?? office.clock.now
  }
}
