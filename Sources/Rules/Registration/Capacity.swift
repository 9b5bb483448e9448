// sa-iu-ecourses III.4: nobody enters a section beyond its capacity; the last seat is a seat.
package import Regulations

package enum Capacity: Rule {
  package static let id = "Registration/Capacity"
  package static let articles = ["III.4"]
  package static let summary = "The section has a free seat."

  package struct Facts: Sendable {
    /// Live registrations in the section, without the one to be made.
    package let taken: Int
    package let maximum: Int

    package init(taken: Int, maximum: Int) {
      self.taken = taken
      self.maximum = maximum
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      taken: try source.int("taken", 0...100_000, "seats taken before this registration"),
      maximum: try source.int("maximum", 0...100_000, "seats of the section"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    Finding(
      id, facts.taken < facts.maximum ? .granted : .refused, "III.4", "",
      [("taken", .integer(facts.taken)), ("maximum", .integer(facts.maximum))])
  }
}
