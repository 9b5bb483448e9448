import Credentials
import Foundation
import HTTPTypes
import Kernel
import Operations
import Registrar
import Storage
import Testing

/// A learner's own procedures as pages: where each begins, what it asks, who answers, and that it is
/// nobody else's.
@Suite struct LearnerCasesTests {
  private static let base = "/cases/new/sa-iu-ecourses"

  /// Begins a case and fills its form; the case's address.
  private static func filled(_ browser: Browser, _ new: String, _ begin: String, _ form: String)
    async throws -> String
  {
    let begun = try await browser.post(new, begin)
    let address = try #require(begun.headers[.location], "\(begun.body.prefix(400))")
    let path = String(address.dropLast("/form".count))
    let sent = try await browser.post(address, form)
    #expect(sent.headers[.location] == path + "/check", "\(sent.body.prefix(400))")
    #expect(try await browser.get(path + "/check").status == 200)
    return path
  }

  private static func file(_ browser: Browser, _ path: String) async throws -> Answer {
    try await browser.post(path + "/filing", "")
  }

  @Test func aResultIsCorrectedFromItsCertificate() async throws {
    try await World.run { world in
      let credential = try await world.award()
      let amna = try await Browser(world, "amna")
      let page = try await amna.get("/credentials/\(credential)?lang=en").body
      let registration = try world.credential(credential).registration
      let new = "\(Self.base)/result-correction?about=\(registration)"
      #expect(page.contains(new) && page.contains("\(Self.base)/paper-copy?about=\(credential)"))
      for (lang, words) in [("ar", "فقه العبادات"), ("en", "Fiqh of worship"), ("vi", "FQH112")] {
        #expect(try await amna.get("\(new)&lang=\(lang)").body.contains(words), "\(lang)")
      }
      // Another's certificate leads nowhere, and what has no result is not offered.
      let yusuf = try await Browser(world, "yusuf")
      #expect(try await yusuf.get(new).status == 404)
      #expect(!(try await yusuf.get("/credentials/\(credential)").body.contains(new)))
      let path = try await Self.filled(
        amna, "\(Self.base)/result-correction", "about=\(registration)",
        "field.kind=clericalError&field.what=The+final+was+entered+as+69+and+is+96.&field.truth=yes"
      )
      #expect(try await Self.file(amna, path).status == 303)
      let salman = try await Browser(world, "salman")
      #expect(try await salman.get("/desk").body.contains("RC-2027-000001"))
      #expect(try await yusuf.get(path).status == 404)
      let bare = try await salman.post(
        path + "/steps/correct", "article=V.2&reasons=Read+again.&field.mark=x")
      #expect(bare.status == 400, "a mark and a number are asked")
      let done = try await salman.post(
        path + "/steps/correct",
        "article=V.2&reasons=Read+again.&field.mark=98&field.number=K-7")
      #expect(done.status == 303, "\(done.body.prefix(400))")
      #expect(try await amna.get("/term?lang=en").body.contains("98"))
      #expect(try await amna.get("/inbox?lang=en").body.contains("Inbox (2)"))
      #expect(try world.credential(credential).stands == false, "it stated the earlier result")
      #expect(!(try await amna.get("/credentials/\(credential)").body.contains(new)))
    }
  }

