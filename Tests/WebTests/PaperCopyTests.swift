import Accounts
import Casework
import Credentials
import Foundation
import HTTPTypes
import JSON
import Kernel
import Operations
import People
import Registrar
import Storage
import Testing
import Web

/// A certificate on paper: asked for and paid by its holder, made by the e-learning centre, as a case.
@Suite struct PaperCopyTests {
  private static let street = "12 Quba Street"
  private static let new = "/cases/new/sa-iu-ecourses/paper-copy"
  private static let wish =
    "field.copies=2&field.delivery=post&field.address=Amna%0A12+Quba+Street%0AMadinah+42311"

  @Test func fromTheWishToTheDoorstep() async throws {
    try await World.run { world in
      let id = try await world.award()
      let amna = try await Browser(world, "amna")
      let reem = try await Browser(world, "reem")
      try await Self.reads(amna, ["/credentials/\(id)", "\(Self.new)?about=\(id)"])
      let card = try await amna.get("/credentials/\(id)?lang=en")
      #expect(card.body.contains("115.00") && card.body.contains("\(Self.new)?about=\(id)"))
      #expect(try await amna.get("\(Self.new)?about=\(id)&lang=en").body.contains("115.00"))
      let begun = try await amna.post(Self.new, "about=\(id)")
      let path = String(try #require(begun.headers[.location]).dropLast("/form".count))
      let bad = try await amna.post(path + "/form", "field.copies=21&field.delivery=post")
      #expect(bad.status == 400)
      #expect(try await amna.post(path + "/form", Self.wish).status == 303)
      let check = try await amna.get(path + "/check?lang=en")
      for text in ["200.00", "30.00", "230.00"] { #expect(check.body.contains(text), "\(text)") }
      #expect(try await amna.post(path + "/filing", "").status == 303)
      let page = try await amna.get(path + "?lang=en")
      let invoice = try #require(page.body.firstMatch(of: /\/invoices\/[0-9a-f-]+/)?.output)
      try await Self.reads(
        amna, ["\(invoice)", "/terms/\(try world.term().id)", "/credentials/\(id)", path])
      let bill = try await amna.get("\(invoice)?lang=en")
      for text in ["200.00", "30.00", "230.00", "2 copies"] { #expect(bill.body.contains(text)) }
      // While it goes on there is no second way in.
      #expect(!(try await amna.get("/credentials/\(id)")).body.contains("\(Self.new)?about"))
      #expect(try await amna.get("\(Self.new)?about=\(id)").headers[.location] == path)

      let paid = try await amna.post("\(invoice)/payments", "reference=paper-1")
      #expect(paid.headers[.location] == path + "?done=paperCopy.paid")
      for name in ["reem", "sara", "huda"] {
        let office = try await Browser(world, name)
        #expect(try await office.get("/desk").body.contains("PC-2027-000001"), "\(name)")
        try await Self.reads(office, [path])
      }
      for name in ["yusuf", "salman", "hamad"] {
        #expect(try await Browser(world, name).get(path).status == 404, "\(name)")
      }
      let work = try await reem.get(path + "?lang=en").body
      #expect(work.contains(Self.street) && work.contains("/credentials/\(id)/certificate"))
      #expect(try await reem.get("/credentials/\(id)/certificate").status == 200)
      #expect(try await reem.post(path + "/steps/print", "").status == 303)
      #expect(try await reem.post(path + "/steps/send", "field.tracking=").status == 400)
      #expect(
        try await reem.post(path + "/steps/send", "field.tracking=x", csrf: false).status == 403)
      #expect(try await reem.post(path + "/steps/send", "field.tracking=SPL+RR123").status == 303)
      let after = try await amna.get(path + "?lang=en")
      #expect(after.body.contains("SPL RR123") && !after.body.contains(Self.street))
      #expect(after.body.contains("230.00"), "what it cost is still to be seen")
      // Once it has been sent the address is nowhere any more.
      #expect(!(try await reem.get(path)).body.contains(Self.street))
      #expect(try await amna.get("/credentials/\(id)?lang=en").body.contains("\(Self.new)?about"))
    }
  }

  private static func reads(_ browser: Browser, _ paths: [String]) async throws {
    for tongue in ["ar", "en", "vi"] {
      for path in paths {
        let page = try await browser.get(path + (path.contains("?") ? "&" : "?") + "lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"), "\(path) \(tongue)")
      }
    }
  }

  /// Begins a request over the API; the case's address.
  private static func begin(_ world: World, _ credential: CredentialID, by login: String)
    async throws -> Answer
  {
    try await world.post(
      "/api/v1/cases", by: login,
      #"{"instrument":"sa-iu-ecourses","procedure":"paper-copy","about":"\#(credential)"}"#)
  }

  @Test func overTheAPI() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let id = try await world.award()
      let path =
        "/api/v1/cases/"
        + (try #require(try await Self.begin(world, id, by: "amna").output("case")))
      for answers in [
        "{}", #"{"copies":1,"delivery":"post"}"#, #"{"delivery":"collection"}"#,
        #"{"delivery":"collection","copies":0}"#, #"{"delivery":"collection","copies":21}"#,
        #"{"copies":1,"delivery":"drone"}"#,
        #"{"copies":1,"delivery":"post","address":"\u0007Quba Street 12"}"#,
        #"{"copies":1,"delivery":"post","address":"\#(String(repeating: "x", count: 501))"}"#,
      ] {
        let filed = try await world.post(path + "/filing", by: "amna", #"{"answers":\#(answers)}"#)
        #expect(filed.status == 400, "\(answers)")
      }
      #expect(try await Self.begin(world, id, by: "linh").status == 404)
      for login in ["reem", "sara", "boss"] {
        let other = try await Self.begin(world, id, by: login)
        #expect(other.status == 403 || other.status == 404, "\(login)")
      }
      let asked = try await world.post(
        path + "/filing", by: "amna",
        #"{"answers":{"copies":1,"delivery":"post","address":"12 Quba Street"}}"#)
      #expect(asked.status == 201 && asked.articles == ["VI.2", "VI.2", "IV.2"], "\(asked.body)")
      #expect(!asked.body.contains(Self.street))
      let bill = try await world.get(path, by: "amna").json["invoice"]
      #expect(bill?["amount"]?.string == "115.00 SAR" && bill?["state"]?.string == "open")
      let invoice = try #require(bill?["id"]?.string)
      let paid = try await world.pay(invoice, by: "amna", reference: "p-1", amount: "115.00 SAR")
      #expect(paid.status == 201)

      for login in ["amna", "reem", "sara", "huda"] {
        let found = try await world.get(path, by: login)
        #expect(found.json["answers"]?["address"]?.string == Self.street, "\(login)")
      }
      for login in ["linh", "boss", "hamad"] {
        #expect(try await world.get(path, by: login).status == 404, "\(login)")
      }
      let told = #"{"step":"send","answers":{"tracking":"SPL RR123"}}"#
      let door = path + "/steps"
      #expect(try await world.post(door, by: "reem", #"{"step":"print"}"#).status == 201)
      #expect(try await world.post(door, by: "boss", told).status == 404)
      for login in ["amna", "sara", "huda"] {
        #expect(try await world.post(door, by: login, told).status == 403, "\(login)")
      }
      let blank = #"{"step":"send","answers":{"tracking":" "}}"#
      #expect(try await world.post(door, by: "reem", blank).status == 400)
      #expect(try await world.post(door, by: "reem", told).status == 201)
      let after = try await world.get(path, by: "amna")
      #expect(after.body.contains("SPL RR123") && !after.body.contains(Self.street))
      let steps = try #require(after.json["steps"]?.elements)
      #expect(steps.last?["answers"]?["tracking"]?.string == "SPL RR123")
      #expect(steps.dropLast().allSatisfy { $0["answers"] == nil })
      let sum = after.json["invoice"]
      #expect(sum?["amount"]?.string == "115.00 SAR" && sum?["state"]?.string == "paid")
    }
  }

  private static let plain =
    #"{"answers":{"copies":1,"delivery":"post","address":"12 Quba Street"}}"#

  /// The journal never holds the address, and what else holds it forgets with the person; where the
  /// edition that says what is forgotten is gone, nothing is kept.
  @Test(arguments: [true, false])
  func theAddressIsErasedWithThePerson(_ isInstalled: Bool) async throws {
    try await World.run { world in
      let id = try await world.award()
      let draft = try #require(try await Self.begin(world, id, by: "amna").output("case"))
      #expect(
        try await world.post("/api/v1/cases/\(draft)/filing", by: "amna", Self.plain).status == 201)
      let found = try world.office.database.read { tx in
        try tx.all(
          "SELECT j.public, f.facts FROM journal j JOIN journal_facts f ON f.journal = j.id"
        ) { String(decoding: $0.blob(0) + $0.blob(1), as: UTF8.self) }
      }
      #expect(!found.isEmpty && !found.contains { $0.contains("Quba") })
      let file = try #require(CaseID(text: draft))
      func kept() throws -> String {
        let answers = try world.office.database.read {
          try CaseAnswers.find(file, revision: 1, in: $0)
        }
        return String(decoding: answers ?? [], as: UTF8.self)
      }
      #expect(try kept().contains(Self.street))
      if !isInstalled {
        try world.office.database.writeAndWait {
          try $0.run("UPDATE case_file SET edition = '1400' WHERE id = $1", .id(file))
        }
      }
      _ = try await world.office.perform(
        ErasePersonFacts(person: try world.person("amna").id, decision: "no. 9"),
        by: try world.actor("admin"))
      #expect(try !kept().contains("Quba") && kept().contains("post") == isInstalled)
    }
  }

  /// Requests that were kept in a table of their own become cases, each once, where they stand.
  @Test(arguments: [
    ("requested", "post", "requested"), ("paid", "post", "paid"), ("done", "post", "sent"),
    ("done", "collection", "handedOver"), ("lapsed", "post", "lapsed"),
    ("cancelled", "post", "cancelled"),
  ])
  func earlierRequestsBecomeCases(_ state: String, _ delivery: String, _ stands: String)
    async throws
  {
    try await World.run { world in
      let id = try await world.award()
      let invoice = try await Self.kept(state, delivery, id, world)
      let at = world.site.now
      let done = try Tick(world.office, world.scope, at: at).run()
      #expect(done.count { $0.operation == "CarryOverPaperCopy" } == 1)
      let again = try Tick(world.office, world.scope, at: at).run()
      #expect(!again.contains { $0.operation == "CarryOverPaperCopy" })
      let file = try #require(
        try world.office.database.read { try CaseFile.about(id.bytes, in: $0) }.first)
      #expect(file.state == stands && file.number == "PC-2027-000001")
      let view = try #require(
        try CaseView.find(file.id, try world.actor("amna"), at: at, world.office))
      let isOpen = state == "requested" || state == "paid"
      let hasAddress = view.answers["address"]?.string == Self.street
      #expect(hasAddress == (isOpen || state == "lapsed"))
      #expect(view.bill?.invoice.id == invoice && view.bill?.amount.minor == 115_00)
      if state == "done" {
        let last = try #require(view.steps.last?.answers)
        #expect(String(decoding: last, as: UTF8.self).contains("SPL RR123"))
      }
      // What lapsed is asked for again from its page; what has not leads to no second one.
      let page = try await Browser(world, "amna").get("/cases/\(file.id)?lang=en").body
      #expect(page.contains("\(Self.new)?about=\(id)") == (state == "lapsed"))
      guard state == "requested" else { return }
      let paid = try await world.pay(
        invoice.description, by: "amna", reference: "p-9", amount: "115.00 SAR")
      #expect(paid.status == 201)
      let after = try world.office.database.read { try CaseFile.find(file.id, in: $0) }
      #expect(after?.state == "paid")
    }
  }

