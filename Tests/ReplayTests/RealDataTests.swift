import Foundation
import Replay
import Storage
import Testing

/// The real dataset, where it lies beside the package.
struct RealDataTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/oulad").path

  @Test func importsEveryRealRegistration() throws {
    guard FileManager.default.fileExists(atPath: Self.directory + "/studentInfo.csv") else {
      print("skipped: the real dataset is not in \(Self.directory)")
      return
    }
    try Dataset.withDatabase { database in
      let summary = try OuladImport().run(directory: Self.directory, into: database) { _ in }
      #expect(summary.presentations == 22)
      #expect(summary.registrations == 32_593)
      #expect(summary.undatable == 45)
      #expect(summary.unregistrations == 10_072)
      #expect(summary.withdrawnWithoutDay == 93)
      #expect(summary.assessments == 206)
      #expect(summary.scores == 36_184)
    }
  }
}
