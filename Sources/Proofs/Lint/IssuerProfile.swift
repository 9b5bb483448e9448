import Kernel

extension Lint {
  /// The issuer is a Profile with a did:web and a name.
  static let issuerProfile = Lint("IssuerProfile", "VCDM 2.0, 4.7; OB 3.0, B.16") { award in
    guard let issuer = award["issuer"], issuer.members != nil, issuer.isTyped("Profile") else {
      return "issuer is not a Profile"
    }
    guard let id = issuer["id"]?.string, DID(text: id) != nil else {
      return "issuer has no did:web as id"
    }
    return issuer["name"]?.isFilled == true ? nil : "issuer has no name"
  }
}
