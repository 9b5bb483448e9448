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
    case active, warned, warnedAgain, suspended, revoked, surrendered, expired, none

    /// Warned, the licence still holds.
    package var isWarned: Bool { self == .warned || self == .warnedAgain }
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
    let lack = lack(facts.status, from: facts.from, until: facts.until, on: law.day)
    var arguments: [(name: String, value: Argument)] = []
    arguments.reserveCapacity(3)
    arguments.append(("number", .text(facts.number ?? "–")))
    if let from = facts.from { arguments.append(("from", .day(from))) }
    if let until = facts.until { arguments.append(("until", .day(until))) }
    guard let lack else {
      let variant = facts.kind == .provider ? "provider" : "programme"
      return Finding(id, .granted, "G.2", variant, arguments)
    }
    return Finding(
      id, .refused, "G.2", facts.kind == .provider ? lack.provider : lack.programme, arguments)
  }

  /// Whether a licence stands on a day.
  package static func stands(_ facts: Facts, on day: Day) -> Bool {
    lack(facts.status, from: facts.from, until: facts.until, on: day) == nil
  }

  /// Whether a licence that stood has come to its end by a day; a suspended one has not.
  package static func hasEnded(_ facts: Facts, on day: Day) -> Bool {
    let lack = lack(facts.status, from: facts.from, until: facts.until, on: day)
    return lack == .expired || lack == .revoked || lack == .surrendered
  }

  /// What a licence lacks on a day to be in force.
  enum Lack: String {
    case none, notYet, expired, suspended, revoked, surrendered

    fileprivate var provider: String {
      switch self {
      case .none: "providerNone"
      case .notYet: "providerNotYet"
      case .expired: "providerExpired"
      case .suspended: "providerSuspended"
      case .revoked: "providerRevoked"
      case .surrendered: "providerSurrendered"
      }
    }

    fileprivate var programme: String {
      switch self {
      case .none: "programmeNone"
      case .notYet: "programmeNotYet"
      case .expired: "programmeExpired"
      case .suspended: "programmeSuspended"
      case .revoked: "programmeRevoked"
      case .surrendered: "programmeSurrendered"
      }
    }
  }

  /// Nil where a licence of this status and these days, both included, is in force.
  static func lack(_ status: Status, from: Day?, until: Day?, on day: Day) -> Lack? {
    switch status {
    case .none: return Lack.none
    case .suspended: return .suspended
    case .revoked: return .revoked
    case .surrendered: return .surrendered
    case .expired: return .expired
    case .active, .warned, .warnedAgain: break
    }
    if let from, day < from { return .notYet }
    if let until, until < day { return .expired }
    return nil
  }
}
