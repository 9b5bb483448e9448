import Foundation

/// The one writer: takes what waits, runs each as a savepoint of one transaction, commits once, and
/// only then answers. A doomed group (disk full, I/O error) is undone and re-run one by one.
final class Writer: @unchecked Sendable {
  struct Job: Sendable {
    let attempt: @Sendable (Transaction) throws -> Void
    /// Nil after a durable commit, otherwise why not.
    let deliver: @Sendable ((any Error)?) -> Void
  }

  static let groupLimit = 256
  static let queueLimit = 10_000

  private let connection: Connection
  private let condition = NSCondition()
  private var queue: [Job] = []
  private var stopping = false
  private var stopped = false

  init(_ connection: Connection) {
    self.connection = connection
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
      let outcomes = runGroup(group) ?? group.map { runAlone($0) }
      for (job, outcome) in zip(group, outcomes) { job.deliver(outcome) }
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
    let group = Array(queue.prefix(Writer.groupLimit))
    queue.removeFirst(group.count)
    return group
  }

  /// Runs all in one transaction; nil when the transaction itself failed and nothing is stored.
  private func runGroup(_ group: [Job]) -> [(any Error)?]? {
    do {
      try plain("BEGIN IMMEDIATE")
      var outcomes: [(any Error)?] = []
      for job in group {
        try plain("SAVEPOINT job")
        do {
          try job.attempt(Transaction(connection: connection))
          try plain("RELEASE job")
          outcomes.append(nil)
        } catch let fault as StorageFault where fault.dooms {
          throw fault
        } catch {
          try plain("ROLLBACK TO job")
          try plain("RELEASE job")
          outcomes.append(error)
        }
      }
      try plain("COMMIT")
      return outcomes
    } catch {
      if connection.isInTransaction { try? plain("ROLLBACK") }
      return nil
    }
  }

  private func runAlone(_ job: Job) -> (any Error)? {
    do {
      try plain("BEGIN IMMEDIATE")
      try job.attempt(Transaction(connection: connection))
      try plain("COMMIT")
      return nil
    } catch {
      if connection.isInTransaction { try? plain("ROLLBACK") }
      return error
    }
  }

  private func plain(_ sql: SQL) throws { try connection.run(sql, []) { _ in true } }
}
