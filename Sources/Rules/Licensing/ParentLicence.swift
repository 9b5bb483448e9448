// sa-nelc preliminary-approval: a programme is licensed only to a provider whose own licence (first
// regime) or preliminary approval (second regime) stands on the day of the decision.
package import Kernel
package import Regulations

package enum ParentLicence: Rule {
  package static let id = "Licensing/ParentLicence"
  package static let articles = ["preliminary-approval", "entity-licence"]
  package static let instrument = "sa-nelc"
  package static let summary = "The provider's own licence or preliminary approval stands."

  package struct Facts: Sendable {
    package let number: String?
    package let status: InForce.Status
    package let from: Day?
    /// The last day on which it holds.
    package let until: Day?

    package init(number: String?, status: InForce.Status, from: Day?, until: Day?) {
      self.number = number
      self.status = status
      self.from = from
      self.until = until
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      number: try source.optionalText("number", "the number of the provider's licence"),
      status: try source.choice("status", "its status on the day; none when there is no licence"),
      from: try source.optionalDay("from", "first day on which it holds"),
      until: try source.optionalDay("until", "last day on which it holds"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let arguments: [(name: String, value: Argument)] = [("number", .text(facts.number ?? "–"))]
    let lack = InForce.lack(facts.status, from: facts.from, until: facts.until, on: law.day)
    // Each regime names the provider's own document in an article of its own.
    let article = articles.first { law.edition.article($0) != nil } ?? "preliminary-approval"
    guard let lack else { return Finding(id, .granted, article, "", arguments) }
    return Finding(id, .refused, article, lack.rawValue, arguments)
  }
}
