package import Kernel
package import Language
import People
import Storage
package import Transport

/// Hands word of letters and reminders, and news to learners, to a mail server. Each is handed over at most once: from the moment a
/// server may have it until the answer is stored, it is marked, and what is found marked without an
/// answer is not sent again but shown to the administrator. What it tells is read here anyway.
package struct MailDelivery: Sendable {
  let office: Office
  let texts: Texts
  let mailer: Mailer
  let from: MailAddress

  package init(_ office: Office, _ texts: Texts, _ mailer: Mailer, from: MailAddress) {
    self.office = office
    self.texts = texts
    self.mailer = mailer
    self.from = from
  }

  static let batch = 16
  /// Seconds until another server takes on what this one left: longer than one message takes.
  static let lease: Int64 = 300
  /// Seconds between two tries, doubled each time.
  static let pause: Int64 = 60
  static let longestPause: Int64 = 3_600
  /// Seconds after which mail is given up (RFC 5321, 4.5.4.1, names four to five days).
  static let patience: Int64 = 5 * 86_400
  /// Seconds after which what waited for a mail server is no news any more.
  static let newsSeconds: Int64 = 7 * 86_400

  /// What came of a run.
  package struct Progress: Sendable {
    package fileprivate(set) var taken = 0
    package fileprivate(set) var givenUp = 0
    /// What kept mail waiting, each once, in words without personal data.
    package fileprivate(set) var faults: [String] = []
    package fileprivate(set) var isUnreachable = false
  }

  /// Makes mail of the letters that are due, and hands over what is due of it.
  package func run(at: Instant, until stops: () -> Bool = { false }) throws -> Progress {
    var progress = Progress()
    while !stops(), try expand(at: at) {}
    while !stops(), !progress.isUnreachable {
      let items = try office.database.writeAndWait { tx in
        try tx.claimMail(at: at, until: at.adding(seconds: Self.lease), limit: Self.batch)
      }
      if items.isEmpty { break }
      for item in items where !stops() {
        let outcome: Mailer.Outcome? =
          progress.isUnreachable
          ? .unreachable(progress.faults.last ?? "") : try send(item, at: at)
        try settle(item, outcome, at: at, &progress)
      }
    }
    return progress
  }

  // MARK: - From letters to mail

  /// One message for each reader with an address; false when no letter was due.
  private func expand(at: Instant) throws -> Bool {
    try office.database.writeAndWait { tx in
      let letters = try tx.claimLetters(
        at: at, until: at.adding(seconds: Self.lease), limit: Self.batch)
      for letter in letters {
        if letter.queuedAt.adding(seconds: Self.newsSeconds) >= at,
          let id = NoticeID(text: letter.key), let notice = try Notice.find(id, in: tx)
        {
          for reader in try Self.readers(of: notice, at: at, in: tx) {
            try tx.tell(
              topic: Outbox.mail, key: MailKey.notice(id, reader.person).text,
              payload: [], at: at, dueAt: at, to: notice.reader)
          }
        }
        try tx.delivered(topic: Outbox.letter, key: letter.key, at: at)
      }
      return !letters.isEmpty
    }
  }

  private static func readers(of notice: Notice, at: Instant, in tx: Transaction) throws
    -> [MailBox.Reader]
  {
    var readers: [PersonID: MailBox.Reader] = [:]
    for addressee in try Notice.addressees(of: notice.id, in: tx) {
      switch addressee {
      case .person(let person):
        if let reader = try MailBox.reader(person, in: tx) { readers[person] = reader }
      case .role(let role, let institution):
        for reader in try MailBox.readers(holding: role, Scope(institution), at: at, in: tx) {
          readers[reader.person] = reader
        }
      }
    }
    return Array(readers.values)
  }

  // MARK: - To the server

  /// Nil where nobody has to be told any more.
  private func send(_ item: Outbox.Item, at: Instant) throws -> Mailer.Outcome? {
    // An earlier time broke off while a server may have had it.
    guard item.sendingAt == nil else { return .uncertain }
    guard let message = try message(item, at: at) else { return nil }
    return mailer.send(message) { [office] in
      let begun = try? office.database.writeAndWait { tx in
        try tx.beginSending(item, at: at, until: at.adding(seconds: Self.lease))
      }
      return begun ?? false
    }
  }

  private func message(_ item: Outbox.Item, at: Instant) throws -> MailMessage? {
    guard let key = MailKey(item.key) else { return nil }
    return try office.database.read { tx in
      guard let reader = try MailBox.reader(key.person, in: tx),
        let to = MailAddress(reader.address)
      else { return nil }
      let speech = Speech(reader.tongue, texts)
      let words: (sender: String, subject: String, body: String)
      switch key {
      case .notice(let id, _):
        guard let notice = try Notice.find(id, in: tx),
          // Who no longer holds the role it was written to is not told.
          try Self.readers(of: notice, at: at, in: tx).contains(where: { $0.person == key.person }),
          let view = try NoticeView(notice, readAt: nil, office, in: tx)
        else { return nil }
        words = (
          view.sender[reader.tongue], view.mailSubject(speech),
          view.mailBody(speech, link: office.publicURL + "/inbox/\(id)")
        )
      case .news(let news, _, _):
        guard item.queuedAt.adding(seconds: Self.newsSeconds) >= at,
          let sender = office.institutions.first(where: { $0.id == reader.institution })
        else { return nil }
        let name = sender.name[reader.tongue]
        words = (
          name, news.subject(speech),
          news.body(speech, from: name, link: office.publicURL + news.path)
        )
      }
      return MailMessage(
        id: item.key.split(separator: "/").joined(separator: "."), from: from,
        sender: words.sender, to: to, subject: words.subject, body: words.body,
        tongue: reader.tongue, at: item.queuedAt)
    }
  }

  // MARK: - Settling

  private func settle(
    _ item: Outbox.Item, _ outcome: Mailer.Outcome?, at: Instant, _ progress: inout Progress
  ) throws {
    let isOver = item.queuedAt.adding(seconds: Self.patience) <= at
    var dead: String?
    switch outcome {
    case .taken: progress.taken += 1
    case .refused(let code): dead = "refused \(code)"
    case .uncertain: dead = "uncertain"
    case .later(let fault):
      progress.faults.note("the mail server answered \(fault)")
      if isOver { dead = "later \(fault)" }
    case .unreachable(let fault):
      progress.isUnreachable = true
      progress.faults.note(fault)
      if isOver { dead = "unreachable" }
    case .notBegun, nil: break
    }
    if dead != nil { progress.givenUp += 1 }
    let why = dead
    try office.database.writeAndWait { tx in
      if let why {
        try tx.giveUp(item.id, at: at, fault: why)
        return
      }
      switch outcome {
      case .taken, nil: try tx.delivered(topic: Outbox.mail, key: item.key, at: at)
      case .later(let fault):
        try tx.tryLater(
          item, at: at, first: Self.pause, longest: Self.longestPause, fault: "later \(fault)")
      case .unreachable:
        // All are due again at once: whoever runs this waits.
        try tx.postpone(item.id, until: at, fault: "unreachable")
      // Somebody else has it in hand.
      case .notBegun, .refused, .uncertain: break
      }
    }
  }
}
