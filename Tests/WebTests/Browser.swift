import Kernel
import Operations
import People
import Storage
import Testing

/// A browser signed in as somebody; its forms carry the session's token.
struct Browser: Sendable {
  static let formType = ["Content-Type": "application/x-www-form-urlencoded"]

  let world: World
  let cookie: String
  let csrf = "token"

  init(_ world: World, _ login: String) async throws {
    self.world = world
    cookie = "session-of-\(login)"
    let person = try world.person(login).id
    let (digest, now, csrf) = (Digest.sha256(cookie), world.office.clock.now, csrf)
    try await world.office.database.write { tx in
      try WebSession.insert(
        digest: digest, person: person, csrf: csrf, from: now,
        until: now.adding(seconds: 8 * 3600), in: tx)
    }
  }

  func get(_ path: String) async throws -> Answer {
    try await world.get(path, headers: ["Cookie": "sanad_session=\(cookie)"])
  }

  func post(_ path: String, _ fields: String, csrf: Bool = true) async throws -> Answer {
    try await world.post(
      path, csrf ? "csrf=\(self.csrf)&\(fields)" : fields,
      headers: Browser.formType.merging(["Cookie": "sanad_session=\(cookie)"]) { $1 })
  }
}
