import Casework
import JSON
import Kernel
import Licensing
import People
import Registrar
import Regulations
import Rules
import Storage

/// What steps bring about in the register of licences.
enum LicenceEffects {
  /// `{kind, form | formField, prefix, years, conditionsField}`: the licence begins on the day of the
  /// decision and holds for the years of a parameter, through the day before the same date.
  @Sendable static func grant(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("kind", "form", "formField", "prefix", "years", "conditionsField")
    let kind: Licence.Kind = try with.required("kind").choice()
    let form = try form(with, desk, work)
    guard form.map({ $0.kind == kind }) ?? true else {
      throw with.fault("has a form that is none of a \(kind.rawValue)'s")
    }
    let scope = Scope(desk.file.applicant)
    var programme: ProgrammeID?
    var parent: LicenceID?
    if kind == .programme {
      guard let about = desk.file.about.flatMap({ ProgrammeID(bytes: $0) }),
        let found = try Programme.find(about, scope, in: work.tx)
      else { throw OperationFault.notFound("programme of the case") }
      programme = found.id
      parent = try Licence.provider(scope, at: work.at, day: desk.law.day, in: work.tx)?.licence.id
    }
    let licence = Licence(
      id: work.id(), institution: scope.institution, kind: kind,
      number: try number(try with.word("prefix"), desk, work), programme: programme,
      parent: parent, from: desk.law.day,
      until: desk.law.day.adding(years: try years(with, desk)).adding(days: -1), form: form,
      regime: desk.law.edition.name)
    let field = try with.optional("conditionsField")?.word()
    let conditions = try field.flatMap { try desk.answer($0, work)?.string }
    try enter(licence, .active, conditions: conditions, "GrantLicence", desk, ruling, work)
  }

  /// `{years, prefix}` for the licence the case is about: a licence of the same kind and form that
  /// begins when that one ends, or now where it has ended, with a number of its own; the prefix is
  /// that of the number before unless one is given. A warning goes on with it.
  @Sendable static func renew(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("years", "prefix")
    let old = try licence(of: desk, work)
    guard old.standing.status?.isInForce == true, let status = old.standing.status else {
      throw OperationFault.stateConflict(
        "the licence \(old.licence.number) is \(old.standing.status?.rawValue ?? "not begun"); "
          + "it is not renewed")
    }
    guard try Licence.successor(of: old.licence.id, in: work.tx) == nil else {
      throw OperationFault.stateConflict("the licence \(old.licence.number) is renewed already")
    }
    let from = max(desk.law.day, old.licence.until.adding(days: 1))
    let parent = try old.licence.parent.flatMap {
      try Licence.continuing($0, on: from, in: work.tx)?.id
    }
    let prefix =
      try with.optional("prefix")?.word() ?? prefix(of: old.licence.number)
      ?? desk.procedure.prefix + "L"
    let renewed = Licence(
      id: work.id(), institution: old.licence.institution, kind: old.licence.kind,
      number: try number(prefix, desk, work), programme: old.licence.programme, parent: parent,
      from: from, until: from.adding(years: try years(with, desk)).adding(days: -1),
      form: old.licence.form, regime: desk.law.edition.name, renews: old.licence.id)
    let conditions = try old.licence.particulars(in: work.tx).conditions
    try enter(renewed, .active, conditions: conditions, "RenewLicence", desk, ruling, work)
    guard status != .active, let last = try old.licence.history(in: work.tx).last else { return }
    // A warning goes on with it, and ends with the one it came from.
    try Licence.setStatus(
      renewed.id, status, from: work.at,
      on: Licence.Grounds(article: last.article, reason: last.reason, ruling: ruling),
      causedBy: old.licence.id, recordedAt: work.at, in: work.tx)
  }

  /// `{status, article, reach: licence | holder}` for the licence the case is about, or for all of
  /// its holder's; what rests on a licence falls or stands again with it. `{violationField}` in the
  /// place of a status names the kind of violation, and its table the next rung.
  @Sendable static func change(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("status", "violationField", "article", "reach")
    let reach: Reach = try with.optional("reach")?.choice() ?? .licence
    let article =
      try with.optional("article")?.word() ?? desk.steps.last?.article ?? desk.procedure.article
    let (licence, standing) = try licence(of: desk, work)
    if standing.status?.isFinal == true {
      // Another case ended the licence meanwhile; this one can still come to its own end.
      guard desk.file.turn != .ended else { return }
      throw OperationFault.stateConflict(
        "the licence \(licence.number) is \(standing.status?.rawValue ?? ""); nothing follows that")
    }
    let rung = try rung(with, standing.status, desk, work)
    let status = try rung?.status ?? with.required("status").choice()
    func changing(to status: Licence.Status, for number: String?) -> LicenceChange {
      LicenceChange(
        status, from: work.at, by: "ChangeLicence",
        citing: Citation(
          instrument: desk.law.edition.instrument, edition: desk.law.edition.id, article: article
        ).description, reason: number ?? "", in: work.office, at: work.at)
    }
    var change = changing(to: status, for: desk.file.number)
    if let rung { change.findings = [rung.finding] }
    if let held = try held(licence, besides: desk.file, work), held.status.weight > status.weight {
      // What an open case asks for counts once the heavier one has ended.
      let isOpen = desk.file.turn != .ended
      if isOpen { try work.set(status, of: licence, change, because: nil) }
      if isOpen || standing.status != held.status {
        try work.change(licence, changing(to: held.status, for: held.number))
      }
    } else {
      try work.change(licence, change)
    }
    guard reach == .holder else { return }
    // What came over from the first is not decided a second time.
    let all = try Licence.register(Scope(licence.institution), at: work.at, in: work.tx)
    for other in all.map(\.licence) where other.id != licence.id {
      let now = try Licence.standing(other.id, at: work.at, in: work.tx)?.status
      guard let now, !now.isFinal, now != status, other.until >= work.law.day else { continue }
      try work.change(other, change)
    }
  }

