// A list of statements: one of them, a list, or what a store answers a query with.
package import Kernel

/// The statements that stand in a list, without those that were voided in it.
package struct ReportedList: Sendable {
  package let statements: [ReportedStatement]
  /// Whether they come from the test before a provider goes live; nil where nobody said.
  package let isStaging: Bool?
  /// How many were given, the voided and the voiding ones included.
  package let given: Int

  /// The most statements that are judged together.
  package static let most = 100_000

  package init(_ statements: [ReportedStatement], isStaging: Bool?, given: Int) {
    self.statements = statements
    self.isStaging = isStaging
    self.given = given
  }

  /// Reads a list; the fault names the first element that is no statement at all.
  package init(_ value: Value, isStaging: Bool? = nil, place: String = "statements")
    throws(FactFault)
  {
    let elements = try Self.elements(of: value, place: place)
    guard elements.count <= Self.most else {
      throw FactFault(place, "has more than \(Self.most) statements; give fewer at a time")
    }
    var read: [ReportedStatement] = []
    read.reserveCapacity(elements.count)
    var voided: Set<String> = []
    for (offset, element) in elements.enumerated() {
      let statement = ReportedStatement(element, index: offset + 1)
      if statement.isVoiding {
        if let id = statement.object.id { voided.insert(Letters.lowercased(id)) }
      } else {
        read.append(statement)
      }
    }
    self.init(
      read.filter { $0.id.map { !voided.contains($0) } ?? true }, isStaging: isStaging,
      given: elements.count)
  }

  /// The statements of a tree as they stand: one alone, a list, or a store's answer.
  package static func elements(of value: Value, place: String) throws(FactFault) -> [Value] {
    var place = place
    var value = value
    if let inner = value["statements"], value["verb"] == nil {
      value = inner
      place += ".statements"
    }
    guard let elements = value.elements ?? (value.members == nil ? nil : [value]) else {
      throw FactFault(
        place,
        "is \(value.kind); give a statement, a list of statements, or a store's answer with "
          + "\"statements\"")
    }
    for (offset, element) in elements.enumerated() {
      guard element.members != nil else {
        throw FactFault(
          "\(place)[\(offset)]",
          "is \(element.kind); a statement is an object with actor, verb and object")
      }
      guard ["actor", "verb", "object"].contains(where: { element[$0] != nil }) else {
        throw FactFault(
          "\(place)[\(offset)]", "has neither actor nor verb nor object; it is no statement")
      }
    }
    return elements
  }

  static func read(_ source: FactSource) throws(FactFault) -> ReportedList {
    let tree = try source.tree(
      "statements", "xAPI statements",
      "one statement, a list of them, or a store's answer with \"statements\"")
    let isStaging = try source.optionalFlag(
      "staging", "they come from the test before the provider goes live")
    return try ReportedList(tree, isStaging: isStaging, place: "facts.statements")
  }
}
