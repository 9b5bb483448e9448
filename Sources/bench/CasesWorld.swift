import ArgumentParser
import Casework
import Kernel
import Licensing
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage

/// An office with many cases and a register with as many licences, beside what `sanad seed demo`
/// plants: cases filed over ninety days with answers, steps, letters and clocks, most of them open;
/// licences of two thousand providers, named in Arabic and Latin letters.
struct CasesWorld: Sendable {
  let procedure: Procedure
  let office: InstitutionID
  let body: InstitutionID
  let applicant: PersonID
  let officers: [PersonID]
  let now: Instant

  static let providers = 2_000
  private static let batch = 2_000

  init(_ library: Library, in tx: Transaction, now: Instant) throws {
    let institutions = try Institution.all(in: tx)
    guard let office = institutions.first(where: { $0.instrument == Licence.instrument }),
      let body = institutions.first(where: { $0.code == "iu" }),
      let procedure = library.law(Licence.instrument, at: now)?.edition.procedure(
        "preliminary-approval"),
      let applicant = try Person.login("salem", in: tx)?.0.id
    else { throw ValidationError("plant `sanad seed demo` first") }
    self.procedure = procedure
    self.office = office.id
    self.body = body.id
    self.applicant = applicant
    self.now = now
    officers = try ["hind", "majed", "tariq"].compactMap { try Person.login($0, in: tx)?.0.id }
  }

  func plant(cases: Int, licences: Int, in store: Database) throws {
    // As an office gets them, one after the other: the rows lie in the order of filing.
    let byFiling = (0..<cases).sorted { filed($0) < filed($1) }
    for start in stride(from: 0, to: cases, by: Self.batch) {
      try store.writeAndWait { tx in
        for number in byFiling[start..<min(start + Self.batch, cases)] { try plant(number, tx) }
      }
    }
    let providers = try store.writeAndWait { tx in
      try (0..<min(Self.providers, licences)).map { try plantProvider($0, tx) }
    }
    for start in stride(from: providers.count, to: licences, by: Self.batch) {
      try store.writeAndWait { tx in
        for number in start..<min(start + Self.batch, licences) {
          try plantProgramme(number, providers[number % providers.count], tx)
        }
      }
    }
  }

  // MARK: Cases

  private func filed(_ number: Int) -> Instant {
    now.adding(seconds: -Int64(number % 90) * 86_400 - Int64(number % 3_600))
  }

  /// Four of ten wait to be checked, three to be assessed, one for its applicant, two are approved.
  private func plant(_ number: Int, _ tx: Transaction) throws {
    let filed = filed(number)
    var file = CaseFile(
      id: IDs.system.make(at: filed), institution: office, applicant: body, person: applicant,
      procedure: procedure, about: nil, at: filed)
    file.file(under: "BN-\(number)", at: filed)
    let state = [
      "filed", "filed", "filed", "filed", "review", "review", "review", "returned",
      "approved", "approved",
    ][number % 10]
    guard let place = procedure.state(state) else { throw ValidationError("no state \(state)") }
    file.enter(place, at: filed)
    let due = Zone.riyadh.end(of: Zone.riyadh.day(of: now).adding(days: 1 + number % 30))
    file.promise(due)
    if place.turn != .ended { file.due(due) }
    try file.insert(in: tx)
    try CaseAnswers.set(
      file.id, revision: 1, Array(repeating: UInt8(ascii: " "), count: 700) + Array("{}".utf8),
      at: filed, in: tx)
    let ruling: RulingID = IDs.system.make(at: filed)
    try CaseStep(
      number: 1, step: CaseStep.filing, from: "", to: procedure.start, at: filed,
      actor: applicant, ruling: ruling, article: nil, reasons: nil
    ).insert(file.id, in: tx)
    try CaseLetter(
      number: 1, letter: "receipt", reader: .applicant, at: filed, promisedAt: due, dueAt: due,
      state: procedure.start, article: nil, reasons: nil
    ).insert(file.id, in: tx)
    if state != procedure.start {
      // Sixty officers share the work; three of them can sign in.
      let hand = number / 10 % 60
      try CaseStep(
        number: 2, step: "accept", from: procedure.start, to: state, at: filed,
        actor: hand < officers.count ? officers[hand] : IDs.system.make(at: filed), ruling: ruling,
        article: nil, reasons: nil
      ).insert(file.id, in: tx)
    }
    if place.turn == .ended {
      try CaseStatistics.note(
        decidedAt: filed.adding(seconds: Int64(number % 21) * 86_400), file.id, in: tx)
      _ = try CaseRating.give(
        file.id, stars: 1 + number % 5, reason: "", at: now.adding(seconds: -60), in: tx)
    } else {
      try CaseClock(
        file: file, clock: state == "returned" ? "supplement" : "review", startedAt: filed,
        dueAt: due
      ).save(in: tx)
    }
  }

