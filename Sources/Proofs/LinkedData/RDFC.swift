/// RDF Dataset Canonicalization, RDFC-1.0: the same bytes for datasets that differ only in the names
/// of their blank nodes and in the order of their quads.
package enum RDFC {
  /// The canonical N-Quads of a dataset, and for each of its blank nodes the number n of its
  /// canonical label `c14n<n>`. Blank nodes that look alike are told apart by exploring paths, which
  /// hostile data can make endless: more than `limit` steps are the fault `tooComplex`. Left out,
  /// the limit grows with the dataset.
  package static func canonicalize(
    _ dataset: Dataset, hash: HashAlgorithm = .sha256, limit: Int? = nil
  ) throws(RDFCFault) -> (nquads: [UInt8], labels: [Int]) {
    var labels: [Int] = []
    if dataset.blanks > 0 {
      var state = Labelling(dataset, hash: hash, limit: limit ?? standardLimit(dataset))
      labels = try state.labels()
    }
    var lines = Lines(reserving: dataset.quads.reduce(0) { $0 + dataset.length(of: $1) + 32 })
    for quad in dataset.quads {
      lines.add { line in
        dataset.write(quad, into: &line) { blank, line in
          line.append(contentsOf: Labelling.canonicalPrefix)
          append(labels[blank], to: &line)
        }
      }
    }
    return (lines.joined(), labels)
  }

  /// Steps allowed when nobody says otherwise: ten for each quad, and room for small puzzles.
  static func standardLimit(_ dataset: Dataset) -> Int { 50_000 + 10 * dataset.quads.count }

  /// Appends a count in decimal digits.
  static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}

/// Why a dataset gets no canonical form.
package enum RDFCFault: Error, Equatable, Sendable {
  /// Its blank nodes cannot be told apart within so many steps.
  case tooComplex(limit: Int)
}

extension RDFCFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooComplex(let limit):
      "Nodes without an identifier refer to one another in too many ways (over \(limit) steps). "
        + "Give them identifiers."
    }
  }
}

/// Labels in the order in which they were given out.
struct LabelIssuer {
  /// The blank nodes, in order of issue.
  private(set) var order: [Int] = []
  private var numbers: [Int: Int] = [:]

  /// The number of a blank node's label, or nil when it has none.
  subscript(blank: Int) -> Int? { numbers[blank] }

  /// Gives a blank node the next label, unless it has one; its number.
  mutating func issue(_ blank: Int) -> Int {
    if let number = numbers[blank] { return number }
    numbers[blank] = order.count
    order.append(blank)
    return order.count - 1
  }
}
