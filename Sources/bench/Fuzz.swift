import ArgumentParser
import Foundation
import JSON
import Kernel
import Operations
import Proofs

/// Gives changed files and forms to the readers and the verifier, one after the other, until time is
/// up.
///
/// The file under `--save` always holds the input being read: what traps, or takes longer than the
/// limit and is ended by the system, is found there. The same seed makes the same inputs.
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Give changed files to the readers and the verifier.")

  @ArgumentParser.Argument(
    help: "One of \(FuzzFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: FuzzFormat
  @Option(help: "How long, in seconds.") var seconds = 600
  @Option(help: "Where the random numbers begin.") var seed: UInt64 = 1
  @Option(help: "The folder that `sanad demo` wrote.") var from = "var/demo"
  @Option(help: "The folder of packs, for procedures and their forms.")
  var packs = "Regulations/packs"
  @Option(parsing: .upToNextOption, help: "Other pictures or pages to begin with.")
  var more: [String] = []
  @Option(help: "The file that holds the input being read.") var save = "var/fuzz.input"
  @Option(help: "Seconds of processor time that one input may take.") var limit = 2
  @Option(help: "Read this one file instead.") var replay: String?

  func run() throws {
    let samples = try FuzzSamples(from, packs: packs)
    if let replay {
      try read(Array(try Data(contentsOf: URL(fileURLWithPath: replay))), samples)
      return print("\(replay) was read in \(CPU.seconds()) s")
    }
    guard FileManager.default.createFile(atPath: save, contents: nil),
      let file = FileHandle(forWritingAtPath: save)
    else { throw ValidationError("\(save) cannot be written") }
    print("fuzz \(format.rawValue): seed \(seed), \(seconds) s, input in \(save)")
    var mutation = FuzzMutation(seed: seed)
    let sources =
      try samples.inputs(format)
      + more.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
    let end = Clock.system.now.adding(seconds: Int64(seconds))
    var (count, slowest) = (0, 0.0)
    while Clock.system.now < end {
      let input = mutation.change(sources, format)
      try file.seek(toOffset: 0)
      try file.write(contentsOf: Data(input))
      try file.truncate(atOffset: UInt64(input.count))
      slowest = max(slowest, try read(input, samples))
      count += 1
    }
    print("fuzz \(format.rawValue): \(count) inputs, slowest \(slowest) s of processor time")
  }

  /// Reads one input; the seconds it took. The system ends the program when the timer runs out.
  @discardableResult
  private func read(_ input: [UInt8], _ samples: FuzzSamples) throws -> Double {
    var timer = itimerval()
    timer.it_value.tv_sec = limit
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    let begin = CPU.seconds()
    let isSound = samples.read(input, as: format)
    guard isSound else { throw ValidationError("a changed credential was taken for valid") }
    return CPU.seconds() - begin
  }
}

/// What is given to which reader.
enum FuzzFormat: String, CaseIterable, ExpressibleByArgument {
  case json, signed, jwt, png, pdf, base58, list, bundle, did
  case procedure, answers, form, multipart
  case statement, checks
}

/// Real files to begin with, and what reads them.
struct FuzzSamples {
  private let bundle: Proofs.Bundle
  private let pdf: [UInt8]
  private let png: [UInt8]
  private let trust: Trust
  private let now: Instant
  private let key: SigningKey
  private let keyID: String
  private let award: [UInt8]
  /// What comes with an award, each a file.
  private let companions: [[UInt8]]
  private let cases: CaseSamples
  private let records: RecordSamples

  init(_ folder: String, packs: String) throws {
    cases = try CaseSamples(packs: packs)
    records = try RecordSamples(packs: packs)
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
    bundle = try Proofs.Bundle(reading: JSON.read(bytes("certificate.json")))
    pdf = try bytes("certificate.pdf")
    png = try bytes("badge.png")
    trust = Trust(documents: [try DIDDocument(reading: JSON.read(bytes("regulator.json")))])
    guard let award = bundle.award, let from = award["validFrom"]?.string,
      let start = Instant(text: from),
      let key = SigningKey(.ed25519, raw: [UInt8](repeating: 7, count: 32)),
      let did = key.publicKey.didKey
    else { throw ValidationError("\(folder) holds no bundle of `sanad demo`") }
    now = start.adding(seconds: 3600)
    self.key = key
    keyID = "\(did)#\(did.dropFirst("did:key:".count))"
    self.award = try JCS.canonicalize(award)
    companions =
      ([bundle.receipt].compactMap(\.self) + bundle.statusLists + bundle.didDocuments)
      .map(JSON.write)
  }

