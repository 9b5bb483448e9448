/// Where electronic mail goes: `local@host` in plain ASCII, in the one form that every server reads
/// alike. Quoted local parts, comments and literal addresses are refused.
package struct MailAddress: Hashable, Sendable {
  /// As it was written.
  package let text: String
  /// What stands behind the sign.
  package let host: String

  /// Nil for anything else than an address.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, parts[0].utf8.count <= 64,
      MailAddress.isDotted(parts[0], least: 1, letter: MailAddress.isOfLocal),
      MailAddress.isDotted(parts[1], least: 2, letter: MailAddress.isOfHost),
      parts[1].utf8.split(separator: UInt8(ascii: ".")).allSatisfy({
        $0.count <= 63 && $0.first != UInt8(ascii: "-") && $0.last != UInt8(ascii: "-")
      })
    else { return nil }
    self.text = text
    host = String(parts[1])
  }

  private static func isDotted(_ text: Substring, least: Int, letter: (UInt8) -> Bool) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count >= least && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(letter) }
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isOfLocal(_ byte: UInt8) -> Bool {
    isOfHost(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
  }
}
