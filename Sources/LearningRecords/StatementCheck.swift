package import Kernel

/// Whether a statement is well formed (xAPI 1.0.3, part two; 2.0, section 4.2): its shape and types,
/// never what it means.
package struct StatementCheck: Sendable {
  let version: Version

  package init(_ version: Version) { self.version = version }

  private static let body = [
    "actor", "verb", "object", "result", "context", "timestamp", "attachments",
  ]

  private static let whole = body + ["id", "stored", "authority", "version"]
  private static let inner = body + ["objectType"]

  /// A whole statement.
  package func statement(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(Self.whole)
    _ = try members.when("id") { (value) throws(InputFault) in
      try value.textOrFault("a UUID", Terms.isUUID)
    }
    _ = try members.when("stored") { (value) throws(InputFault) in try time(value) }
    _ = try members.when("version") { (value) throws(InputFault) in
      try value.textOrFault("a version of this family", version.accepts(statement:))
    }
    try members.when("authority", authority)
    try content(members)
    if Name.same(members["verb"]?["id"]?.string ?? "", Verb.voided) {
      guard let object = members["object"]?.members, let type = object["objectType"]?.string,
        Name.same(type, "StatementRef")
      else {
        throw InputFault("object", "What is voided is named by a StatementRef.")
      }
    }
  }

  /// What a statement and a statement within a statement have alike.
  private func content(_ members: Value.Members) throws(InputFault) {
    try members.need("actor") { (value) throws(InputFault) in try AgentCheck.actor(value) }
    try members.need("verb", verb)
    let type = try members.need("object", object)
    try members.when("result", result)
    try members.when("context") { (value) throws(InputFault) in
      try context(value, isAboutActivity: type == "Activity")
    }
    _ = try members.when("timestamp") { (value) throws(InputFault) in try time(value) }
    try members.when("attachments", attachments)
  }

  private func time(_ value: Value) throws(InputFault) {
    _ = try value.textOrFault("a timestamp such as 2026-11-22T13:16:07.250Z") {
      Timestamp($0, version) != nil
    }
  }

  private func authority(_ value: Value) throws(InputFault) {
    try AgentCheck.actor(value)
    guard let members = value.members, let list = members["member"]?.elements else { return }
    guard list.count == 2, AgentCheck.identifiers.allSatisfy({ members[$0] == nil }) else {
      throw InputFault("", "A group as authority has two members and no identifier.")
    }
  }

  private static let ofVerb = ["id", "display"]

  private func verb(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(Self.ofVerb)
    try members.need("id") { (value) throws(InputFault) in try value.iriOrFault() }
    try members.when("display") { (value) throws(InputFault) in
      try value.languageMapOrFault()
    }
  }

  /// An object of any kind; returns which.
  private func object(_ value: Value) throws(InputFault) -> String {
    let members = try value.objectOrFault()
    let type =
      try members.when("objectType") { (value) throws(InputFault) in
        try value.textOrFault()
      } ?? "Activity"
    func isOf(_ kind: String) -> Bool { Name.same(type, kind) }
    if isOf("Activity") {
      try ActivityCheck.activity(value)
    } else if isOf("Agent") || isOf("Group") {
      try AgentCheck.actor(value)
    } else if isOf("StatementRef") {
      try reference(value)
    } else if isOf("SubStatement") {
      try inner(members)
    } else {
      throw InputFault("objectType", "There is no such kind of object.")
    }
    return type
  }

  /// A statement within a statement: it has no identity of its own and holds none again.
  private func inner(_ members: Value.Members) throws(InputFault) {
    try members.only(Self.inner)
    if let type = members["object"]?["objectType"]?.string, Name.same(type, "SubStatement") {
      throw InputFault("object", "A SubStatement holds no other.")
    }
    try content(members)
  }

  private func reference(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(["objectType", "id"])
    guard let type = members["objectType"]?.string, Name.same(type, "StatementRef") else {
      throw InputFault("objectType", "This must be StatementRef.")
    }
    try members.need("id") { (value) throws(InputFault) in
      try value.textOrFault("a UUID", Terms.isUUID)
    }
  }

  private static let ofResult = [
    "score", "success", "completion", "response", "duration", "extensions",
  ]

  private func result(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(Self.ofResult)
    try members.when("score", score)
    try members.when("success") { (value) throws(InputFault) in try value.truthOrFault() }
    try members.when("completion") { (value) throws(InputFault) in try value.truthOrFault() }
    _ = try members.when("response") { (value) throws(InputFault) in try value.textOrFault() }
    _ = try members.when("duration") { (value) throws(InputFault) in
      try value.textOrFault("a duration of ISO 8601 such as PT1H30M") { ISODuration($0) != nil }
    }
    try members.when("extensions") { (value) throws(InputFault) in
      try value.extensionsOrFault()
    }
  }

  private func score(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(["scaled", "raw", "min", "max"])
    func number(_ name: String) throws(InputFault) -> ExactDecimal? {
      try members.when(name) { (value) throws(InputFault) in try value.numberOrFault() }
    }
    let one = ExactDecimal(mantissa: 1)
    if let scaled = try number("scaled"),
      scaled < ExactDecimal(mantissa: -1) || one < scaled
    {
      throw InputFault("scaled", "A scaled score lies between -1 and 1.")
    }
    let (raw, least, most) = (try number("raw"), try number("min"), try number("max"))
    if let least, let most, !(least < most) {
      throw InputFault("min", "The lowest score lies below the highest.")
    }
    if let raw, let least, raw < least {
      throw InputFault("raw", "The score lies below its minimum.")
    }
    if let raw, let most, most < raw {
      throw InputFault("raw", "The score lies above its maximum.")
    }
  }

  private static let contextTwo = contextOne + ["contextAgents", "contextGroups"]
  private static let contextOne = [
    "registration", "instructor", "team", "contextActivities", "revision", "platform",
    "language", "statement", "extensions",
  ]

  private func context(_ value: Value, isAboutActivity: Bool) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(version == .one ? Self.contextOne : Self.contextTwo)
    _ = try members.when("registration") { (value) throws(InputFault) in
      try value.textOrFault("a UUID", Terms.isUUID)
    }
    try members.when("instructor") { (value) throws(InputFault) in
      try AgentCheck.actor(value)
    }
    try members.when("team") { (value) throws(InputFault) in
      try AgentCheck.actor(value, must: "Group")
    }
    try members.when("contextActivities", contextActivities)
    for name in ["revision", "platform"] {
      _ = try members.when(name) { (value) throws(InputFault) in
        guard isAboutActivity else {
          throw InputFault("", "Only a statement about an Activity has this.")
        }
        return try value.textOrFault()
      }
    }
    _ = try members.when("language") { (value) throws(InputFault) in
      try value.textOrFault("a language tag (RFC 5646)", Terms.isLanguage)
    }
    try members.when("statement", reference)
    try members.when("extensions") { (value) throws(InputFault) in
      try value.extensionsOrFault()
    }
    try members.when("contextAgents") { (value) throws(InputFault) in
      try others(value, type: "contextAgent", member: "agent", kind: "Agent")
    }
    try members.when("contextGroups") { (value) throws(InputFault) in
      try others(value, type: "contextGroup", member: "group", kind: "Group")
    }
  }

  private static let relations = ["parent", "grouping", "category", "other"]

  private func contextActivities(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(Self.relations)
    for (name, value) in members.pairs {
      do {
        // A single activity stands for a list of one.
        for activity in value.elements ?? [value] { try ActivityCheck.activity(activity) }
      } catch { throw error.inside(name) }
    }
  }

  /// Agents or groups with what makes them matter (2.0, 4.2.2.5).
  private func others(
    _ value: Value, type: String, member: String, kind: String
  ) throws(InputFault) {
    for entry in try value.listOrFault() {
      let members = try entry.objectOrFault()
      try members.only(["objectType", member, "relevantTypes"])
      try members.need("objectType") { (value) throws(InputFault) in
        try value.textOrFault(type) { Name.same($0, type) }
      }
      try members.need(member) { (value) throws(InputFault) in
        try AgentCheck.actor(value, must: kind)
      }
      try members.when("relevantTypes") { (value) throws(InputFault) in
        let types = try value.listOrFault()
        guard !types.isEmpty else {
          throw InputFault("", "The list of types is not empty.")
        }
        for type in types { _ = try type.iriOrFault() }
      }
    }
  }

  private func attachments(_ value: Value) throws(InputFault) {
    for entry in try value.listOrFault() {
      let members = try entry.objectOrFault()
      try members.only([
        "usageType", "display", "description", "contentType", "length", "sha2", "fileUrl",
      ])
      try members.need("usageType") { (value) throws(InputFault) in try value.iriOrFault() }
      try members.need("display") { (value) throws(InputFault) in
        try value.languageMapOrFault()
      }
      try members.when("description") { (value) throws(InputFault) in
        try value.languageMapOrFault()
      }
      try members.need("contentType") { (value) throws(InputFault) in
        try value.textOrFault("a media type", Terms.isMediaType)
      }
      try members.need("length") { (value) throws(InputFault) in
        guard let length = try value.numberOrFault().integer, length >= 0 else {
          throw InputFault("", "A length is a whole number of bytes.")
        }
      }
      try members.need("sha2") { (value) throws(InputFault) in
        try value.textOrFault("a SHA-2 in hexadecimal") {
          Terms.isHex($0, lengths: [56, 64, 96, 128])
        }
      }
      _ = try members.when("fileUrl") { (value) throws(InputFault) in
        try value.iriOrFault()
      }
    }
  }
}

/// The one verb the store itself acts upon.
package enum Verb {
  package static let voided = "http://adlnet.gov/expapi/verbs/voided"
}

extension StatementCheck {
  /// An agent or group, as a parameter names one.
  package func agent(_ value: Value) throws(InputFault) { try AgentCheck.actor(value) }

  /// An activity's IRI, as a parameter names one.
  package func activity(_ text: String) throws(InputFault) {
    guard Terms.isIRI(text) else { throw InputFault("", "This is not an IRI with its scheme.") }
  }

  /// A time, as a parameter names one.
  package func time(of text: String) throws(InputFault) -> Instant {
    guard let time = Timestamp(text, version) else {
      throw InputFault("", "This is not a timestamp such as 2026-11-22T13:16:07.250Z.")
    }
    return time.instant
  }
}
