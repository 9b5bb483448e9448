import Credentials
package import Kernel
package import Proofs
import Registrar
import Rules
import Storage

/// An award that exists before it is judged, so that its own words can be; it is signed later.
///
/// Its canonical form and its token take most of the time of an issue, and the writer decides one
/// thing at a time: where many are issued, drafts are made ahead on other threads, from what a read
/// finds. The decision gathers the facts again and takes such a draft only if they are the same.
package struct AwardDraft: Sendable {
  let facts: AwardFacts
  let entry: StatusEntry
  /// The bytes that both signatures will sign.
  package let prepared: Award.Prepared
  /// What its words are judged by.
  let wording: Wording.Facts

  /// The credential's id, also when its words come to be others.
  package var id: CredentialID { facts.id }
  var subject: ID<AwardSubjectTag> { facts.holder.subject }

  init(_ facts: AwardFacts, _ entry: StatusEntry, keys: IssuerKeys) throws {
    self.facts = facts
    self.entry = entry
    prepared = try Award.prepare(Award.build(facts), keys: keys, created: facts.issuedAt)
    let award = prepared.draft.document
    let names =
      [
        facts.issuer.name, facts.issuer.unitName, facts.course.title,
        facts.programmeLicence.licensed,
        facts.providerLicence.licensed, facts.providerLicence.authority,
        facts.programmeLicence.authority, facts.resultApproval.body, facts.templateApproval.body,
      ] + facts.editions.map(\.title) + facts.articles.map(\.name)
    wording = Wording.Facts(
      text: Award.words(award), properNames: names.flatMap { [$0.ar, $0.en] },
      statesEffect: Lint.check(award, against: [.notADegree]).isEmpty)
  }
}

extension Office {
  /// Drafts of what these registrations call for, as far as a read tells: one is missing where the
  /// decision itself will say why, or has to make something first.
  package func draftsAhead(_ registrations: [RegistrationID], by actor: Actor, at: Instant)
    -> [AwardDraft?]
  {
    guard let issuer else { return registrations.map { _ in nil } }
    let gathered = try? database.read { tx in
      registrations.map { registration -> (facts: AwardFacts, entry: StatusEntry)? in
        guard
          let work = try? Work(tx, office: self, actor: actor, draw: Draw(ids: ids, at: at)),
          let awarding = try? Awarding(work, registration), awarding.existing == nil,
          let result = awarding.result,
          let entry = try? StatusRegister.wish(.award, draw: { work.random() }, in: tx),
          let facts = try? awarding.facts(work.id(), subject: work.id(), result, entry, nil)
        else { return nil }
        return (facts, entry)
      }
    }
    return (gathered ?? registrations.map { _ in nil }).map { found in
      found.flatMap { try? AwardDraft($0.facts, $0.entry, keys: issuer) }
    }
  }
}
