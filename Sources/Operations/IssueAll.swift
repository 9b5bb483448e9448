import Credentials
import Foundation
package import Kernel
import Proofs
import Registrar
package import Storage

/// Issues everything that a term's approved results call for, as on the day of graduation: the same
/// operation for each learner, with a ruling of its own, many at a time. Batches are decided, signed
/// and registered side by side, each by a thread of its own, so that signing and verifying go on while
/// the writer commits.
package struct IssueAll: Sendable {
  let office: Office
  let actor: Actor

  package init(_ office: Office, by actor: Actor) {
    self.office = office
    self.actor = actor
  }

  /// How many are decided and signed in one go; what is under way at a time is bounded by it.
  private static let batch = 256
  /// How many batches are under way: one is decided, another signed, a third registered.
  private static let workers = 3

  /// How it came out.
  package struct Progress: Sendable {
    package internal(set) var issued = 0
    package internal(set) var signed = 0
    package internal(set) var registered = 0
    /// Decided, and refused by a ruling; the first of them.
    package internal(set) var refused = 0
    package internal(set) var refusal: Decided<CredentialID>?
    /// What kept others back; the clock tries again what was issued.
    package internal(set) var failures: [any Error] = []
  }

  /// The registrations of a section that passed with an approved result and have no credential that
  /// stands.
  package static func due(in section: SectionID, tx: Transaction) throws -> [RegistrationID] {
    try Registration.live(in: section, tx: tx).filter { registration in
      guard let result = try CourseResult.of(registration.id, in: tx), result.isApproved,
        result.passed == true
      else { return false }
      return try Credential.of(
        registration.learner, course: registration.course, term: registration.term, in: tx) == nil
    }.map(\.id)
  }

  /// Issues what is due in these sections; `told` gets the progress after each batch.
  package func run(
    _ sections: [SectionID], told: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> Progress {
    let tally = Tally(told)
    let room = DispatchSemaphore(value: IssueAll.workers)
    let all = DispatchGroup()
    defer { all.wait() }
    for section in sections {
      var due = try office.database.read { try IssueAll.due(in: section, tx: $0) }[...]
      // The first alone: it makes the list and the licence's credential that drafts ahead rest on.
      if let first = due.popFirst() { tally.add { try issue([first]) } }
      while !due.isEmpty {
        let batch = Array(due.prefix(IssueAll.batch))
        due = due.dropFirst(IssueAll.batch)
        room.wait()
        all.enter()
        let thread = Thread {
          tally.add { try issue(batch) }
          room.signal()
          all.leave()
        }
        thread.stackSize = 4 << 20
        thread.start()
      }
    }
    all.wait()
    return tally.now
  }

  private func issue(_ batch: [RegistrationID]) throws -> Progress {
    var progress = Progress()
    let at = office.clock.now
    let drafts = office.draftsAhead(batch, by: actor, at: at)
    let outcomes = office.performTogether(
      zip(batch, drafts).map { IssueCredential(registration: $0, ahead: $1) }, by: actor, at: at)
    var issued: [CredentialID] = []
    var prepared: [CredentialID: Award.Prepared] = [:]
    for (outcome, draft) in zip(outcomes, drafts) {
      do {
        let decided = try outcome.get()
        if let made = decided.output {
          issued.append(made)
          prepared[made] = draft?.id == made ? draft?.prepared : nil
        } else {
          progress.refused += 1
          progress.refusal = progress.refusal ?? decided
        }
      } catch {
        progress.failures.append(error)
      }
    }
    progress.issued = issued.count
    let finished = try Awards(office, actor.scope, isAlone: false).finish(issued, prepared, at: at)
    progress.signed = finished.signed
    progress.registered = finished.registered
    progress.failures += finished.failures
    return progress
  }

  /// What the batches have come to so far.
  private final class Tally: @unchecked Sendable {
    private let lock = NSLock()
    private let told: @Sendable (Progress) -> Void
    private var sum = Progress()

    init(_ told: @escaping @Sendable (Progress) -> Void) { self.told = told }

    func add(_ work: () throws -> Progress) {
      let outcome = Result(catching: work)
      lock.lock()
      defer { lock.unlock() }
      switch outcome {
      case .success(let done):
        sum.issued += done.issued
        sum.signed += done.signed
        sum.registered += done.registered
        sum.refused += done.refused
        sum.refusal = sum.refusal ?? done.refusal
        sum.failures += done.failures
      case .failure(let error): sum.failures.append(error)
      }
      told(sum)
    }

    var now: Progress {
      lock.lock()
      defer { lock.unlock() }
      return sum
    }
  }
}

extension Office {
  /// Issues what is due in a section, on a thread that may wait for the writer.
  package func issueAll(in section: SectionID, by actor: Actor) async throws -> IssueAll.Progress {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try IssueAll(self, by: actor).run([section]) })
      }
    }
  }
}
