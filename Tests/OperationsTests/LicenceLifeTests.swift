import Credentials
import Kernel
import Licensing
import Operations
import People
import Registrar
import Regulations
import Storage
import Stories
import Testing

/// A licence's life by procedures made for it: granted, warned, suspended with what rests on it,
/// corrected, revoked, renewed; and what anybody can check of it outside.
@Suite struct LicenceLifeTests {
  /// A library whose regulator has these procedures too.
  static func library() throws -> Library {
    let packs = try Packs.library.get().packs.filter { $0.id != "sa-nelc" }
    let own = try PackFolder.files(at: Packs.root + "/Regulations/packs/sa-nelc")
    var texts = own.texts
    for (name, text) in procedures { texts["1446/procedures/\(name).yaml"] = text }
    texts["1446/tables/violations.yaml"] = """
      format: 1
      violations:
        - { id: late-data, article: licence, title: { ar: ا, en: l, vi: l }, ladder: [warned, suspended] }
      """
    return Library(packs + [try Pack(PackFiles(name: own.name, texts: texts))])
  }

  private static let procedures = [
    "grant-entity": grant("grant-entity", "GE", about: "body", fields: "[]")
      + "{ do: GrantLicence, with: { kind: provider, form: preliminaryApproval, prefix: E, years: licence.years } }\n",
    "grant-programme": grant(
      "grant-programme", "GP", about: "programme",
      fields:
        "[{ key: form, kind: choice, required: true, title: { ar: ا, en: f, vi: f }, choices: [{ value: distance, title: { ar: ا, en: d, vi: d } }, { value: blended, title: { ar: ا, en: b, vi: b } }] }]"
    )
      + "{ do: GrantLicence, with: { kind: programme, formField: form, prefix: P, years: licence.years } }\n",
    "renew": grant("renew", "RN", about: "licence", fields: "[]")
      + "{ do: RenewLicence, with: { years: licence.years } }\n",
    "breach": breach, "ladder": ladder,
  ]

  private static let ladder = """
    format: 1
    id: ladder
    article: licence
    title: { ar: ا, en: L, vi: L }
    help: { ar: ا, en: h, vi: h }
    prefix: LD
    filedBy: [regulator]
    about: licence
    fields:
      - { key: kind, kind: choice, required: true, title: { ar: ا, en: k, vi: k }, choices: [{ value: late-data, title: { ar: ا, en: l, vi: l } }] }
    start: open
    states:
      - { id: open, turn: office, title: { ar: ا, en: o, vi: o } }
      - { id: closed, turn: ended, outcome: granted, title: { ar: ا, en: c, vi: c } }
    steps:
      - { id: escalate, from: [open], to: open, by: { roles: [regulator] }, needs: [reasons], title: { ar: ا, en: e, vi: e }, effects: [{ do: ChangeLicence, with: { violationField: kind } }] }
      - { id: close, from: [open], to: closed, by: { roles: [regulator] }, title: { ar: ا, en: c, vi: c } }
    """

  /// One state, one step that decides; its effect is put at the end.
  private static func grant(_ id: String, _ prefix: String, about: String, fields: String) -> String
  {
    """
    format: 1
    id: \(id)
    article: licence
    title: { ar: ا, en: G, vi: G }
    help: { ar: ا, en: h, vi: h }
    prefix: \(prefix)
    filedBy: [applicant]
    about: \(about)
    fields: \(fields)
    start: asked
    states:
      - { id: asked, turn: office, title: { ar: ا, en: a, vi: a } }
      - { id: granted, turn: ended, outcome: granted, title: { ar: ا, en: g, vi: g } }
    steps:
      - id: approve
        from: [asked]
        to: granted
        by: { roles: [regulator] }
        decides: granted
        title: { ar: ا, en: a, vi: a }
        effects:
          -\u{20}
    """
  }