  /// Which licences a change reaches.
  enum Reach: String, CaseIterable { case licence, holder }

  /// The next rung for the violation that a field names; nil where the effect names a status.
  private static func rung(
    _ with: Reader, _ status: Licence.Status?, _ desk: CaseDesk, _ work: Work
  ) throws -> (status: Licence.Status, finding: Finding)? {
    guard let field = try with.optional("violationField")?.word() else { return nil }
    let kind = try desk.answer(field, work)?.string ?? ""
    let finding = NextRung.decide(
      NextRung.Facts(violation: kind, earlier: status.map { [$0.rawValue] } ?? []),
      under: desk.law)
    guard finding.outcome == .granted, let next = Licence.Status(rawValue: finding.variant) else {
      throw OperationFault.stateConflict(
        "no rung follows for the violation '\(kind)' while the licence is "
          + (status?.rawValue ?? "without a status"))
    }
    return (next, finding)
  }

  /// The heaviest status in which another open case about a licence holds it: each case lifts only
  /// what it brought about itself. What was set by hand takes the place of all before it.
  private static func held(_ licence: Licence, besides file: CaseFile, _ work: Work) throws -> (
    status: Licence.Status, number: String
  )? {
    let cases = try CaseFile.about(licence.id.bytes, in: work.tx)
    let own = try licence.history(in: work.tx).filter { $0.causedBy == nil }
    let set = own.lastIndex { change in !cases.contains { $0.number == change.reason } }
    let changes = own.dropFirst(set.map { $0 + 1 } ?? 0)
    return cases.filter { $0.id != file.id && ($0.turn == .office || $0.turn == .applicant) }
      .compactMap { other in
        changes.last { $0.reason == other.number }.map { ($0.status, $0.reason) }
      }.max { $0.status.weight < $1.status.weight }
  }

  // MARK: Parts

  /// The licence a case is about; it is the applicant's.
  private static func licence(of desk: CaseDesk, _ work: Work) throws -> (
    licence: Licence, standing: Licence.Standing
  ) {
    guard let about = desk.file.about.flatMap({ LicenceID(bytes: $0) }),
      let found = try Licence.standing(about, at: work.at, in: work.tx),
      found.licence.institution == desk.file.applicant
    else { throw OperationFault.notFound("licence of the case") }
    return (found.licence, found)
  }

  private static func years(_ with: Reader, _ desk: CaseDesk) throws -> Int {
    let key = try with.word("years")
    guard let years = desk.law.integer(key), (1...100) ~= years else {
      throw OperationFault.stateConflict(
        "the law leaves '\(key)' unset; set the parameter before a licence is granted")
    }
    return years
  }

  private static func number(_ prefix: String, _ desk: CaseDesk, _ work: Work) throws -> String {
    try CaseFile.nextNumber(
      desk.file.institution, prefix: prefix, year: desk.law.day.civil.year, in: work.tx)
  }

  /// `E` of `E-2026-000001`; nil for a number of another make.
  private static func prefix(of number: String) -> String? {
    let parts = number.utf8.split(separator: UInt8(ascii: "-"))
    guard parts.count == 3, parts[1].count == 4,
      parts[0].allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else { return nil }
    return String(decoding: parts[0], as: UTF8.self)
  }

  private static func form(_ with: Reader, _ desk: CaseDesk, _ work: Work) throws -> Licence.Form? {
    if let form = with.optional("form") { return try form.choice() }
    guard let field = try with.optional("formField")?.word() else { return nil }
    guard let form = try desk.answer(field, work)?.string.flatMap(Licence.Form.init(rawValue:))
    else {
      throw with.fault(
        "the answer to '\(field)' is none of "
          + Licence.Form.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return form
  }

  /// Enters a licence into the register, with its case and decision on its paper, and signs it.
  private static func enter(
    _ licence: Licence, _ status: Licence.Status, conditions: String?, _ operation: String,
    _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    let article = Citation(
      instrument: desk.law.edition.instrument, edition: desk.law.edition.id,
      article: desk.steps.last?.article ?? desk.procedure.article
    ).description
    try licence.grant(
      Licence.Particulars(
        decisionBody: work.office.institutions.first { $0.id == desk.file.institution }?.name.ar,
        decision: desk.file.number, standards: desk.procedure.standardVersion,
        conditions: conditions, caseFile: desk.file.id),
      status, from: max(work.at, desk.law.zone.start(of: licence.from)),
      on: Licence.Grounds(article: article, reason: desk.file.number ?? "", ruling: ruling),
      recordedAt: work.at, in: work.tx)
    try licence.index(work.office.institutions, in: work.tx)
    _ = try work.recordAct(
      operation,
      facts: [
        ("licence", .text(licence.number)), ("case", .text(desk.file.number ?? "–")),
        ("from", .day(licence.from)), ("until", .day(licence.until)),
      ])
    try work.sign(licence)
  }
}