  @Test func onlyWhatHasAResultCanBeCorrected() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let seat = try await world.register("amna", "FQH112")
      try await world.pay(seat.invoice, by: "amna", reference: "a")
      let amna = try await Browser(world, "amna")
      let page = try await amna.get("\(Self.base)/result-correction?lang=en").body
      #expect(!page.contains("FQH112") && !page.contains("Start now"))
      #expect(try await amna.get("\(Self.base)/alternative-exam").body.contains("FQH112"))
    }
  }

  @Test func aRefusalLeadsToAComplaint() async throws {
    try await World.run(at: "2026-09-11T10:00:00+03:00") { world in
      let amna = try await Browser(world, "amna")
      let refused = try await amna.post(
        "/sections/\(try world.section("FQH112").id)/register?lang=en", "agree=yes")
      #expect(refused.status == 409)
      #expect(refused.body.contains("\(Self.base)/complaint"))
      let begun = try await amna.post("\(Self.base)/complaint", "")
      let form = try #require(begun.headers[.location])
      let short = try await amna.post(form + "?lang=en", "field.matter=service&field.what=No.")
      #expect(short.status == 400 && short.body.contains("At least 20"), "says what is wrong")
      #expect(short.body.contains(">No.</textarea>"), "and keeps what was typed")
      let path = String(form.dropLast("/form".count))
      _ = try await amna.post(
        form, "field.matter=service&field.what=The+page+was+away+on+the+last+day.")
      #expect(try await Self.file(amna, path).status == 303)
      for name in ["sara", "salman", "yusuf", "hamad"] {
        #expect(try await Browser(world, name).get(path).status == 404, "\(name)")
      }
      let abdulaziz = try await Browser(world, "abdulaziz")
      #expect(try await abdulaziz.get("/desk").body.contains("CO-2026-000001"))
      let done = try await abdulaziz.post(
        path + "/steps/uphold", "article=G.3&reasons=The+page+was+away+for+two+hours.")
      #expect(done.status == 303, "\(done.body.prefix(400))")
      #expect(try await amna.get(path).body.contains("The page was away for two hours."))
      #expect(try await amna.post(path + "/rating", "stars=4&reason=Fast.").status == 303)
    }
  }

  @Test func anAlternativeExamIsAllowedOnADay() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let seat = try await world.register("yusuf", "FQH112")
      try await world.pay(seat.invoice, by: "yusuf", reference: "y")
      let yusuf = try await Browser(world, "yusuf")
      try world.go(to: "2026-12-21T09:00:00+03:00")
      let again = try await Browser(world, "yusuf")
      #expect(try await yusuf.get("/cases").status == 303, "the session of August has ended")
      let path = try await Self.filled(
        again, "\(Self.base)/alternative-exam", "about=\(seat.registration)",
        "field.exam=final&field.missedOn=11%2F7%2F1448&field.excuse=In+hospital+on+that+day."
          + "&field.documents=Hospital+report+1217.&field.truth=yes")
      let filed = try await Self.file(again, path)
      // The regulation gives no time for the request: that is left to whoever decides.
      #expect(filed.status == 303 || filed.status == 409, "\(filed.body.prefix(300))")
      #expect(try await again.get(path).body.contains("AX-2026-000001"))
      let second = try await again.post(
        "\(Self.base)/alternative-exam", "about=\(seat.registration)")
      #expect(second.headers[.location] == path, "one open request about one thing")
      let majid = try await Browser(world, "majid")
      let done = try await majid.post(
        path + "/steps/allow",
        "article=V.1&reasons=The+report+is+genuine.&field.scheduledOn=2027-01-12")
      #expect(done.status == 303, "\(done.body.prefix(400))")
      #expect(try await again.get("/term?lang=en").body.contains("12 January 2027"))
    }
  }

  /// A supplement changes the answers, and no letter that was written before it.
  @Test func aLetterSaysWhatWasKnownWhenItWasWritten() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let seat = try await world.register("yusuf", "FQH112")
      try await world.pay(seat.invoice, by: "yusuf", reference: "y")
      try world.go(to: "2026-12-21T09:00:00+03:00")
      let yusuf = try await Browser(world, "yusuf")
      let form =
        "&field.missedOn=2026-12-20&field.excuse=In+hospital+on+that+day."
        + "&field.documents=Hospital+report+1217.&field.truth=yes"
      let path = try await Self.filled(
        yusuf, "\(Self.base)/alternative-exam", "about=\(seat.registration)",
        "field.exam=Oral+finals" + form)
      _ = try await Self.file(yusuf, path)
      try world.go(to: "2026-12-21T09:10:00+03:00")
      let majid = try await Browser(world, "majid")
      _ = try await majid.post(path + "/steps/return", "reasons=Which+exam%3F")
      try world.go(to: "2026-12-21T09:20:00+03:00")
      #expect(
        try await yusuf.post(path + "/form", "field.exam=Written+finals" + form).status == 303)
      for query in ["?lang=en", "?lang=en&submission=1"] {
        let page = try await yusuf.get(path + query).body
        let letters = page.components(separatedBy: "<article class=\"letter\">").dropFirst()
          .map { $0.components(separatedBy: "</article>").first ?? "" }
        #expect(letters.contains { $0.contains("Oral finals") }, "\(query)")
        #expect(!letters.contains { $0.contains("Written finals") }, "\(query)")
      }
      #expect(try await yusuf.get(path + "?lang=en").body.contains("Written finals"))
    }
  }

  @Test func whatTheRegulationLeavesOpenBecomesTheLearnersCase() async throws {
    try await World.run { world in
      let open = try await world.register("amna", "FQH112")
      try await world.pay(open.invoice, by: "amna", reference: "a")
      for login in ["yusuf", "fatimah", "maryam"] {
        let seat = try await world.register(login, "RSC105", 2)
        try await world.pay(seat.invoice, by: login, reference: login, amount: "460.00 SAR")
      }
      _ = try await world.post(
        "/api/v1/terms/\(try world.term().id)/windows", by: "sara",
        #"{"kind":"registration","from":"2026-08-23","through":"2026-09-30","decision":"41"}"#)
      try world.go(to: "2026-09-04T00:00:00+03:00")
      _ = try Tick(world.office, world.scope, at: world.office.clock.now).run()
      try world.go(to: "2026-09-18T09:00:00+03:00")
      let later = try await world.register("amna", "RSC105", 2)
      try world.go(to: "2026-09-21T09:00:00+03:00")
      let amna = try await Browser(world, "amna")
      #expect(!(try await amna.get("/cases").body.contains("\(Self.base)/open-question")))
      let left = try await amna.post(
        "/invoices/\(later.invoice)/credit-payments?lang=en", "credit=credit.cancelled")
      #expect(left.status == 409 && left.body.contains("OQ-2026-000001"))
      #expect(!left.body.contains("\(Self.base)/complaint"), "nothing was refused")
      let link = try #require(left.body.range(of: "/cases/0"))
      let path = "/cases/0" + left.body[link.upperBound...].prefix(35)
      #expect(try await amna.get(path).status == 200)
      let sara = try await Browser(world, "sara")
      let done = try await sara.post(
        path + "/steps/decide", "article=G.5&reasons=It+may+pay+a+later+course.")
      #expect(done.status == 303, "\(done.body.prefix(400))")
      #expect(try await amna.get(path).body.contains("It may pay a later course."))
    }
  }
}
