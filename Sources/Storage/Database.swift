import Foundation
import Kernel

/// An installation's database: one writer behind a queue with group commit, a few readers.
package final class Database: Sendable {
  /// Where the file lies.
  package let path: String
  private let writer: Writer
  private let readers: Readers

  /// Opens the file (making it when `create` is set), brings its schema up to date and starts the
  /// writer's thread.
  package init(path: String, create: Bool) throws {
    guard create || FileManager.default.fileExists(atPath: path) else {
      throw StorageFault.schema("there is no database at \(path); `sanad seed demo` makes one")
    }
    self.path = path
    let connection = try Connection(path: path, mode: .writer)
    // The file holds people's data: only its owner may read it (the WAL takes the same mode).
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try Migrations.apply(to: connection)
    writer = Writer(connection)
    readers = Readers(path: path)
  }

  /// Finishes what is queued and stops the writer.
  package func close() { writer.stop() }

  /// Runs a closure inside the writer's transaction, in a savepoint of its own, and returns after
  /// the commit is durable. The closure may run more than once and must have no outside effect.
  package func write<Held: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Held
  ) async throws -> Held {
    try await withCheckedThrowingContinuation { continuation in
      submit(body) { continuation.resume(with: $0) }
    }
  }

  /// The same for callers without an executor: waits on the calling thread.
  package func writeAndWait<Held: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Held
  ) throws -> Held {
    let done = DispatchSemaphore(value: 0)
    let box = Box<Held>()
    submit(body) {
      box.result = $0
      done.signal()
    }
    done.wait()
    guard let result = box.result else { throw StorageFault.unavailable("no answer") }
    return try result.get()
  }

  /// Queues a write and tells when it is durable or has failed; writes run in the order queued.
  package func submit<Held: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Held,
    then: @escaping @Sendable (Result<Held, any Error>) -> Void
  ) {
    let box = Box<Held>()
    writer.add(
      Writer.Job(
        attempt: { box.result = .success(try body($0)) },
        deliver: { fault in
          if let fault { return then(.failure(fault)) }
          then(box.result ?? .failure(StorageFault.unavailable("no answer")))
        }))
  }

  /// Reads a consistent snapshot on the calling thread.
  package func read<Held>(_ body: (Transaction) throws -> Held) throws -> Held {
    let connection = try readers.take()
    defer { readers.give(connection) }
    try connection.run("BEGIN", []) { _ in true }
    defer { try? connection.run("COMMIT", []) { _ in true } }
    return try body(Transaction(connection: connection))
  }

  /// How many writes wait now.
  package var queueDepth: Int { writer.depth }

  private final class Box<Held>: @unchecked Sendable {
    // Written by the writer's thread before `deliver`, read after it: never at the same time.
    var result: Result<Held, any Error>?
  }
}

/// The readers' connections, opened as they are first needed.
private final class Readers: @unchecked Sendable {
  private let path: String
  private let lock = NSLock()
  private var idle: [Connection] = []

  init(path: String) { self.path = path }

  func take() throws -> Connection {
    lock.lock()
    let connection = idle.popLast()
    lock.unlock()
    return try connection ?? Connection(path: path, mode: .reader)
  }

  func give(_ connection: Connection) {
    lock.lock()
    defer { lock.unlock() }
    if idle.count < 4 { idle.append(connection) }
  }
}
