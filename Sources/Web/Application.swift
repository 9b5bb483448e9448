package import Hummingbird
import HummingbirdCore

/// The one function that makes the router: `serve` and the tests use the same.
package func buildRouter(_ site: Site, watch: Watch? = nil) -> Router<SiteContext> {
  let router = Router(context: SiteContext.self)
  if let watch { router.add(middleware: WatchMiddleware(watch: watch)) }
  router.add(middleware: SecurityHeaders())
  router.add(middleware: ProblemMiddleware(site: site))
  router.add(middleware: VisitorMiddleware(site: site))
  routes(router, site)
  return router
}

/// How connections are served: one on which no whole part of a request came for a while is closed, so
/// that slow and silent clients do not use them up. Longer than proxies keep theirs.
package func connections(idle: Duration = .seconds(75)) -> HTTPServerBuilder {
  HTTPServerBuilder {
    OwnLoopChannel(
      channel: HTTP1Channel(responder: $0, configuration: .init(idleTimeout: .init(idle))))
  }
}

/// The application on an address of this machine.
package func buildApplication(_ site: Site, host: String, port: Int, watch: Watch)
  -> some ApplicationProtocol
{
  Application(
    router: buildRouter(site, watch: watch),
    server: connections(),
    configuration: .init(address: .hostname(host, port: port), serverName: nil),
    logger: watch.log.logger)
}
