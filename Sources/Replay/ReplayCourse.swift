import Kernel
import Operations
import Regulations
import Storage

/// The course of a replay, day after day. What a day's operations decide is known at its end;
/// within a day only what was known before it, or waited for, leads to another operation, so that
/// two runs of the same data do the same.
final class ReplayCourse {
  let data: OuladData
  let calendars: ReplayCalendars
  let world: ReplayWorld
  let office: Office
  let zone: Zone
  /// The edition it is ruled under.
  let edition: String
  let flight: Flight
  let plans: [ReplayPlan]
  var rows: [ReplayRow]
  var sections: [[ReplaySection]]
  var agenda: [Int32: ReplayAgenda] = [:]
  var byRegistration: [RegistrationID: Int] = [:]
  /// Invoices the clock has ruled on: what stays due after that waits for a person.
  var ruledInvoices: Set<InvoiceID> = []
  var tally = ReplayTally()
  /// Decided today, to be signed and registered.
  var issued: [CredentialID] = []
  private let awards: ReplayAwards
  private var rowsOf: [[Int]]
  /// Whether outcomes are still to land that a later operation of the day may need.
  private var unsettled: Set<Int> = []

  init(
    _ data: OuladData, _ calendars: ReplayCalendars, _ world: ReplayWorld, _ office: Office,
    zone: Zone, under edition: String
  ) {
    self.data = data
    self.calendars = calendars
    self.world = world
    self.office = office
    self.zone = zone
    self.edition = edition
    flight = Flight(office)
    awards = ReplayAwards(Awards(office, world.scope))
    plans = ReplayPlan.all(data)
    rows = data.registrations.map { _ in ReplayRow() }
    sections = data.presentations.map { _ in [] }
    rowsOf = data.presentations.map { _ in [] }
    for (row, item) in data.registrations.enumerated() { rowsOf[item.presentation].append(row) }
  }

  func run(progress: (String) -> Void) throws {
    schedule()
    let begun = Clock.system.now
    var day = calendars.first
    while day <= calendars.last {
      try run(day)
      if day.civil.day == 1 {
        let seconds = Double(Clock.system.now.microseconds - begun.microseconds) / 1_000_000
        let rate = Int(Double(flight.operations) / max(seconds, 0.001))
        progress(
          "\(day)  \(Columns.number(flight.operations, 9)) operations"
            + "  \(Columns.number(rate, 7)) a second")
      }
      day = day.adding(days: 1)
    }
    let finished = awards.settle()
    tally.registered = finished.registered
    flight.add(faults: finished.faults)
  }

  /// Puts every dated event on its day.
  private func schedule() {
    for (presentation, calendar) in calendars.calendars.enumerated() {
      agenda[calendar.opens.number, default: ReplayAgenda()].opening.append(presentation)
      agenda[calendar.decides.number, default: ReplayAgenda()].deciding.append(presentation)
      agenda[calendar.results.number, default: ReplayAgenda()].ending.append(presentation)
    }
    for (row, item) in data.registrations.enumerated() {
      guard let registered = item.registered else { continue }
      let calendar = calendars.calendars[item.presentation]
      let day = calendar.starts.adding(days: registered)
      agenda[day.number, default: ReplayAgenda()].registrations.append(row)
      for entry in plans[item.presentation].marks[item.student] ?? [] {
        let marked = min(
          calendar.starts.adding(days: max(entry.day, registered)),
          calendar.results.adding(days: -1))
        agenda[marked.number, default: ReplayAgenda()].marks.append((row, entry))
      }
      guard let unregistered = item.unregistered else { continue }
      let left = calendar.starts.adding(days: unregistered)
      if left > calendars.last {
        tally.unregistrationsAfterEnd += 1
      } else {
        agenda[left.number, default: ReplayAgenda()].unregistrations.append(row)
      }
    }
  }

  private func run(_ day: Day) throws {
    try runClock(Moment(day, 0, zone))
    guard let today = agenda.removeValue(forKey: day.number) else { return }
    for item in today.opening { open(item, Moment(day, 7, zone)) }
    try offerSections(for: today.registrations, Moment(day, 8, zone))
    try each(today.registrations, Moment(day, 9, zone), register)
    try each(today.payments, Moment(day, 12, zone), pay)
    try each(today.unregistrations, Moment(day, 15, zone), unregister)
    var moment = Moment(day, 17, zone)
    for (row, entry) in today.marks {
      try know(row)
      enter(entry, row, moment.next())
    }
    try each(today.ending.flatMap { rowsOf[$0] }, Moment(day, 18, zone), approve)
    try each(today.certificates, Moment(day, 20, zone), issue)
    try settle()
    guard !issued.isEmpty else { return }
    // Every certificate of the day was decided before this second.
    awards.finish(issued, at: zone.start(of: day).adding(seconds: 23 * 3_600))
    issued.removeAll()
  }

  private func each(
    _ items: [Int], _ start: Moment, _ act: (Int, Instant) throws -> Void
  ) throws {
    var moment = start
    for row in items {
      try know(row)
      try act(row, moment.next())
    }
  }

  /// Waits for the row's own operation when one is under way.
  private func know(_ row: Int) throws {
    if unsettled.contains(row) { try settle() }
  }

  func settle() throws {
    try flight.settle()
    unsettled.removeAll(keepingCapacity: true)
  }

  func isUnderWay(_ row: Int) { unsettled.insert(row) }
}
