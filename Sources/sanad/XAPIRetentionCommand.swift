import ArgumentParser
import Kernel
import LearningRecords
import Operations
import People
import Storage

/// Says or sets how long learning records are kept.
struct XAPIRetention: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "Say or set how long learning records are kept, by class.",
    discussion: """
      Without options it says what is set. No period is set by itself. What is older is removed by \
      the clock, once a day, and cannot be brought back.
      """)

  @Option(help: "The class: statements, state or profile.") var kind: String?
  @Option(help: "How many days it is kept.") var days: Int?
  @Flag(help: "Remove nothing of the class any more.") var keep = false
  @Option(help: "The decision that this rests on; it is journaled.") var decision: String?
  @Option(help: "The institution's code; needed where there are several.")
  var institution: String?

  func validate() throws {
    guard kind != nil || (days == nil && !keep) else { throw ValidationError("say --kind") }
    guard kind == nil || (days == nil) == keep else {
      throw ValidationError("say either --days or --keep")
    }
    guard kind == nil || decision != nil else { throw ValidationError("say --decision") }
  }

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let scope = try XAPICommand.scope(institution, office)
    if let kind {
      guard let found = RecordRetention.Kind(rawValue: kind) else {
        let known = RecordRetention.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--kind \(kind): the classes are \(known)")
      }
      do {
        _ = try office.performAndWait(
          SetRecordRetention(found, days: keep ? nil : days, decision: decision ?? ""),
          by: .clock(scope))
      } catch let fault as OperationFault { throw ValidationError(fault.description) }
    }
    let set = try office.retentions(scope)
    for kind in RecordRetention.Kind.allCases {
      let rule = set.first { $0.kind == kind }
      print("\(kind.rawValue): \(rule.map { "\($0.days) days" } ?? "kept")")
    }
  }
}
