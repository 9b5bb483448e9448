/// Why an import stored nothing: the places of the files that are malformed.
package struct OuladFault: Error, CustomStringConvertible, Sendable {
  package struct Place: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// The line in the file, the header being 1; 0 for the file as a whole.
    package let row: Int
    package let problem: String

    package var description: String {
      row == 0 ? "\(file): \(problem)" : "\(file), row \(row): \(problem)"
    }
  }

  /// How many places a fault lists.
  package static let listed = 20

  /// The first places in the order of files and rows, at most `listed`.
  package private(set) var places: [Place] = []
  /// How many there are in all.
  package private(set) var count = 0

  mutating func add(_ file: String, _ row: Int, _ problem: String) {
    count += 1
    if places.count < Self.listed {
      places.append(Place(file: file, row: row, problem: problem))
    }
  }

  package var description: String {
    let rest = count - places.count
    return
      (["malformed, so nothing was stored:"] + places.map { "  \($0)" }
      + (rest > 0 ? ["  and \(rest) more"] : [])).joined(separator: "\n")
  }
}
