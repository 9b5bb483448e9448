import Hummingbird
import JSON
import Kernel
import Proofs

/// Every URL of the site.
func routes(_ router: Router<SiteContext>, _ site: Site) {
  assets(router, site)
  api(router, site)
  pages(router, site)
}

private func assets(_ router: Router<SiteContext>, _ site: Site) {
  router.get("/assets/site.css") { _, _ in
    Reply.bytes(
      site.assets["site.css"] ?? [], type: "text/css; charset=utf-8", cache: "max-age=600")
  }
  router.get("/assets/sanad.svg") { _, _ in
    Reply.bytes(site.assets["sanad.svg"] ?? [], type: "image/svg+xml", cache: "max-age=86400")
  }
  router.get("/.well-known/did.json") { _, _ in
    guard let document = site.didDocument else { throw Problem.notFound }
    return Reply.json(JSON.write(document.value), type: "application/did+json")
  }
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
  router.post("/api/v1/registrations/:id/bar-lifts", use: operations.liftBar)
  router.post("/api/v1/registrations/:id/marks", use: operations.enterMark)
  router.post("/api/v1/registrations/:id/results", use: operations.approveResult)
  router.post("/api/v1/registrations/:id/corrections", use: operations.correctResult)
  router.post("/api/v1/registrations/:id/credential", use: operations.issueCredential)
  router.post("/api/v1/invoices/:id/payments", use: operations.settle)
  router.post("/api/v1/invoices/:id/credit-payments", use: operations.payFromCredit)
  router.get("/api/v1/credentials/:id", use: reads.credential)
  router.get("/api/v1/rulings/:id", use: reads.ruling)
  router.post("/api/v1/decisions/**", use: decisions.decide)
  router.post("/api/v1/verifications", use: decisions.verify)
}

private func pages(_ router: Router<SiteContext>, _ site: Site) {
  let signIn = SignInPage(site: site)
  router.get("/sign-in", use: signIn.show)
  router.post("/sign-in", use: signIn.enter)
  router.post("/sign-out", use: signIn.leave)
  publicPages(router, site)
  learnerPages(router, site)
  staffPages(router, site)
}

private func publicPages(_ router: Router<SiteContext>, _ site: Site) {
}

private func learnerPages(_ router: Router<SiteContext>, _ site: Site) {
}

private func staffPages(_ router: Router<SiteContext>, _ site: Site) {
}