  private static let breach = """
    format: 1
    id: breach
    article: licence
    title: { ar: ا, en: B, vi: B }
    help: { ar: ا, en: h, vi: h }
    prefix: BR
    filedBy: [regulator]
    about: licence
    start: noticed
    states:
      - { id: noticed, turn: office, title: { ar: ا, en: n, vi: n } }
      - { id: warned, turn: applicant, title: { ar: ا, en: w, vi: w } }
      - { id: suspended, turn: applicant, title: { ar: ا, en: s, vi: s } }
      - { id: corrected, turn: ended, outcome: granted, title: { ar: ا, en: c, vi: c } }
      - { id: revoked, turn: ended, outcome: refused, title: { ar: ا, en: r, vi: r } }
    steps:
      - { id: warn, from: [noticed], to: warned, by: { roles: [regulator] }, needs: [article, reasons], title: { ar: ا, en: w, vi: w }, effects: [{ do: ChangeLicence, with: { status: warned } }] }
      - { id: suspend, from: [warned], to: suspended, by: clock, title: { ar: ا, en: s, vi: s }, effects: [{ do: ChangeLicence, with: { status: suspended } }] }
      - { id: correct, from: [warned, suspended], to: corrected, by: { roles: [regulator] }, needs: [article, reasons], title: { ar: ا, en: c, vi: c }, effects: [{ do: ChangeLicence, with: { status: active } }] }
      - { id: revoke, from: [suspended], to: revoked, by: { roles: [regulator] }, decides: refused, title: { ar: ا, en: r, vi: r }, effects: [{ do: ChangeLicence, with: { status: revoked, reach: holder } }] }
    clocks:
      - { id: correction, article: licence, days: 15, runsIn: [warned], then: { step: suspend }, title: { ar: ا, en: c, vi: c } }
      - { id: final, article: licence, days: 30, runsIn: [suspended], then: { remind: true, letter: overdue }, title: { ar: ا, en: f, vi: f } }
    letters:
      - { id: overdue, to: office, subject: { ar: ا, en: o, vi: o }, body: { ar: ا, en: o, vi: o } }
    """

  /// Plays steps and reports what differs from them.
  private static func play(_ steps: String, in world: World) throws {
    let story = try Story.read(
      "format: 1\nworld: regulator-1448\nsteps:\n" + steps, file: "life.yaml")
    for step in story.steps {
      let run = StoryRun.play(step, in: world.scene)
      #expect(run.problems.isEmpty, "step \(step.number): \(run.problems)")
    }
  }

  private static let granted = """
      - { at: 2026-09-01T10:00:00+03:00, do: FileCase, by: salem, with: { procedure: grant-entity } }
      - { at: 2026-09-01T11:00:00+03:00, do: TakeStep, by: hind, with: { case: GE-2026-000001, step: approve, article: preliminary-approval, reasons: Ready. }, expect: { outcome: granted, licences: { iu: E-2026-000001 active } } }
      - { at: 2026-09-02T10:00:00+03:00, do: FileCase, by: salem, with: { procedure: grant-programme, about: MC-DATA, answers: { form: distance } } }
      - { at: 2026-09-02T11:00:00+03:00, do: TakeStep, by: hind, with: { case: GP-2026-000001, step: approve, article: licence, reasons: Ready. }, expect: { outcome: granted, licences: { iu: "E-2026-000001 active, P-2026-000001 active" } } }

    """

  /// A case about a licence: filed by the office, warned, run out by the clock at the end of the
  /// fifteenth day.
  private static func breach(of licence: String, _ number: Int, day: Int) -> String {
    let name = "BR-2026-00000\(number)"
    return """
        - { at: 2026-10-\(day)T10:00:00+03:00, do: FileCase, by: hind, with: { procedure: breach, about: \(licence) } }
        - { at: 2026-10-\(day)T11:00:00+03:00, do: TakeStep, by: hind, with: { case: \(name), step: warn, article: licence, reasons: Fees unpaid. } }

      """
  }

