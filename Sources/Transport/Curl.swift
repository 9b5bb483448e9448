import CCurl
import Foundation

/// libcurl with its connections, which are kept open for the next request.
final class Curl: @unchecked Sendable {
  static let isReady: Bool = curl_global_init(3) == CURLE_OK

  private let caFile: String?
  private let lock = NSLock()
  // Apart by reach: a connection that an operator's word opened must not serve a stranger's.
  private var idle: [Transport.Reach: [UnsafeMutableRawPointer]] = [:]
  private static let mostIdle = 8

  init(caFile: String?) { self.caFile = caFile }

  deinit { for easy in idle.values.joined() { curl_easy_cleanup(easy) } }

  func send(_ request: Transport.Request) throws -> Transport.Response {
    let exchange = Exchange(request)
    guard Curl.isReady, let easy = take(request.reach) ?? curl_easy_init() else {
      throw Transport.Fault(.broken, host: request.address.host, detail: "libcurl does not start")
    }
    defer { give(easy, request.reach) }
    curl_easy_reset(easy)
    var list: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(list) }
    // No question whether a body is wanted: it costs a round trip.
    for header in ["Expect:"] + request.headers.map({ "\($0.name): \($0.value)" })
    where header.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      list = curl_slist_append(list, header) ?? list
    }
    var text = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = text.withUnsafeMutableBufferPointer { buffer in
      withExtendedLifetime(exchange) {
        let failed = prepare(easy, request, exchange, list, buffer.baseAddress)
        let code = failed ?? curl_easy_perform(easy)
        // The buffer must not outlive this call.
        _ = sanad_curl_set_held(easy, CURLOPT_ERRORBUFFER, nil)
        return code
      }
    }
    if let fault = exchange.fault(code, text) { throw fault }
    return exchange.response(status: Int(sanad_curl_status(easy)))
  }

  private func take(_ reach: Transport.Reach) -> UnsafeMutableRawPointer? {
    lock.withLock { idle[reach]?.popLast() }
  }

  private func give(_ easy: UnsafeMutableRawPointer, _ reach: Transport.Reach) {
    let isKept = lock.withLock {
      guard idle[reach, default: []].count < Curl.mostIdle else { return false }
      idle[reach, default: []].append(easy)
      return true
    }
    if !isKept { curl_easy_cleanup(easy) }
  }

  /// Sets everything up; the code of the first option that was not taken.
  private func prepare(
    _ easy: UnsafeMutableRawPointer, _ request: Transport.Request, _ exchange: Exchange,
    _ list: UnsafeMutablePointer<curl_slist>?, _ text: UnsafeMutablePointer<CChar>?
  ) -> CURLcode? {
    let held = Unmanaged.passUnretained(exchange).toOpaque()
    var codes = [
      sanad_curl_set_held(easy, CURLOPT_ERRORBUFFER, text),
      sanad_curl_set_text(easy, CURLOPT_URL, request.address.text),
      // One scheme, no redirect, no proxy from the environment: who is asked is who was named.
      sanad_curl_set_text(
        easy, CURLOPT_PROTOCOLS_STR, request.address.isSecure ? "https" : "http"),
      sanad_curl_set_number(easy, CURLOPT_FOLLOWLOCATION, 0),
      sanad_curl_set_text(easy, CURLOPT_PROXY, ""),
      sanad_curl_set_number(easy, CURLOPT_NOSIGNAL, 1),
      sanad_curl_set_number(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      sanad_curl_set_number(easy, CURLOPT_CONNECTTIMEOUT, request.limits.connect),
      sanad_curl_set_number(easy, CURLOPT_TIMEOUT, request.limits.total),
      sanad_curl_set_text(easy, CURLOPT_USERAGENT, "sanad"),
      sanad_curl_set_list(easy, CURLOPT_HTTPHEADER, list),
      sanad_curl_set_held(easy, CURLOPT_WRITEDATA, held),
      sanad_curl_set_taker(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, held in
        Exchange.of(held)?.take(bytes, size &* count) ?? 0
      },
      sanad_curl_set_held(easy, CURLOPT_HEADERDATA, held),
      sanad_curl_set_taker(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, held in
        Exchange.of(held)?.takeHeader(bytes, size &* count) ?? 0
      },
      sanad_curl_set_held(easy, CURLOPT_OPENSOCKETDATA, held),
      sanad_curl_set_opener(easy) { held, _, address in
        Exchange.of(held)?.open(address) ?? CURL_SOCKET_BAD
      },
    ]
    if let caFile { codes.append(sanad_curl_set_text(easy, CURLOPT_CAINFO, caFile)) }
    if request.method == .post {
      codes.append(sanad_curl_set_number(easy, CURLOPT_POST, 1))
      codes.append(
        sanad_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(exchange.body.count)))
      codes.append(sanad_curl_set_held(easy, CURLOPT_POSTFIELDS, exchange.body.baseAddress))
    }
    return codes.first { $0 != CURLE_OK }
  }
}

