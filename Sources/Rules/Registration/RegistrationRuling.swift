// The ruling on one registration: every requirement is tested and every ground kept. The legal
// order is licence, scope, admission, section state, window, load, prerequisites, co-requisites,
// capacity; payment is no guard of registration. The first that refuses is the headline.
package import Regulations

/// All that must be known to decide one registration.
package struct RegistrationFacts: Sendable {
  package let provider: InForce.Facts
  package let programme: InForce.Facts
  package let scope: ProgrammeScope.Facts
  package let admission: Admission.Facts
  package let sectionState: SectionState.Facts
  package let window: RegistrationWindow.Facts
  package let load: UnitCap.Facts
  package let prerequisites: Prerequisites.Facts
  package let corequisites: Corequisites.Facts
  package let capacity: Capacity.Facts

  package init(
    provider: InForce.Facts, programme: InForce.Facts, scope: ProgrammeScope.Facts,
    admission: Admission.Facts, sectionState: SectionState.Facts,
    window: RegistrationWindow.Facts, load: UnitCap.Facts, prerequisites: Prerequisites.Facts,
    corequisites: Corequisites.Facts, capacity: Capacity.Facts
  ) {
    self.provider = provider
    self.programme = programme
    self.scope = scope
    self.admission = admission
    self.sectionState = sectionState
    self.window = window
    self.load = load
    self.prerequisites = prerequisites
    self.corequisites = corequisites
    self.capacity = capacity
  }
}

/// Decides one registration, all grounds in legal order.
package func registrationRuling(_ facts: RegistrationFacts, under law: Law) -> Ruling {
  law.ruling([
    InForce.decide(facts.provider, under: law),
    InForce.decide(facts.programme, under: law),
    ProgrammeScope.decide(facts.scope, under: law),
    Admission.decide(facts.admission, under: law),
    SectionState.decide(facts.sectionState, under: law),
    RegistrationWindow.decide(facts.window, under: law),
    UnitCap.decide(facts.load, under: law),
    Prerequisites.decide(facts.prerequisites, under: law),
    Corequisites.decide(facts.corequisites, under: law),
    Capacity.decide(facts.capacity, under: law),
  ])
}
