import JSON
import Kernel
package import Storage

/// Holds the columns of a journal entry against what its sealed parts say: pages and queries read
/// the columns, only the parts are sealed.
package enum JournalColumns {
  /// The columns that say something else. Entries of the first version name neither id nor
  /// institution nor kind in their public part; theirs are not compared.
  package static func differences(_ row: SealedRow) -> [ColumnDifference] {
    guard let open = try? JSON.read(row.publicPart) else { return [ColumnDifference("public")] }
    var found: [ColumnDifference] = []
    func compare(_ column: String, _ stored: String, _ sealed: String?) {
      guard let sealed, !Name.same(stored, sealed) else { return }
      found.append(ColumnDifference(column, values: (stored, sealed)))
    }
    compare("id", row.id?.description ?? "", open["id"]?.string)
    compare("at", String(row.at.microseconds), open["at"].map(integer) ?? "")
    compare("institution", row.institution.description, open["institution"]?.string)
    compare("kind", row.kind, open["kind"]?.string)
    compare("operation", row.operation, open["operation"]?.string ?? "")
    compare("outcome", row.outcome, open["outcome"]?.string ?? "")
    // The headline is the first of the grounds; an act has none.
    compare(
      "headline", row.headline, open["grounds"]?.elements?.first?["article"]?.string ?? "")
    return found + people(row)
  }

  private static func integer(_ value: Value) -> String {
    if case .number(let number) = value { number.description } else { "" }
  }

  /// Who and whom: told without the ids.
  private static func people(_ row: SealedRow) -> [ColumnDifference] {
    guard let facts = row.facts else { return [] }
    guard let sealed = try? JSON.read(facts) else { return [ColumnDifference("facts")] }
    var found: [ColumnDifference] = []
    if row.actor != sealed["actor"]?.string.flatMap({ PersonID(text: $0) }) {
      found.append(ColumnDifference("actor"))
    }
    if row.subject != sealed["subject"]?.string.flatMap({ PersonID(text: $0) }) {
      found.append(ColumnDifference("subject"))
    }
    return found
  }
}
