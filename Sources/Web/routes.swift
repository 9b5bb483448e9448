import Hummingbird
import JSON
import Kernel
import LearningRecords
import Operations
import Proofs

/// Every URL of the site.
func routes(_ router: Router<SiteContext>, _ site: Site) {
  assets(router, site)
  api(router, site)
  pages(router, site)
  // One address cannot speak two versions: without a header each must name its own.
  XAPI(site: site, version: .one, mount: "/xapi").add(to: router)
  XAPI(site: site, version: .one, mount: "/xapi/1.0.3").add(to: router)
  XAPI(site: site, version: .two, mount: "/xapi/2.0").add(to: router)
}

private func assets(_ router: Router<SiteContext>, _ site: Site) {
  router.get("/assets/site.css") { _, _ in
    Reply.bytes(
      site.assets["site.css"] ?? [], type: "text/css; charset=utf-8", cache: "max-age=600")
  }
  router.get("/assets/sanad.svg") { _, _ in
    Reply.bytes(site.assets["sanad.svg"] ?? [], type: "image/svg+xml", cache: "max-age=86400")
  }
  router.get("/assets/digest.js") { _, _ in
    Reply.bytes(
      site.assets["digest.js"] ?? [], type: "text/javascript; charset=utf-8", cache: "max-age=600")
  }
  router.get("/.well-known/did.json") { _, _ in
    try document((site.office.issuer ?? site.office.regulator)?.did, site)
  }
  router.get("/regulator/did.json") { _, _ in
    // Where one installation plays both; a regulator alone has its document at the usual place.
    try document(site.office.issuer == nil ? nil : site.office.regulator?.did, site)
  }
  let status = StatusAPI(site: site)
  router.get("/status/:id", use: status.list)
  router.post("/receipts", use: ReceiptsAPI(site: site).register)
  router.get("/ns/v1") { _, _ in
    Reply.json(Namespace.document, type: "application/ld+json")
  }
}

private func document(_ did: DID?, _ site: Site) throws -> Response {
  guard let did, let document = try site.office.didDocument(did.text) else {
    throw Problem.notFound
  }
  return Reply.bytes(
    JSON.write(document.value), type: "application/did+json", cache: "max-age=300")
}

