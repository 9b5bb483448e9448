// sa-iu-ecourses III.2: a section opens only when its registrations reach half of its maximum; half
// of an odd maximum is rounded up. Counted at the instant of the decision, unpaid ones too
// (`section.countUnpaid`); a section that has opened does not close again when it empties
// (`section.recheckAfterOpen`).
package import Regulations

package enum SectionOpens: Rule {
  package static let id = "Registration/SectionOpens"
  package static let articles = ["III.2"]
  package static let summary = "A section opens when half of its maximum is registered."

  package struct Facts: Sendable {
    /// Live registrations, paid or not.
    package let registered: Int
    package let maximum: Int
    /// How many of the registered have not paid yet.
    package let unpaid: Int
    /// An earlier decision has opened the section.
    package let opened: Bool

    package init(registered: Int, maximum: Int, unpaid: Int = 0, opened: Bool = false) {
      self.registered = registered
      self.maximum = maximum
      self.unpaid = unpaid
      self.opened = opened
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      registered: try source.int("registered", 0...100_000, "live registrations, paid or not"),
      maximum: try source.int("maximum", 0...100_000, "the section's maximum"),
      unpaid: try source.optionalInt("unpaid", 0...100_000, "of those, not yet paid") ?? 0,
      opened: try source.optionalFlag("opened", "an earlier decision has opened it") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("section.capMeaning", "maximum", "III.2", law) { return finding }
    guard let percent = law.percent("section.openShare") else {
      return unset("section.openShare", "III.2")
    }
    guard let countsUnpaid = law.flag("section.countUnpaid") else {
      return unset("section.countUnpaid", "III.2")
    }
    guard let rechecks = law.flag("section.recheckAfterOpen") else {
      return unset("section.recheckAfterOpen", "III.2")
    }
    let registered =
      countsUnpaid ? facts.registered : max(0, facts.registered - facts.unpaid)
    let share = Share(percent: percent)
    let arguments: [(name: String, value: Argument)] = [
      ("registered", .integer(registered)),
      ("needed", .integer(share.smallest(of: facts.maximum))),
      ("maximum", .integer(facts.maximum)),
    ]
    if facts.opened, !rechecks { return Finding(id, .granted, "III.2", "stays", arguments) }
    let opens = share.isReached(by: registered, of: facts.maximum)
    return Finding(id, opens ? .granted : .refused, "III.2", "", arguments)
  }
}
