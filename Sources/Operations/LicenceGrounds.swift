package import Kernel
import Licensing
import Registrar
package import Regulations
import Rules
import Storage

extension Work {
  /// The licences as somebody meets them who registered at an instant: both stand today; or one has
  /// ended since, and the law of licences says what becomes of those who study (sa-nelc, ending).
  func licenceGrounds(of programme: ProgrammeID, registeredAt then: Instant) throws -> [Ground] {
    let now = try licences(of: programme)
    return try [(InForce.Kind.provider, now.provider), (.programme, now.programme)].map {
      kind, facts in
      let finding = InForce.decide(facts, under: law)
      guard InForce.hasEnded(facts, on: law.day), let national = law.under(Licence.instrument)
      else {
        return Ground(finding, law.edition)
      }
      let day = law.zone.day(of: then)
      let standing =
        kind == .provider
        ? try Licence.provider(scope, at: then, day: day, in: tx)
        : try Licence.programme(programme, at: then, day: day, in: tx)
      return Ground(
        RunningLearners.decide(
          RunningLearners.Facts(
            number: facts.number ?? "–", registeredOn: day,
            stoodThen: InForce.stands(Work.facts(kind, standing), on: day)), under: national),
        national.edition)
    }
  }

  /// What a warning means for somebody who wants to begin (sa-nelc, while-warned); nil where neither
  /// licence is warned.
  func warningGround(
    _ licences: (provider: InForce.Facts, programme: InForce.Facts), programme: ProgrammeID,
    learner: PersonID
  ) throws -> Ground? {
    let warned = [licences.provider, licences.programme].first { $0.status.isWarned }
    guard let warned, let national = law.under(Licence.instrument) else { return nil }
    // With the provider's own licence everything is warned, else the programme.
    let studied = try Registration.of(learner, in: tx).filter {
      $0.state.isLive || $0.state == .withdrawn
    }
    let isNew =
      warned.kind == .provider
      ? studied.isEmpty
      : try !studied.contains {
        try Course.find($0.course, scope, in: tx)?.programme == programme
      }
    return Ground(
      WhileWarned.decide(
        WhileWarned.Facts(
          number: warned.number ?? "–", isWarned: true, deed: .admission, isNew: isNew),
        under: national), national.edition)
  }

  /// The same for a programme that was never offered before, which an offer makes known.
  func warningGround(offering course: Course) throws -> Ground? {
    let licences = try licences(of: course.programme)
    let warned = [licences.provider, licences.programme].first { $0.status.isWarned }
    guard let warned, let national = law.under(Licence.instrument) else { return nil }
    let isOffered = try Course.all(scope, in: tx).contains { other in
      guard other.programme == course.programme else { return false }
      return try Term.all(scope, in: tx).contains {
        try !Section.of(course: other.id, term: $0.id, in: tx).isEmpty
      }
    }
    return Ground(
      WhileWarned.decide(
        WhileWarned.Facts(
          number: warned.number ?? "–", isWarned: true, deed: .advertising, isNew: !isOffered),
        under: national), national.edition)
  }
}

extension Library {
  /// How many months before its end renewal of a licence of this regime is asked for; nil where the
  /// regime is not held here or leaves it unset.
  package func renewalMonths(_ regime: String, at: Instant) -> Int? {
    let parts = regime.split(separator: "@").map(String.init)
    guard parts.count == 2 else { return nil }
    return law(parts[0], at: at, edition: parts[1])?.integer("renewal.months")
  }
}
