import Kernel

/// Goes through one document and keeps what it finds.
struct VCDMCheck {
  private(set) var findings: [VCDM.Finding] = []

  private mutating func find(_ rule: VCDM.Rule, at path: String) {
    findings.append(VCDM.Finding(rule: rule, path: path))
  }

  /// A credential; `path` is where it stands in a presentation.
  mutating func credential(_ value: Value, at path: String) {
    guard value.members != nil else { return find(.object, at: path) }
    context(value, at: path)
    type(value, "VerifiableCredential", at: path)
    id(value, at: path)
    texts(value, at: path)
    issuer(value["issuer"], at: path + "/issuer")
    subjects(value["credentialSubject"], at: path + "/credentialSubject")
    period(value, at: path)
    for (name, rule) in Self.typedMembers {
      each(value[name], at: "\(path)/\(name)") { check, entry, path in
        check.typed(entry, rule, at: path)
      }
    }
    schemas(value, at: path)
    related(value, at: path)
  }

  private static let typedMembers: [(name: String, rule: VCDM.Rule)] = [
    ("credentialStatus", .status), ("termsOfUse", .terms), ("evidence", .evidence),
    ("refreshService", .refresh), ("proof", .proof),
  ]

  /// A presentation and the credentials in it.
  mutating func presentation(_ value: Value) {
    context(value, at: "")
    id(value, at: "")
    each(value["proof"], at: "/proof") { check, entry, path in
      check.typed(entry, .proof, at: path)
    }
    if let holder = value["holder"], !Self.isNamed(holder) { find(.presentation, at: "/holder") }
    each(value["verifiableCredential"], at: "/verifiableCredential") { check, entry, path in
      guard entry.members != nil else { return check.find(.presentation, at: path) }
      let types = entry["type"]?.strings ?? []
      guard types.contains(where: { same($0, "EnvelopedVerifiableCredential") }) else {
        return check.credential(entry, at: path)
      }
      check.context(entry, at: path)
      if entry["id"]?.string?.utf8.starts(with: "data:".utf8) != true { check.find(.id, at: path) }
    }
  }

  // MARK: - Members

  private mutating func context(_ value: Value, at path: String) {
    let contexts = value["@context"].map { $0.elements ?? [$0] } ?? []
    let isSound = contexts.dropFirst().allSatisfy { context in
      context.string.map(VCDM.isURL) ?? (context.members != nil)
    }
    if !same(contexts.first?.string, VCDM.context) || !isSound {
      find(.context, at: path + "/@context")
    }
  }

  private mutating func type(_ value: Value, _ name: String, at path: String) {
    guard let types = value["type"]?.strings, types.contains(where: { same($0, name) }),
      types.allSatisfy({ !$0.utf8.isEmpty })
    else { return find(.type, at: path + "/type") }
  }

  private mutating func id(_ value: Value, at path: String) {
    if let id = value["id"], id.string.map(VCDM.isURL) != true { find(.id, at: path + "/id") }
  }

  private mutating func texts(_ value: Value, at path: String) {
    for name in ["name", "description"] {
      each(value[name], at: "\(path)/\(name)") { check, entry, path in
        if !Self.isText(entry) { check.find(.text, at: path) }
      }
    }
  }

  private static func isText(_ value: Value) -> Bool {
    guard let members = value.members else { return value.string != nil }
    return members["@value"]?.string != nil
      && members.pairs.allSatisfy { name, member in
        ["@value", "@language", "@direction"].contains { same($0, name) } && member.string != nil
      }
  }

  private mutating func issuer(_ value: Value?, at path: String) {
    guard let value, Self.isNamed(value) else { return find(.issuer, at: path) }
    texts(value, at: path)
  }

  /// A URL, or an object whose id is one.
  private static func isNamed(_ value: Value) -> Bool {
    (value.string ?? value["id"]?.string).map(VCDM.isURL) ?? false
  }

  private mutating func subjects(_ value: Value?, at path: String) {
    guard let value, value.elements?.isEmpty != true else { return find(.subject, at: path) }
    each(value, at: path) { check, entry, path in
      guard let members = entry.members, !members.pairs.isEmpty else {
        return check.find(.subject, at: path)
      }
      check.id(entry, at: path)
    }
  }

  private mutating func period(_ value: Value, at path: String) {
    var ends: [Instant] = []
    for name in ["validFrom", "validUntil"] {
      guard let member = value[name] else { continue }
      guard let instant = member.string.flatMap({ Instant(stamp: $0) }) else {
        find(.period, at: "\(path)/\(name)")
        continue
      }
      ends.append(instant)
    }
    if ends.count == 2, ends[1] < ends[0] { find(.period, at: path + "/validUntil") }
  }

  private mutating func typed(_ value: Value, _ rule: VCDM.Rule, at path: String) {
    let types = value["type"]?.strings ?? []
    let isTyped = !types.isEmpty && types.allSatisfy { !$0.utf8.isEmpty }
    if !isTyped || value["id"].map({ $0.string.map(VCDM.isURL) ?? false }) == false {
      find(rule, at: path)
    }
  }

  private mutating func schemas(_ value: Value, at path: String) {
    each(value["credentialSchema"], at: path + "/credentialSchema") { check, entry, path in
      check.typed(entry, .schema, at: path)
      if entry["id"] == nil { check.find(.schema, at: path) }
    }
  }

  private mutating func related(_ value: Value, at path: String) {
    var seen: Set<[UInt8]> = []
    each(value["relatedResource"], at: path + "/relatedResource") { check, entry, path in
      guard let id = entry["id"]?.string, VCDM.isURL(id), seen.insert(Array(id.utf8)).inserted,
        (entry["digestSRI"] ?? entry["digestMultibase"])?.strings?.isEmpty == false
      else { return check.find(.related, at: path) }
    }
  }

  /// Every element of a list, or the one value that stands in its place.
  private mutating func each(
    _ value: Value?, at path: String, _ body: (inout VCDMCheck, Value, String) -> Void
  ) {
    guard let value else { return }
    guard let elements = value.elements else { return body(&self, value, path) }
    for (index, element) in elements.enumerated() { body(&self, element, "\(path)/\(index)") }
  }
}
