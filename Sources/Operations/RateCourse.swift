package import Kernel
package import Registrar
package import Regulations
package import Storage

/// A learner says how a course was, once, from the beginning of its last lesson on, or once it is over.
/// What is told to the regulator cannot be taken back; so neither can this.
package struct RateCourse: Operation {
  package static let name = "RateCourse"

  let registration: RegistrationID
  let stars: Int
  let words: String

  /// `stars` are 1 to 5.
  package init(registration: RegistrationID, stars: Int, words: String) {
    self.registration = registration
    self.stars = stars
    self.words = words
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let learner = try work.personActing()
    let found = try work.registration(registration)
    guard found.learner == learner, work.actor.holds(.learner, at: work.at) else {
      throw OperationFault.notFound("registration")
    }
    guard (1...Rating.most) ~= stars else {
      throw OperationFault.badInput("stars", "must be 1 to 5")
    }
    guard !words.allSatisfy(\.isWhitespace) else {
      throw OperationFault.badInput("words", "say in a few words why")
    }
    if let fault = Name.fault(in: words, limit: 1_000) {
      throw OperationFault.badInput("words", "is \(fault)")
    }
    guard try work.office.mayBeRated(found, work.scope, at: work.at, in: work.tx) else {
      throw OperationFault.stateConflict(
        "a course is rated by who studies it, from its last lesson on")
    }
    let id = try work.recordAct(
      Self.name, subject: learner,
      facts: [
        ("registration", .text(registration.description)), ("stars", .integer(stars)),
      ])
    let rating = Rating(
      registration: registration, section: found.section, stars: stars, words: words)
    guard try rating.insert(at: work.at, in: work.tx) else {
      throw OperationFault.stateConflict("this course was rated already")
    }
    try work.report(.rated(registration))
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Office {
  /// Whether a registration's course may be rated: it is confirmed, and its last lesson has begun, its
  /// result is approved or its term is over. The law says nothing of ratings.
  package func mayBeRated(
    _ registration: Registration, _ scope: Scope, at: Instant, in tx: Transaction
  ) throws -> Bool {
    guard let term = try Term.find(registration.term, scope, in: tx) else { return false }
    let lessons = try Lesson.of(registration.section, in: tx).filter { !$0.isCancelled }
    return mayBeRated(
      registration, lessons: lessons.map(\.startsAt),
      isApproved: try CourseResult.of(registration.id, in: tx)?.isApproved == true, term,
      try law(scope, at: at), at: at)
  }

  /// The same of what was read already; `lessons` are the beginnings of those that are held.
  package func mayBeRated(
    _ registration: Registration, lessons: [Instant], isApproved: Bool, _ term: Term, _ law: Law,
    at: Instant
  ) -> Bool {
    guard registration.state == .confirmed else { return false }
    return isApproved || lessons.max().map { $0 <= at } ?? false
      || at >= law.zone.end(of: term.ends)
  }
}
