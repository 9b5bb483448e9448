package import Regulations

/// One requirement of an instrument: a pure function from facts and the law at an instant to a
/// finding. A rule is a file; it opens with its citation and what the article demands.
package protocol Rule: SendableMetatype {
  associatedtype Facts: Sendable

  /// `Folder/Name`, as the file lies: `Registration/UnitCap`.
  static var id: String { get }
  /// The articles its findings may cite, the usual one first.
  static var articles: [String] { get }
  /// The instrument whose articles it cites.
  static var instrument: String { get }
  /// What it decides, in one English sentence, for the reference page.
  static var summary: String { get }

  /// Reads the facts; the same code, run over a describing source, makes the reference.
  static func read(_ source: FactSource) throws(FactFault) -> Facts
  static func decide(_ facts: Facts, under law: Law) -> Finding
}

extension Rule {
  package static var instrument: String { "sa-iu-ecourses" }
}

/// What is wrong with facts: where, what, and what to write instead.
package struct FactFault: Error, Equatable, CustomStringConvertible {
  package let place: String
  package let problem: String

  package init(_ place: String, _ problem: String) {
    self.place = place
    self.problem = problem
  }

  package var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

/// A fact's entry in the generated reference.
package struct FactDescription: Sendable, Equatable {
  package let name: String
  package let type: String
  package let isOptional: Bool
  package let meaning: String
}
