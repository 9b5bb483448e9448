import Foundation
import Kernel
import Synchronization
import TestEngine
import Testing

@testable import Transport

/// A message's bytes: what RFC 5322, 2045 and 2047 ask for, and that no words make a header.
@Suite struct MailMessageTests {
  static func message(
    to: String = "amna@university.example", sender: String = "المركز الوطني للتعليم الإلكتروني",
    subject: String = "تسلمنا طلبكم PA-2026-000001", body: String = "سطر\nثانٍ\n",
    tongue: Tongue = .arabic
  ) throws -> MailMessage {
    MailMessage(
      id: "0190-a.b", from: try #require(MailAddress("no-reply@courses.example")),
      sender: sender, to: try #require(MailAddress(to)), subject: subject, body: body,
      tongue: tongue, at: try #require(Instant(text: "2026-11-02T23:04:05+03:00")))
  }

  private func split(_ message: MailMessage) -> [String] {
    String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
  }

  @Test func itsHeadIsComplete() throws {
    let lines = split(try Self.message())
    #expect(lines.contains("Date: Mon, 2 Nov 2026 20:04:05 +0000"))
    #expect(lines.contains("To: <amna@university.example>"))
    #expect(lines.contains("Message-ID: <0190-a.b@courses.example>"))
    #expect(lines.contains("Auto-Submitted: auto-generated"))
    #expect(lines.contains("Content-Language: ar"))
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x7F } })
    #expect(try Self.message().bytes == Self.message().bytes, "the same message, the same bytes")
    let body = lines.drop { !$0.isEmpty }.joined()
    #expect(
      Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == "سطر\r\nثانٍ\r\n")
  }

  /// Python's reader of mail gives back what was meant.
  @Test(
    .enabled(if: MailHost.isHere, "python3 and openssl are not installed"),
    arguments: [
      "Plain words",
      "تسلمنا طلبكم PA-2026-000001 في ٦ سبتمبر، ونعدكم بالرد قبل انقضاء المهلة المحددة",
      "Đã nhận hồ sơ PA-2026-000001 – cảm ơn bạn đã gửi đầy đủ giấy tờ cho chúng tôi",
      "=?UTF-8?B?x?= looks encoded", "👩🏽‍🎓 " + String(repeating: "é", count: 120),
    ])
  func otherSoftwareReadsTheSame(_ subject: String) throws {
    let message = try Self.message(subject: subject, body: subject + "\n.\n..\nend\n")
    let read = try Python.read(message.bytes)
    #expect(read["Subject"] == MailMessage.line(subject))
    #expect(read["From"] == "المركز الوطني للتعليم الإلكتروني <no-reply@courses.example>")
    #expect(read["body"] == subject + "\n.\n..\nend\n")
    #expect(read["defects"] == "0")
  }

  @Test(arguments: [
    "a\r\nBcc: x@y.example", "a\nBcc: x", "a\r\n\r\nbody", "a\u{0}b", "a\u{2028}Bcc: x",
    "a\u{85}b", "\u{202E}evil\u{2066}", "a\u{FEFF}\u{200B}b", String(repeating: "x", count: 5_000),
  ])
  func noWordsMakeAHeader(_ words: String) throws {
    let bytes = try Self.message(sender: words, subject: words, body: words).bytes
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let head = lines.prefix { !$0.isEmpty }
    let names = head.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", "Content-Language", "Content-Transfer-Encoding",
      ])
    #expect(lines.allSatisfy { $0.utf8.count <= 78 })
    #expect(!bytes.contains(0))
    let line = MailMessage.line(words)
    #expect(line.utf8.count <= 300)
    #expect(!line.unicodeScalars.contains { [0x0A, 0x0D, 0x202E, 0x2066].contains($0.value) })
  }

  @Test(arguments: [
    ("amna@university.example", true), ("a.b+c@x-y.example", true), ("a@b.c", true),
    ("amna@localhost", false), ("amna", false), ("@b.example", false), ("a@", false),
    ("a@b@c.example", false), ("a b@c.example", false), ("a..b@c.example", false),
    (".a@c.example", false), ("a@-c.example", false), ("a@c-.example", false),
    ("a@c..example", false), ("\"a b\"@c.example", false), ("a@[127.0.0.1]", false),
    ("<a@c.example>", false), ("a@c.example\r\nRCPT TO:<x@y.example>", false),
    ("a@c.example\u{0}", false), ("é@c.example", false), ("a@é.example", false), ("", false),
  ])
  func addressesAreReadOneWay(_ text: String, _ isOne: Bool) {
    #expect((MailAddress(text) != nil) == isOne)
  }

  @Test func anAddressEndsSomewhere() {
    let local = String(repeating: "a", count: 64)
    #expect(MailAddress("\(local)@b.example") != nil)
    #expect(MailAddress("\(local)a@b.example") == nil)
    let label = String(repeating: "b", count: 63)
    #expect(MailAddress("a@\(label).example") != nil)
    #expect(MailAddress("a@b\(label).example") == nil)
  }
}

