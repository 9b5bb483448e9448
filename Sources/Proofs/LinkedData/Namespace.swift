import JSON
import Kernel

/// The terms our own credentials use beyond the standard contexts.
package enum Namespace {
  /// The address of our context; the file `Contexts/sanad.terms` is the one place that says it.
  package static var url: String { Contexts.own.address }

  /// The JSON-LD document every installation serves, made from our table of terms.
  package static let document: [UInt8] = JSON.write(
    object(["@context": .object(Contexts.own.context)]))
}

extension Contexts {
  /// Our own terms.
  static let own = (try? ContextTable(PackageResources.sanad_terms)) ?? .empty

  /// All tables of this program; one that cannot be read is left out, and a test misses it.
  static let tables: [ContextTable] =
    [
      PackageResources.credentials_v2_terms,
      PackageResources.data_integrity_v1_terms,
      PackageResources.data_integrity_v2_terms,
      PackageResources.open_badges_3_0_2_terms,
      PackageResources.open_badges_3_0_3_terms,
      PackageResources.open_badges_extensions_terms,
    ].compactMap { try? ContextTable($0) } + [own]

  /// The contexts credentials may use.
  static let known = Contexts(tables.map { ($0.address, .object($0.context)) })
}
