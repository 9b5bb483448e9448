// One statement of learning activity as somebody else wrote it. It is read leniently: what is missing
// or of another shape is nil here, and the check that needs it says so.
import Kernel

/// One xAPI statement with its place in the list it came in.
package struct ReportedStatement: Sendable {
  /// A text under the tag of its language; nil where the text stands without one.
  struct Entry: Sendable {
    let tag: String?
    let text: String
    /// The member of the statement it stands in, such as `object.definition.name`.
    let member: String

    /// Where it stands, its key included.
    var place: String {
      tag.map { "\(member).\($0.unicodeScalars.count > 40 ? "…" : $0)" } ?? member
    }

    /// The texts of a map of languages, or one bare text.
    static func all(_ value: Value?, in member: String) -> [Entry] {
      if let text = value?.string { return [Entry(tag: nil, text: text, member: member)] }
      return (value?.members?.pairs ?? []).map {
        Entry(tag: $0.name, text: $0.value.string ?? "", member: member)
      }
    }
  }

  /// An object or a parent.
  struct Activity: Sendable {
    let id: String?
    let type: String?
    let names: [Entry]
    let descriptions: [Entry]
    fileprivate let definition: Value?

    /// Reads the object of a statement.
    init(object value: Value?) {
      self.init(value, "object.definition.name", "object.definition.description")
    }

    /// Reads a parent of one.
    init(parent value: Value) {
      self.init(value, "parent.definition.name", "parent.definition.description")
    }

    private init(_ value: Value?, _ name: String, _ description: String) {
      id = value?["id"]?.string
      definition = value?["definition"]
      type = definition?["type"]?.string
      names = Entry.all(definition?["name"], in: name)
      descriptions = Entry.all(definition?["description"], in: description)
    }

    /// Whether a description would be seen in any language.
    var isDescribed: Bool { descriptions.contains { !Letters.isBlank($0.text) } }
  }

  /// Its place in the list, counted from 1.
  package let index: Int
  /// Its own id, where it has one.
  package let id: String?
  /// How another one's sentence names it: by its id, or by its place where it has none.
  var name: String { id.map { String($0.prefix(60)) } ?? "#\(index)" }
  let verb: String?
  /// How the verb is shown to people.
  let verbTexts: [Entry]
  let object: Activity
  let parents: [Activity]
  /// Whether `parent` is an object alone instead of a list.
  let hasBareParent: Bool
  /// What its learner is told apart by: the national id in `actor.name`, or another identifier.
  let learner: [UInt8]
  let actorName: String?
  /// Whether the actor is a group, which is no learner.
  let isOfGroup: Bool
  let registration: String?
  let platform: String?
  let language: String?
  let time: Instant?
  let result: Value?
  private let context: Value?

  init(_ value: Value, index: Int) {
    self.index = index
    id = value["id"]?.string.map(Letters.lowercased)
    verb = value["verb"]?["id"]?.string
    verbTexts = Entry.all(value["verb"]?["display"], in: "verb.display")
    object = Activity(object: value["object"])
    let context = value["context"]
    self.context = context
    let parent = context?["contextActivities"]?["parent"]
    hasBareParent = parent?.members != nil
    parents = (parent?.elements ?? parent.map { [$0] } ?? []).filter { $0.members != nil }
      .map { Activity(parent: $0) }
    let actor = value["actor"]
    actorName = actor?["name"]?.string
    isOfGroup = actor?["objectType"]?.string.map { Name.same($0, "Group") } ?? false
    learner = Self.learner(actor)
    registration = context?["registration"]?.string.map(Letters.lowercased)
    platform = context?["platform"]?.string
    language = context?["language"]?.string
    time = value["timestamp"]?.string.flatMap(ReportedTime.instant)
    result = value["result"]
  }

  /// Whether it voids another one; `voids` names which.
  var isVoiding: Bool { verb.map { Name.same($0, Self.voided) } ?? false }

  static let voided = "http://adlnet.gov/expapi/verbs/voided"

  /// As bytes: of two spellings of one letter nobody knows that they are one person.
  private static func learner(_ actor: Value?) -> [UInt8] {
    if let name = actor?["name"]?.string, !Letters.isBlank(name) {
      return Array(("name " + Letters.trimmed(name)).utf8)
    }
    for key in ["mbox", "mbox_sha1sum", "openid"] {
      if let text = actor?[key]?.string { return Array((key + " " + text).utf8) }
    }
    let account = actor?["account"]
    return Array(
      "account \(account?["homePage"]?.string ?? "") \(account?["name"]?.string ?? "")".utf8)
  }

  // MARK: Extensions

  /// The extension of this IRI in the context.
  func contextExtension(_ iri: String) -> Value? {
    guard let value = context?["extensions"]?[iri] else { return nil }
    if case .null = value { return nil }
    return value
  }

  /// The same wherever a statement may carry extensions: context first, then object, then result.
  func anyExtension(_ iri: String) -> Value? {
    if let value = contextExtension(iri) { return value }
    for place in [object.definition?["extensions"], result?["extensions"]] {
      if let value = place?[iri] {
        if case .null = value { continue }
        return value
      }
    }
    return nil
  }

  /// The names of the context's extensions.
  var extensionNames: [String] { context?["extensions"]?.members?.pairs.map(\.name) ?? [] }

  /// A number of the result's score.
  func score(_ name: String) -> ExactDecimal? { result?["score"]?[name]?.decimal }
}
