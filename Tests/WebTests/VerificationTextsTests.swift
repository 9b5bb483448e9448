import Foundation
import JSON
import Kernel
import Language
import Operations
import Testing

@testable import Proofs

/// Every reason that the verifier gives has its sentence and its way forward in three languages.
@Suite struct VerificationTextsTests {
  typealias Code = VerificationReport.Code

  /// One outcome of a step, with the details that come with it.
  struct Found: Sendable, CustomTestStringConvertible {
    let code: Code
    let outcome: VerificationReport.Outcome
    let reason: String?
    let details: [(name: String, value: String)]

    var testDescription: String { "\(code.rawValue).\(reason ?? outcome.rawValue)" }
  }

  private static let at = "2027-01-07T06:00:00Z"

  /// `reason`, or `reason: detail detail`; a detail may carry its value, `name=value`.
  private static let failures: [(codes: [Code], reasons: [String])] = [
    (
      [.form],
      [
        "notJSON: line=1 column=2 fault=broken", "notJSON: part=header fault=broken",
        "bundle: member", "severalAwards", "unknownObject: expected", "noAward: expected",
        "tooLarge: limit=524288", "unknownForm: expected", "notBase64URL: part",
        "notAnObject: part", "privateKey", "memberName: member", "claims: claim claim=sub",
        "shape: validFrom=$.validFrom OB-ID=x",
      ]
    ),
    (
      [.contexts],
      [
        "missing", "inline", "unknown: context", "order: expected", "keyword: member",
        "memberName: member", "privateKey", "signedOther", "term: path fault",
      ]
    ),
    (
      [.proof],
      [
        "none", "several", "unreadable", "unreadable: member", "unknownSuite", "purpose",
        "chained", "algorithm", "algorithm: alg typ", "type: alg typ", "critical", "privateKey",
        "keyID", "noKeyID", "mismatch", "notCanonical: fault", "tooComplex: path fault",
      ]
    ),
    (
      [.keyBinding],
      [
        "badDID: key did", "otherController: key did", "notListed: key did",
        "notForClaims: key did", "ended: key",
      ]
    ),
    (
      [.validity],
      ["unreadable", "notYet: validFrom", "expired: validUntil", "expired: proofUntil"]
    ),
    (
      [.status], ["revoked: list", "revoked: list asOf", "suspended: list", "suspended: list asOf"]
    ),
    (
      [.status, .receipt, .providerLicence, .programmeLicence],
      [
        "listSignature: fault=proof.mismatch list",
        "listSignature: fault=keyBinding.ended key list",
        "listUnreadable: fault list", "listIssuer: did list", "listEntry: fault list",
        "listKeyEnded: list",
      ]
    ),
    (
      [.receipt],
      [
        "awaiting", "unreadable", "unreadable: member", "several",
        "signature: fault=contexts.term path", "otherAward: award", "otherIssuer: did expected",
        "keyEnded: key", "notYet: registeredAt", "otherDigest", "backDated: registeredAt claimed",
        "foreDated: registeredAt", "foreDated: registeredAt claimed", "revoked: registeredAt",
        "revoked: registeredAt asOf",
      ]
    ),
    (
      [.providerLicence, .programmeLicence],
      [
        "missing", "several", "unreadable", "unreadable: member",
        "signature: fault=proof.noKeyID", "claims: claim", "otherProvider: licensed issuer",
        "notYet: from number at", "expired: until number at", "keyEnded: key number at",
        "suspended: number at", "suspended: asOf number at",
      ]
    ),
    (
      [.programmeLicence],
      [
        "otherAchievement: licensed achievement", "otherRegulator: did expected",
        "otherParent: parent expected",
      ]
    ),
    (
      [.scope],
      [
        "activity: type licensed", "credits: type", "credits: type credits most=",
        "credits: type credits most=3",
      ]
    ),
    ([.regulator], ["notTrusted: did"]),
  ]

