// sa-nelc-xapi 3.9: localized values stand under their right keys: Arabic under `ar…`, English
// under `en…`. A text is told by its letters; other languages are not judged.
import Kernel
import Regulations

package enum RightKeys: StatementRule {
  package static let id = "Reporting/RightKeys"
  package static let article = "3.9"
  package static let summary = "Each text stands under the key of its language."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      let texts =
        ([statement.object] + statement.parents).flatMap { $0.names + $0.descriptions }
        + statement.verbTexts + judging.platformNames(statement)
      guard !texts.isEmpty else { continue }
      judged += 1
      if let fault = texts.lazy.compactMap({ fault($0, statement) }).first { faults.append(fault) }
    }
    return .of(judged, faults)
  }

  private static func fault(_ entry: ReportedStatement.Entry, _ statement: ReportedStatement)
    -> ReportedFault?
  {
    guard let tag = entry.tag, let language = Letters.language(tag) else {
      let shown = entry.tag.map { String($0.prefix(40)) } ?? "–"
      return ReportedFault(
        statement, "tag", [("place", .text(entry.member)), ("tag", .text(shown))])
    }
    let letters = Letters.scripts(entry.text)
    let isWrong =
      switch language {
      case "ar": letters.arabic == 0 && letters.latin + letters.other > 0
      case "en":
        letters.arabic > letters.latin || letters.latin == 0 && letters.other > 0
      default: false
      }
    guard isWrong else { return nil }
    return ReportedFault(statement, "", [("place", .text(entry.place)), ("tag", .text(tag))])
  }
}
