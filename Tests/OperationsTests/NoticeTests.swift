import Kernel
import Language
import People
import Regulations
import Storage
import Stories
import Synchronization
import TestEngine
import Testing
import Transport

@testable import Operations

/// What a mail server would have got, and what it says.
private final class Post: Sendable {
  let sent = Mutex<[MailMessage]>([])
  let answer = Mutex<Mailer.Outcome>(.taken)

  var mailer: Mailer {
    Mailer { [self] message, begin in
      let answer = answer.withLock { $0 }
      switch answer {
      case .unreachable, .later: return answer
      default: break
      }
      guard begin() else { return .notBegun }
      sent.withLock { $0.append(message) }
      return answer
    }
  }

  var readers: [String] { sent.withLock { $0.map(\.to.text) } }
}

/// Inboxes, and mail that leaves at most once.
@Suite struct NoticeTests {
  private static let texts = Result {
    try PackFolder.texts(at: Packs.root + "/Regulations/locales")
  }

  private struct Place {
    let world: World
    let post = Post()
    let delivery: MailDelivery
    var office: Office { world.scene.office }
    var start: Instant { office.clock.now }

    /// A world with a case filed, so that its applicants have a letter; they have addresses.
    init() throws {
      world = try World("regulator-1448")
      let scene = world.scene
      delivery = MailDelivery(
        scene.office, try NoticeTests.texts.get(), post.mailer,
        from: try #require(MailAddress("no-reply@courses.example")))
      for name in ["salem", "wafa", "badr", "hind"] {
        _ = try scene.office.performAndWait(
          SetMailAddress(MailAddress("\(name)@university.example")), by: try scene.actor(name))
      }
      _ = try scene.office.performAndWait(
        FileCase(
          .new(procedure: "preliminary-approval", instrument: "sa-nelc"),
          answers: CasesTests.answers), by: try scene.actor("salem"))
    }

    func run(after seconds: Int64 = 0) throws -> MailDelivery.Progress {
      try delivery.run(at: start.adding(seconds: seconds))
    }

    func unread(_ name: String) throws -> Int {
      try office.unread(by: try world.scene.actor(name), at: start)
    }

    func dead(_ code: String) throws -> [DeadMail] {
      let body = try #require(office.institutions.first { $0.code == code })
      return try office.deadMail(body.scope, limit: 10)
    }
  }

  @Test func aLetterLiesWithThoseItIsFor() async throws {
    let place = try Place()
    let office = place.office
    for (name, count) in [("salem", 1), ("wafa", 1), ("badr", 0), ("hind", 0), ("nelc-admin", 0)] {
      #expect(try place.unread(name) == count, "\(name)")
    }
    let salem = try place.world.scene.actor("salem")
    let view = try #require(
      try office.inbox(salem, page: 1, size: 10, at: place.start).notices.first)
    #expect(view.readAt == nil)
    let speech = Speech(.english, try Self.texts.get())
    #expect(view.subject(speech) == "We received your application PA-2026-000001")
    for name in ["badr", "hind", "nelc-admin"] {
      let other = try place.world.scene.actor(name)
      #expect(try office.notice(view.notice.id, for: other, at: place.start) == nil, "\(name)")
    }
    try await office.noteRead(view, by: try #require(salem.person), at: place.start)
    #expect(try place.unread("salem") == 0)
    #expect(try place.unread("wafa") == 1, "what one has read, another has not")
  }

  /// Whoever no longer holds the role reads a body's letters no more.
  @Test func aRoleThatEndedReadsNothing() throws {
    let place = try Place()
    let later = place.start.adding(seconds: 60)
    try place.world.place.execute(
      """
      UPDATE grant_row SET until_at = \(later.microseconds)
      WHERE person = (SELECT id FROM person WHERE login = 'wafa')
      """)
    let wafa = try place.world.scene.actor("wafa")
    #expect(try place.office.unread(by: wafa, at: later.adding(seconds: -1)) == 1)
    #expect(try place.office.unread(by: wafa, at: later) == 0)
    let progress = try place.run(after: 61)
    #expect(progress.taken == 1 && place.post.readers == ["salem@university.example"])
  }

  @Test func eachReaderGetsOneMailWithoutReasons() throws {
    let place = try Place()
    #expect(try place.run().taken == 2)
    #expect(
      place.post.readers.sorted() == ["salem@university.example", "wafa@university.example"])
    let message = try #require(place.post.sent.withLock { $0.first })
    #expect(message.tongue == .arabic && message.subject.contains("PA-2026-000001"))
    #expect(message.body.contains("http://127.0.0.1:8080/inbox/"))
    #expect(!message.body.contains("PA-2026"), "the letter itself does not travel")
    #expect(try place.run(after: 9_999).taken == 0, "nobody is told twice")
    #expect(place.post.readers.count == 2)
    let ids = place.post.sent.withLock { $0.map(\.id) }
    #expect(Set(ids).count == 2)
  }

