// sa-nelc-xapi 3.3: all mandatory extensions are in `registered` and filled; those of schools
// where the provider is one (`provider.school`), or where one of them is there already.
// `extensions.place` says whether they must stand in the context, `birthDate.form` how a day of
// birth is written: the source prints one form, a kit another.
import Kernel
import Regulations

package enum MandatoryExtensions: StatementRule {
  package static let id = "Reporting/MandatoryExtensions"
  package static let article = "3.3"
  package static let summary = "All mandatory extensions are in registered and filled."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let place = judging.law.choice("extensions.place"),
      ["context", "anywhere"].contains(place)
    else { return lacking("extensions.place", judging.law) }
    guard let form = judging.law.choice("birthDate.form"),
      ["either", "dayMonthYear", "yearMonthDay"].contains(form)
    else { return lacking("birthDate.form", judging.law) }
    let registered = judging.all("registered")
    var faults: [ReportedFault] = []
    for statement in registered {
      func value(_ iri: String) -> Value? {
        place == "context" ? statement.contextExtension(iri) : statement.anyExtension(iri)
      }
      let all = judging.profile.extensions
      let isSchool =
        judging.law.flag("provider.school")
        ?? all.contains { $0.demand == .schools && value($0.iri) != nil }
      let missing = all.filter { known in
        (known.demand == .always || known.demand == .schools && isSchool)
          && !isFilled(value(known.iri))
      }
      if !missing.isEmpty {
        faults.append(ReportedFault(statement, "", [("missing", .list(missing.map(\.id)))]))
      } else if let iri = judging.profile.iri(ofExtension: "date_of_birth"),
        !isDay(value(iri)?.string ?? "", form)
      {
        faults.append(ReportedFault(statement, "birthDate"))
      }
    }
    return .of(registered.count, faults)
  }

  private static func isFilled(_ value: Value?) -> Bool {
    guard let value else { return false }
    if let text = value.string { return !Letters.isBlank(text) }
    if let members = value.members {
      return members.pairs.contains { isFilled($0.value) }
    }
    return value.decimal != nil
  }

  /// A day that exists, as `31/12/1990` or `1990-12-31`.
  private static func isDay(_ text: String, _ form: String) -> Bool {
    if form != "dayMonthYear", Day(text: text) != nil { return true }
    guard form != "yearMonthDay" else { return false }
    let parts = text.utf8.split(separator: 47, omittingEmptySubsequences: false)
    guard parts.map(\.count) == [2, 2, 4] else { return false }
    let turned = parts.reversed().map { String(decoding: Array($0), as: UTF8.self) }
    return Day(text: turned.joined(separator: "-")) != nil
  }
}