  /// What waits for payment comes first; the doctor sees what is left, the person can be erased from
  /// it, and an invoice of nothing known is never released.
  @Test func whatIsNotCarriedOverYetIsNotLost() async throws {
    try await World.run { world in
      let id = try await world.award()
      _ = try await Self.kept("done", "post", id, world)
      let invoice = try await Self.kept("requested", "post", id, world)
      func first() throws -> PaperCopyRequest? {
        try world.office.database.read { tx in
          try PaperCopyRequest.kept(world.scope, limit: 1, in: tx).first.flatMap {
            try PaperCopyRequest.find($0, world.scope, in: tx)
          }
        }
      }
      func check() -> Doctor.Outcome? {
        Doctor(world.office.database, file: nil, now: world.site.now, quick: true).ofDatabase()
          .first { $0.name == "paper copies" }?.outcome
      }
      #expect(try first()?.invoice == invoice && first()?.address == Self.street)
      #expect(check() == .failed)
      _ = try await world.office.perform(
        ErasePersonFacts(person: try world.person("amna").id, decision: "no. 9"),
        by: try world.actor("admin"))
      let left = try #require(try first())
      #expect(left.invoice == invoice && left.address == nil)
      try world.office.database.writeAndWait { try $0.run("DELETE FROM paper_copy") }
      #expect(check() == .passed)
      world.go(to: world.site.now.adding(seconds: 9 * 86_400))
      let registrar = try world.actor("sara")
      await #expect(throws: OperationFault.self) {
        try await world.office.perform(ReleaseUnpaid(invoice: invoice), by: registrar)
      }
      let (found, entries) = try world.office.database.read { tx in
        (
          try Invoice.find(invoice, world.scope, in: tx),
          try tx.count("SELECT COUNT(*) FROM journal WHERE operation = 'ReleaseUnpaid'")
        )
      }
      #expect(found?.state == .open && entries == 0)
    }
  }

  /// What was paid from a credit goes back to that credit; money goes to the one of payments.
  @Test func creditGoesBackToWhereItCameFrom() async throws {
    try await World.run { world in
      let id = try await world.award()
      let draft = try #require(try await Self.begin(world, id, by: "amna").output("case"))
      let path = "/api/v1/cases/\(draft)"
      #expect(try await world.post(path + "/filing", by: "amna", Self.plain).status == 201)
      let text = try #require(
        try await world.get(path, by: "amna").json["invoice"]?["id"]?.string)
      let invoice = try #require(InvoiceID(text: text))
      let amna = try world.actor("amna")
      let person = try #require(amna.person)
      let at = world.site.now
      @Sendable func money(_ minor: Int64) -> Money { Money(minor: minor, currency: .sar) }
      func credits() throws -> [Ledger.Account: Int64] {
        try world.office.database.read { try Ledger.credits(person, in: $0) }
      }
      try world.office.database.writeAndWait { tx in
        try Ledger.post(
          IDs.system.make(at: at), kind: "cancel", invoice: nil, person: person,
          scope: world.scope, at: at,
          [(.creditDrop, money(-40_00)), (.creditCancelled, money(-50_00)), (.cash, money(90_00))],
          in: tx)
      }
      let used = try await world.office.perform(
        PayFromCredit(invoice: invoice, account: .drop), by: amna)
      #expect(used.output == money(40_00))
      // The two weeks of this credit are over by the time of certificates: used as it would have been.
      try world.office.database.writeAndWait { tx in
        try Ledger.post(
          IDs.system.make(at: at), kind: "useCredit", invoice: invoice, person: person,
          scope: world.scope, at: at,
          [(.creditCancelled, money(50_00)), (.receivable, money(-50_00))], in: tx)
        let found = try Invoice.find(invoice, world.scope, in: tx)
        try found?.set(paid: money(90_00), state: .open, in: tx)
      }
      _ = try await world.pay(text, by: "amna", reference: "p-1", amount: "15.00 SAR")
      #expect(try credits()[.creditDrop] == 0 && credits()[.creditCancelled] == 0)
      #expect(
        try await world.post(path + "/steps", by: "amna", #"{"step":"withdraw"}"#).status == 201)
      let back = try credits()
      #expect(back[.creditDrop] == 40_00 && back[.creditCancelled] == 50_00)
      #expect(back[.creditPayment] == 15_00 && back[.receivable] == 0)
    }
  }

  /// A request as it was kept before, with an invoice that a case made.
  private static func kept(
    _ state: String, _ delivery: String, _ credential: CredentialID, _ world: World
  ) async throws -> InvoiceID {
    let draft = try #require(try await begin(world, credential, by: "amna").output("case"))
    let filed = try await world.post("/api/v1/cases/\(draft)/filing", by: "amna", plain)
    let invoice = try #require(
      try await world.get("/api/v1/cases/\(draft)", by: "amna").json["invoice"]?["id"]?.string)
    let id = try #require(InvoiceID(text: invoice))
    if state == "paid" || state == "done" {
      _ = try await world.pay(invoice, by: "amna", reference: "p-1", amount: "115.00 SAR")
    }
    if state == "cancelled" {
      _ = try await world.post("/api/v1/cases/\(draft)/steps", by: "amna", #"{"step":"withdraw"}"#)
    }
    #expect(filed.status == 201)
    let file = try #require(CaseID(text: draft))
    let amna = try world.person("amna").id
    let holdsAddress = delivery == "post" && state != "done" && state != "cancelled"
    let at = world.site.now
    try world.office.database.writeAndWait { tx in
      try tx.run("DELETE FROM case_fee WHERE case_file = $1", .id(file))
      try tx.run("DELETE FROM notice_to")
      try tx.run("DELETE FROM notice")
      try tx.run("DELETE FROM case_letter WHERE case_file = $1", .id(file))
      try tx.run("DELETE FROM case_clock WHERE case_file = $1", .id(file))
      try tx.run("DELETE FROM case_step WHERE case_file = $1", .id(file))
      try tx.run("DELETE FROM case_answers WHERE case_file = $1", .id(file))
      try tx.run("DELETE FROM case_file WHERE id = $1", .id(file))
      try tx.run("DELETE FROM case_number WHERE prefix = $1", .text("PC"))
      if state == "lapsed" {
        try tx.run(
          "UPDATE invoice_line SET state = 'reversed' WHERE invoice = $1", .id(id))
        try tx.run("UPDATE invoice SET state = 'released' WHERE id = $1", .id(id))
      }
      try tx.run(
        """
        INSERT INTO paper_copy (id, institution, credential, learner, invoice, copies, delivery,
          address, state, requested_at, changed_at, tracking, ruling)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12)
        """, .id(IDs.system.make(at: at) as PaperCopyID), .id(world.scope.institution),
        .id(credential), .id(amna), .id(id), .text(delivery),
        .optional(holdsAddress ? street : nil, Bind.text), .text(state), .instant(at),
        .instant(at), .optional(state == "done" ? "SPL RR123" : nil, Bind.text),
        .id(IDs.system.make(at: at) as RulingID))
    }
    return id
  }
}