  private static let unchecked: [(codes: [Code], reasons: [String])] = [
    ([.proof], ["noDocument: did", "noKey: key did"]),
    ([.status], ["unknownEntry: fault", "noList: list", "stale: asOf"]),
    ([.status, .receipt, .providerLicence, .programmeLicence], ["tooMany: list"]),
    ([.status, .receipt], ["listKey: list", "listSignature: fault=proof.noDocument did list"]),
    ([.receipt], ["noList: list registeredAt", "signature: fault=proof.noKey key did"]),
    (
      [.providerLicence, .programmeLicence],
      [
        "signature: fault=proof.noDocument did", "missing", "noTime", "noTime: number",
        "noTime: number standing=inForce", "noStatusEntry: number at", "noSnapshot: list number at",
      ]
    ),
    ([.programmeLicence], ["noProviderLicence"]),
    ([.scope], ["noLicence"]),
    (
      [.regulator],
      ["noLicence", "noTrust: did", "noSignature: did", "keysFromBundle: did keys=held"]
    ),
  ]

  private static let passed: [(codes: [Code], reasons: [String])] = [
    ([.form], ["passed: form=json", "passed: form=jwt from=bundle"]),
    ([.contexts], ["passed: contexts=2"]), ([.proof], ["passed: suite key"]),
    ([.keyBinding], ["passed: key did keys=own", "passed: key did keys=source"]),
    ([.validity], ["passed: validFrom", "passed: validFrom validUntil"]),
    ([.status], ["passed", "passed: asOf", "passed: list=none"]),
    ([.receipt], ["passed: registeredAt", "passed: registeredAt asOf"]),
    ([.providerLicence, .programmeLicence], ["passed: number at"]),
    ([.scope], ["passed: type", "passed: type credits"]),
    ([.regulator], ["passed: did keys=held", "passed: did keys=presented"]),
  ]

  private static let instants: Set<String> = [
    "asOf", "at", "from", "until", "validFrom", "validUntil", "proofUntil", "registeredAt",
    "claimed",
  ]

  static let all: [Found] =
    rows(failures, .failed) + rows(unchecked, .notChecked) + rows(passed, .passed)