  @Test func warnedSuspendedCorrected() throws {
    let world = try World("regulator-1448", library: try Self.library())
    try Self.play(
      Self.granted + Self.breach(of: "E-2026-000001", 1, day: 10) + """
          - say: Fifteen days end with the twenty-fifth; until then it is warned and holds.
            at: 2026-10-25T23:59:59+03:00
            do: tick
            expect: { cases: { BR-2026-000001: warned }, licences: { iu: "E-2026-000001 warned, P-2026-000001 active" } }
          - at: 2026-10-26T00:00:00+03:00
            do: tick
            expect: { cases: { BR-2026-000001: suspended }, licences: { iu: "E-2026-000001 suspended, P-2026-000001 suspended" } }
          - say: The holder sees the case, and does not decide it.
            at: 2026-10-27T10:00:00+03:00
            do: TakeStep
            by: wafa
            with: { case: BR-2026-000001, step: revoke, article: licence, reasons: No. }
            expect: { fault: it takes the role regulator }
          - { at: 2026-10-27T10:01:00+03:00, do: TakeStep, by: badr, with: { case: BR-2026-000001, step: revoke, article: licence, reasons: No. }, expect: { fault: there is no such case } }
          - at: 2026-10-28T10:00:00+03:00
            do: TakeStep
            by: majed
            with: { case: BR-2026-000001, step: correct, article: licence, reasons: Paid. }
            expect: { cases: { BR-2026-000001: corrected }, licences: { iu: "E-2026-000001 active, P-2026-000001 active" } }
          - say: The day between stays what it was.
            at: 2026-10-28T10:01:00+03:00
            do: FileCase
            by: badr
            with: { procedure: renew, about: E-2026-000001 }
            expect: { fault: there is no such licence }

        """, in: world)
    let history = try world.scene.database.read { tx in
      try #require(try Licence.numbered("P-2026-000001", at: world.at, in: tx)).licence
        .history(in: tx)
    }
    #expect(history.map(\.status) == [.active, .suspended, .active])
    #expect(history.map { $0.causedBy == nil } == [true, false, false])
    #expect(
      Set(history.compactMap(\.ruling)).count == 3, "each change rests on a ruling of its own")
    for change in history.dropFirst() {
      let entry = try world.scene.database.read { tx in
        try tx.journalEntry(try #require(change.ruling))
      }
      #expect(entry?.headline == "sa-nelc@1446#licence" && entry?.outcome == "granted")
    }
  }

  /// What the programme did itself stays when the provider stands again.
  @Test func reinstatingLiftsOnlyWhatItDid() throws {
    let world = try World("regulator-1448", library: try Self.library())
    try Self.play(
      Self.granted + Self.breach(of: "P-2026-000001", 1, day: 10)
        + Self.breach(of: "E-2026-000001", 2, day: 11) + """
            - { at: 2026-10-27T00:00:00+03:00, do: tick, expect: { licences: { iu: "E-2026-000001 suspended, P-2026-000001 suspended" } } }
            - { at: 2026-10-28T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000002, step: correct, article: licence, reasons: Paid. }, expect: { licences: { iu: "E-2026-000001 active, P-2026-000001 suspended" } } }
            - { at: 2026-10-29T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000001, step: correct, article: licence, reasons: Done. }, expect: { licences: { iu: "E-2026-000001 active, P-2026-000001 active" } } }

          """, in: world)
  }

