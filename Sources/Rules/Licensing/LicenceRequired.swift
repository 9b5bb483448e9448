// sa-nelc unlicensed and transition (1441): who offers e-learning without a licence violates the
// regulation, but bodies that existed had time to put themselves in order. A deadline that was extended
// is the extended one (the mandatory plan is read as an extension). Whether a body is an existing one
// is a fact that somebody has to know.
package import Kernel
package import Regulations

package enum LicenceRequired: Rule {
  package static let id = "Licensing/LicenceRequired"
  package static let articles = ["unlicensed", "transition"]
  package static let instrument = "sa-nelc"
  package static let summary =
    "Who offers e-learning needs a licence; existing bodies once their time is over."

  /// Whether a body offered e-learning before the regulation.
  package enum Existing: String, Sendable, CaseIterable { case existing, new, unknown }

  package struct Facts: Sendable {
    package let seenOn: Day
    package let existing: Existing
    /// The last day existing bodies had; nil where none was announced.
    package let transitionUntil: Day?

    package init(seenOn: Day, existing: Existing, transitionUntil: Day?) {
      self.seenOn = seenOn
      self.existing = existing
      self.transitionUntil = transitionUntil
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      seenOn: try source.day(
        "seenOn", "the day on which it taught or advertised without a licence"),
      existing: try source.choice(
        "existing", "whether it offered e-learning before the regulation"),
      transitionUntil: try source.optionalDay(
        "transitionUntil", "the last day on which existing bodies could put themselves in order"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let seen: (name: String, value: Argument) = ("seenOn", .day(facts.seenOn))
    guard let until = facts.transitionUntil, facts.seenOn <= until else {
      return Finding(id, .granted, "unlicensed", "", [seen])
    }
    let arguments = [seen, ("until", .day(until))]
    switch facts.existing {
    case .existing: return Finding(id, .refused, "transition", "", arguments)
    case .new: return Finding(id, .granted, "unlicensed", "new", arguments)
    case .unknown: return Finding(id, .undetermined, "transition", "", arguments)
    }
  }
}
