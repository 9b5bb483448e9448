import JSON
package import Kernel

/// What somebody shows to a verifier: an award as JSON, as a compact token or both, alone, in a
/// bundle or with its companions in files of their own. What a file is, its content tells.
package struct Presented: Sendable {
  /// The award with its linked-data proof.
  package private(set) var award: Value?
  /// The award as a compact token, without white space around it.
  package private(set) var jwt: [UInt8]?
  /// Receipts and snapshots of lists: credentials with their proof, or compact tokens as text.
  private(set) var receipts: [Value] = []
  private(set) var statusLists: [Value] = []
  private(set) var didDocuments: [Value] = []
  private(set) var isBundle = false
  /// Why the files cannot be read, if they cannot.
  package private(set) var fault: Fault?

  /// Why what was shown cannot be read; `reason` first, then what explains it.
  package struct Fault: Sendable {
    package let details: VerificationReport.Details

    init(_ reason: String, _ details: VerificationReport.Details = []) {
      self.details = [("reason", reason)] + details
    }
  }

  /// One file, or the text of a page.
  package init(_ bytes: some Collection<UInt8>) { self.init(files: [("", Array(bytes))]) }

  /// Several files under the names that a message should call them by.
  package init(files: [(name: String, bytes: [UInt8])]) {
    for (name, bytes) in files where fault == nil {
      guard let fault = add(bytes) else { continue }
      self.fault = Fault(
        fault.details[0].value,
        fault.details.dropFirst() + (name.utf8.isEmpty ? [] : [("file", name)]))
    }
    if fault == nil, award == nil, jwt == nil { fault = Fault("noAward", [Self.expected]) }
  }

  /// Whether the regulator's receipt came with it.
  package var hasReceipt: Bool { !receipts.isEmpty }

  /// The award's id as it says itself; nothing is verified yet.
  package var awardID: String? {
    award?["id"]?.string
      ?? jwt.flatMap { try? JWT(reading: $0) }.flatMap { $0.payload["id"]?.string }
  }

  /// Everything from a bundle that is at hand already.
  package init(_ bundle: Bundle) { fault = add(bundle) }

  private static let expected = (name: "expected", value: "json jwt bundle")

  private mutating func add(_ bytes: [UInt8]) -> Fault? {
    let isSpace: (UInt8) -> Bool = { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
    var text = bytes[...]
    while let first = text.first, isSpace(first) { text.removeFirst() }
    while let last = text.last, isSpace(last) { text.removeLast() }
    guard text.first == UInt8(ascii: "{") else { return addToken(Array(text)) }
    do {
      return add(try JSON.read(text, limits: Bundle.limits))
    } catch {
      return Fault(
        "notJSON",
        [("line", "\(error.line)"), ("column", "\(error.column)"), ("fault", error.message)])
    }
  }

  private mutating func add(_ value: Value) -> Fault? {
    if Bundle.isOne(value) {
      do { return add(try Bundle(reading: value)) } catch {
        return Fault("bundle", [("member", error.member)])
      }
    }
    if Self.isDocument(value) {
      didDocuments.append(value)
    } else if Self.isTyped(value, "BitstringStatusListCredential") {
      statusLists.append(value)
    } else if Receipt.isOne(value) {
      receipts.append(value)
    } else if Self.isTyped(value, "VerifiableCredential") {
      guard award == nil else { return Fault("severalAwards") }
      award = value
    } else {
      return Fault("unknownObject", [Self.expected])
    }
    return nil
  }

  private mutating func add(_ bundle: Bundle) -> Fault? {
    guard award == nil, jwt == nil else { return Fault("severalAwards") }
    isBundle = true
    award = bundle.award
    jwt = bundle.jwt.map { Array($0.utf8) }
    receipts += bundle.receipt.map { [$0] } ?? []
    statusLists += bundle.statusLists
    didDocuments += bundle.didDocuments
    return nil
  }

  private mutating func addToken(_ text: [UInt8]) -> Fault? {
    let token: JWT
    do { token = try JWT(reading: text) } catch { return Self.fault(error) }
    let payload = Value.object(token.payload)
    if Self.isTyped(payload, "BitstringStatusListCredential") {
      statusLists.append(.text(String(decoding: text, as: UTF8.self)))
    } else if Receipt.isOne(payload) {
      receipts.append(.text(String(decoding: text, as: UTF8.self)))
    } else {
      guard jwt == nil else { return Fault("severalAwards") }
      jwt = text
    }
    return nil
  }

  static func fault(_ fault: JWT.Fault) -> Fault {
    switch fault {
    case .tooLarge(let limit): Fault("tooLarge", [("limit", "\(limit)")])
    case .notThreeParts: Fault("unknownForm", [expected])
    case .notBase64URL(let part): Fault("notBase64URL", [("part", part)])
    case .notAnObject(let part): Fault("notAnObject", [("part", part)])
    case .notJSON(let part, let fault):
      Fault("notJSON", [("part", part), ("fault", fault.message)])
    }
  }

  private static func isTyped(_ value: Value, _ name: String) -> Bool {
    value["type"]?.strings?.contains { same($0, name) } ?? false
  }

  private static func isDocument(_ value: Value) -> Bool {
    value["id"]?.string?.utf8.starts(with: "did:".utf8) == true && value["issuer"] == nil
      && (value["verificationMethod"] != nil || value["assertionMethod"] != nil)
  }
}
