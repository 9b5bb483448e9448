import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import Proofs
import Stories

/// Credentials on one core beside the raw signatures of the same run, in three interleaved rounds:
/// the demo's certificate issued, verified and set in PDF again and again.
struct AwardsBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "awards")
  @Option var regulations = "Regulations"
  @Option var count = 2_000

  func run() throws {
    let scene = try Self.scene(regulations)
    defer { scene.close() }
    let at = scene.lastInstant
    let texts = try PackFolder.texts(at: regulations + "/locales")
    let (arabic, english) = (Speech(.arabic, texts), Speech(.english, texts))
    guard let credential = try scene.newestCredential(), let keys = scene.office.issuer,
      let regulator = scene.office.regulator,
      let bundle = try scene.office.bundle(of: credential, at: at), let award = bundle.award
    else { throw ValidationError("the demo made no certificate") }
    let bytes = bundle.bytes
    let message = [UInt8](repeating: 7, count: 64)
    let signature = try keys.integrity.sign(message)
    let remembering = Trust(documents: [regulator.document], memory: SignatureMemory())
    let forgetting = Trust(documents: [regulator.document])
    func verify(_ trust: Trust) throws {
      guard Verification.verify(Presented(bytes), at: at, trust: trust).isValid else {
        throw ValidationError("the certificate is not valid")
      }
    }
    let parts: [(name: String, count: Int, work: (Int) throws -> Void)] = [
      ("ed25519-sign", count * 5, { _ in _ = try keys.integrity.sign(message) }),
      (
        "ed25519-verify", count * 5,
        { _ in _ = keys.integrity.publicKey.verifies(signature, of: message) }
      ),
      ("p256-sign", count * 5, { _ in _ = try keys.token.sign(message) }),
      (
        "issue-rdfc", count,
        { number in
          let prepared = try Award.prepare(Self.unsigned(award, number), keys: keys, created: at)
          _ = JSON.write(try prepared.sign(keys).award)
        }
      ),
      (
        "issue-jcs", count * 2,
        { number in
          let signed = try DataIntegrity.sign(
            Self.unsigned(award, number), suite: .eddsaJCS, key: keys.integrity,
            verificationMethod: keys.integrityID, created: at)
          _ = JSON.write(signed)
        }
      ),
      ("verify", count, { _ in try verify(remembering) }),
      ("verify-cold", count / 2, { _ in try verify(forgetting) }),
      (
        "pdf", 30,
        { _ in
          _ = try scene.office.certificate(of: credential, arabic: arabic, beside: english, at: at)
        }
      ),
    ]
    var rates: [String: [Double]] = [:]
    for _ in 0..<3 {
      for part in parts {
        let begin = CPU.seconds()
        for number in 0..<part.count { try part.work(number) }
        rates[part.name, default: []].append(Double(part.count) / (CPU.seconds() - begin))
      }
    }
    for part in parts { print("\(part.name) \(Int((rates[part.name] ?? []).sorted()[1]))") }
  }

  private static func scene(_ regulations: String) throws -> Scene {
    let file = regulations + "/demo.yaml"
    let story = try Story.read(try PackFolder.text(of: file), file: file)
    let scene = try Scene(
      world: story.world, library: try PackFolder.library(at: regulations + "/packs"))
    for step in story.steps { _ = StoryRun.play(step, in: scene) }
    return scene
  }

  /// The award before it was signed, under another id each time.
  private static func unsigned(_ award: Value, _ number: Int) -> Value {
    let tail = String(1_000_000 + number)
    let pairs = (award.members?.pairs ?? []).filter { $0.name != "proof" }.map { pair in
      guard pair.name == "id" else { return pair }
      return (pair.name, Value.text("urn:uuid:01a2eebc-7d60-70f1-98a7-48100\(tail)"))
    }
    return .object(Value.Members(pairs))
  }
}
