import Regulations

/// A pack of one article, into which a test puts a procedure.
enum Lab {
  private static let pack = """
    format: 1
    id: lab
    title: { ar: ا, en: Lab, vi: L }
    authority: { ar: ا, en: A, vi: A }
    zone: Asia/Riyadh
    editions:
      - id: "1"
        title: { ar: ا, en: One, vi: M }
        effective: { from: 2026-01-01, textStatus: full, reason: { ar: ا, en: a, vi: a } }
    """
  private static let articles = """
    format: 1
    articles:
      - id: A.1
        title: { ar: ا, en: A, vi: A }
        says: { ar: ا, en: A, vi: A }
        treatment: procedure
        why: { ar: ا, en: a, vi: a }
    """

  /// The pack's edition with this procedure.
  static func edition(_ procedure: String) throws -> Edition? {
    try pack(["1/procedures/lab.yaml": procedure]).edition("1")
  }

  /// The pack with more files.
  static func pack(_ files: [String: String]) throws -> Pack {
    let own = ["pack.yaml": pack, "1/articles.yaml": articles]
    return try Pack(
      PackFiles(name: "lab", texts: own.merging(files) { _, new in new }))
  }
}
