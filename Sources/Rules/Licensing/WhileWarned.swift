// sa-nelc while-warned (known from the draft of 1446): from a written warning until the correction is
// accepted, no new programme is advertised and nobody new is admitted. Whoever studies already goes
// on.
package import Regulations

package enum WhileWarned: Rule {
  package static let id = "Licensing/WhileWarned"
  package static let articles = ["while-warned"]
  package static let instrument = "sa-nelc"
  package static let summary = "While a licence is warned nobody new is admitted."

  package enum Deed: String, Sendable, CaseIterable { case admission, advertising }

  package struct Facts: Sendable {
    package let number: String
    package let isWarned: Bool
    package let deed: Deed
    package let isNew: Bool

    package init(number: String, isWarned: Bool, deed: Deed, isNew: Bool) {
      self.number = number
      self.isWarned = isWarned
      self.deed = deed
      self.isNew = isNew
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      number: try source.text("number", "the licence's number as printed"),
      isWarned: try source.flag("warned", "its holder is warned, once or twice"),
      deed: try source.choice("deed", "what is to be done"),
      isNew: try source.flag(
        "new", "the learner studies nothing there yet, or the programme has not been offered"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    func found(_ outcome: Outcome, _ variant: String) -> Finding {
      Finding(id, outcome, "while-warned", variant, [("number", .text(facts.number))])
    }
    guard facts.isWarned else { return found(.granted, "") }
    guard facts.isNew else { return found(.granted, "running") }
    switch law.choice("warned.newcomers") {
    case "refuse": return found(.refused, facts.deed.rawValue)
    case "allow": return found(.granted, "allowed")
    case nil: return unset("warned.newcomers", "while-warned")
    case let reading?: return unread("warned.newcomers", reading, "while-warned")
    }
  }
}
