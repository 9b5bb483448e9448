package import Kernel
package import Storage

// The one way in which a licence and its changes come into the register.
extension Licence {
  /// What stands on a licence's paper besides its number and days; nothing here is computed.
  package struct Particulars: Sendable, Equatable {
    /// The number as printed, where it is printed otherwise than it is known by.
    package var numberAsPrinted: String?
    /// First and last day as printed, above all in Hijri.
    package var fromAsPrinted: String?
    package var untilAsPrinted: String?
    /// The body that decided, and the decision's number as that body prints it.
    package var decisionBody: String?
    package var decisionAsPrinted: String?
    /// The one name the decision is known by: sources print its number in several ways.
    package var decision: String?
    /// The version of the standards it was measured against.
    package var standards: String?
    package var conditions: String?
    /// The case that granted it.
    package var caseFile: CaseID?

    package init(
      numberAsPrinted: String? = nil, fromAsPrinted: String? = nil, untilAsPrinted: String? = nil,
      decisionBody: String? = nil, decisionAsPrinted: String? = nil, decision: String? = nil,
      standards: String? = nil, conditions: String? = nil, caseFile: CaseID? = nil
    ) {
      self.numberAsPrinted = numberAsPrinted
      self.fromAsPrinted = fromAsPrinted
      self.untilAsPrinted = untilAsPrinted
      self.decisionBody = decisionBody
      self.decisionAsPrinted = decisionAsPrinted
      self.decision = decision
      self.standards = standards
      self.conditions = conditions
      self.caseFile = caseFile
    }
  }

  /// Why a status was set, and by which journal entry.
  package struct Grounds: Sendable {
    package let article: String
    package let reason: String
    package let ruling: RulingID?

    package init(article: String, reason: String, ruling: RulingID? = nil) {
      self.article = article
      self.reason = reason
      self.ruling = ruling
    }
  }

  /// Enters a licence with its first status, which holds from an instant; throws
  /// `StorageFault.constraint` (at `settle` at the latest) where the number is taken.
  package func grant(
    _ particulars: Particulars = Particulars(), _ status: Status = .active, from: Instant,
    on grounds: Grounds, recordedAt: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO licence (id, institution, kind, number, programme, parent, from_day, until_day,
        form, regime, renews, number_printed, from_printed, until_printed, decision_body,
        decision_printed, decision, standards, conditions, case_file)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20)
      """, .id(id), .id(institution), .text(kind.rawValue), .text(number),
      .optional(programme, Bind.id), .optional(parent, Bind.id), .day(self.from), .day(until),
      .optional(form?.rawValue, Bind.text), .text(regime), .optional(renews, Bind.id),
      .optional(particulars.numberAsPrinted, Bind.text),
      .optional(particulars.fromAsPrinted, Bind.text),
      .optional(particulars.untilAsPrinted, Bind.text),
      .optional(particulars.decisionBody, Bind.text),
      .optional(particulars.decisionAsPrinted, Bind.text),
      .optional(particulars.decision, Bind.text), .optional(particulars.standards, Bind.text),
      .optional(particulars.conditions, Bind.text), .optional(particulars.caseFile, Bind.id))
    try Licence.setStatus(id, status, from: from, on: grounds, recordedAt: recordedAt, in: tx)
  }

  /// Adds a status that holds from an instant; nothing is overwritten. `causedBy` is the licence
  /// from which it comes over this one.
  package static func setStatus(
    _ licence: LicenceID, _ status: Status, from: Instant, on grounds: Grounds,
    causedBy: LicenceID? = nil, recordedAt: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO licence_status (licence, status, from_at, article, reason, recorded_at, ruling,
        caused_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, .id(licence), .text(status.rawValue), .instant(from), .text(grounds.article),
      .text(grounds.reason), .instant(recordedAt), .optional(grounds.ruling, Bind.id),
      .optional(causedBy, Bind.id))
  }

  /// What stands on this licence's paper.
  package func particulars(in tx: Transaction) throws -> Particulars {
    try tx.first(
      """
      SELECT number_printed, from_printed, until_printed, decision_body, decision_printed,
        decision, standards, conditions, case_file FROM licence WHERE id = $1
      """, .id(id)
    ) { row in
      Particulars(
        numberAsPrinted: row.optional(0, row.text), fromAsPrinted: row.optional(1, row.text),
        untilAsPrinted: row.optional(2, row.text), decisionBody: row.optional(3, row.text),
        decisionAsPrinted: row.optional(4, row.text), decision: row.optional(5, row.text),
        standards: row.optional(6, row.text), conditions: row.optional(7, row.text),
        caseFile: row.optional(8) { row.id($0) })
    } ?? Particulars()
  }
}
