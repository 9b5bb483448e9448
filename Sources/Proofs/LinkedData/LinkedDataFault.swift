/// Why a document cannot be read as linked data without losing or guessing something, and where.
package struct LinkedDataFault: Error, Equatable, Sendable {
  package enum What: Error, Equatable, Sendable {
    /// The document is not an object, or a part of it is not what its place demands.
    case kind(String, wanted: String)
    case noContext
    /// A context outside the closed set, by its address.
    case unknownContext(String)
    /// A context that is written out in the document, or null, or no text at all.
    case inlineContext
    /// A context says what this reader does not take part in.
    case contextFeature(String)
    case badContext(String)
    /// A term that a context protects would change its meaning.
    case protectedTerm(String)
    case undefinedTerm(String)
    case undefinedType(String)
    /// A member that signatures do not cover: null, an empty list, a node that says nothing.
    case dropped(String)
    case keyword(String)
    case keywordLike(String)
    case relativeIRI
    case badIRI
    /// Text that means an IRI other than the one written, or one that a term already stands for.
    case otherSpelling(String)
    case blankNodeLabel
    case language
    case direction
    case inexactNumber
    case tooDeep(limit: Int)
    case tooManyQuads(limit: Int)
    case tooLong(limit: Int)
    case tooManyContexts(limit: Int)
    case tooComplex(limit: Int)
  }

  package let what: What
  /// The place as names and indices, `/credentialSubject/result/0`; empty for the whole.
  package let path: String

  package init(_ what: What, path: String = "") {
    self.what = what
    self.path = path
  }

  /// What is wrong, in one English sentence.
  package var message: String {
    switch what {
    case .kind(let kind, let wanted): "Here stands \(kind) instead of \(wanted)."
    case .noContext: "The document names no @context."
    case .unknownContext(let url): "The context \"\(url)\" is not among the known ones."
    case .inlineContext: "A context is given in the document itself instead of by its address."
    case .contextFeature(let name): "The context uses \(name), which none of the known ones does."
    case .badContext(let reason): "The context is not sound: \(reason)."
    case .protectedTerm(let term): "A context gives the protected term \"\(term)\" another meaning."
    case .undefinedTerm(let name): "No context in force here defines \"\(name)\"."
    case .undefinedType(let name): "No context in force here defines the type \"\(name)\"."
    case .dropped(let thing): "A signature would not cover \(thing)."
    case .keyword(let name): "The keyword \"\(name)\" has no place here."
    case .keywordLike(let name): "\"\(name)\" looks like a keyword and is none."
    case .relativeIRI: "The identifier is relative: it begins with no scheme."
    case .badIRI: "The identifier holds a character that identifiers cannot hold."
    case .otherSpelling(let name): "\"\(name)\" is another spelling of what a term stands for."
    case .blankNodeLabel: "A label of a blank node is no identifier: no signature covers it."
    case .language: "This is not a language tag."
    case .direction: "A signature would not cover the direction of the text."
    case .inexactNumber: "The number is too large to mean the same to every reader."
    case .tooDeep(let limit): "Objects and lists are nested more than \(limit) levels deep."
    case .tooManyQuads(let limit): "The document makes more than \(limit) statements."
    case .tooLong(let limit): "Its statements, written out, are longer than \(limit) bytes."
    case .tooManyContexts(let limit): "The document changes contexts more than \(limit) times."
    case .tooComplex(let limit): "\(RDFCFault.tooComplex(limit: limit))"
    }
  }

  /// What the document's author can do about it, in one English sentence.
  package var remedy: String {
    switch what {
    case .kind: "Write what the place demands."
    case .noContext: "Begin with \"@context\" and the addresses of the contexts used."
    case .unknownContext, .inlineContext, .contextFeature, .badContext:
      "Use the contexts of Verifiable Credentials 2.0, Open Badges 3.0 and Data Integrity."
    case .protectedTerm: "Remove one of the two contexts."
    case .undefinedTerm, .undefinedType, .keywordLike:
      "Correct its spelling, add the type it belongs to, or remove it."
    case .dropped: "Remove it, or give it content."
    case .keyword: "Use \"id\" and \"type\" and the contexts' own terms."
    case .relativeIRI, .badIRI: "Write a whole URL, URN or DID."
    case .otherSpelling: "Write the term itself."
    case .blankNodeLabel: "Leave the identifier out, or use a URN."
    case .language: "Write a tag such as ar or en-GB."
    case .direction: "Leave @direction out: the language tells the direction."
    case .inexactNumber: "Send it as a string."
    case .tooDeep, .tooManyQuads, .tooLong, .tooManyContexts, .tooComplex:
      "Send a simpler document."
    }
  }
}

extension LinkedDataFault: CustomStringConvertible {
  package var description: String {
    "\(path.utf8.isEmpty ? "the document" : path): \(message) \(remedy)"
  }
}
