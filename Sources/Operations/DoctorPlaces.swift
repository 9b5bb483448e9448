import Foundation
import Kernel
import People
import Proofs
package import Regulations
import Rules
package import Storage

/// What lies beside the database: the journal's seal, keys, packs, room on the disk.
extension Doctor {
  // MARK: - Journal

  /// How long an entry may wait for its seal, in seconds.
  static let sealPatience: Int64 = 600

  /// Whether the journal is sealed and what is sealed holds; `key` reads the public key.
  package func journal(_ key: () throws -> SealVerifier?) -> [Check] {
    [sealed(), verified(key)]
  }

  private func sealed() -> Check {
    let name = "journal sealed"
    let remedy = "run `sanad journal seal`; while it is served this happens by itself"
    return Doctor.check(name, remedy) {
      let (figures, oldest) = try database.read {
        (try $0.sealFigures(), try DoctorQueries.oldestUnsealed(in: $0))
      }
      guard figures.waiting > 0, let oldest else {
        return .passed(name, "\(figures.covered) entries under the newest checkpoint")
      }
      let told = "\(figures.waiting) entries wait, \(figures.covered) are under a checkpoint"
      let isFresh = figures.covered > 0 && oldest.adding(seconds: Doctor.sealPatience) >= now
      return isFresh ? .passed(name, told) : .failed(name, told, remedy)
    }
  }

  private func verified(_ key: () throws -> SealVerifier?) -> Check {
    let name = "journal verifies"
    if quick { return .notCheckable(name, "left out by --quick; `sanad journal verify` does it") }
    let remedy = "run `sanad journal verify`: it names the entries; then compare with a backup"
    return Doctor.check(name, remedy) {
      guard let verifier = try key() else {
        return .notCheckable(name, "there is no key of the journal here")
      }
      var audit = SealAudit(database, verifier: verifier, columns: JournalColumns.differences)
      let report = try audit.run()
      let told = "\(report.entries) entries, \(report.checkpoints) checkpoints"
      guard let first = report.problems.first else { return .passed(name, "\(told): all hold") }
      return .failed(
        name, "\(told): \(report.problemCount) problems, first \(first.kind) at \(first.number)",
        remedy)
    }
  }

  // MARK: - Packs

  /// Whether the packs are those that were checked when they were installed, and hold still.
  package func packs(at directory: String) -> Check {
    let name = "packs"
    let remedy = "run `sanad regulations check` and `sanad regulations test`; they name the place"
    return Doctor.check(name, remedy) {
      let library = try PackFolder.library(at: directory)
      let stored = try database.read { try DoctorQueries.packDigests(in: $0) }
      let changed = try PackFolder.digests(at: directory).filter {
        stored[$0.pack] != nil && stored[$0.pack] != $0.digest
      }
      let examples = ExampleCheck.run(library)
      let failed = examples.filter { !$0.passed }.count
      guard failed == 0 else {
        return .failed(name, "\(failed) of \(examples.count) examples fail", remedy)
      }
      let told = "\(library.packs.count) packs, \(examples.count) examples hold"
      guard let first = changed.first else { return .passed(name, told) }
      return .passed(
        name, told + "; \(first.pack) has changed and is taken over at the next start")
    }
  }

  /// Whether every institution's instrument is there and says in which zone days are counted.
  package func zones(_ library: Library) -> Check {
    let name = "zone"
    return Doctor.check(name, "install the packs the institutions name (SANAD_PACKS)") {
      let office = try Office(
        database: database, library: library, clock: .fixed(now), issuer: nil)
      var told: [String] = []
      for institution in office.institutions {
        guard let pack = library.pack(institution.instrument) else {
          return .failed(
            name, "\(institution.code) names \(institution.instrument), which is not here",
            "install the pack (SANAD_PACKS)")
        }
        told.append("\(institution.code) counts days in \(pack.zone.identifier)")
      }
      return .passed(name, told.isEmpty ? "no institution yet" : told.joined(separator: ", "))
    }
  }

  // MARK: - Documents

  /// Whether every file that a case names lies in the store, whole.
  package func documents(_ store: DocumentStore) -> Check {
    let name = "documents"
    let remedy = "copy the files from the newest backup's folder, or check SANAD_DOCUMENTS"
    return Doctor.check(name, remedy) {
      let named = try database.read { try DoctorQueries.documents(in: $0) }
      let damage = named.compactMap {
        store.damage($0.digest, bytes: $0.bytes, quick: quick)
      }
      guard let first = damage.first else {
        return .passed(name, "\(named.count) files in \(store.folder)")
      }
      return .failed(
        name, "\(damage.count) of \(named.count) files in \(store.folder): \(first)", remedy)
    }
  }

  // MARK: - Disk

  /// Bytes that must be free whatever the size of the database.
  static let leastRoom = 512 << 20

  /// Whether there is room to go on, and for one more copy of the database.
  package static func disk(free: Int, database: Int) -> Check {
    let name = "disk"
    let needed = max(leastRoom, database)
    let told = "\(free >> 20) MiB free, the database has \(database >> 20) MiB"
    return free >= needed
      ? .passed(name, told)
      : .failed(name, told, "make room: at least \(needed >> 20) MiB should be free")
  }

  package func disk() -> Check {
    guard let file else {
      return .notCheckable("disk", "PostgreSQL's disk is watched on its own machine")
    }
    return Doctor.check("disk", "make room") {
      let folder = (file.path as NSString).deletingLastPathComponent
      let system = try FileManager.default.attributesOfFileSystem(
        forPath: folder.isEmpty ? "." : folder)
      let free = (system[.systemFreeSize] as? NSNumber)?.intValue ?? 0
      return Doctor.disk(free: free, database: try Backup.size(of: file.path))
    }
  }
}
