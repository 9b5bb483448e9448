// sa-nelc-xapi 3.8: `context.language` matches the language of the object's texts. `ar` and
// `ar-SA` are one language (`language.match`).
import Kernel
import Regulations

package enum ContextLanguage: StatementRule {
  package static let id = "Reporting/ContextLanguage"
  package static let article = "3.8"
  package static let summary = "The language of the context is one the object's texts are in."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("language.match"),
      ["primary", "exact"].contains(reading)
    else { return lacking("language.match", judging.law) }
    func form(_ tag: String) -> String? {
      reading == "exact" ? Letters.lowercased(tag) : Letters.language(tag)
    }
    var faults: [ReportedFault] = []
    for statement in judging.statements {
      guard let language = statement.language, !Letters.isBlank(language) else {
        faults.append(ReportedFault(statement, "none"))
        continue
      }
      let object = statement.object
      for texts in [object.names, object.descriptions.filter({ !Letters.isBlank($0.text) })] {
        let tags = texts.compactMap(\.tag)
        if tags.isEmpty || tags.contains(where: { form($0) != nil && form($0) == form(language) }) {
          continue
        }
        faults.append(
          ReportedFault(
            statement, "",
            [
              ("language", .text(String(language.prefix(40)))),
              ("tags", .list(tags.prefix(5).map { String($0.prefix(40)) })),
            ]))
        break
      }
    }
    return .of(judging.statements.count, faults)
  }
}
