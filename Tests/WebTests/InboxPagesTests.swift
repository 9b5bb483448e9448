import Foundation
import HTTPTypes
import Kernel
import Language
import Operations
import People
import Storage
import Synchronization
import TestEngine
import TestWorld
import Testing
import Transport
import Web

/// Letters as their readers meet them, mail over a real server, and that they are nobody else's.
@Suite struct InboxPagesTests {
  private static let form =
    "field.sector=government&field.educationType=higher"
    + "&field.strategyLink=https%3A%2F%2Fiu.example%2Fs&field.integrityPolicy="
    + String(repeating: "Checked+at+sign-in.+", count: 4)
    + "&field.platform=https%3A%2F%2Fcourses.iu.example&field.supportChannels.1.channel=Chat"
    + "&field.supportChannels.1.hours=8-20&field.truth=yes"

  private static func run(_ test: @escaping @Sendable (World) async throws -> Void) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }, test)
  }

  /// Salem files and gets a receipt; the address of the letter in his inbox.
  private static func filed(_ world: World, _ salem: Browser) async throws -> String {
    let begun = try await salem.post("/cases/new/sa-nelc/preliminary-approval", "")
    let form = try #require(begun.headers[.location])
    _ = try await salem.post(form, Self.form)
    _ = try await salem.post(String(form.dropLast("/form".count)) + "/filing", "")
    let inbox = try await salem.get("/inbox?lang=en").body
    let link = try #require(inbox.range(of: "/inbox/"))
    return "/inbox/" + inbox[link.upperBound...].prefix(36)
  }

  @Test func aLetterIsCountedReadAndPrintedInEachLanguage() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      #expect(try await salem.get("/inbox?lang=en").body.contains("Nothing has been written"))
      let letter = try await Self.filed(world, salem)
      let before = try await salem.get("/inbox?lang=en").body
      #expect(before.contains("Inbox (1)") && before.contains("unread"))
      let page = try await salem.get(letter + "?lang=en")
      #expect(page.status == 200 && page.body.contains("PA-2026-000001"))
      #expect(page.body.contains("You will have an answer by"))
      let after = try await salem.get("/inbox?lang=en").body
      #expect(!after.contains("Inbox (1)") && after.contains(">read<"))
      #expect(try await salem.get(letter + "?lang=ar").body.contains("تسلمنا طلبكم"))
      #expect(try await salem.get(letter + "?lang=vi").body.contains("Đã nhận hồ sơ"))
      #expect(try await salem.get("/inbox?page=9").status == 200)
    }
  }

  @Test func itIsNobodyElses() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let letter = try await Self.filed(world, salem)
      for name in ["amna", "sara", "hind", "tariq", "nelc-admin"] {
        let other = try await Browser(world, name)
        #expect(try await other.get(letter).status == 404, "\(name)")
        #expect(!(try await other.get("/inbox").body.contains("PA-2026-000001")), "\(name)")
      }
      #expect(try await Browser(world, "wafa").get(letter).status == 200, "a colleague")
      #expect(try await world.get(letter).status == 303)
      #expect(try await world.get("/inbox").status == 303)
      #expect(try await salem.get("/inbox/0").status == 404)
      for name in ["salem", "amna", "hind"] {
        let other = try await Browser(world, name)
        #expect(try await other.get("/mail").status == 403)
        #expect(try await other.post("/mail/1", "").status == 403)
      }
    }
  }

  /// What the office filed about a licence is told to its holder: in the inboxes of whoever acts for
  /// it, on the page, and by mail; not to the officer who wrote it, nor to anybody else.
  @Test func aHolderFindsTheWarningAboutItsLicence() async throws {
    try await Self.run { world in
      let admin = try await Browser(world, "admin")
      _ = try await admin.post("/inbox/address", "address=admin%40university.example")
      let hind = try await Browser(world, "hind")
      _ = try await hind.post("/inbox/address", "address=hind%40center.example")
      let form = try #require(
        try await hind.post("/cases/new/sa-nelc/violation", "about=NELC-P-0007").headers[.location])
      let path = String(form.dropLast("/form".count))
      _ = try await hind.post(
        form,
        "field.violation=standards&field.seenOn=2026-08-20&field.standard=1.3"
          + "&field.facts=Support+has+not+answered+for+weeks.")
      _ = try await hind.post(path + "/filing", "")
      let warned = try await hind.post(
        path + "/steps/warn", "article=violations&reasons=Support+has+to+be+there.")
      #expect(warned.status == 303, "\(warned.body.prefix(300))")
      // Nobody applied for this: the case was opened.
      for (tongue, opened, filed) in [
        ("en", "Case opened", ">Filed<"), ("ar", "فُتح الملف", "قُدم الطلب"),
        ("vi", "Mở hồ sơ", "Nộp hồ sơ<"),
      ] {
        let page = try await hind.get(path + "?lang=\(tongue)").body
        #expect(page.contains(opened) && !page.contains(filed), "\(tongue)")
      }
      for name in ["admin", "salem", "wafa"] {
        let reader = try await Browser(world, name)
        let inbox = try await reader.get("/inbox?lang=en").body
        #expect(inbox.contains("Inbox (2)"), "\(name)")
        #expect(inbox.contains("A warning in VL-2026-000001"), "\(name)")
        let before = inbox.prefix(upTo: try #require(inbox.range(of: "A warning in")).lowerBound)
        let link = try #require(before.range(of: "/inbox/", options: .backwards))
        let letter = try await reader.get("/inbox/" + before[link.upperBound...].prefix(36))
        #expect(letter.status == 200, "\(name)")
        #expect(letter.body.contains("Support has to be there."), "\(name)")
      }
      for name in ["hind", "nelc-admin", "amna", "sara"] {
        let other = try await Browser(world, name)
        #expect(!(try await other.get("/inbox?lang=en").body.contains("VL-2026")), "\(name)")
      }
      let sent = Mutex<[MailMessage]>([])
      let mailer = Mailer { message, begin in
        guard begin() else { return .notBegun }
        sent.withLock { $0.append(message) }
        return .taken
      }
      let delivery = MailDelivery(
        world.office, world.site.texts, mailer,
        from: try #require(MailAddress("no-reply@courses.example")))
      let now = world.office.clock.now
      _ = try await OnThread.run { try delivery.run(at: now) }
      #expect(
        sent.withLock { $0.map(\.to.text) }
          == ["admin@university.example", "admin@university.example"])
    }
  }

  @Test func anAddressIsCheckedAndNothingElseIsStored() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      for wrong in ["x", "a%40b.example%0D%0ABcc%3A+c%40d.example", "a%40b", "%3Cscript%3E"] {
        let answer = try await salem.post("/inbox/address", "address=\(wrong)")
        #expect(answer.status == 400 && !answer.body.contains("<script>"), "\(wrong)")
      }
      let bare = try await salem.post(
        "/inbox/address", "address=s%40university.example", csrf: false)
      #expect(bare.status != 303)
      let count = {
        try world.office.database.read { try $0.count("SELECT COUNT(*) FROM mail_address") }
      }
      #expect(try count() == 0)
      let done = try await salem.post("/inbox/address", "address=+s%40university.example+")
      #expect(done.status == 303)
      #expect(try await salem.get("/inbox").body.contains("s@university.example"))
      #expect(try await salem.post("/inbox/address", "address=").status == 303)
      #expect(try count() == 0)
    }
  }

  /// From the filing to another program's inbox, over TLS with a password; and what came back.
  @Test(.enabled(if: MailHost.isHere, "python3 and openssl are not installed"))
  func mailGoesOutAndWhatFailsIsShown() async throws {
    let host = try MailHost("starttls")
    defer { host.stop() }
    let (port, certificate) = (host.port, host.certificate)
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let wafa = try await Browser(world, "wafa")
      _ = try await salem.post("/inbox/address", "address=salem%40university.example")
      _ = try await wafa.post("/inbox/address", "address=unknown%40university.example")
      _ = try await Self.filed(world, salem)
      let password = world.folder + "/password"
      try SecretText.write("right\n", to: password)
      let settings = try MailSettings(
        text: """
          format: 1
          server: localhost
          port: \(port)
          security: starttls
          user: sanad
          passwordFile: \(password)
          from: no-reply@courses.example
          """, file: "mail.yaml", publicURL: world.office.publicURL)
      let delivery = MailDelivery(
        world.office, world.site.texts, .smtp(settings.server, caFile: certificate),
        from: settings.from)
      let now = world.office.clock.now
      let progress = try await OnThread.run { try delivery.run(at: now) }
      #expect(progress.taken == 1 && progress.givenUp == 1, "\(progress.faults)")
      let admin = try await Browser(world, "admin")
      let page = try await admin.get("/mail?lang=en").body
      #expect(page.contains("refused the address") && page.contains("550"))
      #expect(!page.contains("unknown@university.example"))
      let nelc = try await Browser(world, "nelc-admin")
      #expect(try await nelc.get("/mail?lang=en").body.contains("No mail was given up"))
      let id = try #require(page.range(of: "/mail/")).upperBound
      let again = "/mail/" + page[id...].prefix { $0.isNumber }
      #expect(try await nelc.post(String(again), "").status == 404)
      #expect(try await admin.post(String(again), "").status == 303)
    }
    let taken = try host.taken
    #expect(taken.map(\.to) == ["salem@university.example"])
    #expect(taken.first?.tls == true && taken.first?.auth == ["sanad", "right"])
  }

  @Test(arguments: [
    ("security: starttls", "security: plain", "plain"),
    ("port: 587", "port: 0", "names no server"), ("port: 587", "port: 70000", "names no server"),
    ("security: starttls", "security: none", "names no server"),
    ("from: a@b.example", "from: nobody", "mail address"),
    ("server: mail.example", "server: mail.example/x", "names no server"),
    ("from: a@b.example", "from: a@b.example\npasswordFile: /x", "no user"),
    ("from: a@b.example", "from: a@b.example\nuser: u\npasswordFile: /nowhere", "cannot be read"),
    ("from: a@b.example", "from: a@b.example\nsurprise: 1", "surprise"),
  ])
  func settingsAreReadStrictly(_ part: String, _ other: String, _ told: String) throws {
    let text = """
      format: 1
      server: mail.example
      port: 587
      security: starttls
      from: a@b.example
      """
    _ = try MailSettings(text: text, file: "mail.yaml", publicURL: "https://courses.example")
    #expect {
      _ = try MailSettings(
        text: text.replacing(part, with: other), file: "mail.yaml",
        publicURL: "https://courses.example")
    } throws: { error in
      "\(error)".contains(told)
    }
  }
}

/// A file for its owner's eyes.
enum SecretText {
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
