/// Counts of values in fixed ranges, with their sum: what a quantile can be read from afterwards.
package struct Histogram: Sendable, Equatable {
  /// The upper ends of the ranges, ascending; one more range holds all above the last.
  package let bounds: [Double]
  /// One count a range, the range above the last bound included.
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0

  package init(_ bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// Counts a value; a value on a bound lies in the range that ends there.
  package mutating func record(_ value: Double) {
    let range = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[range] &+= 1
    sum += value
  }

  package var count: Int { counts.reduce(0, &+) }
}