private func api(_ router: Router<SiteContext>, _ site: Site) {
  let reads = ReadsAPI(site: site)
  let operations = OperationsAPI(site: site)
  let decisions = DecisionsAPI(site: site)
  router.get("/health", use: reads.health)
  router.get("/api/v1/openapi.yaml") { _, _ in
    Reply.bytes(site.openAPI, type: "application/yaml")
  }
  router.get("/api/v1/me", use: reads.me)
  router.get("/api/v1/me/terms/:id", use: reads.myTerm)
  router.post("/api/v1/me/refund-requests", use: operations.requestRefund)
  router.get("/api/v1/courses", use: reads.courses)
  router.get("/api/v1/courses/:id/results", use: reads.results)
  router.get("/api/v1/terms", use: reads.terms)
  router.get("/api/v1/terms/:id/sections", use: reads.sections)
  router.post("/api/v1/terms/:id/windows", use: operations.moveWindow)
  router.post("/api/v1/sections/:id/registrations", use: operations.register)
  router.post(
    "/api/v1/sections/:id/lessons/:number/attendance", use: operations.recordAttendance)
  router.post("/api/v1/registrations/:id/drop", use: operations.drop)
  router.post("/api/v1/registrations/:id/swap", use: operations.swap)
  router.post("/api/v1/registrations/:id/section-change", use: operations.changeSection)
  router.post("/api/v1/registrations/:id/underfilled-transfer", use: operations.leaveUnderfilled)
  router.post("/api/v1/registrations/:id/balance-use", use: operations.useBalance)
  router.post("/api/v1/registrations/:id/withdrawal", use: operations.withdraw)
  router.post("/api/v1/registrations/:id/rating", use: operations.rateCourse)
  router.post("/api/v1/registrations/:id/bar-lifts", use: operations.liftBar)
  router.post("/api/v1/registrations/:id/marks", use: operations.enterMark)
  router.post("/api/v1/registrations/:id/results", use: operations.approveResult)
  router.post("/api/v1/registrations/:id/corrections", use: operations.correctResult)
  router.post("/api/v1/registrations/:id/credential", use: operations.issueCredential)
  router.post("/api/v1/invoices/:id/payments", use: operations.settle)
  router.post("/api/v1/invoices/:id/credit-payments", use: operations.payFromCredit)
  router.get("/api/v1/credentials/:id", use: reads.credential)
  router.get("/api/v1/credentials/:id/bundle", use: reads.bundle)
  router.post("/api/v1/credentials/:id/revocation", use: operations.revokeCredential)
  router.post("/api/v1/credentials/:id/supersession", use: operations.supersedeCredential)
  router.post("/api/v1/receipts/revocations", use: operations.revokeReceipt)
  router.get("/api/v1/rulings/:id", use: reads.ruling)
  let register = RegisterAPI(site: site)
  router.get("/api/v1/licences", use: register.list)
  router.get("/api/v1/licences/:licence", use: register.one)
  router.post("/api/v1/decisions/**", use: decisions.decide)
  router.post("/api/v1/verifications", use: decisions.verify)
  administration(router, operations)
  let people = PeopleAPI(operations: operations)
  router.get("/api/v1/people", use: people.list)
  router.post("/api/v1/people", use: people.add)
  router.post("/api/v1/people/:id/roles", use: people.giveRole)
  router.post("/api/v1/roles/:id/end", use: people.endRole)
  let questions = QuestionsAPI(operations: operations)
  router.get("/api/v1/questions", use: questions.list)
  router.post("/api/v1/questions/:id/closing", use: questions.close)
  cases(router, CasesAPI(operations: operations))
  let inbox = InboxAPI(site: site)
  router.get("/api/v1/inbox", use: inbox.list)
  router.get("/api/v1/inbox/:id", use: inbox.one)
  router.post("/api/v1/inbox/:id/reading", use: inbox.read)
  router.get("/api/v1/deadlines", use: inbox.deadlines)
}

/// Procedures and their cases.
private func cases(_ router: Router<SiteContext>, _ cases: CasesAPI) {
  router.get("/api/v1/procedures", use: cases.procedures)
  router.get("/api/v1/cases", use: cases.list)
  router.post("/api/v1/cases", use: cases.begin)
  router.get("/api/v1/desk", use: cases.desk)
  router.get("/api/v1/cases/:id", use: cases.one)
  router.post("/api/v1/cases/:id/draft", use: cases.save)
  router.post("/api/v1/cases/:id/discard", use: cases.discard)
  router.post("/api/v1/cases/:id/filing", use: cases.file)
  router.post("/api/v1/cases/:id/steps", use: cases.take)
  router.post("/api/v1/cases/:id/findings", use: cases.find)
  router.post("/api/v1/cases/:id/confirmations", use: cases.confirm)
  router.post("/api/v1/cases/:id/rating", use: cases.rate)
  router.post("/api/v1/cases/:id/fees/:step", use: cases.charge)
  router.post("/api/v1/cases/:id/fees/:step/payment", use: cases.pay)
  router.post("/api/v1/cases/:id/documents", use: cases.attach)
  router.get("/api/v1/cases/:id/documents/:digest", use: cases.document)
  router.post("/api/v1/cases/:id/documents/:digest/removal", use: cases.detach)
}

