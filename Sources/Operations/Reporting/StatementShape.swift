import Crypto
package import Kernel
package import People
package import Regulations

/// How a statement is written in the words of the regulator's profile; what it says is for whoever
/// makes it.
package struct StatementShape: Sendable {
  let profile: StatementProfile
  /// Where the platform is found.
  package let publicURL: String
  /// The key agreed with the regulator, and the platform's names in full.
  let platform: String
  let platformName: Localized

  package init(
    _ profile: StatementProfile, publicURL: String, platform: String, named name: Localized
  ) {
    self.profile = profile
    self.publicURL = publicURL
    self.platform = platform
    platformName = name
  }

  /// What one statement says; extensions by their ids in the profile.
  package struct Content {
    let id: String
    let verb: String
    let actor: Value
    let object: Value
    /// The journey that it belongs to.
    let registration: String
    let at: Instant
    /// The course, where the object is not the course itself.
    package var parent: Value?
    package var instructor: Value?
    package var result: Value?
    package var extensions: [(id: String, value: Value)] = []

    package init(
      id: String, verb: String, actor: Value, object: Value, registration: String, at: Instant
    ) {
      self.id = id
      self.verb = verb
      self.actor = actor
      self.object = object
      self.registration = registration
      self.at = at
    }
  }

  /// The statement, without what the profile has no name for; nil where that is the verb.
  package func statement(_ content: Content) -> Value? {
    guard let verb = profile.verbs.first(where: { $0.id == content.verb }) else { return nil }
    var context: [(name: String, value: Value)] = [
      ("registration", .text(content.registration)), ("platform", .text(platform)),
      ("language", .text("ar-SA")),
    ]
    if let instructor = content.instructor { context.append(("instructor", instructor)) }
    if let parent = content.parent {
      context.append(("contextActivities", .object(.init([("parent", .list([parent]))]))))
    }
    let name = Value.object(.init([("name", Self.both(platformName))]))
    var extensions: [(name: String, value: Value)] = []
    for (id, value) in [("platform", name)] + content.extensions {
      if let iri = profile.iri(ofExtension: id) { extensions.append((iri, value)) }
    }
    context.append(("extensions", .object(.init(extensions))))
    let display = Value.object(.init([("en-US", .text(verb.id))]))
    var members: [(name: String, value: Value)] = [
      ("id", .text(content.id)), ("actor", content.actor),
      ("verb", .object(.init([("id", .text(verb.iri)), ("display", display)]))),
      ("object", content.object),
    ]
    if let result = content.result { members.append(("result", result)) }
    members += [("context", .object(.init(context))), ("timestamp", .text(content.at.utcText))]
    return .object(.init(members))
  }
}

// MARK: Parts

extension StatementShape {
  /// Where a course stands; what belongs to it lies below.
  package func course(_ code: String) -> String { "\(publicURL)/course/\(code)" }

  /// An activity of a type of the profile; its description is empty unless it is given.
  package func activity(_ id: String, _ type: String, _ name: Localized, _ about: Localized? = nil)
    -> Value
  {
    let iri = profile.types.first { $0.id == type }?.iri ?? ""
    let empty = Localized(ar: "", en: "", vi: "")
    return .object(
      .init([
        ("objectType", .text("Activity")), ("id", .text(id)),
        (
          "definition",
          .object(
            .init([
              ("name", Self.both(name)), ("description", Self.both(about ?? empty)),
              ("type", .text(iri)),
            ]))
        ),
      ]))
  }

  private static func both(_ text: Localized) -> Value {
    .object(.init([("ar-SA", .text(text.ar)), ("en-US", .text(text.en))]))
  }

  /// Somebody under an address, or else under an account here.
  package func agent(named name: String, account: String, address: String? = nil) -> Value {
    let known: (name: String, value: Value) =
      address.map { ("mbox", .text("mailto:\($0)")) }
      ?? (
        "account",
        .object(.init([("homePage", .text(publicURL)), ("name", .text(account))]))
      )
    return .object(.init([("objectType", .text("Agent")), ("name", .text(name)), known]))
  }

  /// The result of an attempt: its mark against the least mark that passes. xAPI lets no raw score lie
  /// below `min`, which the profile takes for the pass mark: what has not passed says its mark in
  /// `scaled` alone, or no store that keeps to xAPI would take it.
  package static func result(_ mark: Mark, least: Mark) -> Value {
    let hasPassed = mark >= least
    var score: [(name: String, value: Value)] = [
      ("scaled", .number(ExactDecimal(mantissa: mark.millionths / 100, scale: 6)))
    ]
    if hasPassed { score.append(("raw", .number(mark.decimal))) }
    score += [("min", .number(least.decimal)), ("max", .number(ExactDecimal(mantissa: 100)))]
    return .object(
      .init([
        ("score", .object(.init(score))), ("success", .bool(hasPassed)),
        ("completion", .bool(true)),
      ]))
  }

  /// The result of a rating: stars of so many, from none on, and the learner's words.
  static func result(stars: Int, of most: Int, words: String) -> Value {
    let scaled = ExactDecimal(mantissa: Int64(stars * 100 / most), scale: 2)
    return .object(
      .init([
        (
          "score",
          .object(
            .init([
              ("scaled", .number(scaled)), ("raw", .number(ExactDecimal(mantissa: Int64(stars)))),
              ("min", .number(ExactDecimal(mantissa: 0))),
              ("max", .number(ExactDecimal(mantissa: Int64(most)))),
            ]))
        ), ("response", .text(words)),
      ]))
  }

  /// `31/12/1990`.
  package static func written(_ day: Day) -> String {
    day.description.split(separator: "-").reversed().joined(separator: "/")
  }

  /// Whether an identifier is of the kind and form that the regulator takes.
  package static func isReportable(
    _ kind: Person.IdentifierKind, _ identifier: String, under law: Law
  )
    -> Bool
  {
    let bytes = Array(identifier.utf8)
    guard kind != .passport, let length = law.integer("identifier.length"),
      let firsts = law.text("identifier.first"), bytes.count == length, let first = bytes.first
    else { return false }
    return firsts.utf8.contains(first) && bytes.allSatisfy { (48...57).contains($0) }
  }

  /// The same for an event whenever and however often it is told: a UUID of version 5 over platform
  /// and event.
  package static func id(_ event: String, at publicURL: String) -> String {
    var bytes = Array(
      Insecure.SHA1.hash(data: namespace + Array("\(publicURL) \(event)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    return ID<RulingTag>(bytes: bytes)?.description ?? ""
  }

  // Drawn once for this program.
  private static let namespace: [UInt8] = [
    0x0d, 0x9e, 0x51, 0x3a, 0x6c, 0x2f, 0x4b, 0x11, 0x9a, 0x77, 0x5e, 0x31, 0xc8, 0x04, 0xd2, 0x6b,
  ]
}
