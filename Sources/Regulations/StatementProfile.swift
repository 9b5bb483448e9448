import Kernel

/// What reported learning activity must look like: verbs, types of objects and extensions by their
/// IRIs; a table of an edition.
package struct StatementProfile: Sendable {
  /// A verb and the types of object it goes with.
  package struct Verb: Sendable {
    package let id: String
    package let iri: String
    /// Ids of types.
    package let objects: [String]
    /// Whether a finished journey must hold it.
    package let inLifeCycle: Bool
  }

  /// When an extension must be there.
  package enum Demand: String, Sendable, CaseIterable { case always, schools, never }

  /// An extension and the verbs whose statements may carry it.
  package struct Extension: Sendable {
    package let id: String
    package let iri: String
    /// Ids of verbs; empty where every statement may carry it.
    package let on: [String]
    /// Whether a statement of registration must carry it.
    package let demand: Demand
  }

  package let article: String
  package let verbs: [Verb]
  /// Types of objects: id and IRI.
  package let types: [(id: String, iri: String)]
  package let extensions: [Extension]
  /// Words in an address that tell of a page to sign in at.
  package let signInWords: [String]
  /// Names of query items that hold a secret.
  package let secretWords: [String]
  /// Words in an id or address that tell of a master instead of a copy.
  package let masterWords: [String]

  /// The verb of an IRI, compared byte by byte.
  package func verb(iri: String) -> Verb? { verbs.first { Name.same($0.iri, iri) } }

  /// The id of the type of an IRI.
  package func type(iri: String) -> String? { types.first { Name.same($0.iri, iri) }?.id }

  /// The IRI of a verb by its name here.
  package func iri(ofVerb id: String) -> String? { verbs.first { $0.id == id }?.iri }

  /// The IRI of the extension of this id.
  package func iri(ofExtension id: String) -> String? { extensions.first { $0.id == id }?.iri }
}

extension EditionReader {
  /// Reads `tables/statements.yaml`; nil where the edition has none of its own.
  func readStatementProfile(_ id: String, known: Set<String>) throws(PackFault)
    -> StatementProfile?
  {
    guard let root = try root("\(id)/tables/statements.yaml") else { return nil }
    try root.only(
      "format", "article", "verbs", "types", "extensions", "signInWords", "secretWords",
      "masterWords")
    let article = try root.word("article")
    guard known.contains(article) else { throw root.fault("cites an unknown article") }
    var types: [(id: String, iri: String)] = []
    for item in try root.required("types").list() {
      try item.only("id", "iri")
      types.append((try item.word("id"), try item.text("iri")))
    }
    var verbs: [StatementProfile.Verb] = []
    for item in try root.required("verbs").list() {
      try item.only("id", "iri", "objects", "lifeCycle")
      let objects = try Self.words(item.required("objects"))
      for object in objects where !types.contains(where: { $0.id == object }) {
        throw item.fault("goes with '\(object)', which is none of the types")
      }
      verbs.append(
        StatementProfile.Verb(
          id: try item.word("id"), iri: try item.text("iri"), objects: objects,
          inLifeCycle: try item.optional("lifeCycle")?.flag() ?? false))
    }
    var extensions: [StatementProfile.Extension] = []
    for item in try root.required("extensions").list() {
      try item.only("id", "iri", "on", "demand")
      let on = try item.optional("on").map { reader throws(PackFault) in try Self.words(reader) }
      for verb in on ?? [] where !verbs.contains(where: { $0.id == verb }) {
        throw item.fault("stands on '\(verb)', which is none of the verbs")
      }
      extensions.append(
        StatementProfile.Extension(
          id: try item.word("id"), iri: try item.text("iri"), on: on ?? [],
          demand: try item.required("demand").choice()))
    }
    return StatementProfile(
      article: article, verbs: verbs, types: types, extensions: extensions,
      signInWords: try Self.words(root.required("signInWords")),
      secretWords: try Self.words(root.required("secretWords")),
      masterWords: try Self.words(root.required("masterWords")))
  }

  private static func words(_ reader: Reader) throws(PackFault) -> [String] {
    var words: [String] = []
    for item in try reader.list() { words.append(try item.word()) }
    return words
  }
}