/// Mail handed to a real server.
@Suite(.enabled(if: MailHost.isHere, "python3 and openssl are not installed"))
struct MailerTests {
  /// What came of it, how often it was begun, and what the server took.
  private func send(
    _ reader: String, _ security: MailServer.Security, login: (String, String)? = nil,
    trusted: Bool = true, host name: String = "localhost", from: String? = nil,
    begins: Bool = true
  ) throws -> (outcome: Mailer.Outcome, begun: Int, taken: [MailHost.Taken]) {
    let host = try MailHost(security.rawValue)
    defer { host.stop() }
    let server = try #require(
      MailServer(
        host: name, port: host.port, security: security,
        login: login.map { (user: $0.0, password: $0.1) }, name: "courses.example"))
    let mailer = Mailer.smtp(server, caFile: trusted ? host.certificate : nil)
    let begun = Mutex(0)
    let base = try MailMessageTests.message(to: "\(reader)@university.example")
    let message = MailMessage(
      id: base.id, from: from.flatMap { MailAddress($0) } ?? base.from, sender: base.sender,
      to: base.to, subject: base.subject, body: base.body, tongue: base.tongue, at: base.at)
    let outcome = mailer.send(message) {
      begun.withLock { $0 += 1 }
      return begins
    }
    return (outcome, begun.withLock { $0 }, try host.taken)
  }

  @Test(arguments: [MailServer.Security.none, .starttls, .tls])
  func aMessageArrivesAsItWasMade(_ security: MailServer.Security) throws {
    let login = security == .none ? nil : ("sanad", "right")
    let (outcome, begun, taken) = try send("amna", security, login: login)
    #expect(outcome == .taken && begun == 1)
    let one = try #require(taken.first)
    #expect(taken.count == 1 && one.to == "amna@university.example")
    #expect(one.tls == (security != .none) && one.ehlo == "courses.example")
    #expect(one.auth == (security == .none ? nil : ["sanad", "right"]))
    let bytes = try MailMessageTests.message(to: "amna@university.example").bytes
    #expect(Array(one.data.utf8) == bytes)
  }

  @Test func whatTheServerSaysIsTold() throws {
    let cases: [(reader: String, Mailer.Outcome, begun: Int)] = [
      ("unknown", .refused(550), 0), ("busy", .later("451"), 0), ("full", .refused(552), 1),
      ("grey", .later("450"), 1), ("drop", .uncertain, 1),
    ]
    for (reader, expected, begun) in cases {
      let found = try send(reader, .none)
      #expect(found.outcome == expected && found.begun == begun, "\(reader): \(found.outcome)")
      #expect(found.taken.isEmpty)
    }
  }

  /// What is wrong on our side is nothing the reader's address can help.
  @Test func ourOwnFaultsLeaveMailWaiting() throws {
    func isUnreachable(_ outcome: Mailer.Outcome) -> Bool {
      if case .unreachable = outcome { return true }
      return false
    }
    let wrong = try send("amna", .starttls, login: ("sanad", "wrong"))
    #expect(isUnreachable(wrong.outcome) && wrong.begun == 0, "\(wrong.outcome)")
    let stranger = try send("amna", .none, from: "stranger@courses.example")
    #expect(stranger.outcome == .later("550") && stranger.begun == 0, "\(stranger.outcome)")
    for security in [MailServer.Security.starttls, .tls] {
      let found = try send("amna", security, trusted: false)
      #expect(isUnreachable(found.outcome) && found.begun == 0, "\(found.outcome)")
      let other = try send("amna", security, host: "127.0.0.1")
      #expect(isUnreachable(other.outcome), "the certificate is for localhost")
    }
    let early = try send("early", .none)
    #expect(early.begun == 0 && early.taken.isEmpty && early.outcome != .uncertain)
  }

  /// Where TLS is asked for and not offered, nothing is said in the clear.
  @Test func withoutTLSNothingIsSaid() throws {
    let host = try MailHost("none")
    defer { host.stop() }
    let server = try #require(
      MailServer(
        host: "localhost", port: host.port, security: .starttls,
        login: (user: "sanad", password: "right"), name: "courses.example"))
    let outcome = Mailer.smtp(server, caFile: host.certificate)
      .send(try MailMessageTests.message()) { true }
    if case .unreachable = outcome {} else { Issue.record("\(outcome)") }
    #expect(try host.taken.isEmpty)
  }

  @Test func whatMayNotBeginIsNotSent() throws {
    let found = try send("amna", .none, begins: false)
    #expect(found.outcome == .notBegun && found.begun == 1 && found.taken.isEmpty)
  }

  @Test func aServerIsNamedSafely() {
    func server(
      _ host: String, _ security: MailServer.Security, password: String? = nil, name: String = "a"
    ) -> MailServer? {
      MailServer(
        host: host, port: 25, security: security,
        login: password.map { (user: "u", password: $0) }, name: name)
    }
    #expect(server("mail.example", .starttls, password: "p") != nil)
    #expect(server("127.0.0.1", .none) != nil && server("mail.example", .none) == nil)
    #expect(server("127.0.0.1", .none, password: "p") == nil)
    #expect(server("mail.example/x", .tls) == nil && server("a@b", .tls) == nil)
    #expect(server("mail.example", .tls, name: "a\r\nb") == nil)
    #expect(server("mail.example", .tls, password: "a\u{0}b") == nil)
  }
}

/// Python's `email`, as another program that reads mail.
private enum Python {
  static func read(_ bytes: [UInt8]) throws -> [String: String] {
    let path = NSTemporaryDirectory() + "sanad-\(UInt64.random(in: 0...UInt64.max)).eml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import email, email.header, email.policy, json, sys
      m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
      # Of a name in several encoded words the new parser keeps the blanks between them (RFC 2047
      # 6.2 says to drop them); the old one does not.
      raw = email.message_from_binary_file(open(sys.argv[1], "rb"))
      sender = str(email.header.make_header(email.header.decode_header(raw["From"])))
      print(json.dumps({"Subject": m["Subject"], "From": sender,
        "body": m.get_content().replace("\\r\\n", "\\n"),
        "defects": str(len(m.defects) + sum(len(v.defects) for v in m.values()))}))
      """, path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([String: String].self, from: said)
  }
}
