import CCurl
import Foundation
import Kernel

/// Hands messages to a mail server; a value, so that a test puts another in its place.
package struct Mailer: Sendable {
  /// What came of handing a message over.
  package enum Outcome: Sendable, Equatable {
    /// The server has it, and answers for it from now on.
    case taken
    /// The server will not take it, whenever it is asked (a code of 500 and more).
    case refused(Int)
    /// It does not have it, and may take it later.
    case later(String)
    /// No server was reached: every other message would fare the same.
    case unreachable(String)
    /// All of it was sent, and no answer came: the server may have it.
    case uncertain
    /// `begin` said no; nothing was sent.
    case notBegun
  }

  private let perform: @Sendable (MailMessage, @Sendable () -> Bool) -> Outcome

  /// A way of one's own.
  package init(
    _ perform: @escaping @Sendable (MailMessage, @Sendable () -> Bool) -> Outcome
  ) { self.perform = perform }

  /// Hands a message over on the calling thread. `begin` is called once, right before the first of
  /// its bytes leaves; when it says no, nothing leaves.
  package func send(_ message: MailMessage, begin: @Sendable () -> Bool) -> Outcome {
    perform(message, begin)
  }

  /// A server by SMTP, through the system's libcurl. `caFile` names the authorities that are
  /// believed, in PEM form; those of the system when nil.
  package static func smtp(_ server: MailServer, caFile: String? = nil) -> Mailer {
    Mailer { message, begin in
      SMTPExchange(server, message).run(caFile: caFile, begin)
    }
  }
}

/// A server that takes mail.
package struct MailServer: Sendable {
  /// How the way there is protected.
  package enum Security: String, Sendable, CaseIterable {
    /// Plain at first, then TLS or nothing (port 587).
    case starttls
    /// TLS from the first byte (port 465).
    case tls
    /// Unprotected: to this machine only, and without a password.
    case none
  }

  package let host: String
  package let port: UInt16
  package let security: Security
  package let login: (user: String, password: String)?
  /// The name by which this side introduces itself: a host's.
  package let name: String

  /// Nil for a host that is none, a password without TLS, and an unprotected way to elsewhere.
  package init?(
    host: String, port: UInt16, security: Security, login: (user: String, password: String)?,
    name: String
  ) {
    guard let address = Address("https://\(host):\(port)/"), address.host == host,
      let own = Address("https://\(name)/"), own.host == name,
      security != .none || address.isLocal && login == nil,
      login.map({ !$0.user.utf8.contains(0) && !$0.password.utf8.contains(0) }) ?? true
    else { return nil }
    self.host = host
    self.port = port
    self.security = security
    self.login = login
    self.name = name
  }
}

/// One message on its way.
private final class SMTPExchange {
  private let server: MailServer
  private let message: MailMessage
  private let bytes: [UInt8]
  private var place = 0
  private var isBegun = false
  private var isHeldBack = false
  private var begin: () -> Bool = { false }

  /// Seconds to connect, and for all of it.
  private static let limits = (connect: 15, total: 60)

  init(_ server: MailServer, _ message: MailMessage) {
    self.server = server
    self.message = message
    bytes = message.bytes
  }

  func run(caFile: String?, _ begin: @Sendable () -> Bool) -> Mailer.Outcome {
    guard Curl.isReady, let easy = curl_easy_init() else {
      return .unreachable("libcurl does not start")
    }
    defer { curl_easy_cleanup(easy) }
    let readers = curl_slist_append(nil, "<\(message.to.text)>")
    defer { curl_slist_free_all(readers) }
    var text = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    return withoutActuallyEscaping(begin) { begin in
      self.begin = begin
      defer { self.begin = { false } }
      let code = text.withUnsafeMutableBufferPointer { buffer in
        withExtendedLifetime(self) {
          let failed = prepare(easy, readers, caFile, buffer.baseAddress)
          let code = failed ?? curl_easy_perform(easy)
          // The buffer must not outlive this call.
          _ = sanad_curl_set_held(easy, CURLOPT_ERRORBUFFER, nil)
          return code
        }
      }
      return outcome(code, status: Int(sanad_curl_status(easy)), text)
    }
  }

