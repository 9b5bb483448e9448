import Crypto
package import Kernel
package import People
package import Regulations
package import Storage

/// One thing a person or the clock does, always in the same five words: gather, decide, record,
/// apply, tell, inside one transaction.
package protocol Operation: Sendable {
  associatedtype Output: Sendable
  /// The name in the journal, in stories and in the API.
  static var name: String { get }
  /// Says which queries `run` will most likely make, as far as that can be known or guessed before;
  /// it decides nothing, and may leave out anything.
  func expect(_ scope: Scope, in tx: Transaction) throws
  func run(_ work: Work) throws -> Decided<Output>
}

extension Operation {
  package func expect(_ scope: Scope, in tx: Transaction) throws {}

  /// Says what the operation and the room it works in will ask.
  func expect(by actor: Actor, in tx: Transaction) throws {
    if let person = actor.person { try tx.expect(Grant.query(of: person)) }
    try tx.expect(OverlayRow.query(actor.scope))
    try expect(actor.scope, in: tx)
  }
}

/// A ruling with its reference in the journal, and what came of it when it was granted.
package struct Decided<Output: Sendable>: Sendable {
  package let ruling: Ruling
  package let id: RulingID
  package let output: Output?

  package init(_ ruling: Ruling, _ id: RulingID, _ output: Output?) {
    self.ruling = ruling
    self.id = id
    self.output = output
  }
}

/// Input that no rule has to judge: answered with place and remedy, and nothing is stored.
package enum OperationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The person has no office for this.
  case forbidden(String)
  /// There is no such thing, or not for this institution.
  case notFound(String)
  case badInput(String, String)
  /// It is so already, or no longer possible in this state.
  case stateConflict(String)

  package var description: String {
    switch self {
    case .forbidden(let what): "you may not do this: \(what)"
    case .notFound(let what): "there is no such \(what)"
    case .badInput(let place, let problem): "\(place): \(problem)"
    case .stateConflict(let what): what
    }
  }
}

/// Who acts: a person with the offices held, or the clock.
package struct Actor: Sendable {
  /// Nil for the clock.
  package let person: PersonID?
  package let scope: Scope
  package let grants: [Grant]

  package init(person: PersonID?, scope: Scope, grants: [Grant]) {
    self.person = person
    self.scope = scope
    self.grants = grants
  }

  /// The clock, which has become due things done.
  package static func clock(_ scope: Scope) -> Actor {
    Actor(person: nil, scope: scope, grants: [])
  }

  package static func load(_ person: Person, in tx: Transaction) throws -> Actor {
    Actor(
      person: person.id, scope: Scope(person.institution),
      grants: try Grant.of(person.id, in: tx))
  }

  /// Whether a role is held in one's own right at an instant for an object.
  package func holds(
    _ role: Role, at: Instant, course: CourseID? = nil, section: SectionID? = nil
  ) -> Bool {
    grants.contains {
      $0.role == role && $0.delegatedFrom == nil && $0.institution == scope.institution
        && $0.covers(course: course, section: section, at: at)
    }
  }

  /// Whether the person teaches a section of the course, or all of it.
  package func teaches(_ course: CourseID, at: Instant) -> Bool {
    grants.contains {
      $0.role == .instructor && $0.institution == scope.institution
        && ($0.course == nil || $0.course == course) && $0.from <= at
        && $0.until.map { at < $0 } ?? true
    }
  }

  /// The roles held at an instant, anywhere or at one institution; delegated ones not counted.
  package func roles(at: Instant, in institution: InstitutionID? = nil) -> [Role] {
    Role.allCases.filter { role in
      grants.contains {
        $0.role == role && $0.institution == institution ?? $0.institution
          && $0.delegatedFrom == nil && $0.from <= at && $0.until.map { at < $0 } ?? true
      }
    }
  }
}

