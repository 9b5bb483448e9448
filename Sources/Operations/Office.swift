import Foundation
package import Kernel
package import People
package import Proofs
package import Regulations
package import Storage

/// What an operation needs to work: database, packs, clock, ids, keys.
package struct Office: Sendable {
  package let database: Database
  package let library: Library
  package let clock: Clock
  package let ids: IDs
  package let institutions: [Institution]
  /// The keys and name credentials are issued under; nil where this process may not issue.
  package let issuer: IssuerKeys?
  /// The keys and name licences and receipts are signed under; nil unless this process is the
  /// regulator's, or plays it too.
  package let regulator: IssuerKeys?
  /// Where the files of cases lie; nil where this process takes and shows none.
  package let documents: DocumentStore?
  /// Whether the database is marked demo: only then may the clock start elsewhere.
  package let isDemo: Bool
  /// Where the installation is reached, fixed when it was initialised: `http://127.0.0.1:8080`.
  package let publicURL: String
  /// Signatures that held before: the same licences travel in every award.
  let memory = SignatureMemory()
  /// What is kept in mind about learning records.
  let records = RecordKeeper()
  /// What the rulings of this process came to.
  package let rulings = RulingCounts()

  package init(
    database: Database, library: Library, clock: Clock, ids: IDs = .system, issuer: IssuerKeys?,
    regulator: IssuerKeys? = nil, documents: DocumentStore? = nil
  ) throws {
    self.database = database
    self.library = library
    self.clock = clock
    self.ids = ids
    self.issuer = issuer
    self.regulator = regulator
    self.documents = documents
    (institutions, isDemo, publicURL) = try database.read { tx in
      (
        try Institution.all(in: tx), try tx.setting("demo") == "yes",
        try tx.setting("publicURL") ?? "http://127.0.0.1:8080"
      )
    }
  }

  package func institution(_ scope: Scope) throws(OperationFault) -> Institution {
    guard let found = institutions.first(where: { $0.id == scope.institution }) else {
      throw .notFound("institution")
    }
    return found
  }

  /// The law an institution runs its courses under, at an instant.
  package func law(_ scope: Scope, at: Instant, overlay: Overlay = [:]) throws(OperationFault)
    -> Law
  {
    let institution = try institution(scope)
    guard let law = library.law(institution.instrument, at: at, overlay: overlay) else {
      throw .badInput(
        "at", "no edition of \(institution.instrument) is in force on that day")
    }
    return law
  }

  /// Does an operation now and returns once it is durable.
  package func perform<Done: Operation>(_ operation: Done, by actor: Actor, at: Instant? = nil)
    async throws -> Decided<Done.Output>
  {
    let draw = Draw(ids: ids, at: at ?? clock.now)
    let decided = try await database.write(
      expect: { try operation.expect(by: actor, in: $0) }
    ) { tx in
      try operation.run(Work(tx, office: self, actor: actor, draw: draw))
    }
    rulings.count(Done.name, decided.ruling.outcome)
    return decided
  }

  /// The same for callers without an executor.
  package func performAndWait<Done: Operation>(
    _ operation: Done, by actor: Actor, at: Instant? = nil
  ) throws -> Decided<Done.Output> {
    let draw = Draw(ids: ids, at: at ?? clock.now)
    let decided = try database.writeAndWait { tx in
      try operation.run(Work(tx, office: self, actor: actor, draw: draw))
    }
    rulings.count(Done.name, decided.ruling.outcome)
    return decided
  }

  /// Does operations side by side, so that they share commits, a few at a time so that nobody else
  /// waits behind all of them; the outcomes come in the order given. While one chunk is done the
  /// next is queued.
  package func performTogether<Done: Operation>(
    _ operations: [Done], by actor: Actor, at: Instant
  ) -> [Result<Decided<Done.Output>, any Error>] {
    let outcomes = Outcomes<Decided<Done.Output>>(operations.count)
    var pace = Pace()
    var before: (group: DispatchGroup, count: Int)?
    var from = 0
    while from < operations.count {
      let chunk = from..<min(from + pace.size, operations.count)
      let group = DispatchGroup()
      for place in chunk {
        group.enter()
        submit(operations[place], by: actor, at: at) { outcome in
          outcomes.set(outcome, at: place)
          group.leave()
        }
      }
      if let before {
        before.group.wait()
        pace.done(before.count)
      }
      before = (group, chunk.count)
      from = chunk.upperBound
    }
    before?.group.wait()
    return outcomes.all
  }

  /// Outcomes as they come in, from the writer's thread.
  final class Outcomes<Held: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [Result<Held, any Error>?]

    init(_ count: Int) { found = Array(repeating: nil, count: count) }

    func set(_ outcome: Result<Held, any Error>, at place: Int) {
      lock.lock()
      found[place] = outcome
      lock.unlock()
    }

    var all: [Result<Held, any Error>] {
      lock.lock()
      defer { lock.unlock() }
      return found.map { $0 ?? .failure(StorageFault.unavailable("no answer")) }
    }
  }

  /// Queues an operation and tells how it came out; operations run in the order queued.
  package func submit<Done: Operation>(
    _ operation: Done, by actor: Actor, at: Instant,
    then: @escaping @Sendable (Result<Decided<Done.Output>, any Error>) -> Void
  ) {
    let draw = Draw(ids: ids, at: at)
    database.submit(
      expect: { try operation.expect(by: actor, in: $0) },
      { tx in try operation.run(Work(tx, office: self, actor: actor, draw: draw)) }
    ) { [rulings] outcome in
      if case .success(let decided) = outcome { rulings.count(Done.name, decided.ruling.outcome) }
      then(outcome)
    }
  }
}

/// An answer to a request that carried an idempotency key.
package enum OnceAnswer: Sendable {
  case answered(status: Int, body: [UInt8], replayed: Bool)
  /// The key was used before for another request.
  case mismatch
}

extension Office {
  /// Does an operation once per key: the answer is stored in the operation's own transaction, and a
  /// repeated request gets it back. `render` makes the answer's status and body.
  package func performOnce<Done: Operation>(
    _ operation: Done, by actor: Actor, key: String?, fingerprint: [UInt8],
    render: @escaping @Sendable (Decided<Done.Output>) -> (status: Int, body: [UInt8])
  ) async throws -> OnceAnswer {
    guard let key, let person = actor.person else {
      // Nothing to store: the answer is written after the commit, where nobody waits for it.
      let (status, body) = render(try await perform(operation, by: actor))
      return .answered(status: status, body: body, replayed: false)
    }
    let draw = Draw(ids: ids, at: clock.now)
    let (answer, outcome): (OnceAnswer, Outcome?) = try await database.write(
      expect: { try operation.expect(by: actor, in: $0) }
    ) { tx in
      switch try tx.idempotency(person, key: key, fingerprint: fingerprint) {
      case .answered(let status, let body):
        return (.answered(status: status, body: body, replayed: true), nil)
      case .mismatch: return (.mismatch, nil)
      case .fresh: break
      }
      let decided = try operation.run(Work(tx, office: self, actor: actor, draw: draw))
      let (status, body) = render(decided)
      try tx.remember(
        person, key: key, fingerprint: fingerprint, status: status, body: body, at: draw.at)
      return (.answered(status: status, body: body, replayed: false), decided.ruling.outcome)
    }
    if let outcome { rulings.count(Done.name, outcome) }
    return answer
  }
}
