import Casework
package import Kernel
package import Language
package import People
package import Regulations
import Storage

/// A notice as its reader sees it.
package struct NoticeView: Sendable {
  /// What it is about.
  package enum Content: Sendable {
    case letter(LetterWords)
    case reminder(AnnouncedDeadline, until: Day, left: Int)
  }

  package let notice: Notice
  package let content: Content
  package let sender: Localized
  /// When this reader first read it.
  package let readAt: Instant?

  /// Nil where what it is about is no longer here.
  init?(_ notice: Notice, readAt: Instant?, _ office: Office, in tx: Transaction) throws {
    self.notice = notice
    self.readAt = readAt
    let bodies = office.institutions
    sender = bodies.first { $0.id == notice.sender }?.name ?? Localized(ar: "", en: "", vi: "")
    switch notice.matter {
    case .letter(let file, let number):
      guard let words = try LetterWords.find(file, number, office, in: tx) else { return nil }
      content = .letter(words)
    case .deadline(let id, let until, _):
      let found = office.library.packs.lazy.compactMap { pack in
        pack.deadlines.first { Name.same($0.id, id) }.map { (pack.zone, $0) }
      }.first
      guard let (zone, deadline) = found else { return nil }
      let left = Int(until.number) - Int(zone.day(of: notice.at).number)
      content = .reminder(deadline, until: until, left: left)
    }
  }

  package func subject(_ speech: Speech) -> String {
    switch content {
    case .letter(let words): words.subject(speech)
    case .reminder(let deadline, _, let left):
      speech.plural("notice.reminder.subject", left, ["what": .text(deadline.title[speech.tongue])])
    }
  }

  /// What it says, a paragraph each.
  package func body(_ speech: Speech) -> [String] {
    switch content {
    case .letter(let words): [words.body(speech)]
    case .reminder(let deadline, let until, let left):
      [
        speech.plural("notice.reminder.left", left, ["day": .text(speech.both(until))]),
        speech.prose(deadline.says), speech.prose(deadline.after),
      ]
    }
  }

  /// The subject as it may leave by mail: without reasons or answers.
  func mailSubject(_ speech: Speech) -> String {
    guard case .letter(let words) = content, words.hasPrivateSubject else {
      return subject(speech)
    }
    return speech("mail.subject", ["number": .text(words.file.number ?? "")])
  }

  /// What goes by mail: of a letter only that it is there, of a reminder all of it.
  func mailBody(_ speech: Speech, link: String) -> String {
    var parts: [String]
    switch content {
    case .letter: parts = [speech("mail.letter", ["sender": .text(sender[speech.tongue])])]
    case .reminder: parts = body(speech)
    }
    parts.append(speech("mail.link") + "\n" + link)
    parts.append(speech("mail.why"))
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension Actor {
  /// What notices are addressed to that this person reads now.
  fileprivate func addressees(at: Instant) -> [Notice.Addressee] {
    guard let person else { return [] }
    return [.person(person)]
      + roles(at: at, in: scope.institution).map { .role($0, scope.institution) }
  }
}

extension Office {
  /// How many of the newest notices to somebody are looked at for unread ones.
  package static let unreadLimit = 200

  /// How many notices somebody has not read, of the newest.
  package func unread(by actor: Actor, at: Instant) throws -> Int {
    guard let person = actor.person else { return 0 }
    return try database.read { tx in
      var found: Set<NoticeID> = []
      for addressee in actor.addressees(at: at) {
        found.formUnion(
          try Notice.unread(by: person, to: addressee, limit: Self.unreadLimit, in: tx))
      }
      return found.count
    }
  }

  /// A page of somebody's notices, the newest first, and whether there are older ones.
  package func inbox(_ actor: Actor, page: Int, size: Int, at: Instant) throws -> (
    notices: [NoticeView], hasMore: Bool
  ) {
    guard let person = actor.person, page > 0, page <= 1_000 else { return ([], false) }
    let end = page * size
    return try database.read { tx in
      var ids: Set<NoticeID> = []
      for addressee in actor.addressees(at: at) {
        ids.formUnion(try Notice.newest(to: addressee, limit: end + 1, in: tx))
      }
      let ordered = ids.sorted { ($0.high, $0.low) > ($1.high, $1.low) }
      let views = try ordered.dropFirst(end - size).prefix(size).compactMap { id in
        try Notice.find(id, in: tx).flatMap {
          try NoticeView(
            $0, readAt: try Notice.readAt(id, by: person, in: tx), self, in: tx)
        }
      }
      return (views, ordered.count > end)
    }
  }

  /// A notice as somebody may read it; another's is as absent as an unknown one.
  package func notice(_ id: NoticeID, for actor: Actor, at: Instant) throws -> NoticeView? {
    guard let person = actor.person else { return nil }
    return try database.read { tx in
      guard let notice = try Notice.find(id, in: tx) else { return nil }
      let mine = actor.addressees(at: at)
      guard try Notice.addressees(of: id, in: tx).contains(where: mine.contains) else {
        return nil
      }
      return try NoticeView(
        notice, readAt: try Notice.readAt(id, by: person, in: tx), self, in: tx)
    }
  }

  /// Notes that somebody has read a notice that was shown to them; bookkeeping, no act.
  package func noteRead(_ view: NoticeView, by person: PersonID, at: Instant) async throws {
    guard view.readAt == nil else { return }
    try await database.write { tx in
      try Notice.noteRead(view.notice.id, by: person, at: at, in: tx)
    }
  }
}

extension Work {
  /// Tells people something: it lies in their inbox from now on, and goes out by mail.
  func notify(
    _ matter: Notice.Matter, from sender: InstitutionID, to reader: InstitutionID,
    _ addressees: [Notice.Addressee]
  ) throws -> NoticeID {
    let notice = Notice(id: id(), sender: sender, reader: reader, matter: matter, at: at)
    try notice.insert(to: addressees, in: tx)
    try tx.tell(
      topic: Outbox.letter, key: notice.id.description, payload: [], at: at, dueAt: at, to: reader)
    return notice.id
  }

  /// Puts a letter of a case into the inboxes of those it is for.
  func notify(of letter: Int, to side: ProcedureLetter.Reader, _ desk: CaseDesk) throws {
    let (file, procedure) = (desk.file, desk.procedure)
    switch side {
    case .applicant:
      // What the office itself filed about a body is for that body alone.
      let filer = try Person.find(file.person, Scope(file.applicant), in: tx)
      let roles = procedure.isOfBody ? procedure.bodyRoles : []
      _ = try notify(
        .letter(file.id, letter), from: file.institution, to: file.applicant,
        (filer.map { [.person($0.id)] } ?? []) + roles.map { .role($0, file.applicant) })
    case .office:
      // Those who may go on from here; where nobody can, all who have a hand in it.
      let next = procedure.steps(from: file.state).flatMap(\.by.offices.roles)
      let roles = next.isEmpty ? procedure.steps.flatMap(\.by.offices.roles) : next
      _ = try notify(
        .letter(file.id, letter), from: file.applicant, to: file.institution,
        roles.map { .role($0, file.institution) })
    }
  }
}
