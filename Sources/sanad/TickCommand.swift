import ArgumentParser
import Kernel
import Operations
import People
import Storage

/// Runs what has become due, once.
struct TickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tick", abstract: "Run what has become due: releases, decisions, bars, results.")

  @Option(help: "The instant to run as (demo databases only).") var clock: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    var at = office.clock.now
    if let clock {
      guard office.isDemo else {
        throw ValidationError("--clock works on demo databases only: elsewhere it would back-date")
      }
      at = try instant(clock, option: "--clock")
    }
    var total = 0
    for institution in office.institutions {
      for done in try Tick(office, institution.scope, at: at).run() {
        total += 1
        print("\(done.operation): \(done.outcome) \(done.article)")
      }
    }
    if ReceiptRequests.areNeeded(by: office) {
      let progress = try ReceiptRequests(office, Environment.transport()).run(at: at)
      total += progress.registered + progress.refused
      print("receipts: \(progress.registered) kept, \(progress.refused) refused")
      for fault in progress.faults { print("waiting: \(fault)") }
      for fault in try RegulatorLists(office, Environment.transport()).refresh(at: at) {
        print("not to be had: \(fault)")
      }
    }
    if let mail = try Environment.mail(office) {
      let progress = try mail.run(at: at)
      print("mail: \(progress.taken) handed over, \(progress.givenUp) given up")
      for fault in progress.faults { print("waiting: \(fault)") }
    }
    if let reporting = try Environment.reporting(office) {
      let progress = try reporting.run(at: at)
      print(
        "xapi: \(progress.delivered) reported, \(progress.notReportable) not reportable, "
          + "\(progress.refused) refused")
      for fault in progress.faults { print("waiting: \(fault)") }
    }
    print("\(total) operations were due")
  }
}
