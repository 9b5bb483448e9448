/// Why something sent to the store is not acceptable: where in it, and what its sender can do.
package struct InputFault: Error, Equatable, Sendable {
  /// Where, from the outside in: `context.contextActivities.parent`.
  package private(set) var place: String
  /// What is wrong and what to write instead, in one English sentence.
  package let problem: String

  package init(_ place: String, _ problem: String) {
    self.place = place
    self.problem = problem
  }

  /// The same fault, seen from a level further out.
  func inside(_ name: String) -> InputFault {
    InputFault(place.isEmpty ? name : "\(name).\(place)", problem)
  }
}
