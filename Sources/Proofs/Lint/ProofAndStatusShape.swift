import Kernel

extension Lint {
  /// `proof` is a list and `credentialStatus` one object with an id: the schema is narrower than
  /// the data model.
  static let proofAndStatusShape = Lint("ProofAndStatusShape", "OB 3.0 JSON schema") { award in
    if let proof = award["proof"], proof.elements == nil { return "proof is not a list" }
    if let status = award["credentialStatus"],
      status["id"]?.isFilled != true || status["type"]?.isFilled != true
    {
      return "credentialStatus is not one object with id and type"
    }
    return nil
  }
}
