package import Kernel

/// Parameters that an institution has set where the law leaves them unset: pack → key → value.
package typealias Overlay = [String: [String: ParameterValue]]

/// All packs that are loaded.
package final class Library: Sendable {
  package let packs: [Pack]
  private let byID: [String: Pack]

  package init(_ packs: [Pack]) {
    self.packs = packs
    self.byID = Dictionary(packs.map { ($0.id, $0) }) { first, _ in first }
  }

  package func pack(_ id: String) -> Pack? { byID[id] }

  /// The law of an instrument at an instant: the edition in force, or the one named.
  package func law(
    _ instrument: String, at instant: Instant, edition: String? = nil, overlay: Overlay = [:]
  ) -> Law? {
    guard let pack = pack(instrument) else { return nil }
    let found =
      edition.map { pack.edition($0) } ?? pack.edition(inForceOn: pack.zone.day(of: instant))
    guard let found else { return nil }
    return Law(library: self, edition: found, at: instant, overlay: overlay)
  }
}

/// One edition as it stands at one instant, with an institution's overlay.
package struct Law: Sendable {
  package let library: Library
  package let edition: Edition
  package let at: Instant
  package let day: Day
  package let overlay: Overlay

  package init(library: Library, edition: Edition, at: Instant, overlay: Overlay = [:]) {
    self.library = library
    self.edition = edition
    self.at = at
    self.day = edition.zone.day(of: at)
    self.overlay = overlay
  }

  package var zone: Zone { edition.zone }

  /// The law of another instrument at the same instant.
  package func under(_ instrument: String) -> Law? {
    library.law(instrument, at: at, overlay: overlay)
  }

  /// The value in force; nil when the parameter is unset or unknown. An overlay speaks only where
  /// the law is silent.
  package func value(_ key: String) -> ParameterValue? {
    if let parameter = edition.parameters[key], let values = parameter.values {
      return values.value(on: day)
    }
    return overlay.isEmpty ? nil : overlay[edition.instrument]?[key]
  }

  package func integer(_ key: String) -> Int? {
    if case .integer(let value)? = value(key) { return value }
    return nil
  }

  package func percent(_ key: String) -> ExactDecimal? {
    if case .percent(let value)? = value(key) { return value }
    return nil
  }

  package func money(_ key: String) -> Money? {
    if case .money(let value)? = value(key) { return value }
    return nil
  }

  package func mark(_ key: String) -> Mark? {
    if case .mark(let value)? = value(key) { return value }
    return nil
  }

  package func flag(_ key: String) -> Bool? {
    if case .flag(let value)? = value(key) { return value }
    return nil
  }

  package func choice(_ key: String) -> String? {
    if case .choice(let value)? = value(key) { return value }
    return nil
  }

  package func text(_ key: String) -> String? {
    if case .text(let value)? = value(key) { return value }
    return nil
  }

  /// A ruling of one finding under this edition.
  package func ruling(_ finding: Finding) -> Ruling { Ruling([Ground(finding, edition)], at: at) }

  /// A ruling over findings in legal order.
  package func ruling(_ findings: [Finding]) -> Ruling {
    Ruling(findings.map { Ground($0, edition) }, at: at)
  }
}
