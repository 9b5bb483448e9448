import Foundation
package import JSON
import Kernel
import Logging
import Operations
import Storage

/// The log of a server: one JSON object a line, written by a thread of its own so that no request
/// waits for it. It names routes, never paths; no query, name, login, token or body is ever in it.
package final class Log: @unchecked Sendable {
  /// How grave an event is; what is less grave than the log's own level is left out.
  package enum Level: String, Sendable, CaseIterable, Comparable {
    case error, warning, info

    package static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .info: 2
      }
    }
  }

  /// Bytes that may wait for a slow reader; lines above that are dropped and counted.
  static let room = 4 << 20
  /// Seconds in which lines gather before they are written.
  static let moment = 0.01

  package let level: Level
  private let write: @Sendable ([UInt8]) -> Void
  private let condition = NSCondition()
  private var waiting: [UInt8] = []
  private var dropped = 0
  private var isWriting = false

  package init(_ level: Level, write: @escaping @Sendable ([UInt8]) -> Void) {
    self.level = level
    self.write = write
    let thread = Thread { [self] in loop() }
    thread.name = "sanad-log"
    thread.start()
  }

  /// A log on the standard error.
  package static func standard(_ level: Level) -> Log {
    Log(level) { try? FileHandle.standardError.write(contentsOf: $0) }
  }

  /// Tells an event; `more` adds fields to its line.
  package func event(
    _ level: Level, _ message: String, _ more: (inout JSONWriter) -> Void = { _ in }
  ) {
    guard level <= self.level else { return }
    var json = JSONWriter(reserving: 320)
    json.beginObject()
    json.field("time", Clock.system.now.utcText)
    json.field("level", level.rawValue)
    json.field("message", message)
    more(&json)
    json.endObject()
    add(json.bytes)
  }

  /// Tells a failure without the values it was about.
  package func failure(_ message: String, _ error: any Error) {
    event(.error, message) { $0.field("error", Log.safe(error)) }
  }

  /// An error in words that cannot hold anybody's data: the engine's first line, or a type's name.
  package static func safe(_ error: any Error) -> String {
    switch error {
    case let fault as StorageFault:
      // PostgreSQL's second line (DETAIL) repeats the row.
      String(fault.description.prefix { !$0.isNewline }.prefix(200))
    case let fault as OperationFault:
      switch fault {
      case .forbidden: "OperationFault.forbidden"
      case .notFound: "OperationFault.notFound"
      case .badInput: "OperationFault.badInput"
      case .stateConflict: "OperationFault.stateConflict"
      }
    case let fault as ReceiptRequests.Waiting: fault.description
    default: String(describing: type(of: error))
    }
  }

  /// Returns when everything told so far is written.
  package func flush() {
    condition.lock()
    while isWriting || !waiting.isEmpty { condition.wait() }
    condition.unlock()
  }

  private func add(_ line: [UInt8]) {
    condition.lock()
    let isFirst = waiting.isEmpty
    if waiting.count > Log.room {
      dropped += 1
    } else {
      waiting += line
      waiting.append(0x0A)
    }
    if isFirst { condition.broadcast() }
    condition.unlock()
  }

  private func loop() {
    while true {
      condition.lock()
      while waiting.isEmpty { condition.wait() }
      condition.unlock()
      // What comes within a moment goes with it: a busy server would wake this thread at each line.
      Thread.sleep(forTimeInterval: Log.moment)
      condition.lock()
      let lines = waiting
      let lost = dropped
      waiting = []
      dropped = 0
      isWriting = true
      condition.unlock()
      write(lines)
      if lost > 0 { event(.warning, "log lines dropped") { $0.field("count", lost) } }
      condition.lock()
      isWriting = false
      condition.broadcast()
      condition.unlock()
    }
  }
}

/// What libraries log, in the same form: their message and level, the request's id, and an error
/// that was made safe; other metadata could be anybody's and is left out.
struct LogBridge: LogHandler {
  let log: Log
  var logLevel: Logger.Level = .warning
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(_ log: Log) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let level: Log.Level =
      event.level >= .error ? .error : event.level >= .warning ? .warning : .info
    log.event(level, event.message.description) { json in
      if let id = metadata["hb.request.id"] { json.field("request", "\(id)") }
      if let error = event.metadata?["error"] { json.field("error", "\(error)") }
    }
  }
}

extension Log {
  /// A logger for libraries that want one; quieter than the log itself.
  var logger: Logger { Logger(label: "sanad", factory: { _ in LogBridge(self) }) }
}
