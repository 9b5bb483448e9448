/// The one tree that YAML and JSON facts become.
package enum Value: Sendable {
  case null
  case bool(Bool)
  case number(ExactDecimal)
  /// Text that its author marked as text (a JSON string, a quoted YAML scalar).
  case text(String)
  /// A plain YAML scalar: untyped until a reader asks for a type, so that `no`, `0123` and `1:30`
  /// stay what they were.
  case plain(String)
  case list([Value])
  case object(Members)

  /// An object's members in their written order.
  package struct Members: Sendable {
    package var pairs: [(name: String, value: Value)]

    package init(_ pairs: [(name: String, value: Value)] = []) { self.pairs = pairs }

    /// The member of this name, compared byte by byte.
    package subscript(name: String) -> Value? {
      // By place: a pair that is not the one need not be taken out.
      for place in pairs.indices where Name.same(pairs[place].name, name) {
        return pairs[place].value
      }
      return nil
    }

    /// Where each name stands, for those who look up many: one after the other in a large object they
    /// take the square of its length.
    package var places: [Name.Exact: Int] {
      Dictionary(
        pairs.indices.map { (Name.Exact(pairs[$0].name), $0) },
        uniquingKeysWith: { first, _ in first }
      )
    }

    /// Gives members their values, each at its place where it is there already.
    package mutating func merge(_ others: Members) {
      var places = places
      for (name, value) in others.pairs {
        if let place = places[Name.Exact(name)] {
          pairs[place].value = value
        } else {
          places[Name.Exact(name)] = pairs.count
          pairs.append((name, value))
        }
      }
    }
  }

  /// A word for messages: what kind of value this is.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .number: "a number"
    case .text: "text"
    case .plain: "a scalar"
    case .list: "a list"
    case .object: "an object"
    }
  }

  package var members: Members? {
    if case .object(let members) = self { return members }
    return nil
  }

  package var elements: [Value]? {
    if case .list(let elements) = self { return elements }
    return nil
  }

  /// The text of a text or plain scalar.
  package var string: String? {
    switch self {
    case .text(let text), .plain(let text): text
    default: nil
    }
  }

  /// The exact number of a number or of a plain scalar that reads as one.
  package var decimal: ExactDecimal? {
    switch self {
    case .number(let number): number
    case .plain(let text): ExactDecimal(text: text)
    default: nil
    }
  }

  /// True or false from a truth value or from a plain scalar `true` or `false` (nothing else).
  package var truth: Bool? {
    switch self {
    case .bool(let bool): bool
    case .plain("true"): true
    case .plain("false"): false
    default: nil
    }
  }

  package subscript(name: String) -> Value? { members?[name] }
}
