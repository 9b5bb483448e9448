import Kernel

/// What one term means under an active context; never changed once it is made.
final class TermDefinition: Sendable {
  enum Meaning: Equatable, Sendable {
    case keyword(Keyword)
    case iri(String)
    /// The term is known and kept out on purpose.
    case nothing
  }

  /// How a text or number under this term is to be read.
  enum Coercion: Equatable, Sendable {
    case none
    case id
    case vocabulary
    case json
    case datatype(String)
  }

  /// How values are read that no term stands above.
  static let plain = TermDefinition(.nothing)

  let meaning: Meaning
  let coercion: Coercion
  /// The containers, in alphabetical order: of @graph, @list and @set.
  let containers: [Keyword]
  /// The context that comes into force below the term, or with the type it names.
  let scoped: LocalContext?
  let isPrefix: Bool
  let isProtected: Bool
  /// The IRI in angle brackets, empty where there is none.
  let term: [UInt8]
  /// What follows a literal of the datatype: `^^<…>`, or nothing for a plain string.
  let suffix: [UInt8]
  let isList: Bool
  let isGraph: Bool

  init(
    _ meaning: Meaning, coercion: Coercion = .none, containers: [Keyword] = [],
    scoped: LocalContext? = nil, isPrefix: Bool = false, isProtected: Bool = false
  ) {
    self.meaning = meaning
    self.coercion = coercion
    self.containers = containers
    self.scoped = scoped
    self.isPrefix = isPrefix
    self.isProtected = isProtected
    isList = containers.contains(.list)
    isGraph = containers.contains(.graph)
    if case .iri(let iri) = meaning { term = Array("<\(iri)>".utf8) } else { term = [] }
    if case .datatype(let iri) = coercion { suffix = Self.suffix(iri) } else { suffix = [] }
  }

  /// What follows a literal of this datatype; a plain string is a literal without one.
  static func suffix(_ datatype: String) -> [UInt8] {
    same(datatype, "http://www.w3.org/2001/XMLSchema#string") ? [] : Array("^^<\(datatype)>".utf8)
  }

  /// Whether another definition says the same, protection aside.
  func agrees(with other: TermDefinition) -> Bool {
    let scopesAgree =
      switch (scoped, other.scoped) {
      case (nil, nil): true
      case (let mine?, let theirs?): mine === theirs || Value.isSame(mine.value, theirs.value)
      default: false
      }
    return scopesAgree && coercion == other.coercion && containers == other.containers
      && isPrefix == other.isPrefix && term == other.term && suffix == other.suffix
      && meaning == other.meaning
  }
}

/// A context as a document or a term states it, before it is applied to another one.
final class LocalContext: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}

/// An active context: what names mean at one place of a document; never changed once it is made.
final class ActiveContext: Sendable {
  static let initial = ActiveContext(TermTable(), previous: nil)

  let table: TermTable
  /// What is in force again inside the next node: a type's context ends with its node.
  let previous: ActiveContext?
  /// The names that stand for keywords.
  let aliases: [(name: String, keyword: Keyword)]
  let hasPrefixes: Bool

  init(_ table: TermTable, previous: ActiveContext?) {
    self.table = table
    self.previous = previous
    aliases = table.terms.compactMap { name, definition in
      if case .keyword(let keyword) = definition.meaning { (name.text, keyword) } else { nil }
    }
    hasPrefixes = table.terms.values.contains(where: \.isPrefix)
  }

  subscript(name: String) -> TermDefinition? { table.terms[TermName(name)] }

  /// The keyword a member's name is or stands for.
  func keyword(_ name: String) -> Keyword? {
    if name.utf8.first == UInt8(ascii: "@") { return Keyword(named: name) }
    // By place: an alias that is not the one need not be taken out.
    for place in aliases.indices where same(aliases[place].name, name) {
      return aliases[place].keyword
    }
    return nil
  }
}

/// Terms and a vocabulary, and what they make of a text.
struct TermTable: Sendable {
  var terms: [TermName: TermDefinition] = [:]
  /// What is put before a name that no term defines.
  var vocabulary: String?

  /// What a text means, as an IRI and, where `byTerm` is set, as a term; nil for a relative one.
  func expand(_ text: String, byTerm: Bool) -> TermDefinition.Meaning? {
    if let keyword = Keyword(named: text) { return .keyword(keyword) }
    if let definition = terms[TermName(text)] {
      if case .keyword = definition.meaning { return definition.meaning }
      if byTerm { return definition.meaning }
    }
    if let (prefix, suffix) = Self.parts(text) {
      if same(prefix, "_") || suffix.utf8.starts(with: "//".utf8) { return .iri(text) }
      if let definition = terms[TermName(prefix)], definition.isPrefix,
        case .iri(let iri) = definition.meaning
      {
        return .iri(iri + suffix)
      }
      if IRI.isAbsolute(text.utf8) { return .iri(text) }
    }
    if byTerm, let vocabulary { return .iri(vocabulary + text) }
    return nil
  }

  /// What stands before and after the first colon that is not the first character.
  static func parts(_ text: String) -> (prefix: String, suffix: String)? {
    guard let colon = text.utf8.dropFirst().firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return (String(text[..<colon]), String(text[text.utf8.index(after: colon)...]))
  }
}

extension Value {
  /// Whether two trees are the same, the order of members aside.
  static func isSame(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.text(let a), .text(let b)): same(a, b)
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.object(let a), .object(let b)):
      a.pairs.count == b.pairs.count
        && a.pairs.allSatisfy { pair in b[pair.name].map { isSame(pair.value, $0) } ?? false }
    default: false
    }
  }
}
