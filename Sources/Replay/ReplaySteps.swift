import Kernel
import Operations
import Registrar
import Regulations

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

  /// Offers as many sections as a day's registrations need, while registration runs.
  func offerSections(for registrations: [Int], _ start: Moment) throws {
    var needed: [Int: Int] = [:]
    for row in registrations { needed[data.registrations[row].presentation, default: 0] += 1 }
    var offered = false
    var moment = start
    for (presentation, count) in needed.sorted(by: { $0.key < $1.key }) {
      let known = sections[presentation]
      guard start.day <= calendars.calendars[presentation].shuts || known.isEmpty else { continue }
      var free = known.filter { $0.state != .cancelled }
        .reduce(0) { $0 + ReplayCalendar.seats - $1.taken }
      while free < count {
        free += ReplayCalendar.seats
        offered = true
        offerSection(presentation, at: moment.next())
      }
    }
    // Nobody can ask for a section that is not there yet.
    if offered { try settle() }
  }

  private func offerSection(_ presentation: Int, at: Instant) {
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
  }

  /// The first section with a seat; once registration has shut, any that is open.
  private func seat(_ presentation: Int) -> Int? {
    let known = sections[presentation]
    return known.firstIndex { $0.state != .cancelled && $0.taken < ReplayCalendar.seats }
      ?? known.firstIndex { $0.state == .open } ?? known.indices.first
  }

  func register(_ row: Int, at: Instant) throws {
    let item = data.registrations[row]
    let day = zone.day(of: at)
    guard let seat = seat(item.presentation), let learner = world.learners[item.student]
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
      guard let credential = decided?.output else { return }
      tally.credentials += 1
      issued.append(credential)
      rows[row].credential = credential
    }
  }
}
