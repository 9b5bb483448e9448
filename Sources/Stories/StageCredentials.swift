import Credentials
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage

// What stories do with credentials.
extension Stage {
  func performCredentials(by name: String) throws -> StepOutcome {
    switch step.operation {
    case IssueCredential.name:
      try with.only("course", "learner", "term")
      return try issued(IssueCredential(registration: try registration(name)), name)
    case SupersedeCredential.name:
      try with.only("course", "learner", "term", "reason")
      return try issued(
        SupersedeCredential(
          credential: try credential(name), reason: try with.optional("reason")?.text() ?? "story"),
        name)
    case RevokeCredential.name:
      try with.only("course", "learner", "term", "reason")
      return try done(
        RevokeCredential(
          credential: try credential(name), reason: try with.optional("reason")?.text() ?? "story"),
        name)
    case RevokeReceipt.name:
      try with.only("course", "learner", "term", "reason")
      return try done(
        RevokeReceipt(
          award: "urn:uuid:\(try credential(name))",
          reason: try with.optional("reason")?.text() ?? "story"), name)
    default: return try performAdministration(by: name)
    }
  }

  /// A credential is signed and registered right after it was decided.
  private func issued<Issuing: Operation>(_ operation: Issuing, _ name: String) throws
    -> StepOutcome where Issuing.Output == CredentialID
  {
    let decided = try scene.office.performAndWait(
      operation, by: try scene.actor(name), at: step.at)
    if let issued = decided.output {
      let progress = try Awards(scene.office, scene.scope).finish([issued], at: step.at)
      if let failure = progress.failures.first { throw failure }
    }
    return .ruling(decided.ruling, decided.id)
  }

  /// The credential that stands for the learner's course, or the last that did.
  private func credential(_ name: String) throws -> CredentialID {
    let learner = try learner(name).id
    let course = try scene.course(try with.text("course")).id
    let term = try term().id
    let found = try scene.database.read { tx in
      try Credential.of(learner, course: course, term: term, in: tx)
        ?? Credential.of(learner, in: tx).first { $0.course == course && $0.term == term }
    }
    guard let found else { throw OperationFault.notFound("credential") }
    return found.id
  }
}
