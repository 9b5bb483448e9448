// sa-iu-ecourses V.3, and II.5 while a course still runs: a certificate is issued once the course
// is passed and the result approved; IP and IC are no end of a course. One certificate for one
// completed course: asked again, the one that exists is the answer. A course finished in a later
// term (after IC or an alternative exam) leads to a certificate all the same
// (`certificate.laterTerm`).
package import Regulations

package enum Eligibility: Rule {
  package static let id = "Credentials/Eligibility"
  package static let articles = ["V.3", "II.5"]
  package static let summary = "A certificate follows a passed course with an approved result."

  package struct Facts: Sendable {
    package let symbol: String?
    package let passed: Bool
    /// The result has been approved.
    package let approved: Bool
    package let alreadyIssued: Bool
    /// The course was finished in a later term than it was registered in.
    package let laterTerm: Bool

    package init(
      symbol: String?, passed: Bool, approved: Bool, alreadyIssued: Bool, laterTerm: Bool = false
    ) {
      self.symbol = symbol
      self.passed = passed
      self.approved = approved
      self.alreadyIssued = alreadyIssued
      self.laterTerm = laterTerm
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      symbol: try source.optionalText("symbol", "the grade's symbol; absent when there is none"),
      passed: try source.flag("passed", "the course is passed"),
      approved: try source.flag("approved", "the result has been approved"),
      alreadyIssued: try source.flag("alreadyIssued", "a certificate exists for this course"),
      laterTerm: try source.optionalFlag("laterTerm", "finished in a later term") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let symbol: [(name: String, value: Argument)] =
      facts.symbol.map { [("symbol", .text($0))] } ?? []
    if facts.symbol == "IP" || facts.symbol == "IC" {
      return Finding(id, .refused, "II.5", "unfinished", symbol)
    }
    guard facts.symbol != nil else { return Finding(id, .refused, "V.3", "noResult") }
    guard facts.approved else { return Finding(id, .refused, "V.3", "notApproved", symbol) }
    guard facts.passed else { return Finding(id, .refused, "V.3", "notPassed", symbol) }
    if facts.alreadyIssued { return Finding(id, .granted, "V.3", "existing") }
    if facts.laterTerm,
      let finding = demand("certificate.laterTerm", "allowed", "V.3", law)
    {
      return finding
    }
    return Finding(id, .granted, "V.3", "", symbol)
  }
}