  private static func rows(
    _ table: [(codes: [Code], reasons: [String])], _ outcome: VerificationReport.Outcome
  ) -> [Found] {
    table.flatMap { codes, reasons in
      codes.flatMap { code in
        reasons.map { text in
          let halves = text.split(separator: ": ", maxSplits: 1)
          let details = (halves.count > 1 ? halves[1].split(separator: " ") : []).map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            let value = instants.contains(name) ? at : "x-\(name)"
            return (name: name, value: parts.count > 1 ? String(parts[1]) : value)
          }
          return Found(
            code: code, outcome: outcome, reason: outcome == .passed ? nil : String(halves[0]),
            details: details)
        }
      }
    }
  }

  @Test(arguments: all) func everyOutcomeHasItsWords(_ found: Found) throws {
    let texts = try Shared.loaded.get().texts
    let details = (found.reason.map { [(name: "reason", value: $0)] } ?? []) + found.details
    let step = VerificationReport.Step(code: found.code, outcome: found.outcome, details: details)
    var said: Set<String> = []
    for tongue in Tongue.allCases {
      let words = StepWords(step, Speech(tongue, texts))
      #expect(words.key != nil, "\(tongue)")
      for hole in ["⟦", "—", "{", "\(Self.at)"] {
        #expect(!words.text.contains(hole), "\(tongue): \(words.text)")
        #expect(!words.remedy.contains(hole), "\(tongue): \(words.remedy)")
      }
      #expect(words.remedy.isEmpty == (found.outcome == .passed), "\(tongue): \(words.remedy)")
      said.insert(words.text)
    }
    #expect(said.count == 3, "two languages say the same")
  }

  /// Two claims that are wrong, or one rule broken twice: the report stays JSON that strict readers
  /// take.
  @Test func aNameThatComesTwiceStandsOnce() throws {
    let step = VerificationReport.Step(
      code: .form, outcome: .failed,
      details: [("reason", "claims"), ("claim", "iss"), ("claim", "sub")])
    let report = VerificationReport(steps: [step], award: nil, chain: nil, cautions: [])
    let speech = Speech(.english, try Shared.loaded.get().texts)
    let json = try JSON.read(VerificationDocument.json(report, speech))
    #expect(json["steps"]?.elements?.first?["details"]?["claim"]?.string == "iss, sub")
  }

  /// The list above names what the verifier's sources name, no less and no more.
  @Test func theListIsThatOfTheVerifier() throws {
    let folder = Shared.root + "/Sources/Proofs/Verification"
    var named = Set(JWT.HeaderFault.allCases.map(\.rawValue))
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      named.formUnion(
        Self.reasons(in: try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)))
    }
    let listed = Set(Self.all.compactMap(\.reason))
    #expect(named.subtracting(listed) == [], "the verifier gives reasons that nobody words")
    #expect(listed.subtracting(named) == [], "words for reasons that the verifier does not give")
    #expect(named.count > 60)
  }

  /// The reasons in calls such as `.failed(.form, "noAward", …)`, in `Fault("…", …)` and in pairs
  /// `("reason", "…")`.
  private static func reasons(in text: String) -> Set<String> {
    var found: Set<String> = []
    for (call, place) in [
      (".failed(", 1), (".unchecked(", 1), ("Fault(", 0), ("Disbelief(", 0), ("(\"reason\",", 0),
    ] {
      for part in text.components(separatedBy: call).dropFirst() {
        let arguments = Self.arguments(part)
        guard place < arguments.count else { continue }
        for literal in arguments[place].matches(of: /"([A-Za-z0-9]+)"/) {
          found.insert(String(literal.1))
        }
      }
    }
    return found
  }

  /// The arguments of a call up to its closing bracket; what stands in brackets of its own is left
  /// out.
  private static func arguments(_ text: String) -> [String] {
    var arguments = [""]
    var depth = 0
    for character in text {
      if character == "(" || character == "[" { depth += 1 }
      if character == ")" || character == "]" { depth -= 1 }
      if depth < 0 { break }
      if depth > 0 { continue }
      if character == "," {
        arguments.append("")
      } else {
        arguments[arguments.count - 1].append(character)
      }
    }
    return arguments
  }

  @Test func whatWasNotReachedSaysSo() throws {
    let step = VerificationReport.Step(code: .scope, outcome: .notChecked, details: [])
    let words = StepWords(step, Speech(.english, try Shared.loaded.get().texts))
    #expect(words.key == "verify.check.notReached" && words.remedy.isEmpty)
  }

  /// A stranger's words stay short, and are no markup.
  @Test func longAndUnknownValues() throws {
    let speech = Speech(.english, try Shared.loaded.get().texts)
    let long = String(repeating: "d", count: 100_000)
    let far = VerificationReport.Step.failed(.regulator, "notTrusted", [("did", long)])
    #expect(StepWords(far, speech).text.utf8.count < 600)
    let odd = VerificationReport.Step.failed(.form, "never heard of", [("a", "b")])
    #expect(StepWords(odd, speech).key == nil && StepWords(odd, speech).text == "a: b")
  }

  // MARK: - Keys

  /// A page that names a text which is not there would show its key.
  @Test func textsThatAreNamedExist() throws {
    let texts = try Shared.loaded.get().texts
    let known = Set(texts.keys)
    var count = 0
    for text in try Self.sources() {
      for match in text.matches(of: /(?:speech|speech\.html|speech\.plural)\(\s*"([^"\\]+)"/) {
        count += 1
        #expect(known.contains(String(match.1)), "no text \(match.1)")
      }
    }
    #expect(count > 500)
  }

  /// Texts about credentials that nobody says.
  @Test func textsAreSaid() throws {
    let texts = try Shared.loaded.get().texts
    let all = try Self.sources().joined()
    var literals: Set<String> = []
    var prefixes: Set<String> = []
    for match in all.matches(of: /"((?:verify|credentials)\.[A-Za-z.]*)(["\\])/) {
      if match.2 == "\"" {
        literals.insert(String(match.1))
      } else {
        prefixes.insert(String(match.1))
      }
    }
    for key in texts.keys where key.hasPrefix("verify.") || key.hasPrefix("credentials.") {
      let isSaid =
        literals.contains(key) || key == "credentials.paper"
        || prefixes.union(literals).contains { $0.hasSuffix(".") && key.hasPrefix($0) }
      #expect(isSaid, "\(key) is said nowhere")
    }
  }

  private static func sources() throws -> [String] {
    try ["Web", "Operations", "sanad", "Paper"].flatMap { target -> [String] in
      let folder = "\(Shared.root)/Sources/\(target)"
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
      return try files.filter { $0.hasSuffix(".swift") }
        .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
    }
  }
}
