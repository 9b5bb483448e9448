import Casework
import Credentials
package import Kernel
import People
import Registrar
import Regulations
import Storage

/// Erases what the journal keeps about a person beyond the public parts, what their cases are to forget
/// (where paper copies went), the files they gave as evidence in cases of their own that have ended,
/// the words of their ratings, the mail address, and the learning records
/// under it and under the account here; the journal still verifies, and each erased entry names this
/// act.
package struct ErasePersonFacts: Operation {
  package static let name = "ErasePersonFacts"

  let person: PersonID
  let decision: String

  package init(person: PersonID, decision: String) {
    self.person = person
    self.decision = decision
  }

  /// What was erased.
  package struct Erased: Sendable {
    /// The number of entries whose facts were.
    package let entries: Int
    /// Files that a case named; `Office.erase` removes their bytes once this is durable.
    package let documents: [[UInt8]]
  }

  package func run(_ work: Work) throws -> Decided<Erased> {
    try work.require(.administrator)
    guard try Person.find(person, work.scope, in: work.tx) != nil else {
      throw OperationFault.notFound("person")
    }
    guard person != work.actor.person else {
      throw OperationFault.forbidden("nobody erases what is kept about themselves")
    }
    try work.requireDecision(decision)
    // The person is not named here: it would be the one thing that is not forgotten.
    let id = try work.recordAct(Self.name, facts: [("decision", .text(decision))])
    let count = try work.tx.forgetFacts(of: person, act: id)
    try work.forgetAnswers(of: person)
    let documents = try work.forgetDocuments(of: person)
    try Rating.eraseWords(of: person, in: work.tx)
    try PaperCopyRequest.forget(person, in: work.tx)
    // Programs tell of the person by account here, or by mail address.
    let account = Value.Members([
      ("homePage", .text(work.office.publicURL)), ("name", .text(person.description)),
    ])
    _ = try work.eraseRecords(of: .object(Value.Members([("account", .object(account))])))
    if let address = try MailBox.address(of: person, in: work.tx) {
      _ = try work.eraseRecords(
        of: .object(Value.Members([("mbox", .text("mailto:\(address)"))])))
    }
    try MailBox.remove(of: person, in: work.tx)
    return Decided(Ruling([], at: work.at), id, Erased(entries: count, documents: documents))
  }
}

extension Office {
  /// Erases a person's facts, and then from the store the files that no case names any more.
  package func erase(_ person: PersonID, decision: String, by actor: Actor, at: Instant) throws
    -> Decided<ErasePersonFacts.Erased>
  {
    let done = try performAndWait(
      ErasePersonFacts(person: person, decision: decision), by: actor, at: at)
    guard let documents, let erased = done.output else { return done }
    for digest in erased.documents {
      // In the writer's turn, so that no case names it meanwhile.
      try database.writeAndWait { tx in
        if try !CaseDocument.names(digest, in: tx) { try documents.remove(digest) }
      }
    }
    return done
  }
}
