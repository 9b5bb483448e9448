import HTTPTypes
import Kernel

/// The OpenAPI document as a judge: what it promises of an answer, and what of it is not so.
struct Document: Sendable {
  let root: Value

  var paths: [(name: String, value: Value)] { root["paths"]?.members?.pairs ?? [] }

  /// `GET /api/v1/me` for every operation described.
  var operations: [String] {
    paths.flatMap { path, item in
      (item.members?.pairs ?? []).map { "\($0.name.uppercased()) \(path)" }
    }
  }

  /// What is not as described: the status, the type, the members of request and answer.
  func problems(of answer: Answer, to method: String, _ uri: String, body: [UInt8]?) -> [String] {
    let path = uri.split(separator: "?").first.map(String.init) ?? "/"
    guard let operation = operation(method, path) else {
      return path.hasPrefix("/api/") && answer.status != 404 ? ["nothing is described"] : []
    }
    let described =
      operation["responses"]?[String(answer.status)] ?? operation["responses"]?["default"]
    guard let response = described.map(resolved) else {
      return ["\(answer.status) is not described"]
    }
    var problems: [String] = []
    let type = answer.type.split(separator: ";").first.map(String.init) ?? ""
    if let content = response["content"]?[type] {
      if type.hasSuffix("json") {
        problems += check(answer.json, content["schema"] ?? .null, "answer")
      }
    } else {
      problems.append("\(answer.status) as \(type) is not described")
    }
    if answer.status == 201, let body, let tree = try? Answer.tree(body) {
      let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]
      problems += check(tree, schema ?? .null, "request")
    }
    return problems
  }

  private func operation(_ method: String, _ path: String) -> Value? {
    let parts = path.split(separator: "/")
    let found = paths.first { template, item in
      let pattern = template.split(separator: "/")
      // The rule's id holds a slash of its own.
      let isRule = pattern.last == "{rule}"
      guard item[method.lowercased()] != nil,
        isRule ? parts.count >= pattern.count : parts.count == pattern.count
      else { return false }
      return zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    return found?.value[method.lowercased()]
  }

  /// Follows a reference inside the document.
  func resolved(_ value: Value) -> Value {
    guard let reference = value["$ref"]?.string, reference.hasPrefix("#/") else { return value }
    return reference.dropFirst(2).split(separator: "/").reduce(root) { $0[String($1)] ?? .null }
  }

  // MARK: - Schemas

  private func check(_ value: Value, _ schema: Value, _ place: String) -> [String] {
    let schema = resolved(schema)
    var problems: [String] = []
    if let types = schema["type"].map({ $0.elements?.compactMap(\.string) ?? [$0.string ?? ""] }),
      !types.contains(where: { fits(value, $0) })
    {
      return ["\(place) is \(value.kind), not \(types.joined(separator: " or "))"]
    }
    if let constant = schema["const"]?.string, value.string != constant {
      problems.append("\(place) is not \(constant)")
    }
    if let choices = schema["enum"]?.elements?.compactMap(\.string),
      !choices.contains(value.string ?? "")
    {
      problems.append("\(place) is '\(value.string ?? value.kind)', none of \(choices)")
    }
    if let format = schema["format"]?.string, let text = value.string, !isFormed(text, format) {
      problems.append("\(place) '\(text)' is no \(format)")
    }
    for (offset, element) in (value.elements ?? []).enumerated() {
      problems += check(element, schema["items"] ?? .null, "\(place)[\(offset)]")
    }
    if value.members != nil { problems += members(of: value, schema, place) }
    return problems
  }

  private func members(of value: Value, _ schema: Value, _ place: String) -> [String] {
    var problems: [String] = []
    for name in schema["required"]?.elements?.compactMap(\.string) ?? []
    where value[name] == nil {
      problems.append("\(place) lacks \(name)")
    }
    let others = schema["additionalProperties"]
    for (name, member) in value.members?.pairs ?? [] {
      if let property = schema["properties"]?[name] {
        problems += check(member, property, "\(place).\(name)")
      } else if let others, others.members != nil {
        problems += check(member, others, "\(place).\(name)")
      } else if others?.truth != true {
        problems.append("\(place).\(name) is not described")
      }
    }
    return problems
  }

  private func fits(_ value: Value, _ type: String) -> Bool {
    switch (value, type) {
    case (.object, "object"), (.list, "array"), (.text, "string"), (.number, "number"),
      (.bool, "boolean"), (.null, "null"):
      true
    case (.number(let number), "integer"): number.integer != nil
    default: false
    }
  }

  private func isFormed(_ text: String, _ format: String) -> Bool {
    switch format {
    case "uuid": ID<RulingTag>(text: text) != nil
    case "date-time": Instant(text: text) != nil
    case "date": Day(text: text) != nil
    default: false
    }
  }
}
