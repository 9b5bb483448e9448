import Foundation
import HTTPTypes
import Kernel
import Operations
import TestWorld
import Testing
import Web

/// What a case's pages offer next, and what they say of a form that is not complete.
@Suite struct CaseFaceTests {
  private static let new = "/cases/new/sa-iu-ecourses/paper-copy"

  /// The form of a new request for a copy on paper, and whoever fills it in.
  private func begun(_ world: World) async throws -> (amna: Browser, form: String) {
    let id = try await world.award()
    let amna = try await Browser(world, "amna")
    let begun = try await amna.post(Self.new, "about=\(id)")
    return (amna, try #require(begun.headers[.location]))
  }

  /// How often a page links to a place.
  private func links(_ page: Answer, _ path: String) -> Int {
    page.body.components(separatedBy: "href=\"\(path)\"").count - 1
  }

  @Test func whatAnAnswerBringsUpIsAskedAndNotReproached() async throws {
    try await World.run { world in
      let (amna, form) = try await begun(world)
      let asked = try await amna.post(form, "field.copies=2&field.delivery=post")
      #expect(asked.status == 303 && asked.headers[.location] == form + "?more=yes")
      let more = try await amna.get(form + "?more=yes&lang=en")
      #expect(more.body.contains("calls for one more answer"))
      #expect(more.body.contains("name=\"field.address\"") && more.body.contains("value=\"2\""))
      #expect(!more.body.contains("class=\"error\""))
      // It was shown and left empty: now it is a mistake, and the draft is kept all the same.
      let empty = try await amna.post(
        form + "?lang=en", "field.copies=2&field.delivery=post&field.address=")
      #expect(empty.status == 400 && empty.body.contains("class=\"error\""))
      #expect(empty.body.contains("Your draft is kept"))
      #expect(!empty.body.contains("Nothing was saved"))
      // What is wrong beside it is said first.
      let both = try await amna.post(form + "?lang=en", "field.copies=21&field.delivery=post")
      #expect(both.status == 400 && both.body.contains("At most 20"))
    }
  }

  @Test func aCaseLeadsBackAndOn() async throws {
    try await World.run { world in
      let (amna, form) = try await begun(world)
      let path = String(form.dropLast("/form".count))
      // Beside the navigation, the way to the page leads back.
      #expect(links(try await amna.get(form), "/cases") == 2)
      #expect(
        try await amna.post(form, "field.copies=1&field.delivery=collection").status == 303)
      #expect(links(try await amna.get(path + "/check"), "/cases") == 2)
      #expect(try await amna.post(path + "/filing", "").status == 303)
      let owed = try await amna.get(path + "?lang=en")
      let invoice = try #require(owed.body.firstMatch(of: /\/invoices\/[0-9a-f-]+/)?.output)
      #expect(owed.body.contains("class=\"button primary\" href=\"\(invoice)\""))
      #expect(links(owed, "/cases") == 2)
      // To withdraw ends it: that asks for a second press.
      #expect(owed.body.contains("<summary>Withdraw the request"))

      #expect(try await amna.post("\(invoice)/payments", "reference=paper-1").status == 303)
      let paid = try await amna.get(path)
      #expect(!paid.body.contains("class=\"button primary\" href=\"\(invoice)\""))
      #expect(links(paid, "\(invoice)") == 1)

      let reem = try await Browser(world, "reem")
      let work = try await reem.get(path + "?lang=en")
      #expect(links(work, "/desk") == 2)
      #expect(work.body.contains("href=\"/desk\" aria-current=\"page\""))
      #expect(links(work, "\(invoice)") == 0)
      #expect(work.body.contains("/steps/print\"") && !work.body.contains("<summary>Mark as pr"))
      #expect(try await reem.post(path + "/steps/print", "").status == 303)
      let sent = try await reem.post(path + "/steps/send?lang=en", "field.tracking=+")
      #expect(sent.status == 400)
      // The languages of a form that came back lead to the case, not to where it was sent.
      #expect(sent.body.contains("href=\"\(path)?lang=ar\""))
    }
  }

  /// Forms beside one another ask for the same: each label finds its own field.
  @Test func noTwoFieldsOfAPageAreOne() async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }
    ) { world in
      let (_, path) = try await CasePagesTests.filed(world)
      let hind = try await Browser(world, "hind")
      _ = try await hind.post(path + "/steps/accept", "")
      for login in ["hind", "tariq"] {
        let page = try await Browser(world, login).get(path).body
        let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count, "\(login) \(ids)")
        for name in page.matches(of: /<label for="([^"]+)"/).map({ String($0.1) }) {
          #expect(ids.contains(name), "\(name)")
        }
        #expect(page.components(separatedBy: "<textarea").count > 2, "there are several forms")
      }
    }
  }

  @Test func theServiceIsRatedByWhoChooses() async throws {
    try await World.run { world in
      let (amna, form) = try await begun(world)
      let path = String(form.dropLast("/form".count))
      _ = try await amna.post(form, "field.copies=1&field.delivery=collection")
      #expect(try await amna.post(path + "/filing", "").status == 303)
      let early = try await amna.post(path + "/rating", "stars=&reason=x")
      #expect(early.status == 409)
      #expect(try await amna.post(path + "/steps/withdraw", "").status == 303)
      let ended = try await amna.get(path + "?lang=en")
      #expect(ended.body.contains("<option value=\"\" selected>"))
      for stars in ["", "0", "6", "x"] {
        let back = try await amna.post(path + "/rating?lang=en", "stars=\(stars)&reason=So+quick")
        #expect(back.status == 400 && back.body.contains(">So quick</textarea>"), "\(stars)")
      }
      #expect(try await amna.post(path + "/rating", "stars=4&reason=").status == 303)
      #expect(try await amna.get(path + "?lang=en").body.contains("4 of 5"))
    }
  }
}
