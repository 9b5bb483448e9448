import ArgumentParser
import Foundation
import Hummingbird
import Kernel
import Logging
import Operations
import Regulations
import Rules

/// Figures and their floors; `tools/bench.sh` runs the parts in one go and prints them side by side.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    subcommands: [
      RulingsBench.self, RegistrationFloor.self, TickBench.self, SheetBench.self, EmptyRoute.self,
      AwardsBench.self, GraduationBench.self, CasesBench.self, RecordsBench.self,
      Fuzz.self,
    ])
}

/// Rulings on one registration, all ten rules, every ground as a value; text and JSON not counted.
struct RulingsBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rulings")
  @Option var packs = "Regulations/packs"
  @Option var count = 300_000

  func run() throws {
    let library = try PackFolder.library(at: packs)
    guard let at = Instant(text: "2026-08-30T10:00:00+03:00"),
      let law = library.law("sa-iu-ecourses", at: at), let first = Day(text: "2026-08-23"),
      let last = Day(text: "2026-09-10"), let end = Day(text: "2030-12-31")
    else { throw ValidationError("the pack sa-iu-ecourses is not in \(packs)") }
    var facts: [RegistrationFacts] = []
    for units in 0..<30 {
      facts.append(
        RegistrationFacts(
          provider: InForce.Facts(
            kind: .provider, number: "P-1", status: .active, from: first, until: end),
          programme: InForce.Facts(
            kind: .programme, number: "G-1", status: .active, from: first, until: end),
          scope: ProgrammeScope.Facts(microCredentialProgramme: true, eLearning: true),
          admission: Admission.Facts(conditions: []),
          sectionState: SectionState.Facts(state: .planned),
          window: RegistrationWindow.Facts(days: first...last),
          load: UnitCap.Facts(unitsHeld: units, unitsAdded: 3),
          prerequisites: Prerequisites.Facts(
            prerequisites: [Prerequisites.Prerequisite(code: "QRN101", symbol: "B+")]),
          corequisites: Corequisites.Facts(corequisites: []),
          capacity: Capacity.Facts(taken: units, maximum: 50)))
    }
    var granted = 0
    let begin = CPU.seconds()
    for index in 0..<count {
      if registrationRuling(facts[index % facts.count], under: law).outcome == .granted {
        granted += 1
      }
    }
    let seconds = CPU.seconds() - begin
    print("\(Int(Double(count) / seconds)) rulings/s of CPU (\(granted) granted of \(count))")
  }
}

/// An application with one empty route: the floor of every page.
struct EmptyRoute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "empty-route")
  @Option var port = 8099

  func run() async throws {
    let router = Router()
    router.get("/") { _, _ in "" }
    var logger = Logger(label: "bench")
    logger.logLevel = .warning
    try await Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
      logger: logger
    ).runService()
  }
}

/// Processor time of this process.
enum CPU {
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }
}
