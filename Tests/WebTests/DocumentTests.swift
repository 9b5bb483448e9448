import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Regulations
import Testing
import Web

/// The document that strangers read is the router that they meet.
@Suite struct DocumentTests {
  @Test func everyRouteIsDescribedAndNothingElse() async throws {
    try await World.run { world in
      let routes = buildRouter(world.site).routes.map { route in
        let path = route.path.description.split(separator: "/").map { part in
          part == "**" ? "{rule}" : part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
        }
        return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
      }.filter { route in
        let path = route.split(separator: " ").last ?? ""
        return path.hasPrefix("/api/") || path == "/health" || path == "/receipts"
          || path.hasPrefix("/.well-known/")
      }
      let described = try Shared.loaded.get().document.operations
      #expect(Set(routes).subtracting(described) == [], "routes without a description")
      #expect(Set(described).subtracting(routes) == [], "descriptions without a route")
      #expect(routes.count == Set(routes).count && routes.count > 25)
    }
  }

  @Test func referencesLeadSomewhereAndNamesAreUnique() throws {
    let document = try Shared.loaded.get().document
    var references: [String] = []
    func walk(_ value: Value) {
      if let reference = value["$ref"]?.string { references.append(reference) }
      for element in value.elements ?? [] { walk(element) }
      for (_, member) in value.members?.pairs ?? [] { walk(member) }
    }
    walk(document.root)
    for reference in Set(references) {
      let target = document.resolved(.object(Value.Members([("$ref", .text(reference))])))
      #expect(target.members != nil, "\(reference) leads nowhere")
    }
    for kind in ["schemas", "responses", "parameters"] {
      for (name, _) in document.root["components"]?[kind]?.members?.pairs ?? [] {
        #expect(references.contains("#/components/\(kind)/\(name)"), "\(name) is used by nobody")
      }
    }
    let names = document.paths.flatMap { _, item in
      (item.members?.pairs ?? []).compactMap { $0.value["operationId"]?.string }
    }
    #expect(names.count == document.operations.count && Set(names).count == names.count)
  }

  @Test func theDocumentIsServedAsItIs() async throws {
    try await World.run { world in
      let answer = try await world.get("/api/v1/openapi.yaml")
      #expect(answer.status == 200 && answer.type == "application/yaml")
      #expect(try YAML.read(answer.body, file: "served")["openapi"]?.string == "3.1.0")
      let health = try await world.get("/health")
      #expect(health.status == 200 && health.json["status"]?.string == "ok")
      let issuer = try await world.get("/.well-known/did.json")
      #expect(issuer.status == 200 && issuer.type == "application/did+json")
    }
  }
}

extension Answer {
  static func tree(_ bytes: [UInt8]) throws -> Value { try JSON.read(bytes) }
}
