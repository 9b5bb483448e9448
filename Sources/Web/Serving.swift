import Foundation
import Hummingbird
import Kernel
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves a site until the process is told to stop, and then stops in order: `/health` turns red
/// while everything is still answered, new connections are refused, what runs is finished.
package struct Serving {
  package let site: Site
  package let watch: Watch
  package let host: String
  package let port: Int
  /// The port of `/metrics` on 127.0.0.1; nil for none.
  package let metricsPort: Int?
  /// Seconds during which `/health` is red before new connections are refused.
  package let notice: Int

  /// Seconds after which what still runs is broken off.
  static let patience = 15
  /// Seconds after which the process ends whatever happens.
  static let limit = 28

  package init(
    _ site: Site, watch: Watch, host: String, port: Int, metricsPort: Int?, notice: Int
  ) {
    self.site = site
    self.watch = watch
    self.host = host
    self.port = port
    self.metricsPort = metricsPort
    self.notice = notice
  }

  /// Returns when the last answer is given after SIGTERM or SIGINT.
  package func run() async throws {
    // Stopped in the opposite order: the figures can be read until the end.
    var services: [any Service] = []
    if let metricsPort { services.append(metricsApplication(port: metricsPort)) }
    services.append(buildApplication(site, host: host, port: port, watch: watch))
    var configuration = ServiceGroupConfiguration(services: services, logger: watch.log.logger)
    configuration.maximumGracefulShutdownDuration = .seconds(Serving.patience)
    let group = ServiceGroup(configuration: configuration)
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let stopping = Task { await stop(group, on: signals) }
    defer { stopping.cancel() }
    do {
      try await group.run()
    } catch {
      // What was broken off after its time says so here; it has been told already.
      guard watch.isStopping else { throw error }
      watch.log.failure("stopped before everything was answered", error)
    }
  }

  /// Gives notice at the first signal and then has the group stop; a second signal ends the notice.
  private func stop(_ group: ServiceGroup, on signals: UnixSignalsSequence) async {
    var pause: Task<Void, Never>?
    for await _ in signals {
      if let pause {
        pause.cancel()
        continue
      }
      watch.beginStopping()
      watch.log.event(.info, "stopping")
      endInTime()
      pause = Task { [notice] in
        try? await Task.sleep(for: .seconds(notice))
        await group.triggerGracefulShutdown()
      }
    }
  }

  /// Ends the process when something holds it up beyond all patience.
  private func endInTime() {
    let seconds = Double(Serving.limit + notice)
    Thread.detachNewThread { [log = watch.log] in
      Thread.sleep(forTimeInterval: seconds)
      log.event(.error, "could not stop in time")
      log.flush()
      exit(1)
    }
  }

  /// `/metrics` alone, for this machine alone: behind a proxy every request of the public port
  /// comes from this machine too, so that a look at the sender would let everybody in.
  private func metricsApplication(port: Int) -> some ApplicationProtocol {
    let router = Router()
    router.get("/metrics") { [site, watch] _, _ in
      Reply.bytes(
        Array(watch.text(of: site).utf8), type: MetricsText.contentType, cache: "no-store")
    }
    return Application(
      router: router,
      configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
      logger: watch.log.logger)
  }
}
