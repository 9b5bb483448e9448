import ArgumentParser
import Foundation
import JSON
import Kernel
import LearningRecords
import Licensing
import Operations
import People
import Storage

/// Learning records: a program to send as, statements to send, and the floor of storing them.
struct RecordsBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", subcommands: [RecordsPlant.self, RecordsFloor.self])

  /// A statement as a learning platform sends it, about a kilobyte; learners and lessons repeat,
  /// and a lesson belongs to one course.
  static func text(_ number: Int) -> String {
    let (learner, lesson) = (number % 9_973, number % 2_003)
    let course = lesson % 97
    let registration = "00000000-0000-4000-8000-" + String(100_000_000_000 + number % 19_937)
    let home = "https://lms.example"
    return """
      {"actor":{"objectType":"Agent","name":"Learner \(learner)","account":{"homePage":"\(home)",\
      "name":"\(learner)"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed","display":\
      {"en-US":"completed"}},"object":{"objectType":"Activity","id":"\(home)/course/C\(course)/\
      module/M\(lesson % 12)/lesson/\(lesson)","definition":{"name":{"ar-SA":"الدرس \(lesson)"},\
      "description":{"ar-SA":""},"type":"http://adlnet.gov/expapi/activities/lesson"}},"result":\
      {"completion":true,"duration":"PT\(lesson % 50 + 5)M"},"context":{"registration":\
      "\(registration)","platform":"GELS-001","language":"ar-SA","instructor":{"name":"Instructor \
      \(course % 40)","mbox":"mailto:instructor\(course % 40)@lms.example"},"contextActivities":\
      {"parent":[{"id":"\(home)/course/C\(course)","definition":{"type":\
      "https://w3id.org/xapi/cmi5/activitytype/course"}}]},"extensions":\
      {"https://nelc.gov.sa/extensions/platform":{"name":{"ar-SA":"منصة التعليم","en-US":\
      "Learning platform"}}}},"timestamp":"2026-11-22T10:\(number / 60 % 50 + 10):\
      \(number % 50 + 10).123Z"}
      """
  }

  /// The office of a database, and a program of its first provider licence.
  static func open(_ database: String, packs: String) throws -> (Office, RecordClient, String) {
    guard let address = DatabaseAddress(database) else {
      throw ValidationError("--database is sqlite:PATH or postgres:CONNINFO")
    }
    let office = try Office(
      database: Database(at: address, create: false),
      library: try PackFolder.library(at: packs), clock: .system, issuer: nil)
    guard let institution = office.institutions.first,
      let licence = try office.database.read({
        try Licence.provider(
          institution.scope, at: office.clock.now, day: Zone.riyadh.day(of: office.clock.now),
          in: $0)
      })?.licence
    else { throw ValidationError("plant the demo world first") }
    let add = AddRecordClient(
      licence: licence.number, title: "Bench", rights: [.all], ids: office.ids)
    let client = try office.performAndWait(add, by: .clock(institution.scope)).output
    guard let client else { throw ValidationError("no program was let in") }
    return (office, client, "\(client.username):\(add.password)")
  }

  static func seconds(since begin: Instant) -> Double {
    Double(Clock.system.now.microseconds - begin.microseconds) / 1_000_000
  }
}

/// Stores many statements without HTTP and prints the program to ask as.
struct RecordsPlant: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plant")
  @Option var database: String
  @Option var count = 1_000_000
  @Option var packs = "Regulations/packs"

  func run() async throws {
    let (office, client, credential) = try RecordsBench.open(database, packs: packs)
    defer { office.database.close() }
    var sent = 0
    var raw = 0
    while sent < count {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<8 where sent + lane * 100 < count {
          let from = sent + lane * 100
          let texts = (from..<from + 100).map(RecordsBench.text)
          raw += texts.reduce(0) { $0 + $1.utf8.count }
          group.addTask {
            let bytes = Array("[\(texts.joined(separator: ","))]".utf8)
            _ = try await office.storeStatements(
              try JSON.read(bytes, limits: StatementBody.limits), bytes, by: client, .one)
          }
        }
        try await group.waitForAll()
      }
      sent += 800
    }
    print("\(credential) \(sent) \(raw / max(sent, 1))")
  }
}

/// The rows of the same statements alone, as many in flight as there are connections: everything that
/// is not the database's was done before.
struct RecordsFloor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "floor")
  @Option var database: String
  @Option var count = 30_000
  @Option var batch = 1
  @Option var packs = "Regulations/packs"

  func run() async throws {
    let (office, client, _) = try RecordsBench.open(database, packs: packs)
    defer { office.database.close() }
    let keys = try office.recordKeys(client.scope)
    let authority = client.authority(office.publicURL)
    let key = SubjectKey(office.ids.secret() + office.ids.secret())
    let now = office.clock.now
    let made = try (0..<count).map { number in
      let bytes = Array(RecordsBench.text(number).utf8)
      let new = try NewStatement(
        try JSON.read(bytes, limits: StatementBody.limits), bytes,
        orDrawn: office.ids.make(at: now),
        authority: authority, keys, .one)
      return (new: new, sealed: try key.seal(StatementBody.packed(new.kept), new.id))
    }
    let begin = Clock.system.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<8 {
        group.addTask { [batch, count] in
          for from in stride(from: lane * batch, to: count, by: 8 * batch) {
            try await office.database.write { tx in
              let rows = made[from..<min(from + batch, count)]
              let instants = try rows.map { _ in try Statement.next(now, in: tx) }
              let segment = try RecordSegment.take(rows.count, from: instants[0], in: tx)
              for ((new, sealed), stored) in zip(rows, instants) {
                try new.insert(
                  segment: segment, stored: stored, sealed: sealed,
                  hidden: .no,
                  client.scope, client: client.id, in: tx)
              }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    print(Int(Double(count) / RecordsBench.seconds(since: begin)))
  }
}
