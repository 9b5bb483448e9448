// sa-iu-ecourses IV.1: a bar is lifted by the supervisory committee or whoever it has delegated;
// the delegation is recorded, covers the matter, and is valid at the instant of the decision.
// Instructor, registrar, dean and the Vice-Presidency have no such power of their own.
package import Kernel
package import Regulations

package enum LiftAuthority: Rule {
  package static let id = "Attendance/LiftAuthority"
  package static let articles = ["IV.1"]
  package static let summary = "Only the supervisory committee or its delegate lifts a bar."

  package struct Delegation: Sendable {
    /// The office that delegates.
    package let from: String
    package let validFrom: Instant
    /// The first instant at which it no longer holds.
    package let validUntil: Instant
    package let inScope: Bool

    package init(from: String, validFrom: Instant, validUntil: Instant, inScope: Bool) {
      self.from = from
      self.validFrom = validFrom
      self.validUntil = validUntil
      self.inScope = inScope
    }
  }

  package struct Facts: Sendable {
    package let role: String
    package let delegation: [Delegation]

    package init(role: String, delegation: [Delegation] = []) {
      self.role = role
      self.delegation = delegation
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      role: try source.text("role", "the office the person acts in: supervisoryCommittee, …"),
      delegation: try source.list("delegation", "delegations the person holds") {
        item throws(FactFault) in
        Delegation(
          from: try item.text("from", "the office that delegates"),
          validFrom: try item.instant("validFrom", "first instant"),
          validUntil: try item.instant("validUntil", "first instant after it"),
          inScope: try item.flag("inScope", "it covers lifting bars in this course"))
      })
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let arguments: [(name: String, value: Argument)] = [("role", .text(facts.role))]
    if facts.role == Role.supervisoryCommittee.rawValue {
      return Finding(id, .granted, "IV.1", "", arguments)
    }
    let given = facts.delegation.filter { $0.from == Role.supervisoryCommittee.rawValue }
    if given.isEmpty { return Finding(id, .refused, "IV.1", "notAuthorised", arguments) }
    let fitting = given.filter(\.inScope)
    if fitting.isEmpty { return Finding(id, .refused, "IV.1", "outOfScope", arguments) }
    guard let valid = fitting.first(where: { $0.validFrom <= law.at && law.at < $0.validUntil })
    else {
      let ended = fitting.contains { $0.validUntil <= law.at }
      return Finding(id, .refused, "IV.1", ended ? "expired" : "notYet", arguments)
    }
    return Finding(
      id, .granted, "IV.1", "delegated", arguments + [("until", .instant(valid.validUntil))])
  }
}