/// What prepares and runs a term.
private func administration(_ router: Router<SiteContext>, _ operations: OperationsAPI) {
  router.post("/api/v1/courses", use: operations.addCourse)
  router.post("/api/v1/terms", use: operations.addTerm)
  router.post("/api/v1/courses/:id/sections", use: operations.offerSection)
  router.post("/api/v1/sections/:id/decision", use: operations.decideSection)
  router.post("/api/v1/sections/:id/lessons", use: operations.planLessons)
  router.post("/api/v1/courses/:id/admissions", use: operations.recordAdmission)
  router.post("/api/v1/courses/:id/plans", use: operations.submitPlan)
  router.post("/api/v1/courses/:id/plan-approvals", use: operations.approvePlan)
  router.post("/api/v1/delegations", use: operations.delegate)
  router.post("/api/v1/licence-statuses", use: operations.setLicenceStatus)
  router.post("/api/v1/parameters", use: operations.setParameter)
}

private func pages(_ router: Router<SiteContext>, _ site: Site) {
  let signIn = SignInPage(site: site)
  router.get("/sign-in", use: signIn.show)
  router.post("/sign-in", use: signIn.enter)
  router.post("/sign-out", use: signIn.leave)
  publicPages(router, site)
  learnerPages(router, site)
  staffPages(router, site)
  officePages(router, site)
  casePages(router, site)
  noticePages(router, site)
}

private func publicPages(_ router: Router<SiteContext>, _ site: Site) {
  router.get("/", use: HomePage(site: site).show)
  router.get("/courses", use: CoursesPage(site: site).show)
  router.get("/courses/:id", use: CoursePage(site: site).show)
  let credential = CredentialPage(site: site)
  router.get("/credentials/:id", use: credential.show)
  router.get("/s/:token", use: credential.shared)
  let code = CodePage(site: site)
  router.get("/c", use: code.find)
  router.get("/c/:id", use: code.show)
  let deadlines = DeadlinesPage(site: site)
  router.get("/deadlines", use: deadlines.show)
  router.get("/deadlines/:file", use: deadlines.picture)
  let verify = VerifyPage(site: site)
  router.get("/verify", use: verify.show)
  router.post("/verify", use: verify.verify)
}

private func learnerPages(_ router: Router<SiteContext>, _ site: Site) {
  let term = TermPage(site: site)
  router.get("/term", use: term.current)
  router.get("/terms/:id", use: term.named)
  let register = RegistrationPage(site: site)
  router.get("/sections/:id/register", use: register.show)
  router.post("/sections/:id/register", use: register.register)
  let changes: [(RouterPath, ChangePage.Purpose)] = [
    ("/registrations/:id/swap", .swap),
    ("/registrations/:id/section-change", .changeSection),
    ("/registrations/:id/underfilled-transfer", .leaveLow),
    ("/registrations/:id/balance-use", .useBalance),
  ]
  for (path, purpose) in changes {
    let page = ChangePage(site: site, purpose: purpose)
    router.get(path, use: page.show)
    router.post(path, use: page.change)
  }
  let leave = LeavePage(site: site)
  router.get("/registrations/:id/drop", use: leave.showDrop)
  router.post("/registrations/:id/drop", use: leave.drop)
  router.get("/registrations/:id/withdrawal", use: leave.showWithdrawal)
  router.post("/registrations/:id/withdrawal", use: leave.withdraw)
  let rating = RatingPage(site: site)
  router.get("/registrations/:id/rating", use: rating.show)
  router.post("/registrations/:id/rating", use: rating.rate)
  let invoice = InvoicePage(site: site)
  router.get("/invoices/:id", use: invoice.show)
  router.post("/invoices/:id/payments", use: invoice.settle)
  router.post("/invoices/:id/credit-payments", use: invoice.payFromCredit)
  router.post("/refund-requests", use: invoice.requestRefund)
  credentialPages(router, site)
  router.post("/registrations/:id/credential", use: AwardingPage(site: site).issue)
  router.get("/rulings/:id", use: RulingPage(site: site).show)
  router.get("/records/:id", use: StatementPage(site: site).show)
}

