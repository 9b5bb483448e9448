import Credentials
import HTTPTypes
import JSON
import Kernel
import Operations
import People
import Registrar
import Storage
import Testing

/// A certificate on paper: asked for and paid by its holder, made by the e-learning centre.
@Suite struct PaperCopyTests {
  private static let street = "12 Quba Street"
  private static let wish = "copies=2&delivery=post&address=Amna%0A12+Quba+Street%0AMadinah+42311"

  @Test func fromTheWishToTheDoorstep() async throws {
    try await World.run { world in
      let id = try await world.award()
      let amna = try await Browser(world, "amna")
      let reem = try await Browser(world, "reem")
      for tongue in ["ar", "en", "vi"] {
        for path in ["/credentials/\(id)", "/credentials/\(id)/paper-copy"] {
          let page = try await amna.get("\(path)?lang=\(tongue)")
          #expect(page.status == 200 && !page.body.contains("⟦"), "\(path) \(tongue)")
        }
      }
      #expect(try await amna.get("/credentials/\(id)?lang=en").body.contains("115.00"))
      let asked = try await amna.post("/credentials/\(id)/paper-copy", Self.wish)
      let invoice = try #require(asked.headers[.location])
      #expect(asked.status == 303 && invoice.hasPrefix("/invoices/"))
      for tongue in ["ar", "en", "vi"] {
        for path in [invoice, "/terms/\(try world.term().id)", "/credentials/\(id)"] {
          let page = try await amna.get("\(path)?lang=\(tongue)")
          #expect(page.status == 200 && !page.body.contains("⟦"), "\(path) \(tongue)")
        }
      }
      let bill = try await amna.get("\(invoice)?lang=en")
      for text in ["200.00", "30.00", "230.00", "2 copies"] { #expect(bill.body.contains(text)) }
      #expect(
        try await reem.get("/credentials/paper-copies?lang=en").body.contains(
          "No paper copy is waiting"))
      let twice = try await amna.post("/credentials/\(id)/paper-copy", Self.wish)
      #expect(twice.status == 409 && twice.body.contains("VI.2"))

      let paid = try await amna.post("\(invoice)/payments", "reference=paper-1")
      #expect(paid.headers[.location] == "/credentials/\(id)?done=paperCopy.paid")
      for tongue in ["ar", "en", "vi"] {
        let page = try await reem.get("/credentials/paper-copies?lang=\(tongue)")
        #expect(page.body.contains(Self.street) && !page.body.contains("⟦"), "\(tongue)")
      }
      let request = try #require(
        try world.office.database.read { try PaperCopyRequest.of(id, in: $0) }.first)
      let path = "/credentials/paper-copies/\(request.id)/handover"
      #expect(try await reem.post(path, "tracking=").status == 400)
      #expect(try await reem.post(path, "tracking=SPL+RR1", csrf: false).status == 403)
      let sent = try await reem.post(path, "tracking=SPL+RR123")
      #expect(sent.status == 303)
      let page = try await amna.get("/credentials/\(id)?lang=en")
      #expect(page.body.contains("SPL RR123") && !page.body.contains(Self.street))
      // Once it has been sent the address is nowhere any more.
      #expect(!(try await reem.get("/credentials/paper-copies?lang=en")).body.contains(Self.street))
      #expect(try await reem.post(path, "tracking=SPL+RR123").status == 409)
    }
  }

  @Test func overTheAPI() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      let path = "/api/v1/credentials/\(id)/paper-copies"
      for body in [
        "{}", #"{"delivery":"post"}"#, #"{"delivery":"collection","address":"x"}"#,
        #"{"delivery":"collection","copies":0}"#, #"{"delivery":"collection","copies":21}"#,
        #"{"delivery":"drone"}"#, #"{"delivery":"post","address":"\u0007Quba"}"#,
        #"{"delivery":"post","address":"\#(String(repeating: "x", count: 501))"}"#,
      ] {
        #expect(try await world.post(path, by: "amna", body).status == 400, "\(body)")
      }
      for login in ["linh", "reem", "sara", "boss"] {
        let other = try await world.post(path, by: login, #"{"delivery":"collection"}"#)
        #expect(other.status == 404, "\(login)")
      }
      let asked = try await world.post(
        path, by: "amna", #"{"delivery":"post","address":"12 Quba Street"}"#)
      #expect(asked.status == 201 && asked.articles == ["VI.2", "VI.2", "IV.2"], "\(asked.body)")
      #expect(!asked.body.contains(Self.street))
      let invoice = try #require(asked.output("invoice"))
      let paid = try await world.pay(invoice, by: "amna", reference: "p-1", amount: "115.00 SAR")
      #expect(paid.status == 201)

      for login in ["amna", "reem"] {
        let list = try await world.get(path, by: login)
        #expect(list.json.elements?.first?["address"]?.string == Self.street, "\(login)")
      }
      for login in ["linh", "sara", "boss"] {
        #expect(try await world.get(path, by: login).status == 404, "\(login)")
      }
      for login in ["amna", "sara"] {
        #expect(try await world.get("/api/v1/paper-copies", by: login).status == 403, "\(login)")
      }
      #expect(try await world.get("/api/v1/paper-copies", by: "boss").json.elements?.count == 0)
      let waiting = try await world.get("/api/v1/paper-copies", by: "reem")
      let request = try #require(waiting.json.elements?.first?["id"]?.string)
      let door = "/api/v1/paper-copies/\(request)/handover"
      let told = #"{"tracking":"SPL RR123"}"#
      #expect(try await world.post(door, by: "boss", told).status == 404)
      #expect(try await world.post(door, by: "amna", told).status == 403)
      #expect(try await world.post(door, by: "reem", #"{"tracking":" "}"#).status == 400)
      #expect(try await world.post(door, by: "reem", told).status == 201)
      let after = try await world.get(path, by: "amna")
      #expect(after.body.contains("SPL RR123") && !after.body.contains(Self.street))
    }
  }

  /// The journal never holds the address, and what else holds it forgets with the person.
  @Test func theAddressIsErasedWithThePerson() async throws {
    try await World.run { world in
      let id = try await world.award()
      let asked = try await world.post(
        "/api/v1/credentials/\(id)/paper-copies", by: "amna",
        #"{"delivery":"post","address":"12 Quba Street"}"#)
      #expect(asked.status == 201)
      let found = try world.office.database.read { tx in
        try tx.all(
          "SELECT j.public, f.facts FROM journal j JOIN journal_facts f ON f.journal = j.id"
        ) { String(decoding: $0.blob(0) + $0.blob(1), as: UTF8.self) }
      }
      #expect(!found.isEmpty && !found.contains { $0.contains("Quba") })
      _ = try await world.office.perform(
        ErasePersonFacts(person: try world.person("amna").id, decision: "no. 9"),
        by: try world.actor("admin"))
      let left = try world.office.database.read { try PaperCopyRequest.of(id, in: $0) }
      #expect(left.count == 1 && left.first?.address == nil)
    }
  }
}
