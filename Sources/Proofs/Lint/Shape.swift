import Kernel

// Where things stand in an award.

extension Value {
  var achievement: Value? { self["credentialSubject"]?["achievement"] }

  /// The alignments of the achievement, its results and their descriptions.
  var alignments: [Value] {
    let holders =
      [achievement].compactMap(\.self)
      + (achievement?["resultDescription"]?.elements ?? [])
      + (self["credentialSubject"]?["result"]?.elements ?? [])
    return holders.flatMap { $0["alignment"].map { $0.elements ?? [.null] } ?? [] }
  }

  /// Whether this is text that is not empty.
  var isFilled: Bool { string.map { !$0.utf8.isEmpty } ?? false }
}

/// Whether a word belongs to a vocabulary that `ext:` may extend.
func isTerm(_ word: String?, of vocabulary: [String]) -> Bool {
  guard let word else { return false }
  if word.utf8.starts(with: "ext:".utf8) {
    let rest = String(word.utf8.dropFirst(4)) ?? ""
    return Name.isPlain(rest)
  }
  return vocabulary.contains { same($0, word) }
}
