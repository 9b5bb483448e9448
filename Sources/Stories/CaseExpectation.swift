import Casework
import JSON
import Kernel
import Licensing
import Operations
import People
import Regulations
import Storage

/// Compares cases, their letters and the licences they led to with what a story expects.
struct CaseExpectation {
  let scene: Scene
  let at: Instant

  func problems(_ reader: Reader) throws -> [String] {
    var problems: [String] = []
    func each(_ key: String, _ read: (String) throws -> String) throws {
      for (name, value) in reader.optional(key)?.value.members?.pairs ?? [] {
        let found = try read(name)
        let expected = value.string ?? value.kind
        if !Name.same(found, expected) {
          problems.append("\(key) of \(name) is \(found), expected \(expected)")
        }
      }
    }
    try each("cases") { try file($0).state }
    try each("letters") { name in
      let id = try file(name).id
      return try scene.database.read { try CaseLetter.of(id, in: $0) }.map(\.letter)
        .joined(separator: " ")
    }
    try each("promised") { name in
      // The exclusive end of a day is the first moment of the next.
      try file(name).promisedAt.map {
        scene.zone.day(of: $0).adding(days: -1).description
      } ?? "none"
    }
    try each("filed") { name in
      try file(name).filedAt.map { scene.zone.day(of: $0).description } ?? "none"
    }
    try each("answers") { place in
      let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw OperationFault.badInput("answers", "'\(place)' must be written CASE/FIELD")
      }
      let file = try file(parts[0])
      let stored = try scene.database.read {
        try CaseAnswers.find(file.id, revision: file.revision, in: $0)
      }
      let answer = try stored.map { try JSON.read($0) }?[parts[1]]
      guard let day = answer?["day"]?.string else { return answer?.string ?? "none" }
      return answer?["printed"]?.string.map { "\(day) (\($0))" } ?? day
    }
    try each("licences") { code in
      let scope = try body(code).scope
      let found = try scene.database.read { try Licence.register(scope, at: at, in: $0) }
      let renewed = Set(found.compactMap(\.licence.renews))
      return found.map { standing in
        let state = state(
          of: standing, on: scene.zone.day(of: at),
          isRenewed: renewed.contains(standing.licence.id))
        return "\(standing.licence.number) \(state)"
      }.joined(separator: ", ")
    }
    try each("validity") { number in
      let found = try licence(number, at: at).licence
      return "\(found.from) \(found.until)"
    }
    // What the register says now of an earlier day's end.
    try each("standing") { place in
      let parts = place.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, let day = Day(text: parts[1]) else {
        throw OperationFault.badInput("standing", "'\(place)' must be written LICENCE DAY")
      }
      let end = scene.zone.start(of: day.adding(days: 1)).adding(seconds: -1)
      return try state(of: licence(parts[0], at: min(end, at)), on: day, isRenewed: false)
    }
    try each("reminders") { code in
      let found = try scene.database.read { try Notice.reminders(of: try body(code).id, in: $0) }
      return found.compactMap { notice in
        guard case .deadline(let id, let until, let days) = notice.matter else { return nil }
        return "\(id) \(until) \(days)"
      }.joined(separator: ", ")
    }
    return problems
  }

  private func licence(_ number: String, at: Instant) throws -> Licence.Standing {
    let found = try scene.database.read { try Licence.numbered(number, at: at, in: $0) }
    guard let found else { throw OperationFault.notFound("licence '\(number)'") }
    return found
  }

  private func state(of standing: Licence.Standing, on day: Day, isRenewed: Bool) -> String {
    LicenceState(
      standing, isRenewed: isRenewed,
      renewalMonths: scene.office.library.renewalMonths(standing.licence.regime, at: at), on: day
    ).rawValue
  }

  private func body(_ code: String) throws -> Institution {
    guard let body = scene.office.institutions.first(where: { $0.code == code }) else {
      throw OperationFault.notFound("institution '\(code)'")
    }
    return body
  }

  private func file(_ number: String) throws -> CaseFile { try scene.file(number) }
}

extension Scene {
  /// A case of the scene's office by its number.
  func file(_ number: String) throws -> CaseFile {
    let found = try database.read { try CaseFile.numbered(number, scope, in: $0) }
    guard let found else { throw OperationFault.notFound("case '\(number)'") }
    return found
  }
}
