// sa-iu-ecourses III.2: a section of a Qur'an course holds at most 40 learners, any other at most
// 50. Read as the section's maximum, not as the half of it (`section.capMeaning`).
package import Regulations

package enum SectionMaximum: Rule {
  package static let id = "Registration/SectionMaximum"
  package static let articles = ["III.2"]
  package static let summary = "A section's seats may not exceed the maximum of its kind of course."

  package enum Kind: String, Sendable, CaseIterable { case quran, other }

  package struct Facts: Sendable {
    package let kind: Kind
    package let maximum: Int

    package init(kind: Kind, maximum: Int) {
      self.kind = kind
      self.maximum = maximum
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      kind: try source.choice("kind", "the kind of course"),
      maximum: try source.int("maximum", 0...100_000, "seats the section is to have"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("section.capMeaning", "maximum", "III.2", law) { return finding }
    let key = facts.kind == .quran ? "section.maximum.quran" : "section.maximum.other"
    guard let limit = law.integer(key) else { return unset(key, "III.2") }
    return Finding(
      id, facts.maximum <= limit ? .granted : .refused, "III.2", "",
      [("maximum", .integer(facts.maximum)), ("limit", .integer(limit))])
  }
}
