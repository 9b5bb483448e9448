import Kernel

extension Lint {
  /// No member but those the two contexts define where it stands: to a reader of linked data an
  /// unknown member is an error or, worse, silently not there.
  static let knownTerms = Lint("KnownTerms", "VCDM 2.0, 5.2; OB context 3.0.3") { award in
    unknown(in: award, .credential)
  }

  /// The path of an unknown member from here, with what is wrong.
  private static func unknown(in value: Value, _ kind: Terms.Kind) -> String? {
    if let elements = value.elements {
      for element in elements {
        if let found = unknown(in: element, kind) { return found }
      }
      return nil
    }
    guard let members = value.members else { return nil }
    for (name, member) in members.pairs {
      guard let term = Terms.member(name, of: kind) else {
        return "/\(name) is not a term of the contexts"
      }
      if let inner = term.kind, let found = unknown(in: member, inner) {
        return "/\(name)\(found)"
      }
    }
    return nil
  }
}
