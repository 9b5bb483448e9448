import Kernel

extension Lint {
  /// The contexts decide what every term means, so they are these two in this order.
  static let contextExact = Lint("ContextExact", "VCDM 2.0, 4.3; OB 3.0, B.1") { award in
    guard let contexts = award["@context"]?.elements, let names = award["@context"]?.strings,
      contexts.count == Award.contexts.count,
      zip(names, Award.contexts).allSatisfy({ same($0, $1) })
    else { return "@context is not exactly \(Award.contexts.joined(separator: ", "))" }
    return nil
  }
}
