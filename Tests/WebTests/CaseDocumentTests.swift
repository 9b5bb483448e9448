import Foundation
import HTTPTypes
import Kernel
import Operations
import People
import Regulations
import Storage
import Testing
import Web

/// Files of cases: what is taken, who may have it again, and that nothing in them is ever run.
@Suite struct CaseDocumentTests {
  @Test func whatAFieldDoesNotTakeIsRefusedWithItsReason() async throws {
    try await CaseLab.run { world in
      let path = try await world.draft()
      let pdf = CaseLab.pdf()
      let wrong: [(bytes: [UInt8], name: String, problem: String)] = [
        ([], "plan.pdf", "noFile"), (CaseLab.pdf(2001), "plan.pdf", "largeFile"),
        (Array("<script>".utf8), "plan.pdf", "wrongFile"), (pdf, "plan.html", "wrongFile"),
        (pdf, "plan", "wrongFile"), (pdf, "plan.png", "wrongFile"),
        ([0x20] + pdf, "plan.pdf", "wrongFile"), (Array("a,b".utf8), "plan.csv", "wrongFile"),
      ]
      for (bytes, name, problem) in wrong {
        let answer = try await world.attach(bytes, name, to: path)
        #expect(answer.status == 400, "\(name) \(answer.body)")
        #expect(answer.json["faults"]?.elements?.first?["problem"]?.string == problem, "\(name)")
      }
      #expect(try await world.attach(CaseLab.pdf(2000), "PLAN.PDF", to: path).status == 201)
      // Another field takes other kinds, told by bytes and name together.
      let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]
      #expect(try await world.attach(png, "a.png", to: path, field: "pictures").status == 201)
      #expect(try await world.attach(png, "a.jpg", to: path, field: "pictures").status == 400)
      #expect(
        try await world.attach([0x41, 0], "a.csv", to: path, field: "pictures").status == 400)
      #expect(
        try await world.attach([0x41, 0xFF], "a.csv", to: path, field: "pictures").status == 400)
      #expect(try await world.attach(pdf, "plan.pdf", to: path, field: "note").status == 404)
      #expect(try await world.attach(pdf, "plan.pdf", to: path, field: "none").status == 404)
      let large = try await world.attach(CaseLab.pdf(33 << 20), "plan.pdf", to: path)
      #expect(large.status == 413)
    }
  }

  @Test func tenFilesAFieldAndNotOneMore() async throws {
    try await CaseLab.run { world in
      let path = try await world.draft()
      for number in 1...10 {
        #expect(
          try await world.attach(CaseLab.pdf(50, "\(number)"), "p.pdf", to: path).status == 201)
      }
      let more = try await world.attach(CaseLab.pdf(50, "x"), "p.pdf", to: path)
      #expect(more.json["faults"]?.elements?.first?["problem"]?.string == "tooManyFiles")
    }
  }

  /// Filed with its digest in the journal; supplemented by another: the office sees what was sent and
  /// nothing before, and beside each other what came and went.
  @Test func aFileIsFiledReplacedAndSeenSideBySide() async throws {
    try await CaseLab.run { world in
      let path = try await world.draft()
      #expect(try await world.post("/api/v1\(path)/filing", by: "salem").status == 400)
      let first = try await world.attach(CaseLab.pdf(100, "one"), "first.pdf", to: path)
      let one = try #require(first.output("sha256"))
      #expect(one == Hex.text(Digest.sha256(CaseLab.pdf(100, "one"))))
      let filed = try await world.post("/api/v1\(path)/filing", by: "salem")
      #expect(filed.status == 201, "\(filed.body)")
      let ruling = try #require(RulingID(text: filed.ruling?["id"]?.string ?? ""))
      let entry = try world.office.database.read { try $0.journalEntry(ruling) }
      let facts = entry?.facts.map { String(decoding: $0, as: UTF8.self) } ?? ""
      #expect(facts.contains(one), "the digest is journaled: \(facts)")

      let hind = "hind"
      let taken = try await world.get("/api/v1\(path)/documents/\(one)", by: hind)
      #expect(taken.status == 200 && taken.bytes == CaseLab.pdf(100, "one"))
      #expect(
        try await world.attach(CaseLab.pdf(9), "x.pdf", to: path).status == 409, "it is filed")
      _ = try await world.post(
        "/api/v1\(path)/steps", by: hind, #"{"step":"return","reasons":"Too thin."}"#)
      let second = try await world.attach(CaseLab.pdf(100, "two"), "second.pdf", to: path)
      let two = try #require(second.output("sha256"))
      let gone = try await world.post(
        "/api/v1\(path)/documents/\(one)/removal", by: "salem", #"{"field":"plan"}"#)
      #expect(gone.status == 201)
      // Not sent yet: it is not the office's to see.
      #expect(try await world.get("/api/v1\(path)/documents/\(two)", by: hind).status == 404)
      #expect(try await world.get("/api/v1\(path)/documents/\(two)", by: "salem").status == 200)
      let sent = try await world.post(
        "/api/v1\(path)/steps", by: "salem", #"{"step":"supplement"}"#)
      #expect(sent.status == 201, "\(sent.body)")
      // What was submitted before stays to be read, by both.
      for login in [hind, "salem"] {
        #expect(try await world.get("/api/v1\(path)/documents/\(one)", by: login).status == 200)
        #expect(try await world.get("/api/v1\(path)/documents/\(two)", by: login).status == 200)
      }
      let view = try await world.get("/api/v1\(path)", by: hind)
      #expect(view.json["answers"]?["plan"]?.elements?.map(\.string) == [two])
      #expect(view.json["earlier"]?["plan"]?.elements?.map(\.string) == [one])
      let browser = try await Browser(world, hind)
      let page = try await browser.get(path + "?lang=en").body
      #expect(page.contains("second.pdf") && page.contains("<del>") && page.contains("first.pdf"))
      let before = try await browser.get(path + "?submission=1&lang=en").body
      #expect(before.contains("first.pdf") && !before.contains("second.pdf"))
      #expect(before.contains("Submission 2") && before.contains("submission=2"))
    }
  }

  /// A file comes back as a download that no window of ours shows, under a name that is only a name.
  @Test(
    arguments: [
      ("plan.pdf", "plan.pdf", "plan.pdf"),
      ("../../etc/plan.pdf", "plan.pdf", "plan.pdf"),
      ("C:\\\\plans\\\\plan.pdf", "plan.pdf", "plan.pdf"),
      ("a\\\"; filename=x.html; .pdf", "a__ filename_x.html_ .pdf", nil),
      ("خطة التعليم.pdf", "___ _______.pdf", "%D8%AE%D8%B7%D8%A9"),
      ("fdp.\u{202E}exe.pdf", "fdp.exe.pdf", "fdp.exe.pdf"),
      (String(repeating: "n", count: 900) + ".pdf", nil, "%E2%80%A6n.pdf"),
    ] as [(String, String?, String?)])
  func aFileComesBackAsADownload(_ name: String, _ plain: String?, _ whole: String?) async throws {
    try await CaseLab.run { world in
      let path = try await world.draft()
      let made = try await world.attach(CaseLab.pdf(), name, to: path)
      #expect(made.status == 201, "\(made.body)")
      let digest = try #require(made.output("sha256"))
      for answer in [
        try await world.get("/api/v1\(path)/documents/\(digest)", by: "salem"),
        try await Browser(world, "salem").get("\(path)/documents/\(digest)"),
      ] {
        #expect(answer.status == 200 && answer.type == "application/pdf")
        let disposition = answer.headers[.contentDisposition] ?? ""
        #expect(disposition.hasPrefix("attachment; filename=\""))
        #expect(disposition.filter { $0 == "\"" }.count == 2, "\(disposition)")
        #expect(disposition.utf8.count < 1_000 && !disposition.contains("/"))
        if let plain { #expect(disposition.contains("filename=\"\(plain)\""), "\(disposition)") }
        if let whole { #expect(disposition.contains(whole), "\(disposition)") }
        #expect(answer.headers[.contentSecurityPolicy] == "sandbox; default-src 'none'")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.cacheControl]?.contains("no-store") == true)
      }
    }
  }

  /// A person fills in the page: one form with its file, every fault beside its field, a file taken off.
  @Test func aPageTakesFilesWithTheAnswers() async throws {
    try await CaseLab.run { world in
      let salem = try await Browser(world, "salem")
      let path = try await world.draft()
      func send(_ fields: [(String, String)], _ files: [CaseLab.File] = [], csrf: String? = nil)
        async throws -> Answer
      {
        try await world.send(
          .post, path + "/form?lang=en",
          bytes: CaseLab.body([("csrf", csrf ?? salem.csrf)] + fields, files),
          headers: [
            "Cookie": "sanad_session=\(salem.cookie)", "Content-Type": CaseLab.multipart,
          ])
      }
      let none: CaseLab.File = ("field.plan", "", [])
      let missing = try await send([("field.note", "hello")], [none])
      #expect(missing.status == 400 && missing.body.contains("This must be filled in"))
      let wrong = try await send([], [("field.plan", "plan.exe", CaseLab.pdf())])
      #expect(wrong.status == 400 && wrong.body.contains("This kind of file is not accepted"))
      #expect(wrong.body.contains("PDF, at most 1 kB each"))
      #expect(wrong.body.contains("PNG, JPEG and CSV, at most 5 MB each"))
      let large = try await send([], [("field.plan", "plan.pdf", CaseLab.pdf(2001))])
      #expect(large.status == 400 && large.body.contains("The file may have 1 kB at most"))
      let attached = try await send(
        [("field.note", "<b>typed</b>"), ("attach", "yes")],
        [("field.plan", "<img src=x>.pdf", CaseLab.pdf())])
      #expect(attached.status == 200 && attached.body.contains("&lt;img src=x&gt;.pdf"))
      #expect(
        attached.body.contains("&lt;b&gt;typed&lt;/b&gt;") && !attached.body.contains("<img src"))
      let digest = Hex.text(Digest.sha256(CaseLab.pdf()))
      let off = try await send([("remove.plan", digest)], [none])
      #expect(off.status == 400, "without it the form is not whole")
      let on = try await send([], [("field.plan", "plan.pdf", CaseLab.pdf())])
      #expect(on.status == 303 && on.headers[.location] == path + "/check")
      let check = try await salem.get(path + "/check?lang=en").body
      #expect(check.contains("/documents/\(digest)"))
      #expect(try await send([], [none], csrf: "forged").status == 403)
      #expect(try await salem.post(path + "/filing", "").status == 303)
      // Evidence stands beside the criterion it answers.
      let tariq = try await Browser(world, "tariq").get(path + "?lang=en").body
      let standard = try #require(
        tariq.components(separatedBy: "id=\"s1.1\"").last?.components(separatedBy: "</section>")
          .first)
      #expect(standard.contains("/documents/\(digest)"))
    }
  }

  /// The same bytes lie once, whoever brings them, and are not to be had by knowing their digest.
  @Test func aDigestAloneOpensNothing() async throws {
    try await CaseLab.run { world in
      let (one, two) = (try await world.draft(), try await world.draft(by: "wafa"))
      let made = try await world.attach(CaseLab.pdf(), "plan.pdf", to: one)
      let digest = try #require(made.output("sha256"))
      let shelf = world.folder + "/documents/" + digest.prefix(2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: shelf) == [digest])
      #expect(try await world.get("/api/v1\(two)/documents/\(digest)", by: "wafa").status == 404)
      #expect(try await world.get("/api/v1\(one)/documents/\(digest)", by: "wafa").status == 404)
      #expect(try await world.attach(CaseLab.pdf(), "b.pdf", to: two, by: "wafa").status == 201)
      #expect(try FileManager.default.contentsOfDirectory(atPath: shelf) == [digest])
      for bad in ["..", "%2E%2E%2F\(digest)", String(digest.dropLast()), digest + "00", "zz"] {
        #expect(try await world.get("/api/v1\(one)/documents/\(bad)", by: "salem").status == 404)
      }
    }
  }
}
