import JSON
import Kernel
import Proofs
import Testing

/// Bytes from anywhere: a verifier answers, and never stops.
@Suite struct HostileBytesTests {
  private static let forms = Result {
    let world = try World()
    let bundle = try world.bundle()
    return [
      bundle.bytes, JSON.write(try #require(bundle.award)), Array(try #require(bundle.jwt).utf8),
    ]
  }

  private static let companions = Result {
    let bundle = try World().bundle()
    return ([bundle.receipt].compactMap(\.self) + bundle.statusLists + bundle.didDocuments)
      .map(JSON.write)
  }

  /// Verifies a file alone and among the others; what it says is either nothing or the truth.
  private func verify(_ bytes: [UInt8], _ others: [[UInt8]] = []) throws {
    let world = try World()
    let files = ([bytes] + others).map { (name: "x", bytes: $0) }
    let report = Verification.verify(
      Presented(files: files), at: try World.at("2026-09-15T12:00:00Z"), trust: world.trust)
    #expect(report.steps.count == VerificationReport.Code.allCases.count)
    if let summary = report.summary { #expect(summary.symbol == "A+" && report.isAuthentic) }
  }

  @Test(arguments: 0..<3) func flippedBytes(form: Int) throws {
    let whole = try Self.forms.get()[form]
    var numbers = SplitMix64(seed: UInt64(form))
    for _ in 0..<150 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let place = Int.random(in: bytes.indices, using: &numbers)
        bytes[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &numbers))
      }
      try verify(bytes)
    }
  }

  @Test(arguments: 0..<3) func cutsAndJoins(form: Int) throws {
    let whole = try Self.forms.get()[form]
    var numbers = SplitMix64(seed: UInt64(form) + 10)
    for _ in 0..<100 {
      let end = Int.random(in: 0...whole.count, using: &numbers)
      try verify(Array(whole[..<end]))
      let from = Int.random(in: 0...whole.count, using: &numbers)
      try verify(Array(whole[..<end] + whole[from...]))
    }
  }

  /// Every companion, flipped, beside a sound award.
  @Test func flippedCompanions() throws {
    let award = try Self.forms.get()[1]
    let companions = try Self.companions.get()
    var numbers = SplitMix64(seed: 20)
    for index in companions.indices {
      for _ in 0..<15 {
        var others = companions
        let place = Int.random(in: others[index].indices, using: &numbers)
        others[index][place] ^= UInt8(1 << Int.random(in: 0..<8, using: &numbers))
        try verify(award, others)
      }
    }
  }

  /// A value of every kind in the place of every member near the top.
  @Test func membersOfOtherKinds() throws {
    let award = try JSON.read(try Self.forms.get()[1])
    let paths =
      (award.members?.pairs.map(\.name) ?? [])
      + ["issuer/id", "issuer/endorsementJwt", "credentialSubject/achievement"]
      + ["proof/0/created", "proof/0/proofValue", "credentialStatus/statusListIndex"]
    let values: [Value] = [
      .null, .bool(true), .number(ExactDecimal(mantissa: .max)), .text(""), .list([]),
      .list([.null, .list([])]), .object(Value.Members()),
    ]
    for path in paths {
      for value in values {
        try verify(JSON.write(award.setting(path, to: value)))
        try verify(
          JSON.write(
            .object(
              Value.Members([
                ("format", .number(ExactDecimal(mantissa: 1))),
                ("type", .text("CredentialBundle")), ("award", award), (path, value),
              ]))))
      }
    }
  }

  @Test func randomBytes() throws {
    var numbers = SplitMix64(seed: 30)
    let letters = Array(#"{}[]",:.abeyJ0123 "\u+-_"#.utf8)
    for _ in 0..<300 {
      let length = Int.random(in: 0..<400, using: &numbers)
      try verify((0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) })
      try verify((0..<length).map { _ in letters.randomElement(using: &numbers) ?? 0 })
    }
  }
}
