import Credentials
package import Kernel
import Language
import Licensing
import People
import Proofs
import Registrar
import Regulations
import Rules
import Storage

/// The e-learning centre issues the micro-credential of a passed and approved course, once per
/// learner, course and term (II.5, V.2, V.3, G.4).
package struct IssueCredential: Operation {
  package static let name = "IssueCredential"

  let registration: RegistrationID
  /// What a replayed award is marked with; nil for a real one.
  let replayNote: String?

  package init(registration: RegistrationID, replayNote: String? = nil) {
    self.registration = registration
    self.replayNote = replayNote
  }

  package typealias Output = CredentialID

  package func run(_ work: Work) throws -> Decided<CredentialID> {
    // gather
    let found = try work.registration(registration)
    let isOwn = work.actor.person == found.learner
    if !isOwn {
      try work.require(
        .eLearningCentre, .registrar, .instructor, course: found.course, section: found.section)
    }
    guard let key = work.office.issuer else {
      throw OperationFault.stateConflict("this process holds no issuing key")
    }
    let existing = try Credential.of(
      found.learner, course: found.course, term: found.term, in: work.tx)
    let result = try CourseResult.of(found.id, in: work.tx)
    let facts = try work.section(found.section)
    let licences = try work.licences(of: facts.course.programme)
    let law = work.law

    // decide
    var findings = [
      InForce.decide(licences.provider, under: law),
      InForce.decide(licences.programme, under: law),
      ProgrammeScope.decide(
        ProgrammeScope.Facts(
          microCredentialProgramme: facts.programme.isMicroCredential,
          eLearning: facts.programme.isELearning), under: law),
      Issuer.decide(
        Issuer.Facts(
          // Without a person it is the centre's own system that issues, with its key.
          issuerRole: work.actor.person == nil
            ? Role.eLearningCentre.rawValue : work.officeOf(.eLearningCentre).rawValue),
        under: law),
      Eligibility.decide(
        Eligibility.Facts(
          symbol: result?.symbol, passed: result?.passed ?? false,
          approved: result?.isApproved ?? false, alreadyIssued: existing != nil), under: law),
    ]
    // The award exists before it is judged, so that its own words can be; it is signed after.
    var award: Value?
    if let result, existing == nil, findings.allSatisfy({ $0.outcome == .granted }) {
      let gathered = try gather(work, found, facts, result, key)
      let built = Award.build(gathered)
      award = built
      findings.append(wording(built, gathered, law))
    }
    let ruling = law.ruling(findings)

    // record
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    if let existing { return Decided(ruling, id, existing.id) }
    guard let award else { return Decided(ruling, id, nil) }

    // apply: sign, verify at once with our own verifier, store
    let issued = try sign(award, key, work)
    let credential = Credential(
      id: issued.id, registration: found.id, learner: found.learner, course: found.course,
      term: found.term, issuedAt: work.at, keyID: issued.keyID, jwt: issued.jwt, ruling: id)
    try credential.insert(work.scope, in: work.tx)
    try work.tell("mail.credential", key: credential.id.description, learner: found.learner)
    return Decided(ruling, id, credential.id)
  }

  private func wording(_ award: Value, _ facts: AwardFacts, _ law: Law) -> Finding {
    let names =
      [
        facts.issuer.name, facts.issuer.unitName, facts.course.title,
        facts.programmeLicence.licensed,
        facts.providerLicence.licensed, facts.providerLicence.authority,
        facts.programmeLicence.authority, facts.resultApproval.body, facts.templateApproval.body,
      ] + facts.editions.map(\.title) + facts.articles.map(\.name)
    return Wording.decide(
      Wording.Facts(
        text: Award.words(award), properNames: names.flatMap { [$0.ar, $0.en] },
        statesEffect: Lint.check(award, against: [.notADegree]).isEmpty), under: law)
  }

  private func sign(_ award: Value, _ key: IssuingKey, _ work: Work) throws -> (
    id: CredentialID, keyID: String, jwt: String
  ) {
    let keyID = key.did.keyID(key.key.publicKey)
    let jwt = try Award.jwt(award, key: key.key, keyID: keyID)
    let document = DIDDocument(did: key.did, keys: [key.key.publicKey])
    let report = Verification.verify(Array(jwt.utf8), at: work.at) { _ in document }
    guard report.isValid, let text = report.summary?.id, text.hasPrefix("urn:uuid:"),
      let id = CredentialID(text: text.dropFirst(9))
    else {
      let failed = report.steps.first { $0.outcome == .failed }?.code.rawValue ?? "summary"
      throw OperationFault.stateConflict("our own verifier refuses the award: \(failed)")
    }
    return (id, keyID, jwt)
  }
}

// MARK: - What the award says