  private func prepare(
    _ easy: UnsafeMutableRawPointer, _ readers: UnsafeMutablePointer<curl_slist>?,
    _ caFile: String?, _ text: UnsafeMutablePointer<CChar>?
  ) -> CURLcode? {
    let scheme = server.security == .tls ? "smtps" : "smtp"
    var codes = [
      sanad_curl_set_held(easy, CURLOPT_ERRORBUFFER, text),
      sanad_curl_set_text(
        easy, CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(server.name)"),
      sanad_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, scheme),
      sanad_curl_set_text(easy, CURLOPT_PROXY, ""),
      sanad_curl_set_number(easy, CURLOPT_NOSIGNAL, 1),
      sanad_curl_set_number(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      sanad_curl_set_number(easy, CURLOPT_CONNECTTIMEOUT, Self.limits.connect),
      sanad_curl_set_number(easy, CURLOPT_TIMEOUT, Self.limits.total),
      sanad_curl_set_text(easy, CURLOPT_MAIL_FROM, "<\(message.from.text)>"),
      sanad_curl_set_list(easy, CURLOPT_MAIL_RCPT, readers),
      sanad_curl_set_number(easy, CURLOPT_UPLOAD, 1),
      sanad_curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count)),
      sanad_curl_set_held(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque()),
      sanad_curl_set_taker(easy, CURLOPT_READFUNCTION) { bytes, size, count, held in
        SMTPExchange.of(held)?.give(bytes, size &* count) ?? SMTPExchange.abort
      },
      // What the server says is read from its code alone.
      sanad_curl_set_taker(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size &* count },
    ]
    if server.security != .none {
      // All of it under TLS, or nothing.
      codes.append(sanad_curl_set_number(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)))
    }
    if let login = server.login {
      codes.append(sanad_curl_set_text(easy, CURLOPT_USERNAME, login.user))
      codes.append(sanad_curl_set_text(easy, CURLOPT_PASSWORD, login.password))
    }
    if let caFile { codes.append(sanad_curl_set_text(easy, CURLOPT_CAINFO, caFile)) }
    return codes.first { $0 != CURLE_OK }
  }

  // MARK: - Asked by libcurl

  private static let abort = 0x1000_0000

  private static func of(_ held: UnsafeMutableRawPointer?) -> SMTPExchange? {
    held.map { Unmanaged<SMTPExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The next bytes of the message. They are asked for once the server waits for them.
  private func give(_ room: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    if !isBegun {
      guard begin() else {
        isHeldBack = true
        return Self.abort
      }
      isBegun = true
    }
    let taken = min(count, bytes.count - place)
    guard let room, taken > 0 else { return 0 }
    for offset in 0..<taken { room[offset] = CChar(bitPattern: bytes[place + offset]) }
    place += taken
    return taken
  }

  // MARK: - In the end

  private func outcome(_ code: CURLcode, status: Int, _ text: [CChar]) -> Mailer.Outcome {
    if code == CURLE_OK { return .taken }
    if isHeldBack { return .notBegun }
    let said = String(
      decoding: text.prefix { $0 > 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if isBegun {
      // 354 is what asked for the message: the answer to it did not come.
      if status >= 400 { return status >= 500 ? .refused(status) : .later("\(status)") }
      return place < bytes.count ? .later("broken") : .uncertain
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PEER_FAILED_VERIFICATION,
      CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED,
      CURLE_LOGIN_DENIED:
      return .unreachable(SMTPExchange.words(code))
    default: break
    }
    // Only what is said about the reader is the reader's; other refusals are about us.
    if said.utf8.starts(with: "RCPT failed".utf8), status >= 500 { return .refused(status) }
    return status >= 400 ? .later("\(status)") : .unreachable(SMTPExchange.words(code))
  }

  private static func words(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "\(code.rawValue)"
  }
}