  // MARK: Licences

  private static let arabic = [
    "جامعة", "معهد", "مركز", "كلية", "أكاديمية", "الإسلامية", "المدينة", "الرياض", "التقنية",
    "العلوم", "الطب", "الإدارة", "التدريب", "الأعمال", "القرآن", "اللغة", "العربية", "الحاسب",
  ]
  private static let latin = [
    "University", "Institute", "Centre", "College", "Academy", "Islamic", "Madinah", "Riyadh",
    "Technology", "Sciences", "Medicine", "Management", "Training", "Business", "Qur'an",
    "Language", "Arabic", "Computing",
  ]

  private func name(_ number: Int, words: Int) -> Localized {
    let places = (0..<words).map { (number / ($0 * 7 + 1) + $0 * 5) % Self.arabic.count }
    let latin = places.map { Self.latin[$0] }.joined(separator: " ")
    return Localized(
      ar: places.map { Self.arabic[$0] }.joined(separator: " ") + " \(number)",
      en: "\(latin) \(number)", vi: "\(latin) \(number)")
  }

  private struct Planted: Sendable {
    let provider: Provider
    let licence: LicenceID
  }

  private func plantProvider(_ number: Int, _ tx: Transaction) throws -> Planted {
    guard let did = DID(text: "did:web:provider-\(number).example"),
      let keys = IssuerKeys.generate(did)
    else { throw ValidationError("there are no random numbers") }
    try KnownDID.set(keys.document, .provider, at: now, in: tx)
    let provider = Provider(did: did.text, institution: office, name: name(number, words: 4))
    try provider.set(at: now, in: tx)
    let licence = try enter("BE-2026-\(100_000 + number)", nil, nil, provider, nil, tx)
    return Planted(provider: provider, licence: licence)
  }

  private func plantProgramme(_ number: Int, _ holder: Planted, _ tx: Transaction) throws {
    let title = name(number, words: 5)
    let code = "BP-2026-\(100_000 + number)"
    let programme = Programme(
      id: IDs.system.make(at: now), institution: office, code: code, title: title,
      isMicroCredential: true, isELearning: true)
    try programme.insert(in: tx)
    _ = try enter(code, programme.id, holder.licence, holder.provider, title, tx)
  }

  private func enter(
    _ number: String, _ programme: ProgrammeID?, _ parent: LicenceID?, _ provider: Provider,
    _ title: Localized?, _ tx: Transaction
  ) throws -> LicenceID {
    let from = Zone.riyadh.day(of: now).adding(days: -400)
    let licence = Licence(
      id: IDs.system.make(at: now), institution: office,
      kind: programme == nil ? .provider : .programme, number: number, programme: programme,
      parent: parent, from: from, until: from.adding(years: 4))
    try licence.grant(
      from: Zone.riyadh.start(of: from),
      on: Licence.Grounds(article: Licence.defaultArticle, reason: "granted"), recordedAt: now,
      in: tx)
    try provider.hold(licence.id, in: tx)
    try LicenceWords(number: number, holder: provider.name, programme: title)
      .set(licence, in: tx)
    return licence.id
  }
}
