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
  @Option(help: "Serve /metrics on this port of 127.0.0.1; none when left out.")
  var metricsPort: Int?
  @Option(help: "What is logged, one JSON object a line: error, warning or info (each answer).")
  var logLevel = "info"
  @Option(help: "Seconds between the signal to stop and refusing new connections (0-60).")
  var stopNotice = 2

  func validate() throws {
    guard Log.Level(rawValue: logLevel) != nil else {
      throw ValidationError("--log-level is one of error, warning, info")
    }
    guard (0...60) ~= stopNotice else { throw ValidationError("--stop-notice takes 0 to 60") }
    guard metricsPort != port else {
      throw ValidationError("--metrics-port and --port must be two")
    }
  }

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
    try office.keepDemoClock(system: Clock.system.now)
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
    // A database of before has licences that the register's search does not know yet.
    let indexed = try office.indexLicences()
    if indexed > 0 { print("\(indexed) licences entered into the register's index") }
    let site = try Site(
      office: office, texts: try Environment.texts(), assets: try Environment.webFolder())
    let watch = Watch(.standard(Log.Level(rawValue: logLevel) ?? .info))
    let ticking = Task.detached { [tickSeconds] in
      await tick(office, every: tickSeconds, watch)
    }
    let asking = Task.detached { await askForReceipts(office, watch) }
    let mail = try Environment.mail(office)
    let mailing = Task.detached { await deliver(mail, office, watch) }
    let reporting = try Environment.reporting(office)
    let reports = Task.detached { await report(reporting, office, watch) }
    let sealer = Sealer(
      office.database,
      key: try JournalKeyFile.key(publicURL: office.publicURL, for: office.database))
    let sealing = Task.detached {
      await sealer.runUntilCancelled(every: 2) { watch.log.failure("sealing failed", $0) }
    }
    print(
      "serving http://\(host):\(port) as \(office.publicURL)"
        + (office.isDemo ? " (demonstration data)" : ""))
    if office.isDemo, office.institutions.contains(where: { $0.code == "iu" }) {
      print(
        "sign in as amna or linh (learners), khalid (instructor), sara (registrar), hamad "
          + "(committee), salman (results), abdulaziz (academic affairs), reem (e-learning "
          + "centre), huda (finance), salem (applies for licences), hind (regulator), tariq "
          + "(assessor), admin; password \(MadinahWorld.password)")
    }
    // A pipe would keep these lines until it is full.
    fflush(nil)
    watch.log.event(.info, "serving")
    try await Serving(
      site, watch: watch, host: host, port: port, metricsPort: metricsPort, notice: stopNotice
    ).run()
    // The clock first: what it still commits is sealed with the rest.
    ticking.cancel()
    asking.cancel()
    mailing.cancel()
    reports.cancel()
    await ticking.value
    await asking.value
    await mailing.value
    await reports.value
    sealing.cancel()
    await sealing.value
    office.database.close()
    watch.log.event(.info, "stopped")
    watch.log.flush()
  }

  /// Runs what waits for the writer on a thread of its own: requests need those of the pool.
  private static func onThread<Made: Sendable>(
    _ work: @escaping @Sendable () throws -> Made
  ) async throws -> Made {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try work() }) }
      thread.name = "sanad-clock"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Seconds between two looks at what waits for a receipt, and the most of them while the regulator
  /// cannot be reached.
  private static let receiptSeconds = (least: 2, most: 60)
  /// Seconds between two looks at which of the regulator's lists are about to end.
  private static let listSeconds: Int64 = 600

  /// Asks another installation's regulator for receipts, again and again; several servers share the
  /// work by leases.
  private func askForReceipts(_ office: Office, _ watch: Watch) async {
    guard tickSeconds > 0, ReceiptRequests.areNeeded(by: office) else { return }
    let transport = Environment.transport()
    let requests = ReceiptRequests(office, transport)
    let lists = RegulatorLists(office, transport)
    var listsAt = office.clock.now
    await workOff("asking for receipts failed", pauses: Serve.receiptSeconds, watch) {
      let progress = try await Serve.onThread {
        try requests.run(at: office.clock.now, until: { watch.isStopping })
      }
      if office.clock.now >= listsAt, !progress.isUnreachable {
        listsAt = office.clock.now.adding(seconds: Serve.listSeconds)
        let faults = try await Serve.onThread { try lists.refresh(at: office.clock.now) }
        for fault in faults {
          watch.log.failure("a list is not to be had", ReceiptRequests.Waiting(fault))
        }
      }
      for fault in progress.faults {
        watch.log.failure("awards wait for their receipt", ReceiptRequests.Waiting(fault))
      }
      return progress.isUnreachable
    }
  }

  /// Does what waits for somebody outside, again and again; while `once` says that they cannot be
  /// reached, the pause between two tries doubles.
  private func workOff(
    _ failure: String, pauses: (least: Int, most: Int), _ watch: Watch,
    once: () async throws -> Bool
  ) async {
    var pause = pauses.least
    while !Task.isCancelled {
      do {
        pause = try await once() ? min(pause * 2, pauses.most) : pauses.least
      } catch {
        if !watch.isStopping { watch.log.failure(failure, error) }
      }
      try? await Task.sleep(for: .seconds(pause))
    }
  }

  /// Seconds between two looks at letters that are to go out, and the most of them while the mail
  /// server cannot be reached.
  private static let mailSeconds = (least: 5, most: 300)

  /// Hands letters to the mail server, again and again; several servers share the work by leases.
  private func deliver(_ mail: MailDelivery?, _ office: Office, _ watch: Watch) async {
    guard let mail, tickSeconds > 0 else { return }
    await workOff("delivering mail failed", pauses: Serve.mailSeconds, watch) {
      let progress = try await Serve.onThread {
        try mail.run(at: office.clock.now, until: { watch.isStopping })
      }
      for fault in progress.faults {
        watch.log.failure("mail waits", ReceiptRequests.Waiting(fault))
      }
      return progress.isUnreachable
    }
  }

  /// Reports activity to the regulator's store, again and again, as letters are handed over.
  private func report(_ reporting: StatementDelivery?, _ office: Office, _ watch: Watch) async {
    guard let reporting, tickSeconds > 0 else { return }
    var pause = Serve.mailSeconds.least
    while !Task.isCancelled {
      do {
        let progress = try await Serve.onThread {
          try reporting.run(at: office.clock.now, until: { watch.isStopping })
        }
        for fault in progress.faults {
          watch.log.failure("reports wait", ReceiptRequests.Waiting(fault))
        }
        pause =
          progress.isUnreachable
          ? min(pause * 2, Serve.mailSeconds.most) : Serve.mailSeconds.least
      } catch {
        if !watch.isStopping { watch.log.failure("reporting failed", error) }
      }
      try? await Task.sleep(for: .seconds(pause))
    }
  }

  /// Runs what has become due, again and again; a failed run is told and the next one tries again.
  private func tick(_ office: Office, every seconds: Int, _ watch: Watch) async {
    guard seconds > 0 else { return }
    let claim = Claim(office.database, "tick", seconds: Int64(max(2 * seconds, 60)))
    while !Task.isCancelled {
      for institution in office.institutions {
        do {
          guard try await claim.isOurs() else { continue }
          try await Serve.onThread {
            _ = try Tick(office, institution.scope, at: office.clock.now)
              .run(until: { watch.isStopping })
            try office.sweep(at: office.clock.now)
          }
        } catch {
          // What the stopping server did not finish is due again at the next start.
          if !watch.isStopping { watch.log.failure("tick failed", error) }
        }
      }
      try? await Task.sleep(for: .seconds(seconds))
    }
    await claim.giveBack()
  }
}
