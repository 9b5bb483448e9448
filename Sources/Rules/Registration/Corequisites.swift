// sa-iu-ecourses II.3: a course may have co-requisites; each is passed already or registered in the
// same term.
package import Regulations

package enum Corequisites: Rule {
  package static let id = "Registration/Corequisites"
  package static let articles = ["II.3"]
  package static let summary = "Every co-requisite is passed or registered in the same term."

  package struct Corequisite: Sendable {
    package let code: String
    package let passed: Bool
    /// Registered in the same term, or added together with the course.
    package let registered: Bool

    package init(code: String, passed: Bool, registered: Bool) {
      self.code = code
      self.passed = passed
      self.registered = registered
    }
  }

  package struct Facts: Sendable {
    package let corequisites: [Corequisite]

    package init(corequisites: [Corequisite]) { self.corequisites = corequisites }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      corequisites: try source.list("corequisites", "courses that go with this one") {
        item throws(FactFault) in
        Corequisite(
          code: try item.text("code", "the course's code"),
          passed: try item.flag("passed", "the learner has passed it"),
          registered: try item.flag("registered", "it is registered in the same term"))
      })
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.corequisites.isEmpty { return Finding(id, .granted, "II.3") }
    let missing = facts.corequisites.filter { !$0.passed && !$0.registered }.map(\.code)
    return missing.isEmpty
      ? Finding(id, .granted, "II.3")
      : Finding(id, .refused, "II.3", "", [("missing", .list(missing))])
  }
}