  /// Two open cases about one licence each go their own way: it stands as the heavier one holds it,
  /// no case lifts what another brought about, and one that comes later does not make it lighter.
  @Test func twoCasesAboutOneLicence() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let iu = "licences: { iu: \"E-2026-000001 active, P-2026-000001"
    try Self.play(
      Self.granted + Self.breach(of: "P-2026-000001", 1, day: 10)
        + Self.breach(of: "P-2026-000001", 2, day: 20) + """
            - { at: 2026-10-26T00:00:00+03:00, do: tick, expect: { cases: { BR-2026-000001: suspended, BR-2026-000002: warned }, \(iu) suspended" } } }
            - say: A third one warns what is suspended already.
              at: 2026-10-27T10:00:00+03:00
              do: FileCase
              by: hind
              with: { procedure: breach, about: P-2026-000001 }
            - { at: 2026-10-27T11:00:00+03:00, do: TakeStep, by: hind, with: { case: BR-2026-000003, step: warn, article: licence, reasons: Late. }, expect: { cases: { BR-2026-000003: warned }, \(iu) suspended" } } }
            - say: The first is corrected; the warnings of the others stay.
              at: 2026-10-28T10:00:00+03:00
              do: TakeStep
              by: majed
              with: { case: BR-2026-000001, step: correct, article: licence, reasons: Paid. }
              expect: { cases: { BR-2026-000001: corrected }, \(iu) warned" } }
            - { at: 2026-10-29T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000002, step: correct, article: licence, reasons: Done. }, expect: { \(iu) warned" } } }
            - { at: 2026-10-30T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000003, step: correct, article: licence, reasons: Done. }, expect: { \(iu) active" } } }

          """, in: world)
    let history = try world.scene.database.read { tx in
      try #require(try Licence.numbered("P-2026-000001", at: world.at, in: tx)).licence
        .history(in: tx)
    }
    #expect(
      history.map { "\($0.status.rawValue) \($0.reason)" } == [
        "active GP-2026-000001", "warned BR-2026-000001", "warned BR-2026-000002",
        "suspended BR-2026-000001", "warned BR-2026-000003", "suspended BR-2026-000001",
        "warned BR-2026-000003", "active BR-2026-000003",
      ])
  }

  /// What an officer sets by hand counts alone; a case that finds its licence ended by another one
  /// can still come to its end.
  @Test func twoCasesAndWhatIsDoneByHand() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let iu = "licences: { iu: \"E-2026-000001 active, P-2026-000001"
    try Self.play(
      Self.granted + Self.breach(of: "P-2026-000001", 1, day: 10)
        + Self.breach(of: "P-2026-000001", 2, day: 11), in: world)
    let byHand = try #require(Instant(text: "2026-10-12T10:00:00+03:00"))
    try world.scene.database.writeAndWait { tx in
      let found = try #require(try Licence.numbered("P-2026-000001", at: byHand, in: tx))
      try Licence.setStatus(
        found.licence.id, .active, from: byHand,
        on: Licence.Grounds(article: Licence.defaultArticle, reason: "Both were an error."),
        recordedAt: byHand, in: tx)
    }
    try Self.play(
      """
        - { at: 2026-10-12T11:00:00+03:00, expect: { \(iu) active" } } }
        - { at: 2026-10-13T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000002, step: correct, article: licence, reasons: Done. }, expect: { \(iu) active" } } }
        - { at: 2026-10-14T10:00:00+03:00, do: FileCase, by: hind, with: { procedure: breach, about: P-2026-000001 } }
        - { at: 2026-10-14T11:00:00+03:00, do: TakeStep, by: hind, with: { case: BR-2026-000003, step: warn, article: licence, reasons: Late. }, expect: { \(iu) warned" } } }
        - { at: 2026-10-26T00:00:00+03:00, do: tick, expect: { cases: { BR-2026-000001: suspended }, \(iu) suspended" } } }
        - { at: 2026-10-27T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000001, step: revoke, article: licence, reasons: Nothing was corrected. }, expect: { licences: { iu: "E-2026-000001 revoked, P-2026-000001 revoked" } } }
        - { at: 2026-10-28T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000003, step: correct, article: licence, reasons: Nothing is left. }, expect: { cases: { BR-2026-000003: corrected }, licences: { iu: "E-2026-000001 revoked, P-2026-000001 revoked" } } }

      """, in: world)
  }

  /// A body asks for one thing once.
  @Test func oneOpenRenewalOfALicence() throws {
    let world = try World("regulator-1448", library: try Self.library())
    try Self.play(
      Self.granted + """
          - { at: 2029-02-01T10:00:00+03:00, do: FileCase, by: salem, with: { procedure: renew, about: E-2026-000001 } }
          - { at: 2029-02-01T11:00:00+03:00, do: FileCase, by: wafa, with: { procedure: renew, about: E-2026-000001 }, expect: { fault: RN-2029-000001 about the same is still open } }
          - { at: 2029-02-01T12:00:00+03:00, do: FileCase, by: wafa, with: { procedure: renew, about: P-2026-000001 } }

        """, in: world)
  }

  /// The clock only reminds; a person revokes, then all of the holder's licences at once, for good.
  @Test func aPersonRevokesAndNothingFollows() throws {
    let world = try World("regulator-1448", library: try Self.library())
    try Self.play(
      Self.granted + Self.breach(of: "P-2026-000001", 1, day: 10) + """
          - { at: 2026-10-26T00:00:00+03:00, do: tick, expect: { licences: { iu: "E-2026-000001 active, P-2026-000001 suspended" } } }
          - { at: 2026-11-25T23:59:59+03:00, do: tick, expect: { letters: { BR-2026-000001: "" } } }
          - { at: 2026-11-26T00:00:00+03:00, do: tick, expect: { letters: { BR-2026-000001: overdue }, cases: { BR-2026-000001: suspended }, licences: { iu: "E-2026-000001 active, P-2026-000001 suspended" } } }
          - { at: 2026-11-27T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000001, step: revoke, article: licence, reasons: Nothing was corrected. }, expect: { outcome: granted, licences: { iu: "E-2026-000001 revoked, P-2026-000001 revoked" } } }
          - { at: 2026-11-28T10:00:00+03:00, do: FileCase, by: hind, with: { procedure: breach, about: P-2026-000001 } }
          - { at: 2026-11-28T11:00:00+03:00, do: TakeStep, by: hind, with: { case: BR-2026-000002, step: warn, article: licence, reasons: Again. }, expect: { fault: nothing follows, cases: { BR-2026-000002: noticed } } }

        """, in: world)
  }

  /// On the licence's last day a result is approved; on the day after a person decides what becomes
  /// of whoever registered while it stood.
  @Test func aLicenceExpiresInMidTerm() throws {
    let world = try World()
    let last = try #require(Day(text: "2027-01-02"))
    try world.scene.database.writeAndWait { tx in
      try tx.run(
        "UPDATE licence SET until_day = $1 WHERE number = 'NELC-G-0101'", .day(last))
    }
    try Self.play(
      """
        - { at: 2026-08-30T10:00:00+03:00, do: RegisterForSection, by: [amna, yusuf], with: { section: FQH112/1 } }
        - { at: 2026-08-30T11:00:00+03:00, do: SettlePayment, by: [amna, yusuf] }
        - { at: 2026-09-07T09:00:00+03:00, do: SubmitAssessmentPlan, by: khalid, with: { course: FQH112, components: [{ code: final, weight: 100 }] } }
        - { at: 2026-09-07T10:00:00+03:00, do: ApproveAssessmentPlan, by: abdulaziz, with: { course: FQH112 } }
        - { at: 2026-12-28T10:00:00+03:00, do: EnterMark, by: khalid, with: { learner: amna, course: FQH112, component: final, mark: 82 } }
        - { at: 2026-12-28T10:01:00+03:00, do: EnterMark, by: khalid, with: { learner: yusuf, course: FQH112, component: final, mark: 91 } }
        - { at: 2027-01-02T23:59:59+03:00, do: ApproveResult, by: salman, with: { learner: amna, course: FQH112 }, expect: { outcome: granted, results: { amna/FQH112: B } } }
        - { at: 2027-01-03T00:00:00+03:00, do: ApproveResult, by: salman, with: { learner: yusuf, course: FQH112 }, expect: { outcome: undetermined, articles: ["sa-nelc#ending"], results: { yusuf/FQH112: none } } }

      """, in: world)
  }

  /// The kind of violation and what stands already say the next rung; the ladder has an end.
  @Test func theTableSaysTheNextRung() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let step =
      "do: TakeStep, by: hind, with: { case: LD-2026-000001, step: escalate, reasons: Late. }"
    try Self.play(
      Self.granted + """
          - { at: 2026-10-01T10:00:00+03:00, do: FileCase, by: hind, with: { procedure: ladder, about: P-2026-000001, answers: { kind: late-data } } }
          - { at: 2026-10-02T10:00:00+03:00, \(step), expect: { licences: { iu: "E-2026-000001 active, P-2026-000001 warned" } } }
          - { at: 2026-10-03T10:00:00+03:00, \(step), expect: { licences: { iu: "E-2026-000001 active, P-2026-000001 suspended" } } }
          - { at: 2026-10-04T10:00:00+03:00, \(step), expect: { fault: no rung follows, licences: { iu: "E-2026-000001 active, P-2026-000001 suspended" } } }

        """, in: world)
  }

  /// A renewed licence has a number of its own and begins when the other ends; what rested on that
  /// one rests on it.
  @Test func aRenewedLicenceGoesOn() throws {
    let world = try World("regulator-1448", library: try Self.library())
    try Self.play(
      Self.granted + """
          - { at: 2029-02-01T10:00:00+03:00, do: FileCase, by: salem, with: { procedure: renew, about: E-2026-000001 } }
          - { at: 2029-02-02T10:00:00+03:00, do: TakeStep, by: hind, with: { case: RN-2029-000001, step: approve, article: licence, reasons: Ready. }, expect: { licences: { iu: "E-2026-000001 active, E-2029-000001 notYetValid, P-2026-000001 active" } } }
          - { at: 2029-03-01T10:00:00+03:00, do: FileCase, by: salem, with: { procedure: renew, about: E-2026-000001 } }
          - { at: 2029-03-02T10:00:00+03:00, do: TakeStep, by: hind, with: { case: RN-2029-000002, step: approve, article: licence, reasons: Ready. }, expect: { fault: renewed already } }
          - { at: 2030-08-31T23:59:59+03:00, do: tick, expect: { licences: { iu: "E-2026-000001 active, E-2029-000001 notYetValid, P-2026-000001 renewalDue" } } }
          - { at: 2030-09-01T00:00:00+03:00, do: tick, expect: { licences: { iu: "E-2026-000001 renewed, E-2029-000001 active, P-2026-000001 renewalDue" } } }
          - say: The programme's licence holds for one day more; the one that came after its provider's carries it, and takes it along.
            at: 2030-09-01T10:00:00+03:00
            do: FileCase
            by: hind
            with: { procedure: breach, about: E-2029-000001 }
          - { at: 2030-09-01T10:01:00+03:00, do: TakeStep, by: hind, with: { case: BR-2030-000001, step: warn, article: licence, reasons: Fees unpaid. }, expect: { licences: { iu: "E-2026-000001 renewed, E-2029-000001 warned, P-2026-000001 renewalDue" } } }
          - { at: 2030-09-02T00:00:00+03:00, do: tick, expect: { licences: { iu: "E-2026-000001 renewed, E-2029-000001 warned, P-2026-000001 expired" } } }

        """, in: world)
    let (old, new) = try world.scene.database.read { tx in
      (
        try #require(try Licence.numbered("E-2026-000001", at: world.at, in: tx)).licence,
        try #require(try Licence.numbered("E-2029-000001", at: world.at, in: tx)).licence
      )
    }
    #expect(new.from == old.until.adding(days: 1) && new.until == old.until.adding(years: 4))
    #expect(new.renews == old.id && new.form == .preliminaryApproval)
    #expect(new.regime == "sa-nelc@1446")
    let falling = try world.scene.database.read { try new.dependants(in: $0).map(\.number) }
    #expect(falling == ["P-2026-000001"])
  }

  /// Granting signs: one credential for the provider, one for each course of the programme, and the
  /// published list says when the licence does not hold.
  @Test func itsPaperSaysByWhichStandardsAndInWhichCase() throws {
    let world = try World("regulator-1448", library: try Packs.library.get())
    try Self.play(ReminderTests.licensed, in: world)
    let at = world.at
    let paper = try world.scene.database.read { tx in
      try Licence.numbered("E-2026-000001", at: at, in: tx)?.licence.particulars(in: tx)
    }
    #expect(paper?.standards == "2020")
    #expect(paper?.decision == "PA-2026-000001" && paper?.caseFile != nil)
  }

  @Test func whatIsGrantedIsSignedAndPublished() throws {
    let world = try World("regulator-1448", library: try Self.library())
    let scene = world.scene
    let iu = try #require(scene.office.institutions.first { $0.code == "iu" })
    let word = Localized(ar: "تحليل", en: "Analysis", vi: "Phân tích")
    let at = world.at
    try scene.database.writeAndWait { tx in
      let programme = try #require(try Programme.all(iu.scope, in: tx).first)
      try Course(
        id: IDs.system.make(at: at), institution: iu.id, programme: programme.id,
        code: "DAT101", title: word, kind: .other, units: 3, field: word, about: word,
        isPassFail: false
      ).insert(outcomes: [], in: tx)
    }
    try Self.play(Self.granted + Self.breach(of: "E-2026-000001", 1, day: 10), in: world)
    let numbers = ["E-2026-000001", "P-2026-000001"]
    #expect(try Self.suspended(numbers, scene) == [false, false], "warned they hold")
    try Self.play("  - { at: 2026-10-26T00:00:00+03:00, do: tick }\n", in: world)
    #expect(try Self.suspended(numbers, scene) == [true, true])
    try Self.play(
      "  - { at: 2026-10-27T10:00:00+03:00, do: TakeStep, by: majed, with: { case: BR-2026-000001, step: correct, article: licence, reasons: Paid. } }\n",
      in: world)
    #expect(try Self.suspended(numbers, scene) == [false, false])
  }

  /// Whether the list that a licence's credential points at says it does not hold.
  private static func suspended(_ numbers: [String], _ scene: Scene) throws -> [Bool] {
    try scene.database.read { tx in
      try numbers.map { number in
        let at = try #require(Instant(text: "2026-12-01T00:00:00Z"))
        let licence = try #require(try Licence.numbered(number, at: at, in: tx)).licence
        let entry = try #require(try LicenceCredential.entry(of: licence.id, in: tx))
        return try StatusRegister.set(in: entry.list.of(StatusListTag.self), at: at, tx)
          .contains(entry.position)
      }
    }
  }

  @Test func theStateFollowsFromStatusAndDays() throws {
    func day(_ text: String) throws -> Day { try #require(Day(text: text)) }
    let licence = Licence(
      id: LicenceID(high: 1, low: 1), institution: InstitutionID(high: 1, low: 2),
      kind: .provider, number: "E-1", programme: nil, parent: nil, from: try day("2026-01-01"),
      until: try day("2029-12-31"))
    func state(
      _ status: Licence.Status?, _ on: String, isRenewed: Bool = false, months: Int? = 6
    ) throws -> LicenceState {
      LicenceState(
        (licence, status), isRenewed: isRenewed, renewalMonths: months, on: try day(on))
    }
    #expect(try state(nil, "2027-01-01") == .notYetValid)
    #expect(try state(.active, "2025-12-31") == .notYetValid)
    #expect(try state(.active, "2026-01-01") == .active)
    #expect(try state(.active, "2029-06-30") == .active)
    #expect(try state(.active, "2029-07-01") == .renewalDue, "the last day to ask")
    #expect(try state(.active, "2029-07-01", months: nil) == .active)
    #expect(try state(.active, "2029-07-01", isRenewed: true) == .active)
    #expect(try state(.active, "2029-12-31") == .renewalDue)
    #expect(try state(.active, "2030-01-01") == .expired)
    #expect(try state(.active, "2030-01-01", isRenewed: true) == .renewed)
    #expect(try state(.warned, "2029-12-31") == .warned)
    #expect(try state(.suspended, "2029-12-31") == .suspended)
    #expect(try state(.suspended, "2030-01-01") == .expired)
    #expect(try state(.revoked, "2030-01-01") == .revoked)
    #expect(try state(.surrendered, "2025-01-01") == .surrendered)
    #expect(LicenceState.allCases.filter(\.isInForce).count == 4)
  }
}
