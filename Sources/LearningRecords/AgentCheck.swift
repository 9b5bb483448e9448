import Kernel

/// What agents and groups look like in both versions.
enum AgentCheck {
  /// The properties of which exactly one tells who it is.
  static let identifiers = ["mbox", "mbox_sha1sum", "openid", "account"]

  private static let ofAgent = ["objectType", "name"] + identifiers
  private static let ofGroup = ofAgent + ["member"]
  private static let ofAccount = ["homePage", "name"]

  /// An agent or group; `kind` is what its `objectType` must be where there is no choice.
  static func actor(_ value: Value, must kind: String? = nil) throws(InputFault) {
    let members = try value.objectOrFault()
    let type = try members.when("objectType") { (value) throws(InputFault) in
      try value.textOrFault("Agent or Group") { Name.same($0, "Agent") || Name.same($0, "Group") }
    }
    if let kind, kind != type, !(kind == "Agent" && type == nil) {
      throw InputFault(
        "objectType", "This must be \(kind == "Agent" ? "an Agent" : "a Group").")
    }
    if type == "Group" { try group(members) } else { try agent(members) }
  }

  static func agent(_ members: Value.Members) throws(InputFault) {
    try members.only(ofAgent)
    _ = try members.when("name") { (value) throws(InputFault) in try value.textOrFault() }
    guard try identifier(members) == 1 else {
      throw InputFault(
        "", "An agent has exactly one of \(identifiers.joined(separator: ", ")).")
    }
  }

  private static func group(_ members: Value.Members) throws(InputFault) {
    try members.only(ofGroup)
    _ = try members.when("name") { (value) throws(InputFault) in try value.textOrFault() }
    let found = try identifier(members)
    guard found <= 1 else {
      throw InputFault("", "A group has at most one of \(identifiers.joined(separator: ", ")).")
    }
    let count = try members.when("member") { (value) throws(InputFault) in
      let list = try value.listOrFault()
      for member in list { try actor(member, must: "Agent") }
      return list.count
    }
    if found == 0, count == nil {
      throw InputFault("member", "A group without an identifier lists its members.")
    }
  }

  /// How many identifiers there are, each well formed.
  private static func identifier(_ members: Value.Members) throws(InputFault) -> Int {
    let mailbox = try members.when("mbox") { (value) throws(InputFault) in
      try value.textOrFault("a mailto IRI", Terms.isMailbox)
    }
    let sum = try members.when("mbox_sha1sum") { (value) throws(InputFault) in
      try value.textOrFault("a SHA-1 in hexadecimal") { Terms.isHex($0, lengths: [40]) }
    }
    let open = try members.when("openid") { (value) throws(InputFault) in
      try value.iriOrFault()
    }
    let account = try members.when("account") { (value) throws(InputFault) in
      let account = try value.objectOrFault()
      try account.only(ofAccount)
      try account.need("homePage") { (value) throws(InputFault) in try value.iriOrFault() }
      return try account.need("name") { (value) throws(InputFault) in try value.textOrFault() }
    }
    return [mailbox, sum, open, account].count { $0 != nil }
  }
}
