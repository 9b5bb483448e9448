import Kernel

extension Verification.Run {
  /// The award's kind is one the provider may issue, and its credits are no more than the programme
  /// may give.
  func scope(_ provider: Endorsement?, _ programme: Endorsement?, of award: Value)
    -> VerificationReport.Step
  {
    var details: VerificationReport.Details = []
    let achievement = award.achievement
    if case .provider(_, let activities)? = provider?.licensed {
      let type = achievement?["achievementType"]?.string ?? ""
      details.append(("type", type))
      guard activities.contains(where: { same($0, type) }) else {
        return .failed(
          .scope, "activity", details + [("licensed", activities.joined(separator: " "))])
      }
    }
    if case .programme(_, _, _, let limit)? = programme?.licensed {
      let stated = [
        achievement?["creditsAvailable"], award["credentialSubject"]?["creditsEarned"],
      ].compactMap(\.self)
      let credits = stated.compactMap { value -> ExactDecimal? in
        if case .number(let number) = value { number } else { nil }
      }
      guard credits.count == stated.count else { return .failed(.scope, "credits", details) }
      if let most = credits.max() {
        details.append(("credits", most.description))
        guard let limit, most <= limit else {
          return .failed(
            .scope, "credits", details + [("most", limit?.description ?? "")])
        }
      }
    }
    guard provider != nil, programme != nil else {
      return .unchecked(.scope, "noLicence", details)
    }
    return .passed(.scope, details)
  }
}
