package import Kernel
import People
import Regulations
import Storage

/// Whoever holds an office delegates it: to one person, for a course or section, from–until (IV.1,
/// II.6).
package struct Delegate: Operation {
  package static let name = "Delegate"

  let role: Role
  let to: PersonID
  let course: CourseID?
  let section: SectionID?
  let from: Instant
  let until: Instant

  package init(
    role: Role, to: PersonID, course: CourseID?, section: SectionID?, from: Instant,
    until: Instant
  ) {
    self.role = role
    self.to = to
    self.course = course
    self.section = section
    self.from = from
    self.until = until
  }

  package func run(_ work: Work) throws -> Decided<GrantID> {
    try work.require(role)
    let giver = try work.personActing()
    let receiver = try work.learner(to)
    guard from < until else { throw OperationFault.badInput("until", "lies before the start") }
    let id = try work.recordAct(
      Self.name, subject: receiver.id,
      facts: [
        ("role", .text(role.rawValue)), ("from", .instant(from)),
        ("until", .instant(until)),
      ])
    let grant = Grant(
      id: work.id(), person: receiver.id, role: role, institution: work.institution.id,
      course: course, section: section, from: from, until: until, delegatedFrom: giver)
    try grant.insert(at: work.at, in: work.tx)
    return Decided(Ruling([], at: work.at), id, grant.id)
  }
}
