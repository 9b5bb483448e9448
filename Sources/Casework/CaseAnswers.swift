package import Kernel
package import Storage

/// The answers of a submission, as JSON; each revision is kept.
package enum CaseAnswers {
  package static func set(
    _ file: CaseID, revision: Int, _ answers: [UInt8], at: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO case_answers (case_file, revision, answers, at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (case_file, revision) DO UPDATE SET answers = excluded.answers, at = excluded.at
      """, .id(file), .int(revision), .blob(answers), .instant(at))
  }

  package static func find(_ file: CaseID, revision: Int, in tx: Transaction) throws -> [UInt8]? {
    try tx.first(
      "SELECT answers FROM case_answers WHERE case_file = $1 AND revision = $2", .id(file),
      .int(revision)
    ) { $0.blob(0) }
  }

  /// The answers of every submission and when they came, the first one first.
  package static func all(_ file: CaseID, in tx: Transaction) throws -> [(
    revision: Int, answers: [UInt8], at: Instant
  )] {
    try tx.all(
      """
      SELECT revision, answers, at FROM case_answers WHERE case_file = $1 ORDER BY revision
      """, .id(file)
    ) { ($0.int(0), $0.blob(1), $0.instant(2)) }
  }
}

extension Value {
  /// An answer to a field as text; a Hijri date as it was printed.
  package var answerText: String {
    switch self {
    case .text(let text), .plain(let text): text
    case .number(let number): number.description
    case .bool(true): "yes"
    case .object: self["printed"]?.string ?? self["day"]?.string ?? ""
    default: ""
    }
  }
}
