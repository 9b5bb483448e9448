import ArgumentParser
import Foundation
import Hummingbird
import Kernel
import Operations
import People
import Storage
import TestWorld
import Web

/// Serves the pages and the API.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve pages and API, and run what becomes due.")

  @Option(help: "The address to listen on.") var host = "127.0.0.1"
  @Option(help: "The port to listen on.") var port = 8080
  @Option(help: "Start the clock at this instant and let it run (demo databases only).")
  var clock: String?
  @Option(help: "Seconds between two runs of the clock's operations; 0 for none.")
  var tickSeconds = 30

  func run() async throws {
    let start = try clock.map { try instant($0, option: "--clock") }
    let office = try Environment.office { database in
      guard let start else { return .system }
      // What was done under an earlier run of the clock must not lie in the future.
      let end = try database.read { try $0.journalEnd() }
      return .starting(at: max(start, end ?? start))
    }
    if clock != nil, !office.isDemo {
      throw ValidationError("--clock works on demo databases only: elsewhere it would back-date")
    }
    for checked in try PackFolder.install(
      at: try Environment.packsPath(), library: office.library, database: office.database,
      now: office.clock.now)
    {
      print("pack \(checked.pack): \(checked.examples) examples, \(checked.failed) failed")
      guard checked.failed == 0 else {
        throw ValidationError(
          "examples of \(checked.pack) fail; `sanad regulations test` says which")
      }
    }
    let site = try Site(
      office: office, texts: try Environment.texts(), assets: try Environment.webFolder())
    let ticking = Task.detached { [tickSeconds] in
      await tick(office, every: tickSeconds)
    }
    print(
      "serving http://\(host):\(port) as \(office.publicURL)"
        + (office.isDemo ? " (demonstration data)" : ""))
    if office.isDemo, office.institutions.contains(where: { $0.code == "iu" }) {
      print(
        "sign in as amna or linh (learners), khalid (instructor), sara (registrar), hamad "
          + "(committee), salman (results), abdulaziz (academic affairs), reem (e-learning "
          + "centre), huda (finance), admin; password \(MadinahWorld.password)")
    }
    FileHandle.standardOutput.synchronizeFile()
    try await buildApplication(site, host: host, port: port).runService()
    ticking.cancel()
    office.database.close()
  }

  /// Runs what has become due, again and again; a failed run is told and the next one tries again.
  private func tick(_ office: Office, every seconds: Int) async {
    guard seconds > 0 else { return }
    while !Task.isCancelled {
      for institution in office.institutions {
        do {
          _ = try Tick(office, institution.scope, at: office.clock.now).run()
        } catch {
          FileHandle.standardError.write(Data("tick failed: \(error)\n".utf8))
        }
      }
      try? await Task.sleep(for: .seconds(seconds))
    }
  }
}
