import Kernel

extension Lint {
  private static let targets = [
    "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
    "CFRubricCriterionLevel", "CTDL",
  ]

  /// Every alignment names its target and where it is found.
  static let alignmentsComplete = Lint("AlignmentsComplete", "OB 3.0, B.5") { award in
    for alignment in award.alignments {
      guard alignment.isTyped("Alignment"), alignment["targetName"]?.isFilled == true,
        alignment["targetUrl"]?.isFilled == true
      else { return "an alignment has no targetName or targetUrl" }
      if let type = alignment["targetType"], !isTerm(type.string, of: targets) {
        return "an alignment has an unknown targetType"
      }
    }
    return nil
  }
}
