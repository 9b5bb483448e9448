import Kernel
import Regulations
import Rules
import Testing

@Suite("The ruling on a registration")
struct RegistrationRulingTests {
  struct Change: OptionSet, Sendable {
    let rawValue: Int

    static let provider = Change(rawValue: 1)
    static let programme = Change(rawValue: 2)
    static let scope = Change(rawValue: 4)
    static let admission = Change(rawValue: 8)
    static let section = Change(rawValue: 16)
    static let window = Change(rawValue: 32)
    static let load = Change(rawValue: 64)
    static let prerequisite = Change(rawValue: 128)
    static let corequisite = Change(rawValue: 256)
    static let capacity = Change(rawValue: 512)
    static let all = 1_023
  }

  private func facts(_ bad: Change, on day: Day) -> RegistrationFacts {
    func licence(_ kind: InForce.Kind, _ isBad: Bool) -> InForce.Facts {
      InForce.Facts(
        kind: kind, number: "1", status: isBad ? .suspended : .active, from: day, until: day)
    }
    return RegistrationFacts(
      provider: licence(.provider, bad.contains(.provider)),
      programme: licence(.programme, bad.contains(.programme)),
      scope: .init(microCredentialProgramme: true, eLearning: !bad.contains(.scope)),
      admission: .init(conditions: [.init(code: "age", met: !bad.contains(.admission))]),
      sectionState: .init(state: bad.contains(.section) ? .cancelled : .planned),
      window: .init(
        days: bad.contains(.window)
          ? day.adding(days: 1)...day.adding(days: 2) : day...day.adding(days: 2)),
      load: .init(unitsHeld: bad.contains(.load) ? 23 : 22, unitsAdded: 3),
      prerequisites: .init(
        prerequisites: [.init(code: "P", symbol: bad.contains(.prerequisite) ? "F" : "D")]),
      corequisites: .init(
        corequisites: [.init(code: "C", passed: false, registered: !bad.contains(.corequisite))]),
      capacity: .init(taken: bad.contains(.capacity) ? 40 : 39, maximum: 40))
  }

  @Test("The first that refuses in legal order is the headline; all grounds are kept")
  func order() throws {
    let instant = try #require(Instant(text: "2026-08-25T10:00:00+03:00"))
    let law = try #require(try Packs.library().law("sa-iu-ecourses", at: instant))
    let legal = [
      "G.2", "G.2", "G.1", "II.4", "III.2", "III.6", "III.1", "II.3", "II.3", "III.4",
    ]
    for raw in 0...Change.all {
      let bad = Change(rawValue: raw)
      let ruling = registrationRuling(facts(bad, on: law.day), under: law)
      #expect(ruling.grounds.count == legal.count)
      let first = (0..<legal.count).first { raw & (1 << $0) != 0 }
      guard let first else {
        #expect(ruling.outcome == .granted)
        #expect(ruling.grounds.map(\.finding.article) == legal)
        continue
      }
      #expect(ruling.outcome == .refused)
      #expect(ruling.headline?.finding.article == legal[first])
      #expect(
        ruling.grounds.count { $0.finding.outcome == .refused } == raw.nonzeroBitCount)
      var others = legal
      others.remove(at: first)
      #expect(ruling.grounds.dropFirst().map(\.finding.article) == others)
    }
  }

  @Test("A refusal weighs more than what is undetermined, and that more than what is granted")
  func weights() throws {
    let instant = try #require(Instant(text: "2026-08-25T10:00:00+03:00"))
    let law = try #require(try Packs.library().law("sa-iu-ecourses", at: instant))
    let good = facts([], on: law.day)
    func ruling(window: RegistrationWindow.Facts, capacity: Capacity.Facts) -> Ruling {
      registrationRuling(
        RegistrationFacts(
          provider: good.provider, programme: good.programme, scope: good.scope,
          admission: good.admission, sectionState: good.sectionState, window: window,
          load: good.load, prerequisites: good.prerequisites, corequisites: good.corequisites,
          capacity: capacity), under: law)
    }
    let open = ruling(window: .init(days: nil), capacity: good.capacity)
    #expect(open.outcome == .undetermined && open.headline?.finding.article == "III.6")
    let full = ruling(window: .init(days: nil), capacity: .init(taken: 40, maximum: 40))
    #expect(full.outcome == .refused && full.headline?.finding.article == "III.4")
    #expect(full["maximum"] == .integer(40))
  }
}