/// One request on its way: what is sent, and what has come back so far.
private final class Exchange {
  /// The body that is sent; it stays where it is until the end.
  let body: UnsafeMutableBufferPointer<UInt8>
  private let address: Address
  private let reach: Transport.Reach
  private let most: Int
  private var taken: [UInt8] = []
  private var headers: [(name: String, value: String)] = []
  private var headerBytes = 0
  private var isOver = false
  private var isRefused = false

  private static let mostHeaderBytes = 64 << 10

  init(_ request: Transport.Request) {
    body = .allocate(capacity: request.body.count)
    _ = body.initialize(from: request.body)
    address = request.address
    reach = request.reach
    most = request.most
  }

  deinit { body.deallocate() }

  static func of(_ held: UnsafeMutableRawPointer?) -> Exchange? {
    // libcurl hands back what it was given, while `send` keeps it alive.
    held.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: - Asked by libcurl; another count than the one given breaks it off

  func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard count <= most - taken.count else {
      isOver = true
      return 0
    }
    taken += UnsafeRawBufferPointer(start: bytes, count: count)
    return count
  }

  func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: count)
    guard count <= Exchange.mostHeaderBytes - headerBytes else {
      isOver = true
      return 0
    }
    headerBytes += count
    // Another answer begins, after one that only said "go on".
    if line.starts(with: "HTTP/".utf8) { headers = [] }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return count }
    let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
    var value = line[(colon + 1)...].drop(while: isSpace)
    while let last = value.last, isSpace(last) { value = value.dropLast() }
    headers.append(
      (
        String(decoding: line[..<colon], as: UTF8.self).lowercased(),
        String(decoding: value, as: UTF8.self)
      ))
    return count
  }

  /// Looks at the very address that would be connected to: a name may lead elsewhere each time it is
  /// asked for.
  func open(_ target: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    var count = 0
    guard let target, let bytes = sanad_curl_address(target, &count) else {
      return CURL_SOCKET_BAD
    }
    let place = Array(UnsafeBufferPointer(start: bytes, count: count))
    let isOpen =
      address.isSecure
      ? reach == .anywhere || NetworkAddress.isPublic(place)
      : reach == .anywhere && NetworkAddress.isLoopback(place)
    guard isOpen else {
      isRefused = true
      return CURL_SOCKET_BAD
    }
    return socket(
      target.pointee.family, target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
      target.pointee.protocol)
  }

  // MARK: - In the end

  func response(status: Int) -> Transport.Response {
    Transport.Response(status: status, headers: headers, body: taken)
  }

  func fault(_ code: CURLcode, _ text: [CChar]) -> Transport.Fault? {
    if code == CURLE_OK { return nil }
    func fault(_ reason: Transport.Fault.Reason, _ detail: String = "") -> Transport.Fault {
      Transport.Fault(reason, host: address.host, detail: detail)
    }
    if isRefused { return fault(.notPublic) }
    if isOver || code == CURLE_FILESIZE_EXCEEDED { return fault(.tooLarge, "more than \(most)") }
    let words = curl_easy_strerror(code).map { String(cString: $0) } ?? "\(code.rawValue)"
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: return fault(.unreachable, words)
    case CURLE_OPERATION_TIMEDOUT: return fault(.late)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR:
      // What is wrong with a certificate stands only here.
      let more = text.prefix { $0 > 0 }.map { UInt8(bitPattern: $0) }
        .map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
      return fault(.untrusted, String(decoding: more.prefix(160), as: UTF8.self))
    default: return fault(.broken, words)
    }
  }
}
