import Kernel

/// One pass over a document: every member becomes quads, or the document is refused. Nothing is
/// dropped in silence, because what makes no quad is covered by no signature.
struct Expansion {
  /// What a document may contain.
  struct Mode: Sendable {
    /// Plain terms only, as credentials use them: no IRIs and no keywords for names, no second
    /// spelling of a type or an identifier, no labels of blank nodes.
    var isStrict = true
    /// Contexts written out in the document: for test suites.
    var allowsInlineContexts = false
  }

  static let maximumDepth = 64
  static let maximumQuads = 20_000
  /// The most bytes of all statements: one long identifier may stand in each of them.
  static let maximumLength = 16 << 20

  var dataset = Dataset()
  let mode: Mode
  var trail: ContextTrail
  var place = Place()
  private var depth = 0
  /// How often something was stated, twice the same included.
  private(set) var statements = 0
  private var length = 0
  private var labels: [TermName: Dataset.Term] = [:]
  private let rdfType: Dataset.Term

  init(_ contexts: Contexts, _ mode: Mode) {
    self.mode = mode
    trail = ContextTrail(contexts)
    rdfType = dataset.term(RDF.type)
  }

  /// Reads a whole document.
  mutating func document(_ value: Value) throws(LinkedDataFault.What) {
    if mode.isStrict {
      guard let members = value.members else { throw .kind(value.kind, wanted: "an object") }
      guard members["@context"] != nil else { throw .noContext }
    }
    try standing(value, in: .initial, graph: .defaultGraph)
  }

  /// A node, or a list of nodes, that no statement leads to: each must say something itself.
  private mutating func standing(_ value: Value, in context: ActiveContext, graph: Dataset.Term)
    throws(LinkedDataFault.What)
  {
    switch value {
    case .list(let elements):
      for (index, element) in elements.enumerated() {
        place.enter(item: index)
        try standing(element, in: context, graph: graph)
        place.leave()
      }
    case .object(let members):
      guard shape(of: members, in: context) == .node else { throw .dropped("a value by itself") }
      let before = statements
      _ = try node(members, below: nil, in: context, graph: graph, isStanding: true)
      guard statements > before else { throw .dropped("a node that says nothing") }
    default: throw .dropped(value.kind)
    }
  }

  /// Reads a node and everything it says; its subject.
  mutating func node(
    _ members: Value.Members, below property: TermDefinition?, in outer: ActiveContext,
    graph: Dataset.Term, isStanding: Bool = false
  ) throws(LinkedDataFault.What) -> Dataset.Term {
    try descend()
    var context = outer
    // A type's context ends here, unless this only refers to a node elsewhere.
    if let previous = outer.previous,
      members.pairs.count != 1 || outer.keyword(members.pairs[0].name) != .id
    {
      context = previous
    }
    if let scoped = property?.scoped { context = try trail.enter(scoped, from: context, .term) }
    if let own = members["@context"] {
      place.enter("@context")
      context = try entered(own, from: context)
      place.leave()
    }
    let types = try typeNames(members, context)
    let typeContext = context
    let inOrder =
      types.count < 2 ? types : types.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for type in inOrder {
      guard let scoped = typeContext[type]?.scoped else { continue }
      context = try trail.enter(scoped, from: context, .type)
    }
    if isStanding, graph == .defaultGraph, let content = onlyGraph(members, context) {
      try standing(content, in: context, graph: graph)
      ascend()
      return .defaultGraph
    }
    let subject = try identifier(members, context) ?? dataset.freshBlank()
    for type in types {
      try state(subject, rdfType, try meaning(of: type, typeContext), graph)
    }
    for pair in members.pairs {
      place.enter(pair.name)
      try member(pair.name, pair.value, of: subject, context, graph)
      place.leave()
    }
    ascend()
    return subject
  }

  /// Goes one level down into objects or lists.
  mutating func descend() throws(LinkedDataFault.What) {
    depth += 1
    guard depth <= Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
  }

