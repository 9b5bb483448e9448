/// What went wrong below the operations.
package enum StorageFault: Error, Sendable, CustomStringConvertible {
  /// A constraint of the schema said no: the last guard behind the rules.
  case constraint(String)
  /// The queue is full, the disk or memory is, or the server is away; try again later.
  case unavailable(String)
  /// Another transaction was in the way; the same may succeed at once. Never leaves this target.
  case contention(String)
  /// Anything else the engine reports.
  case failed(String)
  /// The database is of another make than this program.
  case schema(String)

  package var description: String {
    switch self {
    case .constraint(let message): "constraint: \(message)"
    case .unavailable(let message): "unavailable: \(message)"
    case .contention(let message): "contention: \(message)"
    case .failed(let message), .schema(let message): message
    }
  }

  /// Whether the whole group must be undone and tried again.
  var dooms: Bool {
    switch self {
    case .unavailable, .contention: true
    case .constraint, .failed, .schema: false
    }
  }

  /// What callers are told: contention is our own affair.
  static func outward(_ fault: any Error) -> any Error {
    guard case StorageFault.contention(let message) = fault else { return fault }
    return StorageFault.unavailable(message)
  }
}
