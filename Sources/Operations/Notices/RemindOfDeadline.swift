import Kernel
import Licensing
import People
import Regulations
import Storage

/// The clock reminds a body that has not yet done what a deadline asks for; once for each reminder.
struct RemindOfDeadline: Operation {
  static let name = "RemindOfDeadline"

  let deadline: String
  let body: InstitutionID

  func run(_ work: Work) throws -> Decided<NoticeID> {
    guard work.actor.person == nil else { throw OperationFault.forbidden("the clock reminds") }
    guard
      let deadline = work.office.deadlines(of: work.institution).first(where: {
        Name.same($0.id, deadline)
      }), let body = work.office.institutions.first(where: { $0.id == body })
    else { throw OperationFault.notFound("deadline") }
    guard let due = try deadline.reminder(for: body, work.office, at: work.at, in: work.tx) else {
      throw OperationFault.stateConflict("no reminder of it is due for this body")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("deadline", .text(deadline.id)), ("until", .day(due.date.until)),
        ("days", .integer(due.days)), ("body", .text(body.code)),
      ])
    let notice = try work.notify(
      .deadline(deadline.id, until: due.date.until, days: due.days), from: work.institution.id,
      to: body.id, Role.ofBody.map { .role($0, body.id) })
    return Decided(Ruling([], at: work.at), id, notice)
  }
}

extension AnnouncedDeadline {
  /// The reminder that is due for a body at an instant and was not sent: nil for the authority
  /// itself and for who has done what is asked.
  func reminder(for body: Institution, _ office: Office, at: Instant, in tx: Transaction) throws
    -> (date: Date, days: Int)?
  {
    guard !Name.same(body.instrument, instrument), let zone = office.library.pack(instrument)?.zone
    else { return nil }
    let day = zone.day(of: at)
    guard let due = reminder(on: day),
      try !Notice.isReminded(body.id, of: id, until: due.date.until, days: due.days, in: tx),
      try !isFulfilled(by: body, at: at, day, in: tx)
    else { return nil }
    return due
  }

  private func isFulfilled(by body: Institution, at: Instant, _ day: Day, in tx: Transaction)
    throws -> Bool
  {
    switch fulfilledBy {
    case .providerLicence:
      guard let (licence, status) = try Licence.provider(body.scope, at: at, day: day, in: tx)
      else { return false }
      return status?.isInForce == true && licence.from <= day && day <= licence.until
    }
  }
}

extension Office {
  /// The deadlines an institution watches over: those of the instrument it runs.
  func deadlines(of institution: Institution) -> [AnnouncedDeadline] {
    library.pack(institution.instrument)?.deadlines ?? []
  }

  /// The reminders that are due now.
  func remindersDue(_ scope: Scope, at: Instant) throws -> [RemindOfDeadline] {
    let deadlines = deadlines(of: try institution(scope))
    guard !deadlines.isEmpty else { return [] }
    return try database.read { tx in
      try deadlines.flatMap { deadline in
        try institutions.filter {
          try deadline.reminder(for: $0, self, at: at, in: tx) != nil
        }.map { RemindOfDeadline(deadline: deadline.id, body: $0.id) }
      }
    }
  }
}