  /// Killed while a server may have had it: shown to people, never sent again by itself.
  @Test func whatMayHaveArrivedIsNotSentAgain() throws {
    let place = try Place()
    let at = place.start
    try place.world.scene.database.writeAndWait { tx in
      // What the delivery does up to the moment at which the message leaves.
      for letter in try tx.claimLetters(at: at, until: at.adding(seconds: 300), limit: 9) {
        let salem = try #require(try Person.login("salem", in: tx)?.0)
        let notice = try #require(NoticeID(text: letter.key))
        try tx.tell(
          topic: Outbox.mail, key: MailKey.notice(notice, salem.id).text, payload: [],
          at: at, dueAt: at, to: salem.institution)
        try tx.delivered(topic: Outbox.letter, key: letter.key, at: at)
      }
      let item = try #require(
        try tx.claimMail(at: at, until: at.adding(seconds: 300), limit: 9).first)
      #expect(try tx.beginSending(item, at: at, until: at.adding(seconds: 300)))
      #expect(try !tx.beginSending(item, at: at, until: at.adding(seconds: 300)), "once")
    }
    #expect(try place.run(after: 299).givenUp == 0, "it may still be under way")
    let progress = try place.run(after: 300)
    #expect(progress.givenUp == 1 && progress.taken == 0 && place.post.readers.isEmpty)
    let dead = try #require(try place.dead("iu").first)
    #expect(dead.message.fault == "uncertain" && dead.reader?.login == "salem")
    #expect(try place.dead("nelc").isEmpty && place.dead("noor").isEmpty, "others’ is not shown")
    #expect(try place.run(after: 999_999).taken == 0)
  }

  /// Killed before: it is sent when the lease is over.
  @Test func whatCannotHaveLeftIsSent() throws {
    let place = try Place()
    let at = place.start
    try place.world.scene.database.writeAndWait { tx in
      _ = try tx.claimLetters(at: at, until: at.adding(seconds: 300), limit: 9)
    }
    #expect(try place.run(after: 299).taken == 0)
    #expect(try place.run(after: 300).taken == 2)
  }

  @Test func arefusedAddressIsShownAndSentAgainByHand() throws {
    let place = try Place()
    place.post.answer.withLock { $0 = .refused(550) }
    #expect(try place.run().givenUp == 2)
    #expect(try place.run(after: 9_999).givenUp == 0)
    let dead = try place.dead("iu")
    #expect(dead.count == 2 && dead.allSatisfy { $0.message.fault == "refused 550" })
    let first = try #require(dead.first?.message.id)
    let scene = place.world.scene
    #expect(throws: OperationFault.self) {
      try place.office.performAndWait(SendMailAgain(mail: first), by: try scene.actor("salem"))
    }
    #expect(throws: OperationFault.notFound("mail")) {
      try place.office.performAndWait(
        SendMailAgain(mail: first), by: try scene.actor("nelc-admin"))
    }
    place.post.answer.withLock { $0 = .taken }
    let iu = try #require(place.office.institutions.first { $0.code == "iu" })
    _ = try place.office.performAndWait(SendMailAgain(mail: first), by: .clock(iu.scope))
    #expect(try place.run(after: 60).taken == 1)
    #expect(try place.dead("iu").count == 1)
  }

  /// A minute, two, four …, at most an hour; after five days people look at it.
  @Test func whatIsAskedToWaitWaits() throws {
    let place = try Place()
    place.post.answer.withLock { $0 = .later("451") }
    #expect(try place.run().faults == ["the mail server answered 451"])
    func asked(_ seconds: Int64) throws -> Bool {
      try !place.run(after: seconds).faults.isEmpty
    }
    #expect(try !asked(59))
    #expect(try asked(60))
    #expect(try !asked(60 + 119))
    #expect(try asked(60 + 120))
    let end = MailDelivery.patience
    #expect(try place.run(after: end - 1).givenUp == 0)
    #expect(try place.run(after: end + 3_600).givenUp == 2)
    #expect(try place.dead("iu").first?.message.fault == "later 451")
  }

  @Test func aServerThatIsAwayIsAskedOnceARun() throws {
    let place = try Place()
    place.post.answer.withLock { $0 = .unreachable("nobody answers") }
    let progress = try place.run()
    #expect(progress.isUnreachable && progress.faults == ["nobody answers"])
    place.post.answer.withLock { $0 = .taken }
    #expect(try place.run(after: 1).taken == 2)
  }

  /// Mail that is switched on late does not tell old news.
  @Test(arguments: [(MailDelivery.newsSeconds, 2), (MailDelivery.newsSeconds + 1, 0)])
  func oldLettersAreNoNews(_ seconds: Int64, _ count: Int) throws {
    let place = try Place()
    #expect(try place.run(after: seconds).taken == count)
    #expect(try place.unread("salem") == 1, "it lies in the inbox all the same")
  }

  @Test func addressesAreSetAndForgotten() throws {
    let place = try Place()
    let scene = place.world.scene
    let salem = try scene.actor("salem")
    _ = try place.office.performAndWait(SetMailAddress(nil), by: salem)
    #expect(try place.run().taken == 1 && place.post.readers == ["wafa@university.example"])
    // The journal says that an address was set, and never which.
    let bytes = try scene.database.read { tx in
      try tx.all("SELECT facts FROM journal_facts") { String(decoding: $0.blob(0), as: UTF8.self) }
    }
    #expect(bytes.contains { $0.contains("SetMailAddress") || !$0.isEmpty })
    #expect(!bytes.contains { $0.contains("university.example") })
  }
}