  mutating func ascend() { depth -= 1 }

  private mutating func member(
    _ name: String, _ value: Value, of subject: Dataset.Term, _ context: ActiveContext,
    _ graph: Dataset.Term
  ) throws(LinkedDataFault.What) {
    if name.utf8.first == UInt8(ascii: "@") {
      guard !Keyword.isResembled(by: name) else { throw .keywordLike(name) }
      // In credentials a keyword stands under the name their contexts give it.
      guard !mode.isStrict || same(name, "@context") else { throw .keyword(name) }
    }
    switch context.keyword(name) {
    case .context, .id, .type: return
    case .graph where !mode.isStrict:
      return try standing(value, in: context, graph: subject)
    case nil: break
    default: throw .keyword(name)
    }
    if let definition = context[name] {
      guard !definition.term.isEmpty else { throw .dropped("a term that means nothing here") }
      let predicate = dataset.term(definition.term)
      return try property(value, definition, subject, predicate, context, graph)
    }
    guard !mode.isStrict || !name.utf8.contains(UInt8(ascii: ":")),
      case .iri(let iri) = context.table.expand(name, byTerm: true),
      IRI.isAbsolute(iri.utf8), IRI.isWritable(iri.utf8)
    else { throw .undefinedTerm(name) }
    let predicate = dataset.term(Array("<\(iri)>".utf8))
    try property(value, .plain, subject, predicate, context, graph)
  }

  /// Adds a statement.
  mutating func state(
    _ subject: Dataset.Term, _ predicate: Dataset.Term, _ object: Dataset.Term,
    _ graph: Dataset.Term
  ) throws(LinkedDataFault.What) {
    statements += 1
    guard statements <= Self.maximumQuads else { throw .tooManyQuads(limit: Self.maximumQuads) }
    let quad = Dataset.Quad(
      subject: subject, predicate: predicate, object: object, graph: graph)
    length += dataset.length(of: quad)
    guard length <= Self.maximumLength else { throw .tooLong(limit: Self.maximumLength) }
    dataset.add(quad)
  }

  /// The names a node gives for its types.
  private mutating func typeNames(_ members: Value.Members, _ context: ActiveContext)
    throws(LinkedDataFault.What) -> [String]
  {
    var types: [String] = []
    for pair in members.pairs where context.keyword(pair.name) == .type {
      guard let names = pair.value.strings else {
        place.enter(pair.name)
        throw .kind(pair.value.kind, wanted: "the name of a type or a list of names")
      }
      if names.isEmpty, mode.isStrict { throw .dropped("an empty list") }
      types += names
    }
    return types
  }

  /// The node's identifier, if it gives one.
  private mutating func identifier(_ members: Value.Members, _ context: ActiveContext)
    throws(LinkedDataFault.What) -> Dataset.Term?
  {
    var found: Dataset.Term?
    for pair in members.pairs where context.keyword(pair.name) == .id {
      place.enter(pair.name)
      guard !mode.isStrict || pair.name.utf8.first != UInt8(ascii: "@") else {
        throw .keyword(pair.name)
      }
      guard found == nil else { throw .otherSpelling(pair.name) }
      guard let text = pair.value.string else {
        throw .kind(pair.value.kind, wanted: "an identifier")
      }
      found = try reference(text, context)
      place.leave()
    }
    return found
  }

  /// What stands under @graph where a node has nothing else to say: the document's nodes.
  private func onlyGraph(_ members: Value.Members, _ context: ActiveContext) -> Value? {
    guard !mode.isStrict else { return nil }
    let others = members.pairs.filter { context.keyword($0.name) != .context }
    guard others.count == 1, context.keyword(others[0].name) == .graph else { return nil }
    return others[0].value
  }

  /// The term of a blank node's label in this document.
  mutating func labelled(_ label: String) -> Dataset.Term {
    if let known = labels[TermName(label)] { return known }
    let fresh = dataset.freshBlank()
    labels[TermName(label)] = fresh
    return fresh
  }
}
