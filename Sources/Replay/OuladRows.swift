package import Storage

/// The dataset's rows as stored. The weight column holds hundredths of a per cent.
package enum OuladRows {
  /// Removes an earlier import and tells how many registrations it had.
  static func clear(in tx: Transaction) throws -> Int {
    let earlier = try tx.count("SELECT COUNT(*) FROM oulad_registration")
    try tx.run("DELETE FROM oulad_score")
    try tx.run("DELETE FROM oulad_assessment")
    try tx.run("DELETE FROM oulad_registration")
    try tx.run("DELETE FROM oulad_presentation")
    return earlier
  }

  static func insert(_ data: OuladData, in tx: Transaction) throws {
    for item in data.presentations {
      try tx.run(
        "INSERT INTO oulad_presentation (module, presentation, length) VALUES ($1, $2, $3)",
        .text(item.module), .text(item.code), .int(item.length))
    }
    for item in data.registrations {
      let presentation = data.presentations[item.presentation]
      try tx.run(
        """
        INSERT INTO oulad_registration (module, presentation, student, registered, unregistered,
          result) VALUES ($1, $2, $3, $4, $5, $6)
        """, .text(presentation.module), .text(presentation.code), .int(item.student),
        .optional(item.registered, Bind.int), .optional(item.unregistered, Bind.int),
        .text(item.outcome.rawValue))
    }
    for item in data.assessments {
      let presentation = data.presentations[item.presentation]
      try tx.run(
        """
        INSERT INTO oulad_assessment (id, module, presentation, kind, day, weight)
        VALUES ($1, $2, $3, $4, $5, $6)
        """, .int(item.id), .text(presentation.module), .text(presentation.code),
        .text(item.kind.rawValue), .optional(item.day, Bind.int), .int(item.weight))
    }
    for item in data.scores {
      try tx.run(
        """
        INSERT INTO oulad_score (assessment, student, day, banked, score)
        VALUES ($1, $2, $3, $4, $5)
        """, .int(item.assessment), .int(item.student), .int(item.day), .flag(item.isBanked),
        .optional(item.score, Bind.int))
    }
  }

  /// Everything imported, in a fixed order.
  package static func load(in tx: Transaction) throws -> OuladData {
    var data = OuladData()
    data.presentations = try tx.all(
      """
      SELECT module, presentation, length FROM oulad_presentation
      ORDER BY presentation, module
      """
    ) { OuladData.Presentation(module: $0.text(0), code: $0.text(1), length: $0.int(2)) }
    let index = Dictionary(
      data.presentations.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    func presentation(_ row: Row, _ column: Int32) throws -> Int {
      let name = row.text(column) + "-" + row.text(column + 1)
      guard let found = index[name] else {
        throw StorageFault.schema("a row names the unknown presentation \(name); import again")
      }
      return found
    }
    data.registrations = try tx.all(
      """
      SELECT module, presentation, student, registered, unregistered, result
      FROM oulad_registration ORDER BY presentation, module, student
      """
    ) { row in
      OuladData.Registration(
        presentation: try presentation(row, 0), student: row.int(2),
        registered: row.optional(3, row.int), unregistered: row.optional(4, row.int),
        outcome: OuladData.Outcome(rawValue: row.text(5)) ?? .withdrawn)
    }
    data.assessments = try tx.all(
      "SELECT id, module, presentation, kind, day, weight FROM oulad_assessment ORDER BY id"
    ) { row in
      OuladData.Assessment(
        id: row.int(0), presentation: try presentation(row, 1),
        kind: OuladData.Assessment.Kind(rawValue: row.text(3)) ?? .exam,
        day: row.optional(4, row.int), weight: row.int(5))
    }
    data.scores = try tx.all(
      """
      SELECT assessment, student, day, banked, score FROM oulad_score
      ORDER BY assessment, student
      """
    ) { row in
      OuladData.Score(
        assessment: row.int(0), student: row.int(1), day: row.int(2), isBanked: row.flag(3),
        score: row.optional(4, row.int))
    }
    return data
  }
}
