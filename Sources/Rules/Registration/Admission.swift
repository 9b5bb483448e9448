// sa-iu-ecourses II.4: an e-course has general and special admission conditions. The controls list
// none: the course names its own. One that is not met refuses; one nobody has recorded is for a
// person to look at.
package import Regulations

package enum Admission: Rule {
  package static let id = "Registration/Admission"
  package static let articles = ["II.4"]
  package static let summary = "The learner meets the admission conditions of the course."

  package struct Condition: Sendable {
    package let code: String
    /// Nil while nobody has recorded whether it is met.
    package let met: Bool?

    package init(code: String, met: Bool?) {
      self.code = code
      self.met = met
    }
  }

  package struct Facts: Sendable {
    package let conditions: [Condition]

    package init(conditions: [Condition]) { self.conditions = conditions }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      conditions: try source.list("conditions", "the course's admission conditions") {
        item throws(FactFault) in
        Condition(
          code: try item.text("code", "the condition's code"),
          met: try item.optionalFlag("met", "whether it is met; absent while unrecorded"))
      })
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.conditions.isEmpty { return Finding(id, .granted, "II.4") }
    let unmet = facts.conditions.filter { $0.met == false }.map(\.code)
    if !unmet.isEmpty { return Finding(id, .refused, "II.4", "", [("conditions", .list(unmet))]) }
    let open = facts.conditions.filter { $0.met == nil }.map(\.code)
    if !open.isEmpty {
      return Finding(id, .undetermined, "II.4", "unrecorded", [("conditions", .list(open))])
    }
    return Finding(id, .granted, "II.4")
  }
}
