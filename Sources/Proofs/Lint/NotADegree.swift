import Kernel

extension Lint {
  /// The award says that it is no academic degree (article G.4).
  package static let notADegree = Lint("NotADegree", "sa-iu-ecourses G.4") { award in
    AwardRecord.all([.notADegree], in: award).contains { !$0.narrative.utf8.isEmpty }
      ? nil : "the statement that this is no academic degree is missing"
  }
}
