/// How many operations the clock queues at once: as many as are done in the time for which others
/// may be kept waiting.
struct Pace {
  /// Two chunks are under way, so that others wait for twice this and a commit.
  static let wanted = Duration.milliseconds(20)
  /// The writer takes more at once than the largest, so that others go with it.
  static let sizes = 16...192

  private(set) var size = 64
  private var last: ContinuousClock.Instant

  init(at now: ContinuousClock.Instant = .now) { last = now }

  /// So many have been done since the last time; the next chunk is sized by how long they took, and
  /// grows or shrinks by half or twice at most.
  mutating func done(_ count: Int, at now: ContinuousClock.Instant = .now) {
    let share = Pace.wanted / max(now - last, .microseconds(1))
    last = now
    let next = min(max(Double(count) * share, Double(size) / 2), Double(size) * 2)
    size = min(max(Int(next), Pace.sizes.lowerBound), Pace.sizes.upperBound)
  }
}
