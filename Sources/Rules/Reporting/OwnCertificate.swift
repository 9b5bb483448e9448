// sa-nelc-xapi 6.2: a certificate is the learner's own copy, not the master. Of several, none
// shares its id or address with another; a single one tells only when its name says that it is
// a master.
import Kernel
import Regulations

package enum OwnCertificate: StatementRule {
  package static let id = "Reporting/OwnCertificate"
  package static let article = "6.2"
  package static let summary = "A certificate is the learner's own copy."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let earned = judging.all("earned")
    var faults: [ReportedFault] = []
    var seen: [[UInt8]: ReportedStatement] = [:]
    for statement in earned {
      let address = judging.value("jws-certificate-location", of: statement)?.string
      let places = [statement.object.id, address].compactMap { $0 }.filter { !Letters.isBlank($0) }
      if let word = places.lazy.compactMap({ master($0, judging.profile) }).first {
        faults.append(ReportedFault(statement, "master", [("word", .text(word))]))
        continue
      }
      for place in places {
        let key = Array(Letters.trimmed(place).utf8)
        if let other = seen[key], other.index != statement.index,
          isAnother(other, statement, judging)
        {
          faults.append(ReportedFault(statement, "", [("other", .text(other.name))]))
          break
        }
        if seen[key] == nil { seen[key] = statement }
      }
    }
    return faults.isEmpty && earned.count == 1 ? open("alone") : .of(earned.count, faults)
  }

  /// Another learner's, or another course's; the same one sent twice is a matter of 1.3.
  private static func isAnother(
    _ a: ReportedStatement, _ b: ReportedStatement, _ judging: Judging
  ) -> Bool {
    a.learner != b.learner
      || !Name.same(judging.course(a) ?? "", judging.course(b) ?? "")
  }

  private static func master(_ text: String, _ profile: StatementProfile) -> String? {
    let words = Letters.lowercased(text).utf8.split { byte in
      !(97...122).contains(byte) && !(48...57).contains(byte) && byte < 128
    }
    return profile.masterWords.first { word in words.contains { $0.elementsEqual(word.utf8) } }
  }
}
