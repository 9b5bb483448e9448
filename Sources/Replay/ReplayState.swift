import Kernel
import Registrar

/// Where a learner of the dataset stands.
enum ReplayStanding: String, CaseIterable {
  case unregistered, refused, pending, confirmed, dropped, withdrawn, cancelled, released

  var isLive: Bool { self == .pending || self == .confirmed }

  /// Why somebody who stands here, and is not confirmed, comes to no result.
  var noResult: ReplayTally.NoResult {
    switch self {
    case .unregistered: .undated
    case .refused: .refused
    case .pending, .confirmed: .unpaid
    case .dropped: .dropped
    case .withdrawn: .withdrawn
    case .cancelled: .cancelled
    case .released: .released
    }
  }
}

/// What a replay remembers of one row of the dataset.
struct ReplayRow {
  var standing = ReplayStanding.unregistered
  var section: Int?
  var registration: RegistrationID?
  var invoice: InvoiceID?
  var owed: Money?
  var credential: CredentialID?
}

/// A section with the seats the replay believes taken; the operations decide by the real ones.
struct ReplaySection {
  let id: SectionID
  var taken = 0
  var state = Section.State.planned
}

/// What happens on one day; the rows in their fixed order.
struct ReplayAgenda {
  var opening: [Int] = []
  var deciding: [Int] = []
  var registrations: [Int] = []
  var payments: [Int] = []
  var unregistrations: [Int] = []
  var marks: [(row: Int, entry: ReplayPlan.Entry)] = []
  var ending: [Int] = []
  var certificates: [Int] = []
}

/// A time of a day that moves on by a millisecond with every event.
struct Moment {
  private var instant: Instant
  let day: Day

  init(_ day: Day, _ hour: Int64, _ zone: Zone) {
    self.day = day
    instant = zone.start(of: day).adding(seconds: hour * 3600)
  }

  mutating func next() -> Instant {
    defer { instant = Instant(microseconds: instant.microseconds + 1_000) }
    return instant
  }
}

/// What a replay counts beside the journal.
struct ReplayTally {
  /// Why a row of the dataset came to no result.
  enum NoResult: String, CaseIterable {
    case undated, refused, dropped, withdrawn, cancelled, released, unpaid, withdrawnWithoutDay
  }

  var withoutResult: [NoResult: Int] = [:]
  /// Payments not made because the learner had left by the third day.
  var paymentsNotMade = 0
  /// Unregistrations dated after the whole replay has ended.
  var unregistrationsAfterEnd = 0
  /// Unregistrations of learners who were not registered any more, by where they stood.
  var leftBefore: [ReplayStanding: Int] = [:]
  var drops = 0
  var dropsRefused = 0
  var withdrawals = 0
  var withdrawalsRefused = 0
  var sectionsOffered = 0
  var sectionsOpened = 0
  var sectionsCancelled = 0
  var learnersCancelled = 0
  var results: [String: Int] = [:]
  var resultsByMarks = 0
  var marksAgainstOutcome = 0
  var credentials = 0
  /// Of those, registered by the regulator this world plays.
  var registered = 0
}
