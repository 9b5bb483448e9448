import Foundation
import JSON
import Kernel
import Operations

/// What a replay came to: the same figures as text for people and as JSON for programs.
package struct ReplayReport: Sendable {
  /// How long it took.
  struct Seconds: Sendable {
    let planting: Double
    let operations: Double
  }

  /// One figure with its name for programs and for people.
  struct Figure: Sendable {
    enum Amount: Sendable {
      case count(Int)
      case money(Int64)
      case seconds(Double)
    }

    let key: String
    let label: String
    let amount: Amount
  }

  /// Figures that belong together.
  struct Chapter: Sendable {
    let key: String
    let title: String
    let figures: [Figure]
  }

  let edition: String
  package let assumptions: [String]
  let rulings: [ReplayBooks.Count]
  let chapters: [Chapter]
  let checks: [ReplayBooks.Check]
  let lights: ReplayLights
  /// Whether every check held.
  package let balances: Bool
  /// Operations done, rulings among them journaled, and both by the second.
  package let operations: Int
  package let rulingCount: Int
  package let operationsPerSecond: Int
  package let rulingsPerSecond: Int
  /// Operations that ended in a fault instead of a ruling, by what they said; none is expected.
  package let faults: [(fault: String, count: Int)]

  init(
    _ course: ReplayCourse, _ books: ReplayBooks, _ lights: ReplayLights, seconds: Seconds
  ) {
    edition = course.edition
    assumptions = ReplayAssumptions.all(course.data, course.calendars, course.plans)
    rulings = books.rulings
    self.lights = lights
    checks = books.checks + [lights.check]
    balances = checks.allSatisfy(\.holds)
    operations = course.flight.operations
    rulingCount = books.rulingCount
    operationsPerSecond = Int(Double(operations) / seconds.operations)
    rulingsPerSecond = Int(Double(rulingCount) / seconds.operations)
    faults = course.flight.faults.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    chapters =
      ReplayChapters(
        course: course, books: books, lights: lights, seconds: seconds,
        rates: (operations: operationsPerSecond, rulings: rulingsPerSecond)
      ).all
  }

  /// The most memory this process has held, in KiB; nil where the system does not tell.
  static func peakMemory() -> Int? {
    guard let data = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    let text = String(decoding: data, as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return Int(line.filter { $0.isASCII && $0.isNumber })
  }
}

// MARK: - For people

extension ReplayReport {
  /// The report in English, in columns.
  package var text: String {
    var lines = ["Replay of the Open University Learning Analytics Dataset under \(edition)", ""]
    lines.append("Assumptions")
    for (index, assumption) in assumptions.enumerated() {
      lines.append(
        Columns.right("\(index + 1).", 5) + " "
          + Columns.wrapped(assumption, width: 92, indent: "      "))
    }
    lines += ["", "Rulings by operation, outcome and article"]
    let width = (rulings.map(\.operation.count).max() ?? 0) + 2
    for item in rulings {
      lines.append(
        "  " + Columns.left(item.operation, width) + Columns.left(item.outcome, 14)
          + Columns.left(item.article, 34) + Columns.number(item.count, 10))
    }
    for chapter in chapters {
      lines += ["", chapter.title]
      for figure in chapter.figures {
        lines.append("  " + Columns.left(figure.label, width + 48) + Columns.right(figure.text, 18))
      }
    }
    lines += lightLines
    lines += ["", "Faults instead of rulings: \(faults.isEmpty ? "none" : "")"]
    lines += faults.map { "  " + Columns.number($0.count, 8) + "  " + $0.fault }
    lines += ["", "The books, checked"]
    for check in checks {
      lines.append(
        "  " + Columns.left(check.what, 62) + Columns.right(String(check.left), 14)
          + Columns.right(String(check.right), 14) + (check.holds ? "  agree" : "  DIFFER"))
    }
    lines += ["", balances ? "The books balance." : "The books do NOT balance: see above."]
    return lines.joined(separator: "\n")
  }
}

extension ReplayReport {
  /// The regulator's checks, that of who the learner is apart.
  private var lightLines: [String] {
    func line(_ light: ReplayLights.Light) -> String {
      "  " + Columns.left(light.article, 6) + Columns.left(light.title, 68)
        + Columns.left(light.outcome.rawValue, 14)
        + (light.statements > 0 ? Columns.number(light.statements, 8) : "")
    }
    let all = lights.lights
    return [
      "", "The statements under \(lights.edition), check by check; how many broke it stands behind",
    ]
      + all.filter { !$0.isIdentity }.map(line) + ["", "Who the learner is, apart from the rest"]
      + all.filter(\.isIdentity).map(line)
  }
}

extension ReplayReport.Figure {
  var text: String {
    switch amount {
    case .count(let count): Columns.grouped(count)
    case .money(let minor):
      Columns.grouped(Int(minor / 100)) + "."
        + String(String(100 + minor.magnitude % 100).dropFirst()) + " SAR"
    case .seconds(let seconds): ReplayReport.exact(seconds).description + " s"
    }
  }
}

// MARK: - For programs

extension ReplayReport {
  static func exact(_ seconds: Double) -> ExactDecimal {
    ExactDecimal(mantissa: Int64((seconds * 1_000).rounded()), scale: 3)
  }

  /// The report as one JSON object.
  package var json: [UInt8] {
    var json = JSONWriter(reserving: 16_384)
    json.beginObject()
    json.field("edition", edition)
    json.key("assumptions")
    json.beginArray()
    for assumption in assumptions { json.string(assumption) }
    json.endArray()
    json.key("rulings")
    json.beginArray()
    for item in rulings {
      json.beginObject()
      json.field("operation", item.operation)
      json.field("outcome", item.outcome)
      json.field("article", item.article)
      json.field("count", item.count)
      json.endObject()
    }
    json.endArray()
    for chapter in chapters {
      json.key(text: chapter.key)
      json.beginObject()
      for figure in chapter.figures {
        json.key(text: figure.key)
        switch figure.amount {
        case .count(let count): json.int(count)
        case .money(let minor): json.string(Money(minor: minor, currency: .sar).description)
        case .seconds(let seconds): json.decimal(Self.exact(seconds))
        }
      }
      json.endObject()
    }
    writeLights(into: &json)
    writeChecks(into: &json)
    json.endObject()
    return json.bytes
  }

  private func writeLights(into json: inout JSONWriter) {
    json.key("gate")
    json.beginObject()
    json.field("edition", lights.edition)
    json.key("checks")
    json.beginArray()
    for light in lights.lights {
      json.beginObject()
      json.field("id", light.article)
      json.field("article", "\(lights.edition)#\(light.article)")
      json.field("title", light.title)
      json.field("identity", light.isIdentity)
      json.field("outcome", light.outcome.rawValue)
      json.field("statements", light.statements)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private func writeChecks(into json: inout JSONWriter) {
    json.key("faults")
    json.beginArray()
    for item in faults {
      json.beginObject()
      json.field("fault", item.fault)
      json.field("count", item.count)
      json.endObject()
    }
    json.endArray()
    json.key("checks")
    json.beginArray()
    for check in checks {
      json.beginObject()
      json.field("what", check.what)
      json.field("left", check.left)
      json.field("right", check.right)
      json.field("holds", check.holds)
      json.endObject()
    }
    json.endArray()
    json.field("balances", balances)
  }
}
