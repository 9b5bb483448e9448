import Credentials
import JSON
import Kernel
import Language
import Licensing
import People
import Proofs
import Registrar
import Regulations
import Rules
import Storage

/// What the issue of one micro-credential rests on, gathered and judged (II.5, V.2, V.3, G.4).
struct Awarding {
  let work: Work
  let found: Registration
  let signer: IssuerKeys
  let existing: Credential?
  let result: CourseResult?
  let section: SectionFacts

  init(_ work: Work, _ registration: RegistrationID) throws {
    self.work = work
    found = try work.registration(registration)
    if work.actor.person != found.learner {
      try work.require(
        .eLearningCentre, .registrar, .instructor, course: found.course, section: found.section)
    }
    guard let signer = work.office.issuer else {
      throw OperationFault.stateConflict("this process holds no issuing key")
    }
    try work.requirePresent(signer)
    self.signer = signer
    existing = try Credential.of(
      found.learner, course: found.course, term: found.term, in: work.tx)
    result = try CourseResult.of(found.id, in: work.tx)
    section = try work.section(found.section)
  }

  /// Every ground but the award's own words.
  func findings(alreadyIssued: Bool) throws -> [Finding] {
    let licences = try work.licences(of: section.course.programme)
    let law = work.law
    return [
      InForce.decide(licences.provider, under: law),
      InForce.decide(licences.programme, under: law),
      ProgrammeScope.decide(
        ProgrammeScope.Facts(
          microCredentialProgramme: section.programme.isMicroCredential,
          eLearning: section.programme.isELearning), under: law),
      Issuer.decide(
        Issuer.Facts(
          // Without a person it is the centre's own system that issues, with its key.
          issuerRole: work.actor.person == nil
            ? Role.eLearningCentre.rawValue : work.officeOf(.eLearningCentre).rawValue),
        under: law),
      Eligibility.decide(
        Eligibility.Facts(
          symbol: result?.symbol, passed: result?.passed ?? false,
          approved: result?.isApproved ?? false, alreadyIssued: alreadyIssued), under: law),
    ]
  }

  /// The award that this decision would issue; what was made ahead is taken where it is of the same
  /// facts.
  func draft(replayNote: String?, ahead: AwardDraft? = nil) throws -> AwardDraft {
    guard let result else { throw OperationFault.stateConflict("there is no result") }
    let id = ahead?.id ?? work.id()
    let entry = try work.takeStatus(.award, subject: id.bytes, wished: ahead?.entry)
    let facts = try facts(id, subject: ahead?.subject ?? work.id(), result, entry, replayNote)
    if let ahead, ahead.facts == facts { return ahead }
    do {
      return try AwardDraft(facts, entry, keys: signer)
    } catch let refused as Award.Refused {
      let finding = refused.findings.first
      throw OperationFault.stateConflict(
        "the award does not meet \(finding?.code ?? "") (\(finding?.source ?? "")): "
          + (finding?.detail ?? ""))
    }
  }

  /// Whether the words of an award are those the law allows (G.2, G.4).
  func wording(_ draft: AwardDraft) -> Finding {
    Wording.decide(draft.wording, under: work.law)
  }

  /// Stores the decision to issue: what will be signed, to the byte, is journaled before it is.
  func intend(_ draft: AwardDraft, ruling: RulingID, replaces: CredentialID?) throws {
    try Credential(
      id: draft.id, institution: work.institution.id, registration: found.id,
      learner: found.learner, course: found.course, term: found.term, issuedAt: work.at,
      ruling: ruling, entry: draft.entry, replaces: replaces
    ).insert(in: work.tx)
    try CredentialIntent.insert(
      draft.id, unsigned: draft.prepared.bytes, proofInput: draft.prepared.draft.hashData,
      in: work.tx)
    try work.tell(.credential, of: draft.id.description, learner: found.learner)
  }
}

// MARK: - What the award says

extension Awarding {
  func facts(
    _ id: CredentialID, subject: ID<AwardSubjectTag>, _ result: CourseResult, _ entry: StatusEntry,
    _ replayNote: String?
  ) throws -> AwardFacts {
    let person = try work.learner(found.learner)
    let base = work.office.publicURL
    let chain = try chain(result)
    let achievement = Awarding.achievement(section.course.id, base)
    let endorsements = try work.endorsements(
      provider: chain.provider, programme: chain.programme, course: section.course,
      achievement: achievement)
    let approved = work.law.zone.day(of: result.at)
    return AwardFacts(
      id: id, issuedAt: work.at, zone: work.law.zone,
      verificationURL: "\(base)/credentials/\(id)",
      issuer: AwardFacts.Issuer(
        did: signer.did, name: work.institution.name, url: base, unitName: work.institution.unit),
      holder: AwardFacts.Holder(
        subject: subject, name: person.nameAr + " / " + person.nameEn,
        // No hash of the number: without keeping its salt for the holder it would prove nothing.
        maskedNumber: HolderIdentity.masked(person.identifier), identityHash: nil),
      course: try course(achievement), term: section.term.title, grade: grade(result),
      resultApproval: AwardFacts.Decision(
        body: Awarding.resultsBody, number: result.number, day: approved, hijri: hijri(approved)),
      templateApproval: AwardFacts.Decision(
        body: Awarding.academicBody, number: Awarding.templateNumber,
        day: work.law.edition.effectiveFrom, hijri: hijri(work.law.edition.effectiveFrom)),
      providerLicence: licence(chain.provider, work.institution.name),
      programmeLicence: licence(chain.programme, section.programme.title),
      editions: [
        AwardFacts.Edition(id: work.law.edition.name, title: work.law.edition.title)
      ],
      articles: ["V.2", "V.3", "G.4"].compactMap { article($0, base) },
      providerEndorsement: endorsements.provider.jwt,
      programmeEndorsement: endorsements.programme.jwt,
      status: work.statusValue(entry, .award),
      replayNote: replayNote)
  }

