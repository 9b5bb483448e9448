import Kernel

extension Lint {
  private static let kinds = [
    "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore",
    "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status",
  ]

  /// Every result has a value and points at a description, whose allowed values hold it.
  static let resultsDescribed = Lint("ResultsDescribed", "OB 3.0, B.21 and B.22") { award in
    let descriptions = award.achievement?["resultDescription"].map { $0.elements ?? [.null] } ?? []
    for description in descriptions {
      guard description.isTyped("ResultDescription"), description["id"]?.isFilled == true,
        description["name"]?.isFilled == true,
        isTerm(description["resultType"]?.string, of: kinds)
      else { return "a result description lacks id, name or resultType" }
    }
    let results = award["credentialSubject"]?["result"].map { $0.elements ?? [.null] } ?? []
    guard !results.isEmpty else { return "there is no result" }
    for result in results {
      guard result.isTyped("Result"), let value = result["value"]?.string else {
        return "a result has no text as value"
      }
      guard
        let description = descriptions.first(where: {
          same($0["id"]?.string, result["resultDescription"]?.string)
        })
      else { return "a result points at no description" }
      if let allowed = description["allowedValue"],
        allowed.strings?.contains(where: { same($0, value) }) != true
      {
        return "the result \(value) is not among its allowed values"
      }
    }
    return nil
  }
}
