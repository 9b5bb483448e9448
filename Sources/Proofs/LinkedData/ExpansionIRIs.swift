import Kernel

extension Expansion {
  /// The node an identifier stands for.
  mutating func reference(_ text: String, _ context: ActiveContext) throws(LinkedDataFault.What)
    -> Dataset.Term
  {
    if IRI.isBlank(text) {
      guard !mode.isStrict else { throw .blankNodeLabel }
      return labelled(text)
    }
    // Without prefixes an absolute IRI is what it says, which is nearly always so.
    if !context.hasPrefixes, IRI.isAbsolute(text.utf8) { return try iri(text) }
    guard !Keyword.isResembled(by: text) else { throw .keywordLike(text) }
    guard let meaning = context.table.expand(text, byTerm: false) else { throw .relativeIRI }
    guard case .iri(let expanded) = meaning else { throw .keyword(text) }
    guard !mode.isStrict || same(expanded, text) else { throw .otherSpelling(text) }
    return try iri(expanded)
  }

  /// What a type or another word of the vocabulary stands for: a term, or an IRI written out.
  mutating func meaning(of text: String, _ context: ActiveContext) throws(LinkedDataFault.What)
    -> Dataset.Term
  {
    if let definition = context[text], case .iri = definition.meaning {
      return dataset.term(definition.term)
    }
    if IRI.isBlank(text) { return try reference(text, context) }
    guard !Keyword.isResembled(by: text) else { throw .keywordLike(text) }
    guard case .iri(let expanded) = context.table.expand(text, byTerm: true) else {
      throw .undefinedType(text)
    }
    if mode.isStrict, text.utf8.contains(UInt8(ascii: ":")) {
      // A reader of the JSON would not recognize the term in its IRI, and the signature would hold.
      let isTerm = context.table.terms.values.contains { definition in
        if case .iri(let iri) = definition.meaning { same(iri, expanded) } else { false }
      }
      guard same(expanded, text), !isTerm else { throw .otherSpelling(text) }
    }
    return try iri(expanded)
  }

  private mutating func iri(_ text: String) throws(LinkedDataFault.What) -> Dataset.Term {
    guard IRI.isAbsolute(text.utf8) else { throw .relativeIRI }
    guard IRI.isWritable(text.utf8) else { throw .badIRI }
    return dataset.term { bytes in
      bytes.append(UInt8(ascii: "<"))
      bytes.append(contentsOf: text.utf8)
      bytes.append(UInt8(ascii: ">"))
    }
  }
}
