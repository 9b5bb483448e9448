import Kernel

/// A fact that Open Badges has no member for, as one Evidence: `genre` is its code, `narrative`
/// says it to people, `description` says it again in lines of `key: value` that programs read.
struct AwardRecord {
  enum Genre: String, CaseIterable {
    case verificationPage = "VerificationPage"
    case englishEdition = "EnglishEdition"
    case grade = "Grade"
    case resultApproval = "ResultApproval"
    case templateApproval = "TemplateApproval"
    case providerLicence = "ProviderLicence"
    case programmeLicence = "ProgrammeLicence"
    case editionsApplied = "EditionsApplied"
    case proofOfStudy = "ProofOfStudy"
    case notADegree = "NotADegree"
    case replay = "Replay"
  }

  let genre: Genre
  var name: String
  var narrative: String
  var fields: [(key: String, value: String)] = []
  /// The page this evidence is, if it is one.
  var url: String?

  subscript(key: String) -> String? { fields.first { same($0.key, key) }?.value }

  var evidence: Value {
    object([
      "id": url.map { .text($0) },
      "type": texts(["Evidence"]),
      "genre": .text(genre.rawValue),
      "name": .text(name),
      "narrative": .text(narrative),
      "description": fields.isEmpty
        ? nil
        : .text(fields.map { "\($0.key): \(Self.oneLine($0.value))" }.joined(separator: "\n")),
    ])
  }

  /// A value must not be able to begin a line of its own.
  private static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      line.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
    }
    return line
  }

  /// Reads an Evidence of ours; nil for evidence of another genre.
  init?(reading evidence: Value) {
    guard let genre = evidence["genre"]?.string.flatMap(Genre.init(bytes:)) else { return nil }
    self.genre = genre
    name = evidence["name"]?.string ?? ""
    narrative = evidence["narrative"]?.string ?? ""
    url = evidence["id"]?.string
    // Bytes, not the string's own view: its indices cost a hundred times as much.
    for line in Array((evidence["description"]?.string ?? "").utf8)
      .split(separator: UInt8(ascii: "\n"))
    {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = line[colon...].dropFirst().drop { $0 == UInt8(ascii: " ") }
      fields.append(
        (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
  }

  init(
    _ genre: Genre, _ name: String, _ narrative: String,
    _ fields: [(key: String, value: String)] = []
  ) {
    self.genre = genre
    self.name = name
    self.narrative = narrative
    self.fields = fields
  }

  /// The records of an award, in their order; those of other kinds are left unread.
  static func all(_ kinds: [Genre] = Genre.allCases, in award: Value) -> [AwardRecord] {
    (award["evidence"]?.elements ?? []).filter { evidence in
      kinds.contains { same(evidence["genre"]?.string, $0.rawValue) }
    }.compactMap(AwardRecord.init(reading:))
  }
}

extension AwardRecord.Genre {
  init?(bytes text: String) {
    guard let found = Self.allCases.first(where: { same($0.rawValue, text) }) else { return nil }
    self = found
  }
}
