package import Kernel

extension Speech {
  /// ASCII digits in the reader's digits; for years and counts, not for codes.
  package func digits(_ text: String) -> String { Digits.local(text, tongue) }

  /// A whole number with groups.
  package func number(_ value: Int) -> String { Digits.number(String(value), tongue) }

  /// An exact number, its digits as written.
  package func number(_ value: ExactDecimal) -> String {
    Digits.number(value.description, tongue)
  }

  /// `25%`, `٢٥٪`.
  package func percent(_ value: ExactDecimal) -> String {
    number(value) + (tongue == .arabic ? "٪" : "%")
  }

  /// A mark without trailing zeros.
  package func mark(_ value: Mark) -> String { Digits.number(value.description, tongue) }

  /// `690.00 SAR`, `٦٩٠٫٠٠ ريال`, `690,00 SAR`.
  package func money(_ value: Money) -> String {
    amount(value) + "\u{A0}" + word("currency.", value.currency.code)
  }

  /// The amount alone, where the currency stands beside it.
  package func amount(_ value: Money) -> String { Digits.number(value.amountText, tongue) }

  /// `3 units` in the right form.
  package func units(_ count: Int) -> String { plural("count.units", count) }

  /// An article's label: `Article III.1`, `المادة ثالثاً/١`, `Điều III.1`.
  package func article(_ id: String) -> String {
    switch tongue {
    case .english: "Article \(id)"
    case .vietnamese: "Điều \(id)"
    case .arabic: arabicArticle(id)
    }
  }

  /// The label with its pack where it is another's: `Article 6 · sa-nelc-elr`.
  package func citation(_ citation: Citation) -> String {
    "\(article(citation.article)) · \(citation.instrument)@\(citation.edition)"
  }

  private func arabicArticle(_ id: String) -> String {
    let name = articleName(id) ?? Self.ordinals[id] ?? digits(id)
    return id.utf8.first == UInt8(ascii: "G") ? name : "المادة \(name)"
  }

  /// `IV.1` as Arabic writes it, `رابعاً/١`; nil for what is no article of that form.
  func articleName(_ id: String) -> String? {
    let parts = id.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ordinal = parts.first.flatMap({ Self.ordinals[String($0)] }),
      parts.dropFirst().allSatisfy({ part in
        !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39) ~= $0 }
      })
    else { return nil }
    return ([ordinal] + parts.dropFirst().map { digits(String($0)) }).joined(separator: "/")
  }

  // The source numbers its parts with ordinals, and has one part without a number.
  private static let ordinals = [
    "I": "أولاً", "II": "ثانياً", "III": "ثالثاً", "IV": "رابعاً", "V": "خامساً", "VI": "سادساً",
    "VII": "سابعاً", "VIII": "ثامناً", "IX": "تاسعاً", "X": "عاشراً", "G": "أحكام عامة",
  ]
}
