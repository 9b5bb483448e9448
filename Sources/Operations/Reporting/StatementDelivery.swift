import Foundation
import JSON
package import Kernel
import Regulations
import Rules
import Storage
package import Transport

/// Where an institution's activity is reported, read from a file: `format: 1`, the store, the key.
package struct StatementSettings: Sendable {
  let endpoint: Address
  let authorization: String

  package init(endpoint: Address, user: String, secret: String) {
    self.endpoint = endpoint
    authorization = "Basic " + Data("\(user):\(secret)".utf8).base64EncodedString()
  }

  /// Reads the file. The secret stands in a file of its own, of mode 0600, which is named beside it.
  package init(text: String, file: String) throws {
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only("format", "endpoint", "user", "secretFile")
    guard let endpoint = Address(try root.text("endpoint")) else {
      throw root.fault("'endpoint' must be the https address above /statements")
    }
    let secret = try SecretFile(try root.text("secretFile")).line("a secret", othersBits: 0o007)
    self.init(endpoint: endpoint, user: try root.text("user"), secret: secret)
  }
}

/// Reports events to the regulator's store. A statement's id follows from its event, so that whatever
/// breaks off is sent again and taken once; what the store has already counts as delivered.
package struct StatementDelivery: Sendable {
  let office: Office
  let transport: Transport
  let settings: StatementSettings

  package init(_ office: Office, _ transport: Transport, _ settings: StatementSettings) {
    self.office = office
    self.transport = transport
    self.settings = settings
  }

  static let batch = 50
  /// Seconds until another server takes on what this one left: longer than a batch takes.
  static let lease: Int64 = 300
  /// Seconds between two tries of what was answered otherwise, doubled each time.
  static let pause: Int64 = 15
  static let longestPause: Int64 = 3_600
  /// Seconds until what is not its turn is looked at again.
  static let turn: Int64 = 5

  /// What came of a run.
  package struct Progress: Sendable {
    package fileprivate(set) var delivered = 0
    package fileprivate(set) var notReportable = 0
    package fileprivate(set) var refused = 0
    /// What kept events waiting, each once, in words without personal data.
    package fileprivate(set) var faults: [String] = []
    package fileprivate(set) var isUnreachable = false
  }

  /// An event that was taken on, with its statement.
  private struct Sent {
    let item: Outbox.Item
    let statement: Value
  }

  private enum Outcome {
    case delivered, needless
    case later(String), unreachable(String)
    case waiting
    case lacking([String])
    case refused(String)
  }

  /// Reports what is due, a batch after the other.
  package func run(at: Instant, until stops: () -> Bool = { false }) throws -> Progress {
    var progress = Progress()
    while !stops(), !progress.isUnreachable {
      let items = try office.database.writeAndWait { tx in
        try tx.claimStatements(at: at, until: at.adding(seconds: Self.lease), limit: Self.batch)
      }
      if items.isEmpty { break }
      var outcomes: [(item: Outbox.Item, outcome: Outcome)] = []
      var ready: [Sent] = []
      for (item, institution) in items {
        switch try made(item, Scope(institution), at: at) {
        case .statement(_, let value): ready.append(Sent(item: item, statement: value))
        case .lacking(let what): outcomes.append((item, .lacking(what)))
        case .waiting: outcomes.append((item, .waiting))
        case .needless: outcomes.append((item, .needless))
        }
      }
      outcomes += send(ready)
      try settle(outcomes, at: at, &progress)
    }
    return progress
  }

  private func made(_ item: Outbox.Item, _ scope: Scope, at: Instant) throws
    -> StatementBuilder.Made
  {
    guard let event = LearningEvent(key: item.key) else { return .needless }
    return try office.database.read { tx in
      try StatementBuilder(
        office: office, scope: scope, event: event, toldAt: item.queuedAt, tx: tx
      ).make(at: at)
    }
  }

  // MARK: - Sending

  /// All together; one by one where the store does not take them together.
  private func send(_ all: [Sent]) -> [(item: Outbox.Item, outcome: Outcome)] {
    guard !all.isEmpty else { return [] }
    let together = ask(.list(all.map(\.statement)))
    switch together {
    case .refused where all.count > 1, .later where all.count > 1:
      var stopped: Outcome?
      return all.map { sent in
        if let stopped { return (sent.item, stopped) }
        let outcome = ask(.list([sent.statement]))
        if case .unreachable = outcome { stopped = outcome }
        return (sent.item, outcome)
      }
    default: return all.map { ($0.item, together) }
    }
  }

  private func ask(_ statements: Value) -> Outcome {
    guard let address = Address(settings.endpoint.text + "/statements") else {
      return .unreachable("the endpoint is no address")
    }
    let response: Transport.Response
    do {
      response = try transport.send(
        Transport.Request(
          .post, address, reach: .anywhere,
          headers: [
            ("Content-Type", "application/json"), ("Accept", "application/json"),
            ("X-Experience-API-Version", "1.0.3"), ("Authorization", settings.authorization),
          ], body: JSON.write(statements)))
    } catch { return .unreachable("\(error)") }
    switch response.status {
    case 200...299: return .delivered
    // One is there already; alone, that is this one.
    case 409: return (statements.elements?.count ?? 0) > 1 ? .later("answered 409") : .delivered
    case 400, 413, 422: return .refused("answered \(response.status)")
    case 401, 403, 404, 408, 429, 500...599:
      return .unreachable("the regulator's store answered \(response.status)")
    default: return .later("answered \(response.status)")
    }
  }

  // MARK: - Settling

  private func settle(
    _ outcomes: [(item: Outbox.Item, outcome: Outcome)], at: Instant, _ progress: inout Progress
  ) throws {
    for (_, outcome) in outcomes {
      switch outcome {
      case .delivered: progress.delivered += 1
      case .lacking: progress.notReportable += 1
      case .refused: progress.refused += 1
      case .later(let fault): progress.faults.note(fault)
      case .unreachable(let fault):
        progress.isUnreachable = true
        progress.faults.note(fault)
      case .needless, .waiting: break
      }
    }
    let all = outcomes
    try office.database.writeAndWait { tx in
      for (item, outcome) in all { try Self.put(item, outcome, at: at, in: tx) }
    }
  }

  private static func put(
    _ item: Outbox.Item, _ outcome: Outcome, at: Instant, in tx: Transaction
  ) throws {
    switch outcome {
    case .delivered, .needless:
      try tx.delivered(topic: Outbox.statement, key: item.key, at: at)
    case .lacking(let what):
      try tx.giveUp(item.id, at: at, fault: "lacks " + what.joined(separator: " "))
    case .refused(let fault): try tx.giveUp(item.id, at: at, fault: fault)
    case .waiting:
      try tx.postpone(item.id, until: at.adding(seconds: turn), fault: "waits for registered")
    // All are due again at once: whoever runs this waits.
    case .unreachable(let fault): try tx.postpone(item.id, until: at, fault: fault)
    case .later(let fault):
      try tx.tryLater(item, at: at, first: pause, longest: longestPause, fault: fault)
    }
  }
}
