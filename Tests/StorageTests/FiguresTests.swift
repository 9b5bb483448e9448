import Foundation
import Kernel
import Storage
import TestEngine
import Testing

@Suite struct FiguresTests {
  /// A value on a bound lies in the range that ends there; one above it lies in the next.
  @Test(arguments: [
    (0.0, 0), (1.0, 0), (1.000_001, 1), (2.0, 1), (2.5, 2), (5.0, 2), (5.000_1, 3), (1e9, 3),
  ])
  func rangesEndAtTheirBounds(_ value: Double, _ range: Int) {
    var histogram = Histogram([1, 2, 5])
    histogram.record(value)
    #expect(histogram.counts.firstIndex(of: 1) == range)
    #expect(histogram.count == 1 && histogram.sum == value)
  }

  /// Writes that wait together are committed together, and each is counted once.
  @Test func commitsAreCountedWithTheirWrites() throws {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    #expect(database.figures.groupSizes.count == 0)
    try database.writeAndWait { try $0.setSetting("a", "1") }
    #expect(database.figures.groupSizes.count == 1)
    let gate = DispatchSemaphore(value: 0)
    let done = DispatchGroup()
    for number in 0..<20 {
      done.enter()
      database.submit({ tx in
        if number == 0 { gate.wait() }
        try tx.setSetting("n\(number)", "1")
      }) { _ in done.leave() }
    }
    gate.signal()
    done.wait()
    let figures = database.figures
    #expect(figures.groupSizes.sum == 21)
    #expect(figures.groupSizes.count < 21)
    #expect(figures.commitSeconds.count == figures.groupSizes.count)
    #expect(figures.queueDepth == 0)
  }

  @Test func readersAreCountedWhileTheyRead() throws {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    #expect(database.figures.readers == 0)
    try database.read { _ in
      #expect(database.figures.readers == 1)
      try database.read { _ in #expect(database.figures.readers == 2) }
    }
    #expect(database.figures.readers == 0)
    _ = try? database.read { _ in throw StorageFault.failed("stop") }
    #expect(database.figures.readers == 0)
  }

  @Test func whatWaitsForItsSealIsCounted() async throws {
    let journal = try SealedJournal(3)
    #expect(try journal.database.read { try $0.sealFigures().waiting } == 3)
    try await journal.seal()
    let sealed = try journal.database.read { try $0.sealFigures() }
    #expect(sealed.waiting == 0 && sealed.covered == 3)
    try journal.record(2)
    #expect(try journal.database.read { try $0.sealFigures().waiting } == 2)
  }
}
