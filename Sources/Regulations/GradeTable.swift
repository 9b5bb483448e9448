package import Kernel

/// Grades by mark and the codes that stand beside them (article V.4 of the e-courses controls).
package struct GradeTable: Sendable {
  /// A letter grade or a special code.
  package struct Grade: Sendable {
    /// The symbol printed in Latin letters (`A+`, `DN`); also the grade's identity.
    package let symbol: String
    package let arabicSymbol: String
    package let name: Localized
    /// The lowest mark of the band; nil for special codes without one.
    package let from: Mark?
    /// Weights on the scales of 5 and 4, in hundredths; nil where the grade is outside the average.
    package let weight5: Int?
    package let weight4: Int?
    /// Whether the course is passed; nil where no result exists yet (IP, IC, W).
    package let passed: Bool?
  }

  package let article: String
  /// Bands by mark, highest first.
  package let bands: [Grade]
  package let codes: [Grade]

  /// The band a mark falls in: bands are half-open and nothing is rounded first.
  package func grade(for mark: Mark) -> Grade? {
    bands.first { band in band.from.map { mark >= $0 } ?? false }
  }

  /// The grade or code of a symbol.
  package func grade(symbol: String) -> Grade? {
    bands.first { $0.symbol == symbol } ?? codes.first { $0.symbol == symbol }
  }
}
