import ArgumentParser
import Foundation
import Kernel
import Operations
import Replay
import Storage

/// Drives every imported registration through the same operations as people use.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay the imported registrations in time order under edition 1447, and report them."
  )

  @Option(help: "Keep the replay's database in this file; otherwise it is removed.")
  var database: String?
  @Flag(help: "Report as JSON.") var json = false

  func run() async throws {
    let source = try Environment.openDatabase()
    defer { source.close() }
    let drawn: ID<RulingTag> = IDs.system.make(at: Clock.system.now)
    let folder = NSTemporaryDirectory() + "sanad-replay-\(drawn)"
    if database == nil {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    defer { if database == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let path = database ?? folder + "/replay.sqlite"
    if FileManager.default.fileExists(atPath: path) {
      throw ValidationError("\(path) exists already; a replay wants a fresh file")
    }
    let target = try Database(path: path, create: true)
    defer { target.close() }
    let report = try await Replay().run(
      from: source, library: try Environment.library(), into: target
    ) { line in
      FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
    print(json ? String(decoding: report.json, as: UTF8.self) : report.text)
  }
}
