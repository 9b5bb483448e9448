import Foundation
import Kernel

/// An installation's database: one writer behind a queue with group commit, a few readers.
package final class Database: Sendable {
  /// What people call it: the path of a file, or a server's database without any password.
  package let name: String
  /// Whether several servers may work on it.
  package let isShared: Bool
  private let writer: Writer
  private let readers: Readers
  private let counter = FigureCounter()

  /// Opens the database, brings its schema up to date and starts the writer's thread. `create` lets
  /// a missing file be made, or an empty database of a server be filled.
  package init(at address: DatabaseAddress, create: Bool) throws {
    let open: @Sendable (ConnectionMode) throws -> any Connection
    // A group holds the lock that several servers share: it is shorter where they are.
    let groupLimit: Int
    switch address {
    case .sqlite(let path):
      name = path
      isShared = false
      groupLimit = 256
      guard create || FileManager.default.fileExists(atPath: path) else {
        throw StorageFault.schema("there is no database at \(path); `sanad seed demo` makes one")
      }
      open = { try SQLiteConnection(path: path, mode: $0) }
    case .postgres(let conninfo):
      let target = try PostgresTarget(conninfo)
      name = target.name
      isShared = true
      groupLimit = 32
      open = { try PostgresConnection(target, mode: $0) }
    }
    let connection = try open(.writer)
    if case .sqlite(let path) = address {
      // It holds people's data: only its owner may read it (the WAL takes the same mode).
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } else if !create, try connection.schemaVersion() == 0 {
      throw StorageFault.schema("\(name) is empty; `sanad seed demo` plants a demo world")
    }
    try Migrations.apply(to: connection)
    writer = Writer(connection, groupLimit: groupLimit, counter: counter) { try open(.writer) }
    readers = Readers { try open(.reader) }
  }

  /// Opens a file of SQLite's.
  package convenience init(path: String, create: Bool) throws {
    try self.init(at: .sqlite(path: path), create: create)
  }

  /// Finishes what is queued and closes the connections.
  package func close() {
    writer.stop()
    readers.close()
  }

  /// Runs a closure inside the writer's transaction, undone alone where it fails, and returns after
  /// the commit is durable. `expect` says what the body will ask, as far as that can be guessed.
  /// Both closures may run more than once and must have no outside effect.
  package func write<Held: Sendable>(
    expect: @escaping @Sendable (Transaction) throws -> Void = { _ in },
    _ body: @escaping @Sendable (Transaction) throws -> Held
  ) async throws -> Held {
    try await withCheckedThrowingContinuation { continuation in
      submit(expect: expect, body) { continuation.resume(with: $0) }
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
    expect: @escaping @Sendable (Transaction) throws -> Void = { _ in },
    _ body: @escaping @Sendable (Transaction) throws -> Held,
    then: @escaping @Sendable (Result<Held, any Error>) -> Void
  ) {
    let box = Box<Held>()
    writer.add(
      Writer.Job(
        expect: expect, attempt: { box.result = .success(try body($0)) },
        deliver: { fault in
          if let fault { return then(.failure(fault)) }
          then(box.result ?? .failure(StorageFault.unavailable("no answer")))
        }))
  }

  /// The rows of one query, read on the calling thread.
  package func all<Held>(_ query: Query<Held>) throws -> [Held] {
    try reading { try Transaction(connection: $0).all(query) }
  }

  /// Reads a consistent snapshot on the calling thread.
  package func read<Held>(_ body: (Transaction) throws -> Held) throws -> Held {
    try reading { connection in
      try connection.begin()
      let held = try body(Transaction(connection: connection))
      try? connection.commit()
      return held
    }
  }

  private func reading<Held>(_ body: (any Connection) throws -> Held) throws -> Held {
    let connection = try readers.take()
    counter.reader(1)
    defer {
      counter.reader(-1)
      readers.give(connection)
    }
    do {
      return try body(connection)
    } catch {
      connection.rollback()
      throw StorageFault.outward(error)
    }
  }

  /// How many writes wait now.
  package var queueDepth: Int { writer.depth }

  /// What writer and readers have done since the start.
  package var figures: StorageFigures {
    var figures = counter.now
    figures.queueDepth = writer.depth
    return figures
  }

  private final class Box<Held>: @unchecked Sendable {
    // Written by the writer's thread before `deliver`, read after it: never at the same time.
    var result: Result<Held, any Error>?
  }
}

/// The readers' connections, opened as they are first needed; at most a few.
private final class Readers: @unchecked Sendable {
  private static let limit = 8
  private static let patience = DispatchTimeInterval.seconds(10)

  private let open: @Sendable () throws -> any Connection
  private let room = DispatchSemaphore(value: Readers.limit)
  private let lock = NSLock()
  private var idle: [any Connection] = []

  init(open: @escaping @Sendable () throws -> any Connection) { self.open = open }

  func take() throws -> any Connection {
    guard room.wait(timeout: .now() + Readers.patience) == .success else {
      throw StorageFault.unavailable("too many reads are running")
    }
    while let connection = lock.withLock({ idle.popLast() }) {
      if !connection.isLost { return connection }
    }
    do {
      return try open()
    } catch {
      room.signal()
      throw error
    }
  }

  func give(_ connection: any Connection) {
    // Whether it still lives is asked when it is taken again.
    lock.withLock { idle.append(connection) }
    room.signal()
  }

  func close() { lock.withLock { idle = [] } }
}
