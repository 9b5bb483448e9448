import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import TestWorld

/// The clock releasing a hundred thousand unpaid registrations while learners go on registering.
struct TickBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "tick")
  @Option var database: String
  @Option var packs = "Regulations/packs"
  @Option var learners = 12_500

  // Eight courses of three units fit into a learner's term.
  private static let each = 8

  func run() throws {
    let store = try Database(path: database, create: true)
    defer { store.close() }
    let now = Clock.system.now
    let world = SurgeWorld(learners: learners + 1_000, sections: 200, capacity: 100_000, now: now)
    let planted = try store.writeAndWait { try world.plant(in: $0, ids: .system) }
    let office = try Office(
      database: store, library: PackFolder.library(at: packs), clock: .system, issuer: nil)
    guard let scope = office.institutions.first?.scope else {
      throw ValidationError("nothing was planted")
    }
    let unpaid = planted.learners.prefix(learners).enumerated().flatMap { place, learner in
      (0..<Self.each).map { round in
        RegisterForSection(
          section: planted.sections[(place + round * 7) % 200], learner: learner.id)
      }
    }
    let granted = office.performTogether(unpaid, by: .clock(scope), at: now)
      .filter { (try? $0.get().ruling.outcome) == .granted }.count
    let others = planted.learners.dropFirst(learners).flatMap { learner in
      planted.sections.prefix(Self.each).map {
        RegisterForSection(section: $0, learner: learner.id)
      }
    }
    // Three days later, so that what they register is not yet due itself.
    let meanwhile = Meanwhile(office, others, scope, now.adding(seconds: 3 * 86_400))
    let begin = Clock.system.now
    let done = try Tick(office, scope, at: now.adding(seconds: 8 * 86_400)).run()
    let seconds = Double(Clock.system.now.microseconds - begin.microseconds) / 1_000_000
    let waits = meanwhile.stop()
    let released = done.filter { $0.operation == "ReleaseUnpaid" }.count
    print(
      "\(released) of \(granted) released in \(String(format: "%.1f", seconds)) s;",
      "\(waits.count) other operations meanwhile, p99",
      String(format: "%.1f ms", waits.isEmpty ? 0 : waits.sorted()[waits.count * 99 / 100]))
  }
}

/// A hundred operations of learners a second, with how long each waited in milliseconds.
private final class Meanwhile: @unchecked Sendable {
  private let lock = NSLock()
  private let ended = DispatchSemaphore(value: 0)
  private var isStopping = false
  private var waits: [Double] = []

  init(_ office: Office, _ operations: [RegisterForSection], _ scope: Scope, _ at: Instant) {
    let thread = Thread { [self] in
      for operation in operations where !isOver {
        let begin = Clock.system.now.microseconds
        _ = try? office.performAndWait(operation, by: .clock(scope), at: at)
        waits.append(Double(Clock.system.now.microseconds - begin) / 1000)
        Thread.sleep(forTimeInterval: 0.01)
      }
      ended.signal()
    }
    thread.start()
  }

  private var isOver: Bool {
    lock.lock()
    defer { lock.unlock() }
    return isStopping
  }

  func stop() -> [Double] {
    lock.lock()
    isStopping = true
    lock.unlock()
    ended.wait()
    return waits
  }
}
