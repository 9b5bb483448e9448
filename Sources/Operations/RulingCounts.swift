import Foundation
package import Regulations

/// How many rulings of each operation came out how, since the start of this process; counted after
/// the commit.
package final class RulingCounts: @unchecked Sendable {
  /// What a count is of.
  package struct Kind: Hashable, Sendable {
    package let operation: String
    package let outcome: Outcome
  }

  private let lock = NSLock()
  private var counts: [Kind: Int] = [:]

  package init() {}

  package var now: [Kind: Int] { lock.withLock { counts } }

  package func count(_ operation: String, _ outcome: Outcome) {
    lock.withLock { counts[Kind(operation: operation, outcome: outcome), default: 0] &+= 1 }
  }
}