  /// The licences as of the approval of the result, where they are still in force; those of today
  /// where they have been renewed under another number since.
  private func chain(_ result: CourseResult) throws -> (provider: Licence, programme: Licence) {
    func standing(_ at: Instant) throws -> (Licence.Standing?, Licence.Standing?) {
      let day = work.law.zone.day(of: at)
      return (
        try Licence.provider(work.scope, at: at, day: day, in: work.tx),
        try Licence.programme(section.programme.id, at: at, day: day, in: work.tx)
      )
    }
    let today = work.law.zone.day(of: work.at)
    let then = try standing(result.at)
    let now = try standing(work.at)
    func choose(_ then: Licence.Standing?, _ now: Licence.Standing?) throws -> Licence {
      if let then, then.licence.until >= today { return then.licence }
      guard let now else { throw OperationFault.notFound("licence") }
      return now.licence
    }
    return (try choose(then.0, now.0), try choose(then.1, now.1))
  }

  // Names of the bodies that decide, as the university calls them.
  static let resultsBody = Localized(
    ar: "جهة اعتماد النتائج", en: "Results approval authority", vi: "Cơ quan duyệt kết quả")
  static let academicBody = Localized(
    ar: "وكالة الجامعة للشؤون الأكاديمية", en: "Vice-Presidency for Academic Affairs",
    vi: "Phó Hiệu trưởng phụ trách học thuật")
  /// The certificate's template, as approved with this version of the award's words.
  static let templateNumber = "sanad-award-2"
  /// Courses have one version each so far.
  static let courseVersion = "1"

  /// The achievement that a course is, as awards and licences name it.
  static func achievement(_ course: CourseID, _ publicURL: String) -> String {
    "\(publicURL)/courses/\(course)?version=\(courseVersion)"
  }

  private func hijri(_ day: Day) -> String {
    guard let date = Hijri(day) else { return "" }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
  }

  private func course(_ achievement: String) throws -> AwardFacts.Course {
    let course = section.course
    let outcomes = try course.outcomes(in: work.tx).enumerated().map {
      AwardFacts.Outcome(code: "LO\($0.offset + 1)", text: $0.element)
    }
    return AwardFacts.Course(
      id: achievement, englishID: achievement + "&lang=en", version: Awarding.courseVersion,
      code: course.code, title: course.title, description: course.about, field: course.field,
      units: ExactDecimal(mantissa: Int64(course.units)), outcomes: outcomes)
  }

  private func grade(_ result: CourseResult) -> AwardFacts.Grade {
    let table = work.law.edition.grades
    let grade = table?.grade(symbol: result.symbol)
    let bands = table?.bands ?? []
    let isBand = bands.contains { $0.symbol == result.symbol }
    let symbols = isBand ? bands.reversed().map(\.symbol) : ["NF", "NP"]
    return AwardFacts.Grade(
      symbol: result.symbol, arabicSymbol: grade?.arabicSymbol ?? result.symbol,
      name: grade?.name ?? Localized(ar: result.symbol, en: result.symbol, vi: result.symbol),
      mark: result.mark, symbols: symbols,
      passingSymbol: isBand ? bands.last { $0.passed == true }?.symbol : "NP",
      passingMark: result.mark == nil ? nil : work.law.mark("pass.minimum"))
  }

  private func licence(_ licence: Licence, _ licensed: Localized) -> AwardFacts.Licence {
    AwardFacts.Licence(
      number: licence.number, authority: work.office.regulatorName, licensed: licensed,
      from: licence.from, through: licence.until)
  }

  private func article(_ id: String, _ base: String) -> AwardFacts.Article? {
    let edition = work.law.edition
    guard let article = edition.article(id) else { return nil }
    return AwardFacts.Article(
      citation: Citation(instrument: edition.instrument, edition: edition.id, article: id),
      name: article.title,
      url: "\(base)/regulations/\(edition.instrument)/\(edition.id)/\(id)")
  }
}
