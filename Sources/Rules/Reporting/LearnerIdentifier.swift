// sa-nelc-xapi 4.1: the learner's national id, in `actor.name`, is well formed: ten digits
// (`identifier.length`), the first 1, 2 or 4 (`identifier.first`). Digits are 0–9; a check
// digit is not asked for (`identifier.checkDigit`). A group is no learner. No finding repeats the
// id.
import Kernel
import Regulations

package enum LearnerIdentifier: StatementRule {
  package static let id = "Reporting/LearnerIdentifier"
  package static let article = "4.1"
  package static let summary = "The learner's national id is well formed."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let law = judging.law
    guard let length = law.integer("identifier.length") else {
      return .open(unset("identifier.length", article))
    }
    guard let firsts = law.text("identifier.first") else {
      return .open(unset("identifier.first", article))
    }
    guard let checks = law.flag("identifier.checkDigit") else {
      return .open(unset("identifier.checkDigit", article))
    }
    let faults = judging.statements.compactMap { statement -> ReportedFault? in
      if statement.isOfGroup { return ReportedFault(statement, "group") }
      guard let name = statement.actorName, !Letters.isBlank(name) else {
        return ReportedFault(statement, "none")
      }
      let bytes = Array(name.utf8)
      guard bytes.allSatisfy({ (48...57).contains($0) }) else {
        return ReportedFault(statement)
      }
      guard bytes.count == length else {
        return ReportedFault(
          statement, "length", [("length", .integer(bytes.count)), ("expected", .integer(length))])
      }
      guard let first = bytes.first, firsts.utf8.contains(first) else {
        return ReportedFault(statement, "first", [("expected", .text(firsts))])
      }
      return checks && !hasCheckDigit(bytes) ? ReportedFault(statement, "checkDigit") : nil
    }
    return .of(judging.statements.count, faults)
  }

  /// Whether the digits add up as Luhn's formula has it.
  package static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = Int(digit) - 48
      let doubled = place % 2 == 1 ? value * 2 : value
      sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
  }
}
