import Kernel

extension Lint {
  /// The credential, its subject and the achievement are described in one place each. A linked-data
  /// signature holds wherever a member stands below the same id: whoever shows an award could move
  /// its end into a second description, where nobody looks for it.
  static let describedOnce = Lint("DescribedOnce", "VC Data Integrity 1.0, 5.3") { award in
    let subject = award["credentialSubject"]
    for (place, node) in [
      ("the credential", award), ("credentialSubject", subject), ("achievement", award.achievement),
    ] {
      guard let id = node?["id"]?.string else { continue }
      // Who issues to themselves is described as issuer too.
      let isSelf = place == "credentialSubject" && same(Award.issuerID(award), id)
      if !isSelf, descriptions(of: id, in: award) > 1 { return "\(place) is described twice" }
    }
    return nil
  }

  private static let mentions = ["id", "type", "endorsementComment"]

  /// How many objects say more of an identifier than its type, or that somebody endorses it.
  private static func descriptions(of id: String, in value: Value) -> Int {
    switch value {
    case .object(let members):
      let isOne =
        same(members["id"]?.string, id)
        && members.pairs.contains { pair in !mentions.contains { same($0, pair.name) } }
      return members.pairs.reduce(isOne ? 1 : 0) { $0 + descriptions(of: id, in: $1.value) }
    case .list(let elements):
      return elements.reduce(0) { $0 + descriptions(of: id, in: $1) }
    default: return 0
    }
  }
}