/// The instant and the random bits of an operation, drawn before it so that a second run of its
/// closure repeats the first.
package struct Draw: Sendable {
  let at: Instant
  let seed: (UInt64, UInt64)
  /// What the ids drawn in the same millisecond are ordered by.
  let turn: UInt64
  /// What salts are made of: identifiers are public, and must not tell them.
  let secret: [UInt8]

  init(ids: IDs, at: Instant) {
    self.at = at
    secret = ids.secret() + ids.secret()
    let drawn: ID<RulingTag> = ids.make(at: at)
    let more: ID<RulingTag> = ids.make(at: at)
    seed = (drawn.low, more.low)
    turn = drawn.turn
  }
}

/// The room an operation works in: transaction, law, instant, actor.
package final class Work {
  package let tx: Transaction
  package let office: Office
  package let actor: Actor
  package let at: Instant
  package let institution: Institution
  package let law: Law
  private let draw: Draw
  private var numbers: SplitMix64
  private var salts: UInt8 = 0

  init(_ tx: Transaction, office: Office, actor: Actor, draw: Draw) throws {
    self.tx = tx
    self.office = office
    // The rights as they stand in this transaction: a body may have come long after its head.
    self.actor =
      try actor.person.map {
        Actor(person: $0, scope: actor.scope, grants: try Grant.of($0, in: tx))
      } ?? actor
    self.at = draw.at
    self.draw = draw
    numbers = SplitMix64(seed: draw.seed.0)
    self.institution = try office.institution(actor.scope)
    let overlay = try OverlayRow.current(
      actor.scope, at: draw.at, office: office, in: tx)
    self.law = try office.law(actor.scope, at: draw.at, overlay: overlay)
  }

  package var scope: Scope { actor.scope }

  /// The same sequence over the drawn seed whenever the closure runs again.
  func random() -> UInt64 { numbers.next() ^ draw.seed.1 }

  package func id<Of>(_: Of.Type = Of.self) -> ID<Of> {
    ID(at: at, turn: draw.turn, random: random())
  }

  /// Sixteen bytes for the salt of a journal entry.
  func salt() -> [UInt8] {
    salts &+= 1
    return Array(SHA256.hash(data: draw.secret + [salts]).prefix(16))
  }

  /// Refuses people without any of these roles.
  func require(_ roles: Role..., course: CourseID? = nil, section: SectionID? = nil) throws {
    for role in roles where actor.holds(role, at: at, course: course, section: section) { return }
    if actor.person == nil { return }
    throw OperationFault.forbidden(
      "it takes the role \(roles.map(\.rawValue).joined(separator: " or "))")
  }

  /// Refuses people who hold no office and are not concerned: what is decided about others is not
  /// theirs to see.
  func requireOffice(orSubject subject: PersonID) throws {
    if actor.person == nil || actor.person == subject { return }
    let holdsOffice = actor.grants.contains {
      $0.role != .learner && $0.institution == scope.institution
    }
    guard holdsOffice else { throw OperationFault.forbidden("it takes an office") }
  }

  /// Refuses everybody but the learner concerned and the registrar.
  func requireLearnerOrRegistrar(_ learner: PersonID) throws {
    if actor.person == learner {
      guard actor.holds(.learner, at: at) else {
        throw OperationFault.forbidden("it takes the role learner")
      }
      return
    }
    try require(.registrar)
  }

  /// Refuses to register somebody who is no learner here.
  func requireLearnerRole(of person: Person) throws {
    if person.id == actor.person { return }
    let grants = try Grant.of(person.id, in: tx)
    guard
      grants.contains(where: { $0.role == .learner && $0.covers(course: nil, section: nil, at: at) }
      )
    else { throw OperationFault.forbidden("\(person.login) is not a learner") }
  }

  /// Refuses a decision that says nothing of what somebody rests on.
  func requireDecision(_ text: String) throws {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw OperationFault.badInput("decision", "name the decision this rests on")
    }
    if let fault = Name.fault(in: text, limit: 500) {
      throw OperationFault.badInput("decision", "is \(fault)")
    }
  }

  /// The person acting; the clock has none.
  func personActing() throws -> PersonID {
    guard let person = actor.person else {
      throw OperationFault.forbidden("a person must do this, not the clock")
    }
    return person
  }
}
