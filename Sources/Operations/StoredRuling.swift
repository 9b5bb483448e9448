import JSON
import Kernel
package import Regulations
package import Storage

/// Rulings read back from the journal.
package enum StoredRuling {
  /// The ruling that a journal entry holds: its grounds from the public part, their numbers from
  /// the facts (none once they were erased).
  package static func read(_ entry: StoredEntry, _ library: Library) throws -> Ruling {
    let grounds = try JSON.read(entry.publicPart)["grounds"]?.elements ?? []
    let values = try entry.facts.map { try JSON.read($0)["values"]?.elements ?? [] } ?? []
    return Ruling(self.grounds(grounds, values, library), at: entry.at)
  }

  /// Grounds from their trees, with the numbers that stand beside each; those of articles that are
  /// not in the library are left out.
  static func grounds(_ grounds: [Value], _ values: [Value], _ library: Library) -> [Ground] {
    grounds.enumerated().compactMap { offset, ground -> Ground? in
      guard let citation = ground["article"]?.string.flatMap({ Citation(text: $0) }),
        let edition = library.pack(citation.instrument)?.edition(citation.edition),
        let rule = ground["rule"]?.string,
        let outcome = ground["outcome"]?.string.flatMap(Outcome.init(rawValue:))
      else { return nil }
      let members = offset < values.count ? values[offset].members?.pairs ?? [] : []
      let arguments = members.compactMap { pair in argument(pair.value).map { (pair.name, $0) } }
      return Ground(
        Finding(
          rule, outcome, citation.article, ground["variant"]?.string ?? "",
          arguments.map { (name: $0.0, value: $0.1) }), edition)
    }
  }

  /// A journaled number or fact with its type again: amounts, days and instants have forms that
  /// nothing else has.
  private static func argument(_ value: Value) -> Argument? {
    switch value {
    case .number(let number):
      number.scale == 0 ? .integer(Int(clamping: number.mantissa)) : .decimal(number)
    case .bool(let flag): .flag(flag)
    case .text(let text), .plain(let text):
      Money(text: text).map { .money($0) } ?? Day(text: text).map { .day($0) }
        ?? Instant(text: text).map { .instant($0) } ?? .text(text)
    case .list(let items): .list(items.compactMap(\.string))
    case .null, .object: nil
    }
  }
}
