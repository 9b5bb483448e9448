package import Kernel
import Regulations
package import Transport

/// How an installation's mail leaves it, read from a file: `format: 1`, the server, who sends.
package struct MailSettings: Sendable {
  package let server: MailServer
  /// Whom mail is from, and where other servers say that it could not be delivered.
  package let from: MailAddress

  /// Reads the file. The password stands in a file of its own, of mode 0600, which is named beside
  /// it; `publicURL` is the installation's, whose host it introduces itself by.
  package init(text: String, file: String, publicURL: String) throws {
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only("format", "server", "port", "security", "user", "passwordFile", "from")
    let security: MailServer.Security = try root.required("security").choice()
    let port = try root.required("port").integer()
    let host = try root.text("server")
    var login: (user: String, password: String)?
    if let user = try root.optional("user")?.text() {
      guard security != .none else {
        throw root.fault("has a user without TLS; write 'security: starttls' or 'tls'")
      }
      let path = try root.text("passwordFile")
      login = (user, try SecretFile(path).line("a password", othersBits: 0o007))
    } else if root.optional("passwordFile") != nil {
      throw root.fault("has a passwordFile and no user")
    }
    guard let from = MailAddress(try root.text("from")) else {
      throw root.fault("'from' must be a mail address such as no-reply@university.example")
    }
    guard let number = UInt16(exactly: port), number > 0,
      let server = MailServer(
        host: host, port: number, security: security, login: login,
        name: Address(publicURL)?.host ?? "localhost")
    else {
      throw root.fault(
        "names no server that can be used: a host, a port, and TLS unless it is this machine")
    }
    self.server = server
    self.from = from
  }
}
