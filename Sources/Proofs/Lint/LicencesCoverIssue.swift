import Kernel

extension Lint {
  /// Provider and programme were licensed on the day of issue, as the award states them (G.2).
  static let licencesCoverIssue = Lint("LicencesCoverIssue", "sa-iu-ecourses G.2") { award in
    guard let day = award["validFrom"]?.string.flatMap({ Day(text: $0.prefix(10)) }) else {
      return "validFrom is missing"
    }
    let licences = AwardRecord.all([.providerLicence, .programmeLicence], in: award)
      .compactMap(AwardSummary.Licence.init(record:))
    for kind in [AwardSummary.Licence.Kind.provider, .programme] {
      let found = licences.filter { $0.kind == kind }
      guard !found.isEmpty else { return "the \(kind.rawValue)'s licence is missing" }
      // Two contradicting statements of one link would let the reader pick.
      guard found.count == 1 else { return "the \(kind.rawValue)'s licence is stated twice" }
      guard found.allSatisfy({ !$0.number.utf8.isEmpty && $0.covers(day) }) else {
        return "the \(kind.rawValue)'s licence was not in force on \(day)"
      }
    }
    return nil
  }
}
