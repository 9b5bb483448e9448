// sa-iu-ecourses G.2: the controls apply together with the national rules, above all those of the
// national e-learning centre: a course is offered only while the provider and the programme are
// licensed. Decided for the law's day; a licence holds through its last day. A licence that ends
// later never touches what was decided while it stood.
package import Kernel
package import Regulations

package enum InForce: Rule {
  package static let id = "Licensing/InForce"
  package static let articles = ["G.2"]
  package static let summary = "The provider and the programme are licensed on the day."

  package enum Kind: String, Sendable, CaseIterable { case provider, programme }

  package enum Status: String, Sendable, CaseIterable {
    case active, suspended, revoked, expired, none
  }

  package struct Facts: Sendable {
    package let kind: Kind
    package let number: String?
    package let status: Status
    package let from: Day?
    /// The last day on which the licence holds.
    package let until: Day?

    package init(kind: Kind, number: String?, status: Status, from: Day?, until: Day?) {
      self.kind = kind
      self.number = number
      self.status = status
      self.from = from
      self.until = until
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      kind: try source.choice("kind", "whose licence it is"),
      number: try source.optionalText("number", "the licence's number as printed"),
      status: try source.choice("status", "its status on the day; none when there is no licence"),
      from: try source.optionalDay("from", "first day on which it holds"),
      until: try source.optionalDay("until", "last day on which it holds"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let cause = cause(facts, on: law.day)
    var arguments: [(name: String, value: Argument)] = []
    arguments.reserveCapacity(3)
    arguments.append(("number", .text(facts.number ?? "–")))
    if let from = facts.from { arguments.append(("from", .day(from))) }
    if let until = facts.until { arguments.append(("until", .day(until))) }
    guard let cause else {
      let variant = facts.kind == .provider ? "provider" : "programme"
      return Finding(id, .granted, "G.2", variant, arguments)
    }
    return Finding(
      id, .refused, "G.2", facts.kind == .provider ? cause.provider : cause.programme, arguments)
  }

  private struct Cause {
    let provider: String
    let programme: String
  }

  private static func cause(_ facts: Facts, on day: Day) -> Cause? {
    switch facts.status {
    case .none: return Cause(provider: "providerNone", programme: "programmeNone")
    case .suspended:
      return Cause(provider: "providerSuspended", programme: "programmeSuspended")
    case .revoked: return Cause(provider: "providerRevoked", programme: "programmeRevoked")
    case .expired: return Cause(provider: "providerExpired", programme: "programmeExpired")
    case .active: break
    }
    if let from = facts.from, day < from {
      return Cause(provider: "providerNotYet", programme: "programmeNotYet")
    }
    if let until = facts.until, until < day {
      return Cause(provider: "providerExpired", programme: "programmeExpired")
    }
    return nil
  }
}
