import Kernel
import Operations
import Proofs
package import Regulations
package import Storage

/// Drives the imported registrations, unregistrations and results through the operations of the
/// spine, in the order of time, under an edition that is younger than they are.
package struct Replay: Sendable {
  package init() {}

  /// Replays what `source` has imported into a fresh database of its own, and sends what really
  /// happened through its store of learning records. Throws `ReplayFault` when there is nothing to
  /// replay or the database is in use.
  package func run(
    from source: Database, library: Library, into database: Database,
    progress: (String) -> Void
  ) async throws -> ReplayReport {
    let begun = Clock.system.now
    let course = try prepare(from: source, library: library, into: database, progress: progress)
    let planted = Clock.system.now
    try course.run(progress: progress)
    let done = Clock.system.now
    let statements = try ReplayStatements(course)
    let lights = try await statements.send(by: try statements.client(), progress: progress)
    course.flight.add(faults: lights.refused)
    progress("checking the books")
    let books = try database.read { try ReplayBooks.read(in: $0) }
    return ReplayReport(
      course, books, lights,
      seconds: ReplayReport.Seconds(
        planting: Self.seconds(begun, planted), operations: Self.seconds(planted, done)))
  }

  /// Plants the replay's world; nothing of the dataset has happened yet.
  func prepare(
    from source: Database, library: Library, into database: Database, progress: (String) -> Void
  ) throws -> ReplayCourse {
    let data = try source.read { try OuladRows.load(in: $0) }
    guard !data.registrations.isEmpty else { throw ReplayFault.nothingImported }
    guard let pack = library.pack(ReplayWorld.instrument),
      let edition = pack.edition(ReplayWorld.edition)
    else { throw ReplayFault("there is no \(ReplayWorld.instrument)@\(ReplayWorld.edition)") }
    let calendars = try ReplayCalendars(data, after: edition.effectiveFrom)
    for day in [calendars.first, calendars.last] {
      // A later edition would rule part of the time and nobody could say under which law it was.
      guard let law = pack.edition(inForceOn: day), law.id == edition.id else {
        throw ReplayFault("\(edition.name) is not the edition in force on \(day)")
      }
    }
    progress("planting the institution, \(Columns.grouped(data.registrations.count)) registrations")
    let world = try ReplayWorld.plant(
      data, calendars, zone: pack.zone, licensedFrom: edition.effectiveFrom, in: database)
    guard let did = DID(publicURL: ReplayWorld.publicURL), let issuer = IssuerKeys.generate(did),
      let other = DID(publicURL: ReplayWorld.publicURL + "/regulator"),
      let regulator = IssuerKeys.generate(other)
    else { throw ReplayFault("no issuing keys can be made") }
    let office = try Office(
      database: database, library: library, clock: .fixed(pack.zone.start(of: calendars.last)),
      issuer: issuer, regulator: regulator)
    return ReplayCourse(data, calendars, world, office, zone: pack.zone, under: edition.name)
  }

  private static func seconds(_ from: Instant, _ to: Instant) -> Double {
    Double(max(1, to.microseconds - from.microseconds)) / 1_000_000
  }
}
