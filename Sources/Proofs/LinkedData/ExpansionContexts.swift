import Kernel

extension Expansion {
  /// The context in force after the contexts a document names; only addresses of known ones, unless
  /// the mode says otherwise.
  mutating func entered(_ own: Value, from context: ActiveContext) throws(LinkedDataFault.What)
    -> ActiveContext
  {
    switch own {
    case .text(let address):
      guard let known = trail.contexts.context(at: address) else { throw .unknownContext(address) }
      return try trail.enter(known, from: context, .document)
    case .list(let elements):
      var context = context
      for (index, element) in elements.enumerated() {
        if case .list = element { throw .inlineContext }
        place.enter(item: index)
        context = try entered(element, from: context)
        place.leave()
      }
      return context
    default:
      guard mode.allowsInlineContexts else { throw .inlineContext }
      return try trail.enter(LocalContext(own), from: context, .document)
    }
  }
}

/// Where in a document the reader is: kept cheap, and put into words only for a fault.
struct Place {
  private enum Step {
    case member(String)
    case item(Int)
  }

  private var steps: [Step] = []

  init() { steps.reserveCapacity(32) }

  mutating func enter(_ name: String) { steps.append(.member(name)) }
  mutating func enter(item: Int) { steps.append(.item(item)) }
  mutating func leave() { steps.removeLast() }

  /// The place as names and indices, for example `/credentialSubject/result/0`; empty for the whole.
  var path: String {
    steps.reduce(into: "") { path, step in
      switch step {
      case .member(let name): path += "/\(name)"
      case .item(let index): path += "/\(index)"
      }
    }
  }
}
