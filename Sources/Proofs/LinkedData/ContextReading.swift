import Kernel

/// JSON-LD 1.1 context processing, as far as the known contexts go: an unknown keyword in a context
/// is a fault and never skipped.
struct ContextReading {
  let addressed: (String) -> LocalContext?
  /// A term's own context may give protected terms another meaning.
  let overridesProtected: Bool
  /// A type's context ends with its node.
  let propagates: Bool
  private var table: TermTable
  private var previous: ActiveContext?
  private var isChanged = false

  /// The context in force after `local` is applied to `active`; `active` itself when nothing changes.
  static func apply(
    _ local: Value, to active: ActiveContext, overridesProtected: Bool = false,
    propagates: Bool = true, addressed: @escaping (String) -> LocalContext?
  ) throws(LinkedDataFault.What) -> ActiveContext {
    var reading = ContextReading(
      addressed: addressed, overridesProtected: overridesProtected, propagates: propagates,
      table: active.table, previous: active.previous ?? (propagates ? nil : active))
    try reading.apply(local)
    return reading.isChanged ? ActiveContext(reading.table, previous: reading.previous) : active
  }

  private init(
    addressed: @escaping (String) -> LocalContext?, overridesProtected: Bool, propagates: Bool,
    table: TermTable, previous: ActiveContext?
  ) {
    self.addressed = addressed
    self.overridesProtected = overridesProtected
    self.propagates = propagates
    self.table = table
    self.previous = previous
  }

  private mutating func apply(_ local: Value, depth: Int = 0) throws(LinkedDataFault.What) {
    guard depth < 16 else { throw .badContext("it refers to itself") }
    switch local {
    case .null:
      if !overridesProtected, let kept = table.terms.first(where: \.value.isProtected) {
        throw .protectedTerm(kept.key.text)
      }
      isChanged = isChanged || !table.terms.isEmpty || table.vocabulary != nil
      table = TermTable()
      if propagates { previous = nil }
    case .list(let elements):
      for element in elements { try apply(element, depth: depth + 1) }
    case .text(let address):
      guard let known = addressed(address) else { throw .unknownContext(address) }
      try apply(known.value, depth: depth + 1)
    case .object(let members):
      try apply(members)
    case .bool, .number, .plain:
      throw .badContext("it is \(local.kind)")
    }
  }

  private mutating func apply(_ members: Value.Members) throws(LinkedDataFault.What) {
    var isProtected = false
    for pair in members.pairs {
      guard let keyword = Keyword(named: pair.name) else { continue }
      switch (keyword, pair.value) {
      case (.version, .number(let version)) where version == ExactDecimal(mantissa: 11, scale: 1):
        continue
      case (.protected, .bool(let flag)): isProtected = flag
      case (.vocab, .null):
        isChanged = isChanged || table.vocabulary != nil
        table.vocabulary = nil
      case (.vocab, .text(let text)):
        guard case .iri(let iri) = table.expand(text, byTerm: true), IRI.isAbsolute(iri.utf8) else {
          throw .contextFeature("a relative @vocab")
        }
        isChanged = true
        table.vocabulary = iri
      case (.version, _), (.protected, _), (.vocab, _):
        throw .badContext("\(pair.name) is \(pair.value.kind)")
      default: throw .contextFeature(pair.name)
      }
    }
    var terms = LocalTerms(members: members, isProtected: isProtected)
    for pair in members.pairs where Keyword(named: pair.name) == nil {
      try define(pair.name, &terms)
    }
  }

  /// The terms of one context while they are being defined.
  private struct LocalTerms {
    let members: Value.Members
    let isProtected: Bool
    /// False while a term is being defined, true after.
    var isDefined: [TermName: Bool] = [:]
  }

  /// Defines the terms of this context that a text mentions: itself or its prefix.
  private mutating func defineMentioned(in text: String, byTerm: Bool, _ terms: inout LocalTerms)
    throws(LinkedDataFault.What)
  {
    guard Keyword(named: text) == nil else { return }
    if byTerm, terms.members[text] != nil { try define(text, &terms) }
    if let (prefix, suffix) = TermTable.parts(text), !suffix.utf8.starts(with: "//".utf8),
      terms.members[prefix] != nil
    {
      try define(prefix, &terms)
    }
  }

  private mutating func define(_ name: String, _ terms: inout LocalTerms)
    throws(LinkedDataFault.What)
  {
    guard let value = terms.members[name] else { return }
    if let isDone = terms.isDefined[TermName(name)] {
      guard isDone else { throw .badContext("\"\(name)\" is defined by itself") }
      return
    }
    terms.isDefined[TermName(name)] = false
    guard !name.isEmpty else { throw .badContext("a term is empty") }
    guard Keyword(named: name) == nil else { throw .badContext("it defines \(name) anew") }
    guard !Keyword.isResembled(by: name) else { throw .keywordLike(name) }
    // What stood under this name before plays no part in its definition.
    let before = table.terms.removeValue(forKey: TermName(name))
    let new = try definition(of: name, value, &terms)
    terms.isDefined[TermName(name)] = true
    if let before, before.agrees(with: new),
      before.isProtected == new.isProtected || before.isProtected && !overridesProtected
    {
      table.terms[TermName(name)] = before
      return
    }
    if let before, before.isProtected, !overridesProtected { throw .protectedTerm(name) }
    table.terms[TermName(name)] = new
    isChanged = true
  }

