package import Storage

/// Brings the dataset into a database: all of it, or nothing.
package struct OuladImport: Sendable {
  package init() {}

  /// What an import stored.
  package struct Summary: Sendable, Equatable, CustomStringConvertible {
    package let presentations: Int
    package let registrations: Int
    /// Of the registrations, those without a registration day: stored, never replayed.
    package let undatable: Int
    /// Of the registrations, those with the result Withdrawn and no day of it.
    package let withdrawnWithoutDay: Int
    package let unregistrations: Int
    package let assessments: Int
    package let scores: Int
    /// Registrations of an earlier import that these took the place of.
    package let replaced: Int

    package var description: String {
      func line(_ count: Int, _ what: String) -> String { Columns.number(count, 9) + "  " + what }
      return
        ([
          line(registrations, "registrations in \(presentations) presentations"),
          line(undatable, "of them without a registration day: stored, not replayed"),
          line(unregistrations, "unregistrations"),
          line(withdrawnWithoutDay, "withdrawn without a day of it"),
          line(assessments, "assessments"), line(scores, "scores"),
        ]
        + (replaced > 0 ? [line(replaced, "registrations of an earlier import replaced")] : []))
        .joined(separator: "\n")
    }
  }

  /// Reads a directory and stores it in one transaction; a second import takes the first one's
  /// place. Throws `OuladFault` with files and rows when anything is malformed.
  package func run(directory: String, into database: Database, progress: (String) -> Void) throws
    -> Summary
  {
    let data = try OuladReader.read(directory, progress: progress)
    progress(
      "storing \(Columns.grouped(data.registrations.count)) registrations in one transaction")
    let replaced = try database.writeAndWait { tx in
      let earlier = try OuladRows.clear(in: tx)
      try OuladRows.insert(data, in: tx)
      return earlier
    }
    return Summary(
      presentations: data.presentations.count, registrations: data.registrations.count,
      undatable: data.undatable,
      withdrawnWithoutDay: data.registrations.count {
        $0.outcome == .withdrawn && $0.unregistered == nil
      },
      unregistrations: data.registrations.count { $0.unregistered != nil },
      assessments: data.assessments.count, scores: data.scores.count, replaced: replaced)
  }
}
