import Kernel

/// What activities and their definitions look like in both versions.
enum ActivityCheck {
  private static let ofActivity = ["objectType", "id", "definition"]

  static func activity(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(ofActivity)
    _ = try members.when("objectType") { (value) throws(InputFault) in
      try value.textOrFault("Activity") { Name.same($0, "Activity") }
    }
    try members.need("id") { (value) throws(InputFault) in try value.iriOrFault() }
    try members.when("definition", definition)
  }

  private static let interactions = [
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing",
    "likert", "numeric", "other",
  ]
  private static let components = ["choices", "scale", "source", "target", "steps"]

  private static let ofDefinition =
    [
      "name", "description", "type", "moreInfo", "extensions", "interactionType",
      "correctResponsesPattern",
    ] + components

  private static func definition(_ value: Value) throws(InputFault) {
    let members = try value.objectOrFault()
    try members.only(ofDefinition)
    for name in ["name", "description"] {
      try members.when(name) { (value) throws(InputFault) in try value.languageMapOrFault() }
    }
    for name in ["type", "moreInfo"] {
      _ = try members.when(name) { (value) throws(InputFault) in try value.iriOrFault() }
    }
    try members.when("extensions") { (value) throws(InputFault) in
      try value.extensionsOrFault()
    }
    let interaction = try members.when("interactionType") { (value) throws(InputFault) in
      try value.textOrFault("a kind of interaction") { text in
        interactions.contains { Name.same($0, text) }
      }
    }
    try members.when("correctResponsesPattern") { (value) throws(InputFault) in
      for pattern in try value.listOrFault() { _ = try pattern.textOrFault() }
    }
    for name in components { try members.when(name, list) }
    let parts = (["correctResponsesPattern"] + components).first { members[$0] != nil }
    if interaction == nil, let parts {
      throw InputFault(parts, "This goes with an interactionType.")
    }
  }

  /// Components of an interaction: each with an id of its own.
  private static func list(_ value: Value) throws(InputFault) {
    var seen: Set<Name.Exact> = []
    for component in try value.listOrFault() {
      let members = try component.objectOrFault()
      try members.only(["id", "description"])
      let id = try members.need("id") { (value) throws(InputFault) in
        try value.textOrFault()
      }
      guard seen.insert(Name.Exact(id)).inserted else {
        throw InputFault("id", "Two components have the same id.")
      }
      try members.when("description") { (value) throws(InputFault) in
        try value.languageMapOrFault()
      }
    }
  }
}
