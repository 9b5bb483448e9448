/// The languages of Sanad's faces.
package enum Tongue: String, Sendable, CaseIterable {
  case arabic = "ar"
  case english = "en"
  case vietnamese = "vi"
}

/// One text in the three languages.
package struct Localized: Hashable, Sendable {
  package let ar: String
  package let en: String
  package let vi: String

  package init(ar: String, en: String, vi: String) {
    self.ar = ar
    self.en = en
    self.vi = vi
  }

  package subscript(tongue: Tongue) -> String {
    switch tongue {
    case .arabic: ar
    case .english: en
    case .vietnamese: vi
    }
  }
}
