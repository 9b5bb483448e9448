import Kernel
import Regulations
import Rules

/// COVERAGE.md: article → rules → examples, and the articles without a rule.
enum CoverageDocument {
  static func text(_ library: Library) -> String {
    var lines = [
      "# Coverage", "",
      "Made by `sanad regulations coverage`; a test holds this file against the packs. The list of",
      "articles that are not yet treated may only shrink.", "",
    ]
    var notYet: [String] = []
    for pack in library.packs {
      for edition in pack.editions where !edition.isDraft {
        lines += ["## \(edition.name): \(edition.title.en)", ""]
        lines += ["| article | title | treatment | rules | examples |", "|---|---|---|---|---|"]
        for article in edition.articles {
          let examples = pack.examples.count {
            $0.article == article.id && ($0.edition ?? edition.id) == edition.id
          }
          lines.append(
            "| \(article.id) | \(article.title.en) | \(article.treatment.rawValue) | "
              + "\(article.rules.joined(separator: ", ")) | \(examples) |")
          if article.treatment == .notYet { notYet.append("\(edition.name)#\(article.id)") }
        }
        lines.append("")
      }
    }
    lines += ["## Not yet", ""]
    lines += notYet.isEmpty ? ["None."] : notYet.map { "- \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
