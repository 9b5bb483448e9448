import Accounts
import Kernel
import Operations
import Registrar
import Storage

extension ReplayCourse {
  /// What falls due at the beginning of a day: unpaid hours, section decisions, late rights.
  func runClock(_ start: Moment) throws {
    var moment = start
    let clock = Actor.clock(world.scope)
    let at = moment.next()
    var last: Invoice.Due?
    while true {
      let due = try office.database.read { [last] in
        try Invoice.due(world.scope, before: at, after: last, limit: 500, in: $0)
      }
      last = due.last
      if due.isEmpty { break }
      for invoice in due where ruledInvoices.insert(invoice.id).inserted {
        flight.submit(ReleaseUnpaid(invoice: invoice.id), by: clock, at: moment.next()) {
          [self] in
          for registration in $0?.output ?? [] { leave(registration, as: .released) }
        }
      }
      try settle()
    }
    for presentation in agenda[start.day.number]?.deciding ?? [] {
      for section in sections[presentation].indices {
        decide(presentation, section, at: moment.next())
      }
    }
    try settle()
    try closeLateRights(at, &moment)
  }

  private func closeLateRights(_ at: Instant, _ moment: inout Moment) throws {
    while true {
      let ended = try office.database.read {
        try Registration.lateRights(world.scope, endedBy: at, limit: 500, in: $0).map(\.id)
      }
      if ended.isEmpty { return }
      for registration in ended {
        flight.submit(
          CloseLateRight(registration: registration), by: .clock(world.scope), at: moment.next()
        ) { _ in }
      }
      let faults = flight.faults.count
      try settle()
      guard flight.faults.count == faults else {
        throw ReplayFault("a late right that has ended cannot be closed")
      }
    }
  }

  private func decide(_ presentation: Int, _ section: Int, at: Instant) {
    flight.submit(
      DecideSection(section: sections[presentation][section].id), by: .clock(world.scope), at: at
    ) { [self] decided in
      guard let opened = decided?.output else { return }
      sections[presentation][section].state = opened ? .open : .cancelled
      if opened {
        tally.sectionsOpened += 1
        return
      }
      tally.sectionsCancelled += 1
      for row in rows.indices
      where data.registrations[row].presentation == presentation
        && rows[row].section == section && rows[row].standing.isLive
      {
        tally.learnersCancelled += 1
        rows[row].standing = .cancelled
      }
      sections[presentation][section].taken = 0
    }
  }

  private func leave(_ registration: RegistrationID, as standing: ReplayStanding) {
    guard let row = byRegistration[registration] else { return }
    leave(row, as: standing)
  }

  func leave(_ row: Int, as standing: ReplayStanding) {
    rows[row].standing = standing
    if let section = rows[row].section {
      sections[data.registrations[row].presentation][section].taken -= 1
    }
  }
}
