import Foundation
import Kernel

extension Expansion {
  /// What kind of object this is.
  enum Shape {
    case node
    case value
    case list
    case set
  }

  /// Tells nodes from values, lists and sets by their keywords.
  func shape(of members: Value.Members, in context: ActiveContext) -> Shape {
    for pair in members.pairs {
      switch context.keyword(pair.name) {
      case .value: return .value
      case .list: return .list
      case .set: return .set
      default: continue
      }
    }
    return .node
  }

  /// States everything that stands under one member.
  mutating func property(
    _ value: Value, _ definition: TermDefinition, _ subject: Dataset.Term,
    _ predicate: Dataset.Term, _ context: ActiveContext, _ graph: Dataset.Term
  ) throws(LinkedDataFault.What) {
    if definition.coercion == .json {
      return try state(subject, predicate, try jsonLiteral(value), graph)
    }
    if definition.isList {
      var elements = value
      if case .object(let members) = value, shape(of: members, in: context) == .list {
        elements = try content(of: members, .list, context)
      }
      let head = try list(elements, definition, context, graph)
      return try state(subject, predicate, head, graph)
    }
    switch value {
    case .list(let elements):
      // An empty list makes no quad: anybody could add it.
      guard !elements.isEmpty || !mode.isStrict else { throw .dropped("an empty list") }
      try descend()
      for (index, element) in elements.enumerated() {
        place.enter(item: index)
        // A list within a list makes the same quads as one list.
        if mode.isStrict, element.elements != nil { throw .kind("a list", wanted: "one value") }
        try property(element, definition, subject, predicate, context, graph)
        place.leave()
      }
      ascend()
    case .object(let members) where shape(of: members, in: context) == .set:
      let elements = try content(of: members, .set, context)
      try property(elements, definition, subject, predicate, context, graph)
    default:
      let object = try self.object(value, definition, context, graph)
      try state(subject, predicate, object, graph)
    }
  }

  /// The term of one value.
  private mutating func object(
    _ value: Value, _ definition: TermDefinition, _ context: ActiveContext, _ graph: Dataset.Term
  ) throws(LinkedDataFault.What) -> Dataset.Term {
    switch value {
    case .object(let members):
      switch shape(of: members, in: context) {
      case .value: return try valueObject(members, context)
      case .list:
        return try list(try content(of: members, .list, context), definition, context, graph)
      case .set: throw .keyword("@set")
      case .node:
        guard definition.isGraph else {
          return try node(members, below: definition, in: context, graph: graph)
        }
        let name = dataset.freshBlank()
        let before = statements
        _ = try node(members, below: definition, in: context, graph: name)
        guard statements > before else { throw .dropped("a node that says nothing") }
        return name
      }
    case .text(let text), .plain(let text):
      // A graph of nothing but a name states nothing about it.
      guard !definition.isGraph else { throw .kind(value.kind, wanted: "an object") }
      switch definition.coercion {
      case .id, .vocabulary:
        var context = context
        if let scoped = definition.scoped {
          context = try trail.enter(scoped, from: context, .term)
        }
        if definition.coercion == .id { return try reference(text, context) }
        return try meaning(of: text, context)
      case .none, .datatype, .json: return dataset.literal(text, suffix: definition.suffix)
      }
    case .number(let number): return try self.number(number, definition.coercion)
    case .bool(let flag):
      return dataset.literal(flag ? "true" : "false", suffix: suffix(definition, RDF.boolean))
    case .null: throw .dropped("null")
    case .list: throw .kind(value.kind, wanted: "one value")
    }
  }

  /// The elements of a `@list` or `@set`, which has no other member.
  private mutating func content(
    of members: Value.Members, _ keyword: Keyword, _ context: ActiveContext
  ) throws(LinkedDataFault.What) -> Value {
    guard !mode.isStrict, members.pairs.count == 1, let pair = members.pairs.first else {
      throw .keyword(keyword.rawValue)
    }
    return pair.value
  }

  /// States a list as a chain of nodes; its head.
  private mutating func list(
    _ value: Value, _ definition: TermDefinition, _ context: ActiveContext, _ graph: Dataset.Term
  ) throws(LinkedDataFault.What) -> Dataset.Term {
    let elements = value.elements ?? [value]
    guard !elements.isEmpty else { return dataset.term(RDF.end) }
    try descend()
    let nodes = elements.map { _ in dataset.freshBlank() }
    for (index, element) in elements.enumerated() {
      place.enter(item: index)
      let item =
        element.elements == nil
        ? try object(element, definition, context, graph)
        : try list(element, definition, context, graph)
      try state(nodes[index], dataset.term(RDF.first), item, graph)
      let next = index + 1 < nodes.count ? nodes[index + 1] : dataset.term(RDF.end)
      try state(nodes[index], dataset.term(RDF.rest), next, graph)
      place.leave()
    }
    ascend()
    return nodes[0]
  }

