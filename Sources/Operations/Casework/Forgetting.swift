import Casework
import JSON
import Kernel
import Regulations
import Storage

// Answers that are kept only while a case needs them: where a copy is sent, who received it.
extension Work {
  /// Erases from a form what is forgotten once its case has ended for good.
  func forget(_ file: CaseFile, _ procedure: Procedure) throws {
    let keys = procedure.fields.filter(\.isForgotten).map(\.key)
    guard !keys.isEmpty else { return }
    for kept in try CaseAnswers.all(file.id, in: tx) {
      guard let rest = try JSON.read(kept.answers).without(keys) else { continue }
      try CaseAnswers.set(
        file.id, revision: kept.revision, JSON.write(rest), at: kept.at, in: tx)
    }
  }

  /// Erases it from all that a person ever filed or began, and from the steps of others in it. Where
  /// the edition that would say which answers those are is not installed any more, all are erased.
  func forgetAnswers(of person: PersonID) throws {
    for file in try CaseFile.of(person, limit: Int(Int32.max), in: tx) {
      guard let procedure = office.library.kept(by: file, at: at)?.procedure else {
        try forgetAll(file)
        continue
      }
      try forget(file, procedure)
      let keys = procedure.steps.flatMap(\.fields).filter(\.isForgotten).map(\.key)
      guard !keys.isEmpty else { continue }
      for step in try CaseStep.of(file.id, in: tx) {
        guard let answers = step.answers, let rest = try JSON.read(answers).without(keys) else {
          continue
        }
        try step.keep(JSON.write(rest), of: file.id, in: tx)
      }
    }
  }

  /// Takes away the files that a person gave in cases of their own, drafts and those that have ended:
  /// the journal keeps that something was filed. What is still to be decided keeps its evidence, and so
  /// does a body's case.
  func forgetDocuments(of person: PersonID) throws -> [[UInt8]] {
    try CaseFile.of(person, limit: Int(Int32.max), in: tx).filter { file in
      guard file.turn == .draft || file.turn == .ended else { return false }
      let about = office.library.kept(by: file, at: at)?.procedure.about ?? .person
      return ![.body, .licence, .programme, .outsider].contains(about)
    }.flatMap { try CaseDocument.forget($0.id, of: person, in: tx) }
  }

  private func forgetAll(_ file: CaseFile) throws {
    let nothing = JSON.write(.object(Value.Members()))
    for kept in try CaseAnswers.all(file.id, in: tx) {
      try CaseAnswers.set(file.id, revision: kept.revision, nothing, at: kept.at, in: tx)
    }
    for step in try CaseStep.of(file.id, in: tx) where step.answers != nil {
      try step.keep(nothing, of: file.id, in: tx)
    }
  }
}

extension Value {
  /// The object without some of its members; nil where it has none of them.
  fileprivate func without(_ keys: [String]) -> Value? {
    let all = members?.pairs ?? []
    let rest = all.filter { member in !keys.contains { Name.same($0, member.name) } }
    return rest.count < all.count ? .object(Value.Members(rest)) : nil
  }
}
