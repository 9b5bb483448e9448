package import Kernel
import People
import Regulations
import Storage

/// Somebody says where their mail goes, or that none is wanted.
package struct SetMailAddress: Operation {
  package static let name = "SetMailAddress"

  let address: MailAddress?

  /// Nil for none: letters are then read here only.
  package init(_ address: MailAddress?) { self.address = address }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let person = try work.personActing()
    // The address itself is no fact of the journal: it can be forgotten without it.
    let id = try work.recordAct(
      Self.name, subject: person, facts: [("set", .flag(address != nil))])
    if let address {
      try MailBox.set(address, of: person, at: work.at, in: work.tx)
    } else {
      try MailBox.remove(of: person, in: work.tx)
    }
    return Decided(Ruling([], at: work.at), id, true)
  }
}

/// An administrator has given-up mail sent once more; it may then arrive twice.
package struct SendMailAgain: Operation {
  package static let name = "SendMailAgain"

  let mail: Int64

  package init(mail: Int64) { self.mail = mail }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.administrator)
    guard try work.tx.sendAgain(mail, work.scope, at: work.at) else {
      throw OperationFault.notFound("mail")
    }
    let id = try work.recordAct(Self.name, facts: [("mail", .integer(Int(mail)))])
    return Decided(Ruling([], at: work.at), id, true)
  }
}
