// sa-nelc-xapi 6.1: the certificate's id and the address where it can be seen differ.
import Kernel
import Regulations

package enum CertificateIdentifier: StatementRule {
  package static let id = "Reporting/CertificateIdentifier"
  package static let article = "6.1"
  package static let summary = "A certificate's id is not its address."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let earned = judging.all("earned")
    var faults: [ReportedFault] = []
    var isOpen = false
    for statement in earned {
      guard let address = judging.value("jws-certificate-location", of: statement)?.string,
        !Letters.isBlank(address), let id = statement.object.id
      else {
        isOpen = true
        continue
      }
      if plain(address).elementsEqual(plain(id)) { faults.append(ReportedFault(statement)) }
    }
    return faults.isEmpty && isOpen ? open("noAddress") : .of(earned.count, faults)
  }

  /// An address without what makes no other of it: spaces at its ends, case, a slash at its end.
  private static func plain(_ text: String) -> [UInt8] {
    var bytes = Array(Letters.lowercased(Letters.trimmed(text)).utf8)
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return bytes
  }
}
