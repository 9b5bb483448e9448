import Kernel

/// What a replay takes for granted, in full sentences: it is printed before any figure.
enum ReplayAssumptions {
  static func all(_ data: OuladData, _ calendars: ReplayCalendars, _ plans: [ReplayPlan])
    -> [String]
  {
    time(data, calendars) + study(data) + endings(data, plans) + statements
  }

  private static func time(_ data: OuladData, _ calendars: ReplayCalendars) -> [String] {
    [
      """
      The data are the Open University Learning Analytics Dataset (Kuzilek, Hlosta and Zdrahal, \
      Scientific Data 4:170171, 2017; CC BY 4.0), anonymised learners of 2013 and 2014.
      """,
      """
      The dataset counts days from a presentation's start. A presentation J starts on 1 October, \
      one with B on 1 February; every start is moved \(calendars.years) years later, and days keep \
      their distance from it. All then lies after the edition begins: \(calendars.first) to \
      \(calendars.last).
      """,
      """
      Each presentation is a term of its own with its own calendar, so the 25 units of III.1 \
      never bind. Each is \(ReplayCalendar.unitsEach) units.
      """,
      """
      Registration, add and drop and change of section open on a presentation's earliest real \
      day and shut \(ReplayCalendar.openAfterStart) days after its start. Withdrawal runs from \
      the next day until two thirds of its length; finals are its last \
      \(ReplayCalendar.finalsLength) days.
      """,
      """
      The dataset has days, no hours: on one day the clock acts first, then come registrations, \
      payments, unregistrations, marks, results and certificates, each in the order of \
      presentation and student number.
      """,
      """
      Of \(Columns.grouped(data.registrations.count)) registrations \(data.undatable) have no \
      registration day: they are stored and not replayed.
      """,
    ]
  }

  private static func study(_ data: OuladData) -> [String] {
    [
      """
      Learners take the first section with a seat; a section of \(ReplayCalendar.seats) is \
      offered when none has one and registration runs. Sections are decided at the beginning of \
      the day after registration shuts. Learners of a cancelled section do what the law gives by \
      itself and nothing more: they do not use their late right.
      """,
      """
      Provider and programme licence are in force throughout; there are no admission conditions \
      and no prerequisites, because the dataset has none.
      """,
      """
      Everybody is charged as a resident and pays in full on day \
      \(ReplayCalendar.paymentDay) after registering, at noon, through the simulated gateway; \
      whoever has left by then does not pay.
      """,
      """
      An unregistration until add and drop ends is a drop, a later one a withdrawal; the \
      operation decides whether it is in time.
      """,
      "Attendance is not recorded in the dataset and assumed met; nobody is barred.",
    ]
  }

  private static let statements = [
    """
    Statements tell what really happened, whatever the operations ruled: each registration with \
    a day is `registered` (09:00), each of its submissions `attempted` (17:00, banked ones too), \
    each certificate issued here `earned` (20:00). The dataset has one submission of a learner \
    for an assessment, so each is the first attempt; score.min is the pass mark of the law \
    replayed, below which xAPI allows no raw score; a submission without a score says none. A \
    presentation's length in days is its duration.
    """,
    """
    The dataset has no names, identifiers or particulars of learners. A statement calls a learner \
    by the replay's login; mobile number (\(ReplayWorld.mobile)), nationality (not stated), day of \
    birth (\(ReplayWorld.born)), the instructor, the modules' description and the platform's key \
    (\(ReplayWorld.platform)) are the same stand-ins everywhere. Nobody has an identifier that the \
    regulator takes: an installation would report none of them.
    """,
    """
    Lessons, progress and completion are not in the dataset, so they are not told, and no journey \
    is whole (1.2, 1.4). Certificates stand at this machine's own address, which is not public \
    (6.3). Statements are judged in lists of whole journeys; the heaviest outcome of a check is \
    shown.
    """,
  ]

  private static func endings(_ data: OuladData, _ plans: [ReplayPlan]) -> [String] {
    let coursework = plans.count { $0.isCoursework }
    let marked = zip(data.presentations.indices, plans).reduce(0) { $0 + $1.1.marks.count }
    return [
      """
      The assessment plan is the real coursework where its weights are whole numbers that sum \
      to 100 and the file has no exam scores (\(coursework) of \(plans.count) presentations); \
      elsewhere one component stands for the final result. Exams enter no plan, and no component \
      is required by itself. Plans are approved on the day registration opens.
      """,
      """
      Marks are entered for learners who have one for every weighted piece of coursework \
      (\(Columns.grouped(marked)) have: the file of scores is a subset), on the day submitted, \
      banked ones too. Everybody else's result is the real one without marks: Pass and \
      Distinction become NP, Fail becomes NF.
      """,
      """
      Whoever is Withdrawn in the dataset and still registered at the end, because the withdrawal \
      came too late, has not passed: NF. Whoever is Withdrawn without any day of it gets no \
      result, because none can be dated.
      """,
      """
      Results are approved \(ReplayCalendar.resultsAfterEnd) days after the last day of a \
      presentation; certificates are issued the next day, each marked as replayed and without \
      effect.
      """,
    ]
  }
}
