import Kernel

extension Lint {
  /// Names and descriptions are one string each: the Open Badges schema refuses language maps.
  static let singleStrings = Lint("SingleStrings", "OB 3.0 JSON schema") { award in
    let holders: [(String, Value?)] = [
      ("credential", award), ("issuer", award["issuer"]), ("achievement", award.achievement),
    ]
    for (holder, value) in holders {
      for name in ["name", "description"] {
        if let member = value?[name], member.string == nil {
          return "\(name) of the \(holder) is not one string"
        }
      }
    }
    return nil
  }
}
