import Kernel

extension Lint {
  /// There is one subject, an AchievementSubject under a pseudonym of this award alone.
  static let oneSubject = Lint("OneSubject", "OB 3.0 JSON schema; OB 3.0, B.4") { award in
    guard let subject = award["credentialSubject"], subject.members != nil else {
      return "credentialSubject is not one object"
    }
    guard subject.isTyped("AchievementSubject") else { return "subject is no AchievementSubject" }
    guard let id = subject["id"]?.string, isUUID(id) else { return "subject's id is no urn:uuid" }
    guard let identifiers = subject["identifier"]?.elements,
      identifiers.contains(where: {
        same($0["identityType"]?.string, "name") && $0["identityHash"]?.isFilled == true
      })
    else { return "subject has no name" }
    return nil
  }
}
