import Foundation
import JSON
import Kernel

/// The contexts documents may name, and what each means after the others: worked out once.
final class Contexts: @unchecked Sendable {
  /// One context applied after another; it holds both, so that their identities stay theirs.
  struct Step: Sendable {
    let from: ActiveContext
    let local: LocalContext
    let to: ActiveContext
  }

  struct Key: Hashable, Sendable {
    let from: ObjectIdentifier
    let local: ObjectIdentifier
    let use: Use
  }

  /// Where a context stands: in a document, below a term, or beside a type.
  enum Use: Hashable, Sendable {
    case document
    case term
    case type
  }

  private let addressed: [TermName: LocalContext]
  private let lock = NSLock()
  private var known: [Key: Step] = [:]
  /// How many steps are kept. Documents that only differ in the order of their contexts make many;
  /// then all are forgotten, so that nobody can fill the room for good.
  private static let limit = 1_000

  init(_ documents: [(address: String, context: Value)]) {
    addressed = Dictionary(
      documents.map { (TermName($0.address), LocalContext($0.context)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The context of this address, or nil when it is none of the closed set.
  func context(at address: String) -> LocalContext? { addressed[TermName(address)] }

  /// What was worked out so far.
  fileprivate func steps() -> [Key: Step] { lock.withLock { known } }

  /// Applies a context and keeps the result for everybody.
  fileprivate func work(_ local: LocalContext, _ from: ActiveContext, _ key: Key)
    throws(LinkedDataFault.What) -> ActiveContext
  {
    let to = try ContextReading.apply(
      local.value, to: from, overridesProtected: key.use == .term, propagates: key.use != .type,
      addressed: { [addressed] in addressed[TermName($0)] })
    return lock.withLock {
      // Somebody may have been faster: one result for all, so that steps from it are shared too.
      if let step = known[key] { return step.to }
      if known.count >= Self.limit { known.removeAll() }
      known[key] = Step(from: from, local: local, to: to)
      return to
    }
  }
}

/// The contexts as one document meets them: what is known is found without waiting for others.
struct ContextTrail {
  let contexts: Contexts
  private var known: [Contexts.Key: Contexts.Step]
  private var worked = 0
  /// How many contexts one document may make new.
  static let limit = 256

  init(_ contexts: Contexts) {
    self.contexts = contexts
    known = contexts.steps()
  }

  /// The context in force after `local` is applied to `from`.
  mutating func enter(_ local: LocalContext, from: ActiveContext, _ use: Contexts.Use)
    throws(LinkedDataFault.What) -> ActiveContext
  {
    let key = Contexts.Key(from: ObjectIdentifier(from), local: ObjectIdentifier(local), use: use)
    if let step = known[key] { return step.to }
    worked += 1
    guard worked <= Self.limit else { throw .tooManyContexts(limit: Self.limit) }
    let to = try contexts.work(local, from, key)
    known[key] = Contexts.Step(from: from, local: local, to: to)
    return to
  }
}
