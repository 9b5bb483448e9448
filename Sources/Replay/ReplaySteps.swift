import Accounts
import Kernel
import Operations
import Registrar
import Regulations
import Storage

// MARK: - The clock

extension ReplayCourse {
  /// What falls due at the beginning of a day: unpaid hours, section decisions, late rights.
  func runClock(_ start: Moment) throws {
    var moment = start
    let clock = Actor.clock(world.scope)
    let at = moment.next()
    while true {
      let due = try office.database.read { try Invoice.due(before: at, limit: 500, in: $0) }
        .filter { ruledInvoices.insert($0).inserted }
      if due.isEmpty { break }
      for invoice in due {
        flight.submit(ReleaseUnpaid(invoice: invoice), by: clock, at: moment.next()) { [self] in
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
        try Registration.lateRights(endedBy: at, limit: 500, in: $0).map(\.id)
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

// MARK: - Before and during the presentation

extension ReplayCourse {
  func course(_ presentation: Int) -> CourseID {
    world.courses[data.presentations[presentation].module] ?? CourseID(high: 0, low: 0)
  }

  /// A presentation opens with its assessment plan; sections come as they are needed.
  func open(_ presentation: Int, _ start: Moment) {
    var moment = start
    let (course, term) = (course(presentation), world.terms[presentation])
    flight.submit(
      SubmitAssessmentPlan(
        course: course, term: term, components: plans[presentation].components),
      by: world.official(.registrar), at: moment.next()
    ) { _ in }
    flight.submit(
      ApproveAssessmentPlan(course: course, term: term), by: world.official(.academicAffairs),
      at: moment.next()
    ) { _ in }
  }

  /// The first section with a seat; a new one is offered when there is none and registration runs.
  private func seat(_ presentation: Int, _ day: Day, at: Instant) throws -> Int? {
    func free() -> Int? {
      sections[presentation].firstIndex {
        $0.state != .cancelled && $0.taken < ReplayCalendar.seats
      }
    }
    if let found = free() { return found }
    let known = sections[presentation]
    if day > calendars.calendars[presentation].shuts, !known.isEmpty {
      return known.firstIndex { $0.state == .open } ?? 0
    }
    flight.submit(
      OfferSection(
        course: course(presentation), term: world.terms[presentation],
        maximum: ReplayCalendar.seats, instructor: world.officials[.instructor]),
      by: world.official(.registrar), at: at
    ) { [self] decided in
      guard let id = decided?.output else { return }
      sections[presentation].append(ReplaySection(id: id))
      tally.sectionsOffered += 1
    }
    try settle()
    return free()
  }

  func register(_ row: Int, at: Instant) throws {
    let item = data.registrations[row]
    let day = zone.day(of: at)
    guard let seat = try seat(item.presentation, day, at: at),
      let learner = world.learners[item.student]
    else { throw ReplayFault("no section can be offered; see the journal for why") }
    rows[row].section = seat
    sections[item.presentation][seat].taken += 1
    isUnderWay(row)
    flight.submit(
      RegisterForSection(section: sections[item.presentation][seat].id, learner: learner),
      by: world.learner(item.student), at: at
    ) { [self] decided in
      guard let output = decided?.output else { return leave(row, as: .refused) }
      rows[row].standing = .pending
      rows[row].registration = output.registration
      rows[row].invoice = output.invoice
      byRegistration[output.registration] = row
      if case .money(let gross)? = decided?.ruling["gross"] { rows[row].owed = gross }
      let payment = day.adding(days: ReplayCalendar.paymentDay).number
      agenda[payment, default: ReplayAgenda()].payments.append(row)
    }
  }

  /// The simulated payment of whoever is still registered.
  func pay(_ row: Int, at: Instant) {
    guard rows[row].standing == .pending, let invoice = rows[row].invoice,
      let owed = rows[row].owed
    else {
      tally.paymentsNotMade += 1
      return
    }
    isUnderWay(row)
    flight.submit(
      SettlePayment(
        gateway: SettlePayment.simulatedGateway, reference: "replay-\(row)", invoice: invoice,
        amount: owed, paidAt: at),
      by: world.learner(data.registrations[row].student), at: at
    ) { [self] decided in
      if decided?.ruling.outcome == .granted { rows[row].standing = .confirmed }
    }
  }

  /// Until add and drop ends an unregistration is a drop, afterwards a withdrawal; whether it is in
  /// time the operation decides.
  func unregister(_ row: Int, at: Instant) {
    let item = data.registrations[row]
    guard rows[row].standing.isLive, let registration = rows[row].registration else {
      tally.leftBefore[rows[row].standing, default: 0] += 1
      return
    }
    isUnderWay(row)
    let actor = world.learner(item.student)
    if zone.day(of: at) <= calendars.calendars[item.presentation].shuts {
      flight.submit(DropCourse(registration: registration), by: actor, at: at) { [self] decided in
        guard decided?.ruling.outcome == .granted else { return tally.dropsRefused += 1 }
        tally.drops += 1
        leave(row, as: .dropped)
      }
    } else {
      flight.submit(WithdrawFromCourse(registration: registration), by: actor, at: at) {
        [self] decided in
        guard decided?.ruling.outcome == .granted else { return tally.withdrawalsRefused += 1 }
        tally.withdrawals += 1
        leave(row, as: .withdrawn)
      }
    }
  }
}

// MARK: - Marks, results, certificates

extension ReplayCourse {
  func enter(_ entry: ReplayPlan.Entry, _ row: Int, _ at: Instant) {
    guard rows[row].standing.isLive, let registration = rows[row].registration else { return }
    isUnderWay(row)
    flight.submit(
      EnterMark(registration: registration, component: entry.component, mark: entry.mark),
      by: world.official(.instructor), at: at
    ) { _ in }
  }

  /// The real final result, or the marks where every weighted one is there.
  func approve(_ row: Int, at: Instant) {
    let item = data.registrations[row]
    guard rows[row].standing == .confirmed, let registration = rows[row].registration else {
      tally.withoutResult[rows[row].standing.noResult, default: 0] += 1
      return
    }
    if item.outcome == .withdrawn, item.unregistered == nil {
      tally.withoutResult[.withdrawnWithoutDay, default: 0] += 1
      return
    }
    let passed = item.outcome == .pass || item.outcome == .distinction
    let hasMarks = plans[item.presentation].marks[item.student] != nil
    isUnderWay(row)
    flight.submit(
      ApproveResult(
        registration: registration, basis: hasMarks ? .marks : .verdict(passed: passed),
        number: "replay-\(data.presentations[item.presentation].name)"),
      by: world.official(.resultsAuthority), at: at
    ) { [self] decided in
      guard let decided, let symbol = decided.output else { return }
      tally.results[symbol, default: 0] += 1
      let ruledPassed = decided.ruling["passed"] == .flag(true)
      if hasMarks {
        tally.resultsByMarks += 1
        if ruledPassed != passed { tally.marksAgainstOutcome += 1 }
      }
      guard ruledPassed else { return }
      let next = zone.day(of: at).adding(days: 1).number
      agenda[next, default: ReplayAgenda()].certificates.append(row)
    }
  }

  func issue(_ row: Int, at: Instant) {
    guard let registration = rows[row].registration else { return }
    flight.submit(
      IssueCredential(registration: registration, replayNote: "Replay"),
      by: world.official(.eLearningCentre), at: at
    ) { [self] decided in
      if decided?.output != nil { tally.credentials += 1 }
    }
  }
}