/// What the holder of a credential, and the e-learning centre, do with it.
private func credentialPages(_ router: Router<SiteContext>, _ site: Site) {
  let credentials = CredentialsPage(site: site)
  router.get("/credentials", use: credentials.show)
  router.get("/credentials/bundles", use: credentials.bundles)
  router.post("/sections/:id/credentials", use: AwardingPage(site: site).issueAll)
  let credential = CredentialPage(site: site)
  router.get("/credentials/:id/bundle", use: credential.bundle)
  router.get("/credentials/:id/token", use: credential.token)
  router.get("/credentials/:id/certificate", use: credential.certificate)
  router.get("/credentials/:id/badge", use: credential.badge)
  router.post("/credentials/:id/shares", use: credential.share)
  router.post("/credentials/:id/shares/end", use: credential.endShare)
  router.get("/credentials/:id/supersession", use: credential.showSupersession)
  router.post("/credentials/:id/supersession", use: credential.supersede)
  router.get("/credentials/:id/revocation", use: credential.showRevocation)
  router.post("/credentials/:id/revocation", use: credential.revoke)
}

private func staffPages(_ router: Router<SiteContext>, _ site: Site) {
  let attendance = AttendancePage(site: site)
  let marks = MarksPage(site: site)
  router.get("/teaching", use: TeachingPage(site: site).show)
  router.get("/sections/:id/attendance", use: attendance.show)
  router.post("/sections/:id/attendance", use: attendance.record)
  router.post("/sections/:id/lessons", use: attendance.plan)
  router.post("/sections/:id/lessons/:number/cancellation", use: attendance.cancel)
  router.get("/sections/:id/marks", use: marks.show)
  router.post("/sections/:id/marks", use: marks.enter)
  router.post("/sections/:id/plan", use: marks.submitPlan)
  let sections = SectionsPage(site: site)
  router.get("/sections", use: sections.show)
  router.post("/sections", use: sections.offer)
  router.post("/sections/decisions", use: sections.decideAll)
  router.post("/sections/:id/decision", use: sections.decide)
  let windows = WindowsPage(site: site)
  router.get("/windows", use: windows.show)
  router.post("/windows", use: windows.move)
  let bars = BarsPage(site: site)
  router.get("/bars", use: bars.show)
  router.post("/bars/delegations", use: bars.delegate)
  router.get("/bars/:id", use: bars.one)
  router.post("/bars/:id", use: bars.lift)
  let results = ResultsPage(site: site)
  let corrections = CorrectionPage(site: site)
  router.get("/results", use: results.show)
  router.get("/results/:id", use: results.one)
  router.post("/results/:id", use: results.approve)
  router.get("/results/corrections/:id", use: corrections.show)
  router.post("/results/corrections/:id", use: corrections.correct)
  let sheet = GradeSheetPage(site: site)
  router.get("/courses/:id/results", use: sheet.show)
  router.get("/courses/:id/results.csv", use: sheet.file)
  let plans = PlansPage(site: site)
  router.get("/plans", use: plans.show)
  router.post("/plans/:term/:course", use: plans.approve)
  router.get("/finance", use: FinancePage(site: site).show)
  router.post("/finance/payments", use: FinancePage(site: site).record)
  router.get("/journal", use: JournalPage(site: site).show)
  let register = RegisterPage(site: site)
  router.get("/register", use: register.show)
  router.post("/register/statuses", use: register.setStatus)
  router.post("/register/receipts", use: register.revokeReceipt)
  let licence = LicencePage(site: site)
  router.get("/register/:licence", use: licence.show)
  router.get("/register/:licence/credentials/:id", use: licence.credential)
  let regulations = RegulationsPages(site: site)
  router.get("/regulations", use: regulations.instruments)
  router.get("/regulations/:pack/standards", use: StandardsPage(site: site).show)
  router.get("/regulations/:pack/:edition", use: regulations.edition)
  router.get("/regulations/:pack/:edition/:article", use: ArticlePage(site: site).show)
  router.get(
    "/regulations/:pack/:edition/procedures/:procedure", use: ProcedurePage(site: site).show)
}

