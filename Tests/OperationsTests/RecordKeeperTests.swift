import Kernel
import LearningRecords
import Testing

@testable import Operations

/// The keys of people that a process has in mind: none comes back that was destroyed.
@Suite struct RecordKeeperTests {
  private let subject = IndexKeys(
    secret: [UInt8](repeating: 7, count: 32), IDs.system.make(at: Clock.system.now)
  ).all

  @Test func aKeyIsStoredOnce() {
    let keeper = RecordKeeper()
    let key = keeper.subject(subject, orDrawn: SubjectKey([UInt8](repeating: 1, count: 32)))
    #expect(keeper.takeForStoring(key, of: subject, in: 3))
    #expect(keeper.takeForStoring(key, of: subject, in: 3))
    // The database does not hold it although it was stored: it was destroyed elsewhere.
    #expect(!keeper.takeForStoring(key, of: subject, in: 4))
  }

  @Test func aKeyTakenBeforeItWasDestroyedIsNotStoredAfterwards() {
    let keeper = RecordKeeper()
    let key = keeper.subject(subject, orDrawn: SubjectKey([UInt8](repeating: 1, count: 32)))
    keeper.forget(subject)
    #expect(!keeper.takeForStoring(key, of: subject, in: 1))
    let next = keeper.subject(subject, orDrawn: SubjectKey([UInt8](repeating: 2, count: 32)))
    #expect(!keeper.takeForStoring(key, of: subject, in: 1))
    #expect(keeper.takeForStoring(next, of: subject, in: 2))
  }

  /// Of two definitions the one that was put away last is in mind, whoever hears of it first.
  @Test func definitionsAreInMindInTheOrderOfTheirTransactions() {
    let keeper = RecordKeeper()
    let keys = IndexKeys(
      secret: [UInt8](repeating: 7, count: 32), IDs.system.make(at: Clock.system.now))
    let (one, two) = ("one", "two")
    func definition(_ text: String) -> NewDefinition {
      NewDefinition(
        activity: subject, digest: keys.key(.definition, text.utf8), iri: "http://e.example/o",
        definition: .text(text))
    }
    let (first, second) = (keeper.drawTurn(), keeper.drawTurn())
    keeper.remember([definition(two)], turn: second)
    keeper.remember([definition(one)], turn: first)
    #expect(keeper.isKnown(definition(two)) && !keeper.isKnown(definition(one)))
    keeper.remember([definition(one)], turn: keeper.drawTurn())
    #expect(keeper.isKnown(definition(one)))
  }

  @Test func keysInMindHaveABound() {
    let keeper = RecordKeeper()
    let keys = IndexKeys(
      secret: [UInt8](repeating: 7, count: 32), IDs.system.make(at: Clock.system.now))
    let key = keeper.subject(subject, orDrawn: SubjectKey([UInt8](repeating: 1, count: 32)))
    for number in 0..<50_000 {
      _ = keeper.subject(keys.key(.agent, "\(number)".utf8), orDrawn: key)
    }
    #expect(keeper.subject(subject) == nil)
  }
}