  private mutating func definition(of name: String, _ value: Value, _ terms: inout LocalTerms)
    throws(LinkedDataFault.What) -> TermDefinition
  {
    var isProtected = terms.isProtected
    var members = Value.Members()
    switch value {
    case .null: return TermDefinition(.nothing, isProtected: isProtected)
    case .text: members.pairs = [("@id", value)]
    case .object(let given): members = given
    default: throw .badContext("\"\(name)\" is \(value.kind)")
    }
    var coercion = TermDefinition.Coercion.none
    var containers: [Keyword] = []
    var scoped: LocalContext?
    for pair in members.pairs {
      switch (Keyword(named: pair.name), pair.value) {
      case (.id, _): continue
      case (.protected, .bool(let flag)): isProtected = flag
      case (.type, .text(let text)): coercion = try self.coercion(text, name, &terms)
      case (.container, _): containers = try self.containers(pair.value, name)
      case (.context, _): scoped = LocalContext(pair.value)
      case (.type, _), (.protected, _): throw .badContext("\(pair.name) of \"\(name)\"")
      default: throw .contextFeature(pair.name)
      }
    }
    let meaning = try meaning(of: name, members["@id"], &terms)
    var isPrefix = false
    if case .text = value, case .iri(let iri) = meaning, let last = iri.utf8.last {
      isPrefix = !name.utf8.contains { ":/".utf8.contains($0) } && ":/?#[]@".utf8.contains(last)
    }
    return TermDefinition(
      meaning, coercion: coercion, containers: containers, scoped: scoped, isPrefix: isPrefix,
      isProtected: isProtected)
  }

  private mutating func coercion(_ text: String, _ name: String, _ terms: inout LocalTerms)
    throws(LinkedDataFault.What) -> TermDefinition.Coercion
  {
    try defineMentioned(in: text, byTerm: true, &terms)
    switch table.expand(text, byTerm: true) {
    case .keyword(.id): return .id
    case .keyword(.vocab): return .vocabulary
    case .keyword(.json): return .json
    case .keyword(.none): return .none
    case .iri(let iri) where IRI.isWritable(iri.utf8) && IRI.isAbsolute(iri.utf8):
      return .datatype(iri)
    default: throw .badContext("the type of \"\(name)\"")
    }
  }

  private func containers(_ value: Value, _ name: String) throws(LinkedDataFault.What) -> [Keyword]
  {
    guard let names = value.strings else { throw .badContext("the container of \"\(name)\"") }
    var containers: [Keyword] = []
    for text in names {
      guard let keyword = Keyword(named: text) else {
        throw .badContext("the container of \"\(name)\"")
      }
      guard [.graph, .list, .set].contains(keyword) else {
        throw .contextFeature("the container \(text)")
      }
      containers.append(keyword)
    }
    guard !containers.contains(.list) || containers.count == 1 else {
      throw .badContext("the container of \"\(name)\"")
    }
    return containers.sorted { $0.rawValue < $1.rawValue }
  }

  private mutating func meaning(of name: String, _ id: Value?, _ terms: inout LocalTerms)
    throws(LinkedDataFault.What) -> TermDefinition.Meaning
  {
    var text = name
    switch id {
    case nil: break
    case .null?: return .nothing
    case .text(let given)?: text = given
    case let other?: throw .badContext("@id of \"\(name)\" is \(other.kind)")
    }
    let isOwnName = same(text, name)
    guard !Keyword.isResembled(by: text) else { throw .keywordLike(text) }
    try defineMentioned(in: text, byTerm: !isOwnName, &terms)
    switch table.expand(text, byTerm: true) {
    case .keyword(let keyword):
      guard keyword != .context, TermTable.parts(name) == nil else {
        throw .badContext("\"\(name)\" cannot stand for \(keyword.rawValue)")
      }
      return .keyword(keyword)
    case .iri(let iri) where IRI.isWritable(iri.utf8) && IRI.isAbsolute(iri.utf8):
      if !isOwnName, TermTable.parts(name) != nil || name.utf8.contains(UInt8(ascii: "/")) {
        // A name that is an IRI itself cannot mean another one.
        try defineMentioned(in: name, byTerm: false, &terms)
        guard case .iri(let own) = table.expand(name, byTerm: true), same(own, iri) else {
          throw .badContext("\"\(name)\" is an IRI and means another")
        }
      }
      return .iri(iri)
    default: throw .badContext("\"\(name)\" means no IRI")
    }
  }
}
