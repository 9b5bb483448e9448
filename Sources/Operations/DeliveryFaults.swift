extension [String] {
  /// Adds to what kept messages waiting, each fault once and eight at most: they are told in a log.
  mutating func note(_ fault: String) {
    if count < 8, !contains(fault) { append(fault) }
  }
}
