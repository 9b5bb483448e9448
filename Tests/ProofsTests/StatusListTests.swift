import Compression
import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct StatusListTests {
  /// The example of the standard (section 2.2): 131,072 entries, none of them set.
  private static let example =
    "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

  @Test func theExampleOfTheStandard() throws {
    let list = try StatusList(encoded: Self.example)
    #expect(list == StatusList())
    #expect(list.count == 131_072)
    #expect(list.bit(0) == false)
    #expect(list.bit(131_071) == false)
    #expect(list.bit(131_072) == nil)
    #expect(list.bit(-1) == nil)
  }

  @Test func theFirstEntryIsTheHighestBit() throws {
    var list = StatusList()
    for index in [0, 9, 131_071] {
      let isSet = list.set(index)
      #expect(isSet)
    }
    let text = try #require(list.encoded)
    let packed = try #require(Multibase.decode(text))
    var budget = StatusList.limit
    let raw = try Deflate.gzip.unpack(packed[...], budget: &budget).bytes
    #expect(raw.count == 16_384)
    #expect(raw[0] == 0x80)
    #expect(raw[1] == 0x40)
    #expect(raw[16_383] == 0x01)
    _ = list.set(9, to: false)
    #expect(list.bit(9) == false)
    #expect(list.bit(8) == false)
    #expect(list.bit(0) == true)
    for index in [-1, 131_072] {
      let isSet = list.set(index)
      #expect(!isSet)
    }
  }

  @Test func aListReturnsAsItWasWritten() throws {
    var list = StatusList(count: 200_001)
    #expect(list.count == 200_008)
    for index in stride(from: 3, to: 200_000, by: 977) { _ = list.set(index) }
    let text = try #require(list.encoded)
    #expect(list.encoded == text)
    #expect(text.utf8.starts(with: "uH4sIAAAAAAA".utf8))
    #expect(try StatusList(encoded: text) == list)
    #expect(StatusList(count: 1).count == StatusList.minimum)
    #expect(StatusList(count: .max).count == StatusList.limit * 8)
  }

  private func packed(_ count: Int) throws -> [UInt8] {
    try #require(Deflate.gzip.pack([UInt8](repeating: 0, count: count)))
  }

  @Test func bothSidesOfTheBounds() throws {
    let most = try StatusList(encoded: Multibase.base64URL(packed(StatusList.limit)))
    #expect(most.count == StatusList.limit * 8)
    #expect(throws: StatusListFault.unpacksBeyond(limit: StatusList.limit)) {
      try StatusList(encoded: Multibase.base64URL(packed(StatusList.limit + 1)))
    }
    #expect(try StatusList(encoded: Multibase.base64URL(packed(16_384))).count == 131_072)
    #expect(throws: StatusListFault.tooShort(131_064)) {
      try StatusList(encoded: Multibase.base64URL(packed(16_383)))
    }
    let long = "u" + String(repeating: "A", count: StatusList.packedLimit / 3 * 4 + 5)
    #expect(throws: StatusListFault.tooLarge(limit: StatusList.packedLimit)) {
      try StatusList(encoded: long)
    }
    #expect(throws: StatusListFault.notGzip) { try StatusList(encoded: String(long.dropLast())) }
  }

  /// Unpacking stops at the bound, however much would come out.
  @Test func aBombIsNotUnpacked() throws {
    let bomb = try packed(64 << 20)
    #expect(bomb.count < StatusList.packedLimit)
    #expect(throws: StatusListFault.unpacksBeyond(limit: StatusList.limit)) {
      try StatusList(encoded: Multibase.base64URL(bomb))
    }
  }

  @Test func brokenListsAreRefused() throws {
    let good = try packed(16_384)
    for text in ["", "H4sI", "zLdp", "u====", "uH4s I"] {
      #expect(throws: StatusListFault.notMultibase, "\(text)") { try StatusList(encoded: text) }
    }
    let broken: [[UInt8]] = [
      [], [0x1F, 0x8B], Array(good.dropLast()), good + [0], good + good,
      [0x1F, 0x8C] + good.dropFirst(2), good.dropLast() + [0xFF], [UInt8](repeating: 0, count: 99),
    ]
    for bytes in broken {
      #expect(throws: StatusListFault.notGzip, "\(bytes.count)") {
        try StatusList(encoded: Multibase.base64URL(bytes))
      }
    }
    for cut in 0..<good.count {
      #expect(throws: StatusListFault.notGzip) {
        try StatusList(encoded: Multibase.base64URL(Array(good[..<cut])))
      }
    }
  }

  // MARK: - Credential and entry

  private static let url = "https://sanad.example.edu.sa/status/1"

  private func credential(_ set: [Int] = [94_567]) throws -> Value {
    var list = StatusList()
    for index in set { _ = list.set(index) }
    let value = StatusListCredential.build(
      id: Self.url, issuer: try Fixture.did().text, purpose: "revocation", list: list,
      validFrom: try Fixture.instant("2026-01-01T00:00:00Z"),
      validUntil: try Fixture.instant("2026-01-02T00:00:00Z"))
    return try JSON.read(JSON.write(try #require(value)))
  }

  private func entry(_ index: Int, list: String = url, purpose: String = "revocation")
    -> StatusListEntry
  {
    StatusListEntry(id: nil, purpose: purpose, index: index, list: list)
  }

  @Test func aSnapshotAnswersForItsTime() throws {
    let value = try credential()
    #expect(VCDM.check(value).isEmpty)
    let snapshot = try StatusListCredential(reading: value)
    #expect(snapshot.issuer == "did:web:sanad.example.edu.sa")
    #expect(try snapshot.bit(of: entry(94_567)))
    #expect(try !snapshot.bit(of: entry(94_566)))
    #expect(try !snapshot.bit(of: entry(131_071)))
    #expect(throws: StatusListFault.beyond(index: 131_072, count: 131_072)) {
      try snapshot.bit(of: entry(131_072))
    }
    #expect(throws: StatusListFault.otherList) {
      try snapshot.bit(of: entry(1, list: Self.url + "0"))
    }
    #expect(throws: StatusListFault.otherPurpose) {
      try snapshot.bit(of: entry(1, purpose: "suspension"))
    }
    for (text, covers) in [
      ("2025-12-31T23:59:59Z", false), ("2026-01-01T00:00:00Z", true),
      ("2026-01-01T23:59:59Z", true), ("2026-01-02T00:00:00Z", false),
    ] {
      #expect(snapshot.covers(try Fixture.instant(text)) == covers, "\(text)")
    }
  }

  @Test(
    arguments: [
      ("id", Value?.none, "id"), ("id", .text("x"), "id"), ("type/1", .text("X"), "type"),
      ("type", .text("BitstringStatusListCredential"), "type"), ("issuer", nil, "issuer"),
      ("credentialSubject/type", .text("X"), "credentialSubject"),
      ("credentialSubject", .list([]), "credentialSubject"),
      ("credentialSubject/statusPurpose", .list([]), "statusPurpose"),
      ("credentialSubject/encodedList", .null, "encodedList"),
      ("validFrom", .text("2026"), "validFrom"), ("validUntil", .null, "validUntil"),
    ] as [(String, Value?, String)])
  func strangeSnapshotsAreRefused(path: String, value: Value?, member: String) throws {
    let credential = try credential().setting(path, to: value)
    #expect(throws: StatusListFault.member(member)) {
      try StatusListCredential(reading: credential)
    }
  }

  @Test func otherShapesOfASnapshotAreTaken() throws {
    let value = try credential().setting("issuer", to: object(["id": .text("did:web:a.com")]))
      .setting("credentialSubject/statusPurpose", to: texts(["refresh", "revocation"]))
      .setting("validUntil", to: nil)
    let snapshot = try StatusListCredential(reading: value)
    #expect(snapshot.issuer == "did:web:a.com")
    #expect(snapshot.covers(try Fixture.instant("2036-01-01T00:00:00Z")))
    #expect(try snapshot.bit(of: entry(94_567)))
  }

  @Test func anEntryReturnsAsItWasWritten() throws {
    var entry = entry(94_567)
    entry.id = Self.url + "#94567"
    let read = try StatusListEntry(reading: JSON.read(JSON.write(entry.value)))
    #expect(read.id == entry.id)
    #expect(read.index == 94_567)
    #expect(read.list == Self.url)
    #expect(read.purpose == "revocation")
    #expect(try StatusListEntry(reading: entry.value.setting("id", to: nil)).id == nil)
  }

  @Test(
    arguments: [
      ("type", Value.text("StatusList2021Entry"), "type"), ("id", .text("x"), "id"),
      ("id", .list([]), "id"), ("statusPurpose", .text(""), "statusPurpose"),
      ("statusPurpose", nil, "statusPurpose"), ("statusListIndex", .text("-1"), "statusListIndex"),
      ("statusListIndex", .text("01"), "statusListIndex"),
      ("statusListIndex", .text("+1"), "statusListIndex"),
      ("statusListIndex", .text("1.0"), "statusListIndex"),
      ("statusListIndex", .text("٣"), "statusListIndex"),
      ("statusListIndex", .text(""), "statusListIndex"),
      ("statusListIndex", .text("9999999999999999999"), "statusListIndex"),
      ("statusListIndex", .number(ExactDecimal(mantissa: 1)), "statusListIndex"),
      ("statusListCredential", .text("list"), "statusListCredential"),
      ("statusListCredential", nil, "statusListCredential"),
      ("statusSize", .number(ExactDecimal(mantissa: 2)), "statusSize"),
      ("statusSize", .text("1"), "statusSize"),
    ] as [(String, Value?, String)])
  func strangeEntriesAreRefused(path: String, value: Value?, member: String) throws {
    let good = StatusListEntry(id: Self.url + "#1", purpose: "revocation", index: 1, list: Self.url)
      .value
    #expect(throws: StatusListFault.member(member)) {
      try StatusListEntry(reading: good.setting(path, to: value))
    }
  }

  @Test func everyFaultSaysWhatIsWrong() {
    let faults: [StatusListFault] = [
      .notMultibase, .tooLarge(limit: 1), .notGzip, .unpacksBeyond(limit: 1), .tooShort(8),
      .member("id"), .otherList, .otherPurpose, .beyond(index: 1, count: 1),
    ]
    #expect(Set(faults.map(\.description)).count == faults.count)
  }
}
