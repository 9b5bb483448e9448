import Foundation
import Kernel
import Operations
import Regulations
import Storage

/// Figures in Prometheus' text format 0.0.4. Labels are routes, methods, statuses, operations and
/// outcomes: never anything a person has written.
struct MetricsText {
  private(set) var text = ""

  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Everything there is to say of a site now.
  init(_ metrics: Metrics, of site: Site, startedAt: Instant) {
    requests(metrics)
    rulings(site.office.rulings.now)
    storage(site.office.database.figures)
    if let seal = try? site.office.database.read({ try $0.sealFigures() }) {
      gauge("sanad_journal_unsealed_entries", "Entries that wait for their seal.", seal.waiting)
      gauge("sanad_journal_covered_entries", "Entries under a checkpoint.", seal.covered)
    }
    if ReceiptRequests.areNeeded(by: site.office),
      let (waiting, dead) = try? site.office.database.read({ try $0.receiptFigures() })
    {
      gauge("sanad_receipts_waiting", "Awards that wait for the regulator's receipt.", waiting)
      gauge("sanad_receipts_given_up", "Awards that got no receipt within a day.", dead)
    }
    if let (waiting, dead) = try? site.office.database.read({ try $0.mailFigures() }) {
      gauge("sanad_mail_waiting", "Letters and mails that wait for the mail server.", waiting)
      gauge("sanad_mail_given_up", "Mails that were given up.", dead)
    }
    process(startedAt)
  }

  // MARK: - Parts

  private mutating func requests(_ metrics: Metrics) {
    let (running, answers) = metrics.now
    gauge("sanad_http_requests_running", "Requests being answered now.", running)
    family("sanad_http_requests_total", "counter", "Answers by route, method and status.")
    for (route, answer) in answers {
      for (status, count) in answer.statuses.sorted(by: { $0.key < $1.key }) {
        let labels = labels([
          ("route", answer.template), ("method", route.method), ("status", "\(status)"),
        ])
        sample("sanad_http_requests_total", labels, "\(count)")
      }
    }
    let name = "sanad_http_request_duration_seconds"
    family(name, "histogram", "From the request's head to the answer's.")
    for (route, answer) in answers {
      histogram(
        name, [("route", answer.template), ("method", route.method)], answer.seconds)
    }
  }

  private mutating func rulings(_ counts: [RulingCounts.Kind: Int]) {
    family("sanad_rulings_total", "counter", "Rulings of operations by outcome.")
    let sorted = counts.sorted {
      ($0.key.operation, $0.key.outcome.rawValue) < ($1.key.operation, $1.key.outcome.rawValue)
    }
    for (kind, count) in sorted {
      let labels = labels([("operation", kind.operation), ("outcome", kind.outcome.rawValue)])
      sample("sanad_rulings_total", labels, "\(count)")
    }
  }

  private mutating func storage(_ figures: StorageFigures) {
    gauge("sanad_writer_queue_depth", "Writes that wait now.", figures.queueDepth)
    gauge("sanad_readers_running", "Readers at work now.", figures.readers)
    family("sanad_commit_writes", "histogram", "Writes made durable by one commit.")
    histogram("sanad_commit_writes", [], figures.groupSizes)
    family("sanad_commit_duration_seconds", "histogram", "How long a commit takes to be durable.")
    histogram("sanad_commit_duration_seconds", [], figures.commitSeconds)
  }

  private mutating func process(_ startedAt: Instant) {
    let process = ProcessFigures.now
    gauge("process_resident_memory_bytes", "Memory of this process.", process.residentBytes)
    gauge("process_open_fds", "Open files and connections.", process.openFiles)
    family("process_cpu_seconds_total", "counter", "Processor time of this process.")
    sample("process_cpu_seconds_total", "", "\(process.cpuSeconds)")
    family("process_start_time_seconds", "gauge", "When this process started, as Unix time.")
    sample("process_start_time_seconds", "", "\(startedAt.microseconds / 1_000_000)")
  }

  // MARK: - The format

  private mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  private mutating func sample(_ name: String, _ labels: String, _ value: String) {
    text += "\(name)\(labels) \(value)\n"
  }

  private mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    family(name, "gauge", help)
    sample(name, "", "\(value)")
  }

  /// Counts of a range hold those of all lower ones, as the format wants it.
  private mutating func histogram(
    _ name: String, _ named: [(String, String)], _ histogram: Histogram
  ) {
    var total = 0
    for (bound, count) in zip(histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
      total += count
      sample("\(name)_bucket", labels(named + [("le", bound)]), "\(total)")
    }
    sample("\(name)_sum", labels(named), "\(histogram.sum)")
    sample("\(name)_count", labels(named), "\(total)")
  }

  private func labels(_ pairs: [(String, String)]) -> String {
    guard !pairs.isEmpty else { return "" }
    return "{" + pairs.map { "\($0)=\"\(MetricsText.escaped($1))\"" }.joined(separator: ",") + "}"
  }

  /// A label's value with backslash, quotation mark and line end escaped.
  static func escaped(_ value: String) -> String {
    var out = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// What the system says of this process; zero where it says nothing.
struct ProcessFigures {
  var residentBytes = 0
  var openFiles = 0
  var cpuSeconds = 0.0

  static var now: ProcessFigures {
    var figures = ProcessFigures()
    if let data = FileManager.default.contents(atPath: "/proc/self/statm") {
      let pages = String(decoding: data, as: UTF8.self).split(separator: " ").dropFirst().first
      figures.residentBytes = (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
    figures.openFiles =
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    figures.cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    return figures
  }
}
