import Kernel

extension Lint {
  /// A signed award has exactly one proof, `eddsa-rdfc-2022`: strict readers refuse a second one of
  /// a suite they know, and certified ones know no other of linked data.
  static let oneProof = Lint("OneProof", "OB 3.0, 8.3; Data Integrity 1.0, 2.1") { award in
    guard let member = award["proof"] else { return nil }
    guard let proofs = member.elements, proofs.count == 1,
      same(proofs.first?["type"]?.string, "DataIntegrityProof"),
      same(proofs.first?["cryptosuite"]?.string, "eddsa-rdfc-2022")
    else { return "proof is not one eddsa-rdfc-2022 proof in a list" }
    return nil
  }
}