extension IssueCredential {
  private func gather(
    _ work: Work, _ found: Registration, _ facts: SectionFacts, _ result: CourseResult,
    _ key: IssuingKey
  ) throws -> AwardFacts {
    let id: CredentialID = work.id()
    let person = try work.learner(found.learner)
    let base = work.office.publicURL
    return AwardFacts(
      id: id, issuedAt: work.at, zone: work.law.zone,
      verificationURL: "\(base)/credentials/\(id)",
      issuer: AwardFacts.Issuer(
        did: key.did, name: work.institution.name, url: base, unitName: work.institution.unit),
      holder: AwardFacts.Holder(
        subject: work.id(), name: person.nameAr + " / " + person.nameEn,
        // No hash of the number: without keeping its salt for the holder it would prove nothing.
        maskedNumber: HolderIdentity.masked(person.identifier), identityHash: nil),
      course: try course(facts, base, work), term: facts.term.title,
      grade: grade(result, work.law),
      resultApproval: AwardFacts.Decision(
        body: IssueCredential.resultsBody, number: result.number,
        day: work.law.zone.day(of: result.at), hijri: hijri(work.law.zone.day(of: result.at))),
      templateApproval: AwardFacts.Decision(
        body: IssueCredential.academicBody, number: IssueCredential.templateNumber,
        day: work.law.edition.effectiveFrom, hijri: hijri(work.law.edition.effectiveFrom)),
      providerLicence: try licence(
        Licence.provider(work.scope, at: work.at, day: work.law.day, in: work.tx),
        work.institution.name, work),
      programmeLicence: try licence(
        Licence.programme(facts.programme.id, at: work.at, day: work.law.day, in: work.tx),
        facts.programme.title, work),
      editions: [
        AwardFacts.Edition(id: work.law.edition.name, title: work.law.edition.title)
      ],
      articles: ["V.2", "V.3", "G.4"].compactMap { article($0, base, work.law) },
      replayNote: replayNote)
  }

  // Names of the bodies that decide, as the university calls them.
  static let resultsBody = Localized(
    ar: "جهة اعتماد النتائج", en: "Results approval authority", vi: "Cơ quan duyệt kết quả")
  static let academicBody = Localized(
    ar: "وكالة الجامعة للشؤون الأكاديمية", en: "Vice-Presidency for Academic Affairs",
    vi: "Phó Hiệu trưởng phụ trách học thuật")
  /// The certificate's template, as approved with this version of the award's words.
  static let templateNumber = "sanad-award-1"

  private func hijri(_ day: Day) -> String {
    guard let date = Hijri(day) else { return "" }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
  }

  private func course(_ facts: SectionFacts, _ base: String, _ work: Work) throws
    -> AwardFacts.Course
  {
    let outcomes = try facts.course.outcomes(in: work.tx).enumerated().map {
      AwardFacts.Outcome(code: "LO\($0.offset + 1)", text: $0.element)
    }
    return AwardFacts.Course(
      id: "\(base)/courses/\(facts.course.id)",
      englishID: "\(base)/courses/\(facts.course.id)?lang=en", code: facts.course.code,
      title: facts.course.title, description: facts.course.about, field: facts.course.field,
      units: ExactDecimal(mantissa: Int64(facts.course.units)), outcomes: outcomes)
  }

  private func grade(_ result: CourseResult, _ law: Law) -> AwardFacts.Grade {
    let table = law.edition.grades
    let grade = table?.grade(symbol: result.symbol)
    let bands = table?.bands ?? []
    let isBand = bands.contains { $0.symbol == result.symbol }
    let symbols = isBand ? bands.reversed().map(\.symbol) : ["NF", "NP"]
    return AwardFacts.Grade(
      symbol: result.symbol, arabicSymbol: grade?.arabicSymbol ?? result.symbol,
      name: grade?.name ?? Localized(ar: result.symbol, en: result.symbol, vi: result.symbol),
      mark: result.mark, symbols: symbols,
      passingSymbol: isBand ? bands.last { $0.passed == true }?.symbol : "NP",
      passingMark: result.mark == nil ? nil : law.mark("pass.minimum"))
  }

  private func licence(_ standing: Licence.Standing?, _ licensed: Localized, _ work: Work) throws
    -> AwardFacts.Licence
  {
    guard let licence = standing?.licence else { throw OperationFault.notFound("licence") }
    let authority = work.office.library.pack("sa-nelc")?.authority
    return AwardFacts.Licence(
      number: licence.number,
      authority: authority
        ?? Localized(ar: "الجهة المرخصة", en: "Licensing authority", vi: "Cơ quan cấp phép"),
      licensed: licensed, from: licence.from, through: licence.until)
  }

  private func article(_ id: String, _ base: String, _ law: Law) -> AwardFacts.Article? {
    guard let article = law.edition.article(id) else { return nil }
    let edition = law.edition
    return AwardFacts.Article(
      citation: Citation(instrument: edition.instrument, edition: edition.id, article: id),
      name: article.title,
      url: "\(base)/regulations/\(edition.instrument)/\(edition.id)/\(id)")
  }
}
