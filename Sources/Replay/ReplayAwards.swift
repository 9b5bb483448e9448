import Dispatch
import Kernel
import Operations
import Storage

/// Signs and registers what a day's certificates decided, beside the operations of later days.
final class ReplayAwards: @unchecked Sendable {
  private let awards: Awards
  private let queue = DispatchQueue(label: "sanad-replay-awards")
  // Touched on the queue only.
  private var registered = 0
  private var faults: [String: Int] = [:]

  init(_ awards: Awards) { self.awards = awards }

  func finish(_ issued: [CredentialID], at: Instant) {
    queue.async { [self] in
      do {
        let progress = try awards.finish(issued, at: at)
        registered += progress.registered
        for failure in progress.failures { faults["\(failure)", default: 0] += 1 }
      } catch {
        faults["\(error)", default: 0] += 1
      }
    }
  }

  /// Waits for all of them.
  func settle() -> (registered: Int, faults: [String: Int]) {
    queue.sync { (registered, faults) }
  }
}
