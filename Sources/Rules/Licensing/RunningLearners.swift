// sa-nelc ending: what becomes of those who study when a licence ends in the middle of a term. None
// of the texts held here says it, so it is a parameter that is unset: while it is, a person decides.
// A suspension is no ending: it waits until it is lifted.
package import Kernel
package import Regulations

package enum RunningLearners: Rule {
  package static let id = "Licensing/RunningLearners"
  package static let articles = ["ending"]
  package static let instrument = "sa-nelc"
  package static let summary = "Whoever registered while the licence stood finishes the course."

  package struct Facts: Sendable {
    package let number: String
    package let registeredOn: Day
    /// Whether the licence held on that day.
    package let stoodThen: Bool

    package init(number: String, registeredOn: Day, stoodThen: Bool) {
      self.number = number
      self.registeredOn = registeredOn
      self.stoodThen = stoodThen
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      number: try source.text("number", "the number of the licence that has ended"),
      registeredOn: try source.day("registeredOn", "day of the learner's registration"),
      stoodThen: try source.flag("stoodThen", "the licence held on that day"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    func found(_ outcome: Outcome, _ variant: String) -> Finding {
      Finding(
        id, outcome, "ending", variant,
        [("number", .text(facts.number)), ("registeredOn", .day(facts.registeredOn))])
    }
    guard facts.stoodThen else { return found(.refused, "unlicensed") }
    switch law.choice("ending.learners") {
    case "finish": return found(.granted, "")
    case "stop": return found(.refused, "stop")
    case nil: return found(.undetermined, "")
    case let reading?: return unread("ending.learners", reading, "ending")
    }
  }
}
