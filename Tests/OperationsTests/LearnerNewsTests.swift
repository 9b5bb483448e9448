import Kernel
import Language
import Operations
import People
import Storage
import Stories
import Synchronization
import Testing
import Transport

/// News to learners by mail: to who has an address, once, and never what it is about.
@Suite struct LearnerNewsTests {
  private struct Place {
    let world: World
    let sent: Sent
    let delivery: MailDelivery

    /// What was handed over, and what a server answers.
    final class Sent: Sendable {
      let messages = Mutex<[MailMessage]>([])
      let answer = Mutex<Mailer.Outcome>(.taken)
    }

    init() throws {
      world = try World()
      let sent = Sent()
      self.sent = sent
      let mailer = Mailer { message, begin in
        guard begin() else { return .notBegun }
        sent.messages.withLock { $0.append(message) }
        return sent.answer.withLock { $0 }
      }
      delivery = MailDelivery(
        world.scene.office, try PackFolder.texts(at: Packs.root + "/Regulations/locales"), mailer,
        from: try #require(MailAddress("no-reply@courses.example")))
    }

    func address(_ name: String) throws {
      _ = try world.scene.office.performAndWait(
        SetMailAddress(MailAddress("\(name)@learners.example")),
        by: try world.scene.actor(name))
    }

    func play(_ steps: String) throws {
      let story = try Story.read(
        "format: 1\nworld: madinah-1448-1\nsteps:\n" + steps, file: "news.yaml")
      for step in story.steps {
        let run = StoryRun.play(step, in: world.scene)
        #expect(run.problems.isEmpty, "step \(step.number): \(run.problems)")
      }
    }

    /// Hands over what is due; the subjects so far, each with its reader.
    func run(at: String) throws -> [String] {
      _ = try delivery.run(at: try #require(Instant(text: at)))
      return sent.messages.withLock { $0.map { "\($0.to.text) \($0.subject)" } }
    }

    func rows() throws -> Int {
      try world.scene.database.read {
        try $0.count("SELECT COUNT(*) FROM outbox WHERE topic = 'mail'")
      }
    }
  }

  private static let registered = """
      - { at: 2026-08-30T09:00:00+03:00, do: RegisterForSection, by: [linh, yusuf], with: { section: FQH112/1 } }
      - { at: 2026-08-30T10:00:00+03:00, do: SettlePayment, by: [linh, yusuf] }

    """

  @Test func whoHasAnAddressIsToldOnceInTheirLanguage() throws {
    let place = try Place()
    try place.address("linh")
    try place.play(Self.registered)
    #expect(try place.rows() == 2, "nothing is left for who has no address")
    let told = [
      "linh@learners.example Đã nhận đăng ký của bạn",
      "linh@learners.example Đã nhận khoản thanh toán của bạn",
    ]
    #expect(try place.run(at: "2026-08-30T11:00:00+03:00") == told)
    #expect(try place.run(at: "2026-08-30T12:00:00+03:00") == told, "nobody is told twice")
    let message = try #require(place.sent.messages.withLock { $0.last })
    #expect(message.body.contains("http://127.0.0.1:8080/term"))
    for told in ["FQH112", "690", "Linh", "Nguyễn"] {
      #expect(!message.body.contains(told) && !message.subject.contains(told), "\(told)")
    }
    #expect(message.id.hasPrefix("payment."))
  }

  /// A refused registration changed nothing and tells nothing; a removed address is not written to.
  @Test func nothingForRefusalsOrRemovedAddresses() throws {
    let place = try Place()
    try place.address("amna")
    try place.play(
      """
        - { at: 2026-09-11T09:00:00+03:00, do: RegisterForSection, by: amna, with: { section: FQH112/1 }, expect: { outcome: refused } }

      """)
    #expect(try place.rows() == 0)
    try place.address("yusuf")
    let other = try Place()
    try other.address("yusuf")
    try other.play(Self.registered)
    _ = try other.world.scene.office.performAndWait(
      SetMailAddress(nil), by: try other.world.scene.actor("yusuf"))
    #expect(try other.run(at: "2026-08-30T11:00:00+03:00") == [])
  }

  @Test func newsOfAWeekAgoIsNoneAndWhatIsGivenUpIsShown() throws {
    let place = try Place()
    try place.address("linh")
    try place.play(Self.registered)
    // To the second: seven days after the registration, an hour before that of the payment.
    #expect(try place.run(at: "2026-09-06T09:00:01+03:00").count == 1)
    let other = try Place()
    try other.address("linh")
    other.sent.answer.withLock { $0 = .refused(550) }
    try other.play(Self.registered)
    _ = try other.run(at: "2026-08-30T11:00:00+03:00")
    let dead = try other.world.scene.office.deadMail(other.world.scene.scope, limit: 10)
    let speech = Speech(.english, try PackFolder.texts(at: Packs.root + "/Regulations/locales"))
    #expect(
      dead.map { $0.subject(speech) }
        == ["A payment was received", "Your registration was received"])
    #expect(dead.allSatisfy { $0.reader?.login == "linh" })
  }
}
