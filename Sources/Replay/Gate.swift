import Foundation

/// Counts what is under way and holds back whoever would make it too many.
final class Gate: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  private var inside = 0

  init(_ limit: Int) { self.limit = limit }

  func enter() {
    condition.lock()
    while inside >= limit { condition.wait() }
    inside += 1
    condition.unlock()
  }

  func leave() {
    condition.lock()
    inside -= 1
    // One thread queues and waits: it is woken when there is reason to, not at each operation.
    if inside == 0 || inside == limit / 2 { condition.signal() }
    condition.unlock()
  }

  func wait() {
    condition.lock()
    while inside > 0 { condition.wait() }
    condition.unlock()
  }
}
