import Foundation

/// The one writer: takes what waits, runs it in one transaction, commits once, and only then answers.
/// A job that fails after it has changed something undoes the group, which then runs again with each
/// job in a savepoint of its own; what cannot be done in a group at all (disk full, connection lost)
/// is tried again one by one.
final class Writer: @unchecked Sendable {
  struct Job: Sendable {
    /// Says what it will ask, before it and others of its group begin.
    let expect: @Sendable (Transaction) throws -> Void
    let attempt: @Sendable (Transaction) throws -> Void
    /// Nil after a durable commit, otherwise why not.
    let deliver: @Sendable ((any Error)?) -> Void
  }

  static let queueLimit = 10_000
  /// How often a job is tried that was lost with its connection or stood in another's way.
  static let attempts = 4

  private let groupLimit: Int
  private let counter: FigureCounter
  private let reopen: @Sendable () throws -> any Connection
  // Used by the writer's thread alone.
  private var connection: any Connection
  private var isAway = false
  private let condition = NSCondition()
  private var queue: [Job] = []
  private var stopping = false
  private var stopped = false

  init(
    _ connection: any Connection, groupLimit: Int, counter: FigureCounter,
    reopen: @escaping @Sendable () throws -> any Connection
  ) {
    self.connection = connection
    self.groupLimit = groupLimit
    self.counter = counter
    self.reopen = reopen
    let thread = Thread { [self] in loop() }
    thread.name = "sanad-writer"
    thread.stackSize = 4 << 20
    thread.start()
  }

  var depth: Int {
    condition.lock()
    defer { condition.unlock() }
    return queue.count
  }

  func add(_ job: Job) {
    condition.lock()
    if stopping || queue.count >= Writer.queueLimit {
      let reason = stopping ? "the server is stopping" : "too many writes are waiting"
      condition.unlock()
      return job.deliver(StorageFault.unavailable(reason))
    }
    queue.append(job)
    condition.signal()
    condition.unlock()
  }

  func stop() {
    condition.lock()
    stopping = true
    condition.broadcast()
    while !stopped { condition.wait() }
    condition.unlock()
  }

  private func loop() {
    while let group = take() {
      for (job, outcome) in zip(group, outcomes(of: group)) { job.deliver(outcome) }
    }
    condition.lock()
    stopped = true
    condition.broadcast()
    condition.unlock()
  }

  private func take() -> [Job]? {
    condition.lock()
    defer { condition.unlock() }
    while queue.isEmpty {
      if stopping { return nil }
      condition.wait()
    }
    let group = Array(queue.prefix(groupLimit))
    queue.removeFirst(group.count)
    return group
  }

  // MARK: - Groups

  /// How a group came out.
  private enum Group {
    case committed([(any Error)?])
    /// Nothing is stored, and it is not the jobs' doing: the transaction could not begin.
    case refused(any Error)
    /// Nothing is stored; the jobs may be tried again.
    case undone(any Error)
    /// Nothing is stored, and one job's failure stands in the others' way: each needs a savepoint.
    case entangled
    /// The commit was sent and its answer never came: nobody may be told that it is stored.
    case unknown
  }

  private func outcomes(of group: [Job]) -> [(any Error)?] {
    var tries = 0
    while true {
      tries += 1
      var done = run(group, together: true)
      if case .entangled = done { done = run(group, together: false) }
      switch done {
      case .entangled: return group.map { _ in StorageFault.unavailable("a write failed") }
      case .committed(let outcomes): return outcomes
      case .refused(let fault): return group.map { _ in StorageFault.outward(fault) }
      case .unknown:
        let fault = StorageFault.unavailable("the commit was not confirmed")
        return group.map { _ in fault }
      case .undone(let fault):
        if connection.isLost, tries < Writer.attempts { continue }
        if group.count > 1 { return group.flatMap { outcomes(of: [$0]) } }
        guard case StorageFault.contention = fault, tries < Writer.attempts else {
          return [StorageFault.outward(fault)]
        }
        pause(milliseconds: 5 << tries)
      }
    }
  }

  /// Runs all in one transaction; `together` without savepoints, as long as all goes well.
  private func run(_ group: [Job], together: Bool) -> Group {
    do {
      try reconnect()
      try connection.begin(together: together)
      try connection.settle()
    } catch {
      connection.rollback()
      return connection.isLost && !isAway ? .undone(error) : .refused(error)
    }
    let outcomes: [(any Error)?]
    do {
      outcomes = together ? try runTogether(group) : try group.map(runApart)
    } catch is Entangled {
      connection.rollback()
      return .entangled
    } catch {
      connection.rollback()
      return .undone(error)
    }
    do {
      try counter.commit(of: group.count) { try connection.commit() }
      return .committed(outcomes)
    } catch {
      if connection.isLost { return .unknown }
      connection.rollback()
      return .undone(error)
    }
  }

  /// A job failed in a way that cannot be undone without the others'.
  private struct Entangled: Error {}

  /// Runs jobs side by side; returns for each what stopped it before it changed anything.
  private func runTogether(_ group: [Job]) throws -> [(any Error)?] {
    let tx = Transaction(connection: connection)
    do {
      if connection.looksAhead {
        for job in group { try job.expect(tx) }
        try connection.settle()
        // What the answers let us guess will be asked next.
        for job in group { try job.expect(tx) }
      }
      var outcomes: [(any Error)?] = []
      for job in group {
        let before = connection.changes
        do {
          if connection.looksAhead { try job.expect(tx) }
          try job.attempt(tx)
          outcomes.append(nil)
        } catch let fault where !(fault is StorageFault) && connection.changes == before {
          outcomes.append(fault)
        }
      }
      try connection.settle()
      return outcomes
    } catch {
      if connection.isLost { throw error }
      if let fault = error as? StorageFault, fault.dooms { throw fault }
      throw Entangled()
    }
  }

  /// Runs one job in a savepoint; returns what stopped it alone, throws what dooms the group.
  private func runApart(_ job: Job) throws -> (any Error)? {
    try connection.change("SAVEPOINT job", [])
    do {
      try job.attempt(Transaction(connection: connection))
      try connection.change("RELEASE SAVEPOINT job", [])
      try connection.settle()
      return nil
    } catch {
      if connection.isLost { throw error }
      if let fault = error as? StorageFault, fault.dooms { throw fault }
      // What the job left unsettled is of no interest any more.
      try? connection.settle()
      try connection.change("ROLLBACK TO SAVEPOINT job", [])
      try connection.change("RELEASE SAVEPOINT job", [])
      connection.numbers = [:]
      return error
    }
  }

  /// Opens another connection in place of a lost one. The first time it is patient, for a server
  /// that restarts; then every group tries once, so that people are told soon.
  private func reconnect() throws {
    guard connection.isLost else { return }
    var wait = 50
    while true {
      do {
        connection = try reopen()
        isAway = false
        return
      } catch {
        pause(milliseconds: wait)
        wait *= 2
        if isAway || wait > 1_000 {
          isAway = true
          throw error
        }
      }
    }
  }

  /// A part of the time asked for by chance, so that two servers do not meet again.
  private func pause(milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) * .random(in: 0.5...1) / 1_000)
  }
}
