import Credentials
import Kernel
import Licensing
import Regulations
import Storage

/// A change of a licence's status as it is decided.
struct LicenceChange {
  let status: Licence.Status
  let from: Instant
  /// What the journal names as the deed.
  let operation: String
  /// The law of the edition it cites; nil where that is not held here.
  let law: Law?
  let citation: String
  let reason: String
  /// What is noted beside the ruling, for example the case.
  var facts: [(name: String, value: Argument)] = []
  /// What else was found under that law.
  var findings: [Finding] = []

  /// Cites an article by its full name.
  init(
    _ status: Licence.Status, from: Instant, by operation: String, citing text: String,
    reason: String, in office: Office, at: Instant
  ) {
    self.status = status
    self.from = from
    self.operation = operation
    let cited = Citation(text: text)
    let found = cited.flatMap {
      office.library.law($0.instrument, at: at, edition: $0.edition)
    }
    law = cited.flatMap { found?.edition.article($0.article) } == nil ? nil : found
    citation = text
    self.reason = reason
  }
}

extension Work {
  /// Changes a licence, and with it what stands or falls with it (`passedOn`), each by a ruling of
  /// its own that cites the article; the published lists follow. Returns the licence's own ruling.
  @discardableResult
  func change(_ licence: Licence, _ change: LicenceChange) throws -> (
    ruling: Ruling, id: RulingID
  ) {
    let head = try set(change.status, of: licence, change, because: nil)
    var touched = [(licence, head.id)]
    for other in try licence.dependants(in: tx) {
      guard let status = try passedOn(change.status, from: licence, to: other) else { continue }
      touched.append((other, try set(status, of: other, change, because: licence).id))
    }
    for (licence, ruling) in touched { try publishStatus(of: licence, ruling: ruling) }
    return head
  }

  /// What comes over another licence: suspension and revocation do, unless it has ended; whatever
  /// lets the first one stand again lifts what that one's suspension did, and only that. Over the
  /// licence that renews the first one a warning comes too, and goes with it.
  private func passedOn(
    _ status: Licence.Status, from licence: Licence, to other: Licence
  ) throws -> Licence.Status? {
    let history = try other.history(in: tx)
    let held = history.last { $0.causedBy != nil }
    switch status {
    case .suspended, .revoked:
      let own = history.last { $0.causedBy == nil }
      guard own?.status.isFinal != true, other.until >= law.day, held?.status != .revoked,
        held?.status != status
      else { return nil }
      return status
    case .active, .warned, .warnedAgain:
      let isRenewal = other.kind == licence.kind
      guard let held, held.status != .active else {
        return isRenewal && status != .active ? status : nil
      }
      guard held.causedBy == licence.id, held.status != .revoked else { return nil }
      if isRenewal { return held.status == status ? nil : status }
      return held.status == .suspended ? .active : nil
    case .surrendered: return nil
    }
  }

  /// Changes a licence's own status alone.
  @discardableResult
  func set(
    _ status: Licence.Status, of licence: Licence, _ change: LicenceChange,
    because cause: Licence?
  ) throws -> (ruling: Ruling, id: RulingID) {
    var arguments: [(name: String, value: Argument)] = [("number", .text(licence.number))]
    if let cause { arguments.append(("because", .text(cause.number))) }
    let facts =
      [
        ("licence", .text(licence.number)), ("status", .text(status.rawValue)),
        ("from", .instant(change.from)), ("article", .text(change.citation)),
        ("reason", .text(change.reason)),
      ] + change.facts
    let ruling: Ruling
    let id: RulingID
    if let law = change.law, let article = Citation(text: change.citation)?.article {
      ruling = law.ruling(
        [
          Finding(
            "Licensing/StatusChange", .granted, article,
            status.rawValue + (cause == nil ? "" : "With"), arguments)
        ] + (cause == nil ? change.findings : []))
      id = try record(ruling, change.operation, subject: nil, facts: facts)
    } else {
      ruling = Ruling([], at: at)
      id = try recordAct(change.operation, facts: facts)
    }
    try Licence.setStatus(
      licence.id, status, from: change.from,
      on: Licence.Grounds(article: change.citation, reason: change.reason, ruling: id),
      causedBy: cause?.id, recordedAt: at, in: tx)
    return (ruling, id)
  }
}