  /// The literal of an object with `@value`.
  private mutating func valueObject(_ members: Value.Members, _ context: ActiveContext)
    throws(LinkedDataFault.What) -> Dataset.Term
  {
    var value: Value?
    var type: Value?
    var language: Value?
    for pair in members.pairs {
      place.enter(pair.name)
      switch context.keyword(pair.name) {
      case .value: value = pair.value
      case .language: language = pair.value
      case .type where !mode.isStrict: type = pair.value
      case .direction: throw .direction
      default: throw .keyword(pair.name)
      }
      guard !mode.isStrict || pair.name.utf8.first == UInt8(ascii: "@") else {
        throw .keyword(pair.name)
      }
      place.leave()
    }
    guard let value else { throw .keyword("@value") }
    if let language {
      guard type == nil, case .text(let tag) = language, Self.isLanguage(tag) else {
        throw .language
      }
      guard case .text(let text) = value else { throw .kind(value.kind, wanted: "text") }
      // In small letters, as most who sign write it; JSON-LD leaves it open.
      return dataset.literal(text, suffix: Array("@\(tag.lowercased())".utf8))
    }
    var coercion = TermDefinition.Coercion.none
    if let type {
      guard let name = type.string, let meaning = context.table.expand(name, byTerm: true) else {
        throw .kind(type.kind, wanted: "the name of a datatype")
      }
      switch meaning {
      case .keyword(.json): return try jsonLiteral(value)
      case .iri(let iri) where IRI.isAbsolute(iri.utf8) && IRI.isWritable(iri.utf8):
        coercion = .datatype(iri)
      default: throw .undefinedType(name)
      }
    }
    guard value.members == nil else { throw .kind(value.kind, wanted: "text, number or truth") }
    let definition = TermDefinition(.nothing, coercion: coercion)
    return try object(value, definition, context, .defaultGraph)
  }

  /// The literal of a value that stays JSON, in its canonical form.
  private mutating func jsonLiteral(_ value: Value) throws(LinkedDataFault.What) -> Dataset.Term {
    do {
      let text = String(decoding: try JCS.canonicalize(value), as: UTF8.self)
      return dataset.literal(text, suffix: RDF.json)
    } catch {
      throw .inexactNumber
    }
  }

  private func suffix(_ definition: TermDefinition, _ native: [UInt8]) -> [UInt8] {
    if case .datatype = definition.coercion { definition.suffix } else { native }
  }

  /// A number as a literal: whole ones in digits, others as the nearest double's sixteen digits.
  private mutating func number(_ number: ExactDecimal, _ coercion: TermDefinition.Coercion)
    throws(LinkedDataFault.What) -> Dataset.Term
  {
    // Beyond 2^53 or fifteen digits two numbers could make the same statement.
    let digits = number.integer?.magnitude ?? number.mantissa.magnitude
    guard digits <= (number.integer == nil ? 999_999_999_999_999 : 9_007_199_254_740_992),
      let double = Double(number.description)
    else { throw .inexactNumber }
    var native = RDF.integer
    var text = ""
    var isDouble = false
    if case .datatype(let iri) = coercion, same(iri, RDF.doubleIRI) { isDouble = true }
    if let integer = number.integer, !isDouble {
      text = String(integer)
    } else {
      native = RDF.double
      text = Self.scientific(double)
    }
    if case .datatype(let iri) = coercion { native = TermDefinition.suffix(iri) }
    return dataset.literal(text, suffix: native)
  }

  /// The canonical form of a double: `5.3E0`.
  static func scientific(_ double: Double) -> String {
    let sides = String(format: "%.15E", double).split(separator: "E")
    guard sides.count == 2, let exponent = Int(sides[1]) else { return "0.0E0" }
    var digits = sides[0]
    while digits.hasSuffix("0"), !digits.hasSuffix(".0") { digits = digits.dropLast() }
    return "\(digits)E\(exponent)"
  }

  /// Letters and digits in groups of one to eight, the first of letters only (BCP 47's outline).
  static func isLanguage(_ tag: String) -> Bool {
    let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      guard (1...8).contains(part.count),
        part.allSatisfy({ IRI.isLetter($0) || index > 0 && IRI.isDigit($0) })
      else { return false }
    }
    return !parts.isEmpty
  }
}

/// The IRIs of RDF and XML Schema that JSON-LD itself knows, as N-Quads write them.
enum RDF {
  private static let syntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  private static let schema = "http://www.w3.org/2001/XMLSchema#"

  static let type = Array("<\(syntax)type>".utf8)
  static let first = Array("<\(syntax)first>".utf8)
  static let rest = Array("<\(syntax)rest>".utf8)
  static let end = Array("<\(syntax)nil>".utf8)
  static let json = Array("^^<\(syntax)JSON>".utf8)
  static let boolean = Array("^^<\(schema)boolean>".utf8)
  static let integer = Array("^^<\(schema)integer>".utf8)
  static let doubleIRI = "\(schema)double"
  static let double = Array("^^<\(doubleIRI)>".utf8)
}
