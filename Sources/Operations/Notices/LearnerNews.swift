package import Kernel
package import Language
package import People
import Regulations
package import Storage

/// What a learner is told of by mail: that there is something to read, never what it says. Of cases
/// their letters tell.
package enum LearnerNews: String, Sendable, CaseIterable {
  case registered, swapped, sectionChanged, balanceUsed, dropped, withdrawn, released
  case sectionCancelled, lateRightEnded, payment
  case barred, barEnded, barLifted, liftLapsed
  case result, credential, revoked

  /// The page on which it is read.
  var path: String {
    switch self {
    case .credential, .revoked: "/credentials"
    default: "/term"
    }
  }

  /// What has happened, in a few words without names, numbers or marks.
  func subject(_ speech: Speech) -> String { speech.word("news.", rawValue) }

  func body(_ speech: Speech, from sender: String, link: String) -> String {
    [
      speech("mail.news", ["what": .text(subject(speech)), "sender": .text(sender)]),
      speech("mail.link") + "\n" + link, speech("mail.why"),
    ].joined(separator: "\n\n") + "\n"
  }
}

/// Which mail it is: a notice, or news about a thing of the reader's; each to one person.
enum MailKey: Sendable {
  case notice(NoticeID, PersonID)
  case news(LearnerNews, thing: String, PersonID)

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 3, let last = parts.last,
      let person = PersonID(text: last)
    else { return nil }
    if parts.count == 2 {
      guard let notice = NoticeID(text: parts[0]) else { return nil }
      self = .notice(notice, person)
    } else {
      guard let news = LearnerNews(rawValue: parts[0]) else { return nil }
      self = .news(news, thing: parts[1], person)
    }
  }

  var person: PersonID {
    switch self {
    case .notice(_, let person), .news(_, _, let person): person
    }
  }

  var text: String {
    switch self {
    case .notice(let notice, let person): "\(notice)/\(person)"
    case .news(let news, let thing, let person): "\(news.rawValue)/\(thing)/\(person)"
    }
  }
}

extension Work {
  /// Tells a learner by mail; nothing is left for who has no address.
  func tell(_ news: LearnerNews, of thing: String, learner: PersonID) throws {
    try MailBox.tell(
      learner, key: MailKey.news(news, thing: thing, learner).text, at: at, in: tx)
  }
}

/// Mail that was given up, with whom and what it was for.
package struct DeadMail: Sendable {
  package let message: Outbox.Dead
  package let reader: Person?
  fileprivate let view: NoticeView?
  fileprivate let news: LearnerNews?

  /// What it was about; nil where that is no longer here.
  package func subject(_ speech: Speech) -> String? {
    view?.subject(speech) ?? news?.subject(speech)
  }
}

extension Office {
  /// Mail to an institution's people that was given up, the newest first.
  package func deadMail(_ scope: Scope, limit: Int) throws -> [DeadMail] {
    try database.read { tx in
      try tx.deadMail(scope, limit: limit).map { message in
        let key = MailKey(message.key)
        var view: NoticeView?
        var news: LearnerNews?
        switch key {
        case .notice(let id, _):
          view = try Notice.find(id, in: tx).flatMap {
            try NoticeView($0, readAt: nil, self, in: tx)
          }
        case .news(let told, _, _): news = told
        case nil: break
        }
        return DeadMail(
          message: message, reader: try key.flatMap { try Person.find($0.person, scope, in: tx) },
          view: view, news: news)
      }
    }
  }
}
