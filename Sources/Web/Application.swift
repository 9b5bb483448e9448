package import Hummingbird
import Logging

/// The one function that makes the router: `serve` and the tests use the same.
package func buildRouter(_ site: Site) -> Router<SiteContext> {
  let router = Router(context: SiteContext.self)
  router.add(middleware: SecurityHeaders())
  router.add(middleware: ProblemMiddleware(site: site))
  router.add(middleware: VisitorMiddleware(site: site))
  routes(router, site)
  return router
}

/// The application on an address of this machine.
package func buildApplication(_ site: Site, host: String, port: Int) -> some ApplicationProtocol {
  var logger = Logger(label: "sanad")
  logger.logLevel = .warning
  return Application(
    router: buildRouter(site),
    configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: logger)
}
