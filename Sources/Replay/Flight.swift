import Kernel
import Operations
import Storage

/// Operations under way: queued in order, a bounded number at a time so that the writer commits
/// them in groups, and landed in the same order when somebody asks for what became of them.
final class Flight {
  private let gate: Gate
  private let office: Office
  private var landings: [() throws -> Void] = []
  private(set) var operations = 0
  /// Faults that are no rulings, by what they said.
  private(set) var faults: [String: Int] = [:]

  init(_ office: Office, limit: Int = 256) {
    self.office = office
    gate = Gate(limit)
  }

  /// Queues an operation; `land` gets its outcome, on this thread, at the next `settle`.
  func submit<Done: Operation>(
    _ operation: Done, by actor: Actor, at: Instant,
    land: @escaping (Decided<Done.Output>?) throws -> Void
  ) {
    let slot = Slot<Decided<Done.Output>>()
    let gate = gate
    gate.enter()
    operations += 1
    office.submit(operation, by: actor, at: at) { outcome in
      slot.outcome = outcome
      gate.leave()
    }
    landings.append { [self] in
      switch slot.outcome {
      case .success(let decided): try land(decided)
      case .failure(let fault as OperationFault):
        faults["\(Done.name): \(fault)", default: 0] += 1
        try land(nil)
      case .failure(let error): throw error
      case nil: throw ReplayFault("an operation came to no end")
      }
    }
  }

  /// Faults that were met beside the operations.
  func add(faults other: [String: Int]) {
    for (fault, count) in other { faults[fault, default: 0] += count }
  }

  /// Waits for everything under way and hands out the outcomes in the order queued.
  func settle() throws {
    gate.wait()
    let landed = landings
    landings.removeAll(keepingCapacity: true)
    for land in landed { try land() }
  }

  private final class Slot<Held: Sendable>: @unchecked Sendable {
    // Written by the writer's thread before it leaves the gate, read once the gate is empty.
    var outcome: Result<Held, any Error>?
  }
}
