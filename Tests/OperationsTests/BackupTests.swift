import Casework
import Foundation
import Kernel
import Operations
import People
import Registrar
import Storage
import Stories
import TestEngine
import Testing

/// Backups of SQLite's file; a server has its own tools.
@Suite(.enabled(if: TestPlace.server == nil)) struct BackupTests {
  private static func path(_ world: World) throws -> String {
    guard case .sqlite(let path) = world.place.address else {
      throw StorageFault.failed("no file")
    }
    return path
  }

  private let store = DocumentStore(
    NSTemporaryDirectory() + "sanad-no-documents-\(Hex.text(IDs.system.secret()))")

  private static func register(_ login: String, in world: World) throws {
    let actor = try world.scene.actor(login)
    _ = try world.scene.office.performAndWait(
      RegisterForSection(
        section: try world.section("FQH112", 1).id, learner: try #require(actor.person)),
      by: actor, at: world.at)
  }

  @Test func whatIsRestoredIsWhatWasBackedUp() throws {
    let world = try World()
    let (folder, path) = (world.place.folder, try Self.path(world))
    try Self.register("amna", in: world)
    let backup = Backup(folder + "/b.sqlite")
    let made = try backup.make(of: try SQLiteFile(path), with: store, at: world.at)
    // What comes after the backup is not in it.
    try Self.register("linh", in: world)
    #expect(made.journal.entries == 1)
    #expect(try backup.manifest() == made)
    for file in [backup.file, backup.manifestFile] {
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600, "\(file)")
    }
    let target = folder + "/restored.sqlite"
    #expect(try backup.restore(to: target, with: store) == made)
    let restored = try Database(path: target, create: false)
    defer { restored.close() }
    #expect(try restored.read { try $0.count("SELECT COUNT(*) FROM registration") } == 1)
    #expect(
      try world.scene.database.read { try $0.count("SELECT COUNT(*) FROM registration") } == 2)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains { $0.contains("partial") }, "\(left)")
  }

  /// Writes go on while the copy is made, and the copy is of one instant: no seat without its
  /// registration.
  @Test func aCopyMadeWhilePeopleWriteIsOfOneInstant() async throws {
    let world = try World()
    let (folder, path, office, at) =
      (world.place.folder, try Self.path(world), world.scene.office, world.at)
    let section = try world.section("FQH112", 1).id
    let actors = try (1...16).map {
      try world.scene.actor("learner-0" + ($0 < 10 ? "0\($0)" : "\($0)"))
    }
    async let writing: Void = withThrowingTaskGroup(of: Void.self) { group in
      for actor in actors {
        group.addTask {
          let learner = try #require(actor.person)
          _ = try await office.perform(
            RegisterForSection(section: section, learner: learner), by: actor, at: at)
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<3 {
      _ = try Backup("\(folder)/b\(number)").make(of: try SQLiteFile(path), with: store, at: at)
      let copy = try Database(path: "\(folder)/b\(number)", create: false)
      defer { copy.close() }
      let failed = Doctor(copy, file: try SQLiteFile("\(folder)/b\(number)"), now: at, quick: false)
        .ofDatabase().filter { $0.outcome == .failed }
      #expect(failed == [])
    }
    try await writing
  }

  @Test func nothingIsOverwritten() throws {
    let world = try World()
    let (folder, file) = (world.place.folder, try SQLiteFile(try Self.path(world)))
    let backup = Backup(folder + "/b.sqlite")
    _ = try backup.make(of: file, with: store, at: world.at)
    let before = try Data(contentsOf: URL(fileURLWithPath: backup.file))
    #expect(throws: StorageFault.self) { try backup.make(of: file, with: store, at: world.at) }
    #expect(throws: StorageFault.self) { try backup.restore(to: file.path, with: store) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: backup.file)) == before)
    // A log of another database beside the target would be played into the restored one.
    try Data().write(to: URL(fileURLWithPath: folder + "/new.sqlite-wal"))
    #expect(throws: StorageFault.self) {
      try backup.restore(to: folder + "/new.sqlite", with: store)
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/new.sqlite"))
  }

  /// One byte more, one byte other, no manifest, another program's schema: refused, nothing left.
  @Test(arguments: ["longer", "changed", "noManifest", "later"])
  func whatIsNotTheBackupIsRefused(_ how: String) throws {
    let world = try World()
    let folder = world.place.folder
    let backup = Backup(folder + "/b.sqlite")
    _ = try backup.make(of: try SQLiteFile(try Self.path(world)), with: store, at: world.at)
    var data = try Data(contentsOf: URL(fileURLWithPath: backup.file))
    let manifest = URL(fileURLWithPath: backup.manifestFile)
    switch how {
    case "longer": data.append(0)
    case "changed": data[data.count / 2] ^= 1
    case "noManifest": try FileManager.default.removeItem(at: manifest)
    default:
      let text = try String(contentsOf: manifest, encoding: .utf8)
      let later = text.replacing("\"schema\":", with: "\"schema\":9")
      try later.write(to: manifest, atomically: true, encoding: .utf8)
    }
    try data.write(to: URL(fileURLWithPath: backup.file))
    #expect(throws: StorageFault.self) {
      try backup.restore(to: folder + "/new.sqlite", with: store)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains { $0.hasPrefix("new.sqlite") }, "\(left)")
  }

  /// A backup holds the files its cases name, and no others; a file that was changed stops it, and
  /// one that is missing from the backup stops the restoring.
  @Test func theFilesOfCasesTravelWithIt() async throws {
    let world = try World("regulator-1448")
    let folder = world.place.folder
    let own = DocumentStore(folder + "/own")
    let digest = try own.keep(Array("%PDF-1.7 a plan".utf8)[...])
    let stray = try own.keep(Array("%PDF-1.7 nobody's".utf8)[...])
    let salem = try world.scene.actor("salem")
    let draft = try #require(
      try world.scene.office.performAndWait(
        SaveDraft(
          .new(procedure: "preliminary-approval", instrument: "sa-nelc"),
          answers: .object(.init())), by: salem
      ).output)
    let (at, person) = (world.at, try #require(salem.person))
    _ = try await world.scene.database.write { tx in
      try CaseDocument(
        field: "plan", digest: digest, name: "plan.pdf", type: "application/pdf", bytes: 15,
        at: at, person: person
      ).insert(draft, in: tx)
    }
    let doctor = Doctor(world.scene.database, file: nil, now: at, quick: false)
    #expect(doctor.documents(own).outcome == .passed)
    let file = try SQLiteFile(try Self.path(world))
    #expect(try Backup(folder + "/b").make(of: file, with: own, at: at).documents == 1)
    let there = DocumentStore(folder + "/there")
    #expect(try Backup(folder + "/b").restore(to: folder + "/r", with: there).documents == 1)
    #expect(try there.read(digest) == Array("%PDF-1.7 a plan".utf8))
    #expect(throws: StorageFault.self) { try there.read(stray) }

    chmod(own.path(of: digest), 0o600)
    try Data("%PDF-1.7 a PLAN".utf8).write(to: URL(fileURLWithPath: own.path(of: digest)))
    #expect(doctor.documents(own).outcome == .failed)
    let quick = Doctor(world.scene.database, file: nil, now: at, quick: true)
    #expect(quick.documents(own).outcome == .passed, "the size alone is looked at")
    #expect(throws: StorageFault.self) {
      try Backup(folder + "/c").make(of: file, with: own, at: at)
    }
    #expect(throws: StorageFault.self, "what is there is never written over") {
      try own.keep(Array("%PDF-1.7 a plan".utf8)[...])
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains { $0.hasPrefix("c") }, "\(left)")
    try FileManager.default.removeItem(atPath: Backup(folder + "/b").documents.folder)
    #expect(throws: StorageFault.self) {
      try Backup(folder + "/b").restore(to: folder + "/s", with: DocumentStore(folder + "/other"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/s"))
  }

  @Test func anEmptyDatabaseIsNoInstallation() throws {
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    guard case .sqlite(let path) = place.address else { return }
    try Database(path: path, create: true).close()
    let backup = Backup(place.folder + "/b.sqlite")
    #expect(throws: StorageFault.self) {
      try backup.make(of: try SQLiteFile(path), with: store, at: Clock.system.now)
    }
    #expect(!FileManager.default.fileExists(atPath: backup.file))
    #expect(!FileManager.default.fileExists(atPath: backup.manifestFile))
  }
}