  func inputs(_ format: FuzzFormat) -> [[UInt8]] {
    switch format {
    case .json: [bundle.award.map(JSON.write) ?? []] + companions
    case .signed: [bundle.award.map { JSON.write(Self.unsigned($0, by: keyID)) } ?? []]
    case .jwt: [Array((bundle.jwt ?? "").utf8)] + endorsements
    case .png: [png]
    case .pdf: [pdf]
    case .base58: texts.map { Array($0.utf8) }
    case .list:
      bundle.statusLists.compactMap { list in
        (list["credentialSubject"]?["encodedList"]?.string).map { Array($0.utf8) }
      }
    case .bundle: [bundle.bytes]
    case .did: bundle.didDocuments.map(JSON.write)
    case .procedure, .answers, .form, .multipart: cases.inputs(format)
    case .statement, .checks: RecordSamples.inputs
    }
  }

  private var endorsements: [[UInt8]] {
    let holders = [bundle.award?["issuer"], bundle.award?["credentialSubject"]?["achievement"]]
    return holders.flatMap { $0?["endorsementJwt"]?.elements ?? [] }.compactMap(\.string)
      .map { Array($0.utf8) }
  }

  private var texts: [String] {
    let proof = bundle.award?["proof"]?.elements?.first?["proofValue"]?.string
    let keys = [key.publicKey.multikey, key.publicKey.didKey, proof]
    let digests = bundle.receipt?["credentialSubject"]?["registeredDigest"]?.elements ?? []
    return keys.compactMap(\.self) + digests.compactMap(\.string)
  }

  /// An award of an issuer that is its own key, without its proof.
  private static func unsigned(_ award: Value, by keyID: String) -> Value {
    guard var members = award.members else { return award }
    members.pairs.removeAll { $0.name == "proof" || $0.name == "issuer" }
    let did = String(keyID.prefix { $0 != "#" })
    let issuer = Value.Members([
      ("id", .text(did)), ("type", .list([.text("Profile")])), ("name", .text("x")),
    ])
    members.pairs.append(("issuer", .object(issuer)))
    return .object(members)
  }
}

extension FuzzSamples {
  /// Reads an input; false when something else than what was issued counts as valid.
  func read(_ input: [UInt8], as format: FuzzFormat) -> Bool {
    switch format {
    case .json:
      if let value = try? JSON.read(input) {
        _ = try? JCS.canonicalize(value)
        _ = try? LinkedData.canonical(value)
      }
      return verify([input] + companions)
    case .signed:
      guard let value = try? JSON.read(input),
        let signed = try? DataIntegrity.sign(
          value, suite: .eddsaRDFC, key: key, verificationMethod: keyID, created: now)
      else { return true }
      return verify([JSON.write(signed)] + companions)
    case .jwt: return verify([input] + companions)
    case .png, .pdf:
      guard let found = try? CredentialFile.unpack(input) else { return true }
      return verify([found])
    case .base58: return Self.readTexts(input)
    case .list:
      _ = try? StatusList(encoded: String(decoding: input, as: UTF8.self))
      return true
    case .bundle: return verify([input])
    case .did:
      guard let value = try? JSON.read(input) else { return true }
      _ = (try? DIDDocument(reading: value)).map(\.value)
      return true
    case .procedure, .answers, .form, .multipart:
      cases.read(input, as: format)
      return true
    case .statement: return records.read(input)
    case .checks:
      records.judge(input)
      return true
    }
  }

  private func verify(_ files: [[UInt8]]) -> Bool {
    let presented = Presented(files: files.map { ("", $0) })
    let report = Verification.verify(presented, at: now, trust: trust)
    guard report.isValid else { return true }
    if let shown = presented.award { return (try? JCS.canonicalize(shown)) == award }
    return presented.jwt.map { String(decoding: $0, as: UTF8.self) } == bundle.jwt
  }

  /// A text that is read is the only one for its bytes.
  private static func readTexts(_ input: [UInt8]) -> Bool {
    let text = String(decoding: input, as: UTF8.self)
    _ = PublicKey(multikey: text)?.multikey
    _ = DIDDocument(didKey: text)?.value
    _ = Multihash.digest(text)
    _ = DID(text: text)
    guard let bytes = Multibase.decode(text) else { return true }
    return [Multibase.base58(bytes), Multibase.base64URL(bytes)].contains(text)
  }
}