/// What prepares an institution and what the law leaves to people.
private func officePages(_ router: Router<SiteContext>, _ site: Site) {
  let people = PeoplePage(site: site)
  let person = PersonPage(site: site)
  router.get("/people", use: people.show)
  router.post("/people", use: people.search)
  router.get("/people/add", use: people.form)
  router.post("/people/add", use: people.add)
  router.get("/people/:id", use: person.show)
  router.post("/people/:id/roles", use: person.give)
  router.post("/people/:id/roles/:grant/end", use: person.end)
  router.post("/people/:id/secret", use: person.renew)
  let course = AddCoursePage(site: site)
  router.get("/courses/add", use: course.show)
  router.post("/courses/add", use: course.add)
  let admissions = AdmissionsPage(site: site)
  router.get("/courses/:id/admissions", use: admissions.show)
  router.post("/courses/:id/admissions", use: admissions.act)
  let term = AddTermPage(site: site)
  router.get("/terms/add", use: term.show)
  router.post("/terms/add", use: term.add)
  let questions = QuestionsPage(site: site)
  router.get("/questions", use: questions.show)
  router.post("/questions/:id", use: questions.close)
  let parameters = ParametersPage(site: site)
  router.get("/parameters", use: parameters.show)
  router.post("/parameters", use: parameters.set)
  router.get("/reporting", use: ReportingPage(site: site).show)
  let clients = RecordClientsPage(site: site)
  router.get("/record-clients", use: clients.show)
  router.post("/record-clients", use: clients.add)
  router.post("/record-clients/:id/end", use: clients.end)
  let retention = RecordRetentionPage(site: site)
  router.get("/record-retention", use: retention.show)
  router.post("/record-retention", use: retention.set)
}

/// Procedures: an applicant's task list and forms, a case from both sides, the office's queue.
private func casePages(_ router: Router<SiteContext>, _ site: Site) {
  let cases = CasesPage(site: site)
  router.get("/cases", use: cases.show)
  router.get("/desk", use: DeskPage(site: site).show)
  router.get("/desk/statistics", use: StatisticsPage(site: site).show)
  router.get("/cases/new/:instrument/:procedure", use: cases.before)
  router.post("/cases/new/:instrument/:procedure", use: cases.begin)
  let draft = CaseDraftPage(site: site)
  router.get("/cases/:id/form", use: draft.show)
  router.post("/cases/:id/form", use: draft.fill)
  router.get("/cases/:id/check", use: draft.check)
  router.post("/cases/:id/discard", use: draft.discard)
  router.post("/cases/:id/filing", use: draft.file)
  let page = CasePage(site: site)
  router.get("/cases/:id", use: page.show)
  router.post("/cases/:id/steps/:step", use: page.take)
  router.post("/cases/:id/findings", use: page.find)
  router.post("/cases/:id/confirmations", use: page.confirm)
  router.post("/cases/:id/rating", use: page.rate)
  let fees = CaseFeesPage(site: site)
  router.post("/cases/:id/fees/:step", use: fees.charge)
  router.post("/cases/:id/fees/:step/payment", use: fees.pay)
  router.get("/cases/:id/documents/:digest", use: CaseDocumentPage(site: site).show)
}

/// Letters and reminders: everybody's inbox, and the mail that did not arrive.
private func noticePages(_ router: Router<SiteContext>, _ site: Site) {
  let inbox = InboxPage(site: site)
  router.get("/inbox", use: inbox.show)
  router.post("/inbox/address", use: inbox.setAddress)
  router.get("/inbox/:id", use: inbox.one)
  let mail = MailPage(site: site)
  router.get("/mail", use: mail.show)
  router.post("/mail/:id", use: mail.again)
}
