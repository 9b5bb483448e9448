// sa-nelc-xapi 6.3: the certificate's address opens without signing in. Whether it does only
// asking can tell; judged here is its form, and that is said: an absolute address of the web
// (https only, if `certificate.https` says so) of a public host, without a user, a secret in its
// query, or the name of a page to sign in at.
import Kernel
import Regulations

package enum CertificateAddress: StatementRule {
  package static let id = "Reporting/CertificateAddress"
  package static let article = "6.3"
  package static let summary = "A certificate's address has the form of a public one."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let secure = judging.law.flag("certificate.https") else {
      return .open(unset("certificate.https", article))
    }
    let profile = judging.profile
    let earned = judging.all("earned")
    let faults = earned.compactMap { statement -> ReportedFault? in
      let text = judging.value("jws-certificate-location", of: statement)?.string ?? ""
      if Letters.isBlank(text) { return ReportedFault(statement, "none") }
      guard let address = WebAddress(text) else { return ReportedFault(statement) }
      if secure, !address.isSecure { return ReportedFault(statement, "insecure") }
      if address.hasUser { return ReportedFault(statement, "user") }
      if address.isPrivate { return ReportedFault(statement, "private") }
      if let word = address.query.first(where: { profile.secretWords.contains($0) }) {
        return ReportedFault(statement, "secret", [("word", .text(word))])
      }
      let path = address.path.map { segment in
        Letters.lowercased(String(segment.prefix { $0 != "." && $0 != ";" }))
      }
      if let word = path.first(where: { profile.signInWords.contains($0) }) {
        return ReportedFault(statement, "signIn", [("word", .text(word))])
      }
      return nil
    }
    return .of(earned.count, faults, passed: "form")
  }
}
