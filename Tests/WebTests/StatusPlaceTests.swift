import Credentials
import Kernel
import Storage
import TestEngine
import Testing

@Suite struct StatusPlaceTests {
  /// A place is drawn until a free one is found; where sixteen are taken a new list begins.
  @Test func aFullListIsLeftForANewOne() throws {
    let place = try TestPlace()
    defer { place.remove() }
    let database = try Database(at: place.address, create: true)
    defer { database.close() }
    var at = Instant(microseconds: 1_800_000_000_000_000)
    func take(_ draws: [UInt64]) throws -> StatusEntry {
      // The newest list is the one that was begun last: not two in one instant.
      at = at.adding(seconds: 1)
      let at = at
      return try take(draws, at: at)
    }
    func take(_ draws: [UInt64], at: Instant) throws -> StatusEntry {
      try database.writeAndWait { tx in
        var next = 0
        return try StatusRegister.take(
          .award, subject: [1], at: at, newList: IDs.system.make(at: at),
          draw: {
            next += 1
            return draws[min(next, draws.count) - 1]
          }, in: tx)
      }
    }
    let first = try take([5])
    let second = try take(Array(repeating: 5, count: 15) + [7])
    #expect(second == StatusEntry(list: first.list, position: 7))
    let third = try take(Array(repeating: 5, count: 16) + [9])
    #expect(third.list != first.list && third.position == 9)
    #expect(try take([131_072 + 6]) == StatusEntry(list: third.list, position: 6))
  }
}
