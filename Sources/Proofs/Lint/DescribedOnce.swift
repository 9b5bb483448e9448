import Kernel

extension Lint {
  /// The credential, its subject and the achievement are described in one place each. A linked-data
  /// signature holds wherever a member stands below the same id: whoever shows an award could move
  /// its end into a second description, where nobody looks for it.
  static let describedOnce = Lint("DescribedOnce", "VC Data Integrity 1.0, 5.3") { award in
    let subject = award["credentialSubject"]
    var described: [Described] = []
    for (place, node) in [
      ("the credential", award), ("credentialSubject", subject), ("achievement", award.achievement),
    ] {
      guard let id = node?["id"]?.string else { continue }
      // Who issues to themselves is described as issuer too.
      let isSelf = place == "credentialSubject" && same(Award.issuerID(award), id)
      if !isSelf { described.append(Described(place: place, id: id)) }
    }
    count(&described, in: award)
    return described.first { $0.times > 1 }.map { "\($0.place) is described twice" }
  }

  /// A node, and how many objects say more of it than its type, or that somebody endorses it.
  private struct Described {
    let place: String
    let id: String
    var times = 0
  }

  private static let mentions = ["id", "type", "endorsementComment"]

  private static func count(_ described: inout [Described], in value: Value) {
    switch value {
    case .object(let members):
      if let id = members["id"]?.string {
        for index in described.indices where same(described[index].id, id) {
          let isOne = members.pairs.contains { pair in !mentions.contains { same($0, pair.name) } }
          if isOne { described[index].times += 1 }
        }
      }
      for pair in members.pairs { count(&described, in: pair.value) }
    case .list(let elements): for element in elements { count(&described, in: element) }
    default: break
    }
  }
}
