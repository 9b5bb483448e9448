import Foundation
import Testing

@testable import Transport

@Suite struct TransportTests {
  @Test(arguments: [
    ("https://nelc.example/receipts", true), ("https://nelc.example:8443", true),
    ("https://NELC.example?x=1", true), ("http://127.0.0.1:8080/a", true),
    ("http://localhost/a", true), ("http://nelc.example/", false), ("ftp://nelc.example", false),
    ("https://user@nelc.example/", false), ("https://nelc.example:0/", false),
    ("https://nelc.example:65536/", false), ("https://nelc.example:+1/", false),
    ("https://[::1]/", false), ("https:///a", false), ("https://-a.example/", false),
    ("https://a.example/#b", false), ("https://a.example\\@b.example/", false),
    ("https://a.example/é", false), ("https://a.example/ b", false),
    ("http://localhost.evil.example/", false), ("http://127.0.0.1@evil.example/", false),
    ("file:///etc/passwd", false), ("HTTPS://a.example/", false), ("", false),
  ])
  func addressesAreReadOneWay(_ text: String, _ isOne: Bool) {
    #expect((Address(text) != nil) == isOne)
  }

  @Test func anAddressEndsSomewhere() {
    let path = String(repeating: "a", count: 2_000 - "https://a.example/".utf8.count)
    #expect(Address("https://a.example/" + path) != nil)
    #expect(Address("https://a.example/a" + path) == nil)
  }

  /// Both sides of each network that is not the public internet.
  @Test(arguments: [
    ("0.255.255.255", false), ("1.0.0.0", true), ("9.255.255.255", true), ("10.0.0.1", false),
    ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false),
    ("100.127.255.255", false), ("100.128.0.0", true), ("126.255.255.255", true),
    ("127.0.0.1", false), ("128.0.0.0", true), ("169.253.255.255", true),
    ("169.254.169.254", false), ("169.255.0.0", true), ("172.15.255.255", true),
    ("172.16.0.0", false), ("172.31.255.255", false), ("172.32.0.0", true),
    ("192.0.0.1", false), ("192.0.1.0", true), ("192.0.2.1", false), ("192.88.99.1", false),
    ("192.167.255.255", true), ("192.168.0.1", false), ("192.169.0.0", true),
    ("198.17.255.255", true), ("198.18.0.1", false), ("198.19.255.255", false),
    ("198.20.0.0", true), ("198.51.100.1", false), ("203.0.113.1", false),
    ("223.255.255.255", true), ("224.0.0.1", false), ("240.0.0.1", false),
    ("255.255.255.255", false),
    ("::1", false), ("::", false), ("2a00:1450::1", true), ("2001:4860:4860::8888", true),
    ("2001::1", false), ("2001:1ff::1", false), ("2001:200::1", true), ("2001:db8::1", false),
    ("2002:7f00:1::", false), ("3ffe::1", true), ("3fff::1", false), ("3fff:1000::1", true),
    ("fc00::1", false), ("fe80::1", false), ("ff02::1", false), ("4000::1", false),
    ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::10.0.0.1", false),
    ("64:ff9b::8.8.8.8", true),
  ])
  func onlyThePublicInternetIsPublic(_ text: String, _ isPublic: Bool) throws {
    #expect(NetworkAddress.isPublic(try Self.bytes(text)) == isPublic)
  }

  @Test func loopbackIsThisMachine() throws {
    for text in ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"] {
      #expect(NetworkAddress.isLoopback(try Self.bytes(text)), "\(text)")
    }
    for text in ["128.0.0.1", "126.0.0.1", "::2", "::", "fe80::1", "::ffff:10.0.0.1"] {
      #expect(!NetworkAddress.isLoopback(try Self.bytes(text)), "\(text)")
    }
    #expect(!NetworkAddress.isLoopback([]) && !NetworkAddress.isPublic([1, 2, 3]))
  }

  private static func bytes(_ text: String) throws -> [UInt8] {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
    var six = in6_addr()
    try #require(inet_pton(AF_INET6, text, &six) == 1)
    return withUnsafeBytes(of: &six) { Array($0) }
  }

  // MARK: - Over a socket

  private func get(
    _ port: UInt16, _ path: String = "/", reach: Transport.Reach = .anywhere, most: Int = 1_000,
    limits: (connect: Int, total: Int) = (5, 20)
  ) throws -> Transport.Response {
    let address = try #require(Address("http://127.0.0.1:\(port)\(path)"))
    return try Transport.curl().send(
      Transport.Request(.get, address, reach: reach, most: most, limits: limits))
  }

  private func fault(_ ask: () throws -> Transport.Response) -> Transport.Fault? {
    do {
      _ = try ask()
      return nil
    } catch { return error as? Transport.Fault }
  }

  @Test func aRequestArrivesAndItsAnswerIsRead() throws {
    let server = try Listener("HTTP/1.1 201 Created\r\nX-Name:  value \r\n\r\nbody")
    let address = try #require(Address("http://127.0.0.1:\(server.port)/receipts?a=b"))
    let answer = try Transport.curl().send(
      Transport.Request(
        .post, address, reach: .anywhere,
        headers: [("Content-Type", "text/x"), ("Bad", "a\r\nB: c")],
        body: Array("hello".utf8)))
    #expect(answer.status == 201 && answer.body == Array("body".utf8))
    #expect(answer[header: "x-name"] == "value")
    let said = server.received
    #expect(said.hasPrefix("POST /receipts?a=b HTTP/1.1\r\n") && said.hasSuffix("\r\n\r\nhello"))
    #expect(said.contains("\r\nContent-Type: text/x\r\n") && said.contains("Content-Length: 5\r\n"))
    #expect(!said.contains("B: c") && !said.contains("Expect"))
  }

  @Test func aRedirectIsAnAnswerAndNotFollowed() throws {
    let server = try Listener(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    let answer = try get(server.port)
    #expect(answer.status == 302 && answer[header: "location"] == "http://127.0.0.1:1/")
  }

  /// Whether the length is told before or not.
  @Test(arguments: ["Content-Length: 1001\r\n", ""])
  func noMoreIsTakenThanWasAskedFor(_ header: String) throws {
    let body = String(repeating: "a", count: 1_001)
    let server = try Listener("HTTP/1.1 200 OK\r\n\(header)\r\n\(body)")
    #expect(fault { try get(server.port) }?.reason == .tooLarge)
    let other = try Listener("HTTP/1.1 200 OK\r\n\(header)\r\n\(body)")
    #expect(try get(other.port, most: 1_001).body.count == 1_001)
  }

  @Test func headersEndSomewhere() throws {
    let line = "X: " + String(repeating: "a", count: 1_000) + "\r\n"
    let long = String(repeating: line, count: 70)
    let server = try Listener("HTTP/1.1 200 OK\r\n\(long)\r\nbody")
    #expect(fault { try get(server.port) } != nil)
  }

  @Test func aStrangersHostIsNeverThisMachine() throws {
    let server = try Listener("HTTP/1.1 200 OK\r\n\r\nsecret")
    #expect(fault { try get(server.port, reach: .publicOnly) }?.reason == .notPublic)
    for host in ["localhost", "127.0.0.1", "2130706433", "0x7f.1"] {
      let address = try #require(Address("https://\(host):\(server.port)/secret"))
      let found = fault {
        try Transport.curl().send(Transport.Request(.get, address, reach: .publicOnly))
      }
      #expect(found?.reason == .notPublic, "\(host)")
      #expect(found.map { !"\($0)".contains("secret") } == true)
    }
    #expect(server.received.isEmpty)
  }

  @Test func silenceEnds() throws {
    let server = try Listener(nil)
    #expect(fault { try get(server.port, limits: (1, 1)) }?.reason == .late)
  }

  @Test func nobodyThereIsSaid() throws {
    let server = try Listener(nil)
    let port = server.port
    server.close()
    let found = fault { try get(port) }
    #expect(found?.reason == .unreachable && found?.host == "127.0.0.1")
  }

  /// Plain text where TLS is expected is no certificate.
  @Test func whatIsNotTLSIsNotBelieved() throws {
    let server = try Listener("HTTP/1.1 200 OK\r\n\r\nbody")
    let address = try #require(Address("https://127.0.0.1:\(server.port)/"))
    let found = fault {
      try Transport.curl().send(Transport.Request(.get, address, reach: .anywhere))
    }
    #expect(found?.reason == .untrusted)
  }
}

/// Over TLS, with a certificate of one's own; the server is OpenSSL's.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: OpenSSL.path)))
struct CertificateTests {
  @Test func onlyTheAuthorityThatIsNamedIsBelieved() throws {
    let server = try OpenSSL()
    defer { server.stop() }
    func ask(_ host: String, _ caFile: String?) throws -> Transport.Response {
      let address = try #require(Address("https://\(host):\(server.port)/"))
      return try Transport.curl(caFile: caFile).send(
        Transport.Request(.get, address, reach: .anywhere, most: 1 << 20))
    }
    #expect(try ask("localhost", server.certificate).status == 200)
    // An authority that is not named, another name, and no file.
    for (host, file) in [
      ("localhost", nil), ("127.0.0.1", server.certificate), ("localhost", "/nowhere.pem"),
    ] {
      #expect {
        _ = try ask(host, file)
      } throws: { error in
        (error as? Transport.Fault)?.reason == .untrusted
      }
    }
  }
}

/// `openssl s_server` with a fresh certificate for localhost.
private final class OpenSSL {
  static let path = "/usr/bin/openssl"

  let port: UInt16
  let certificate: String
  private let folder: String
  private let server: pid_t

  struct Failure: Error {}

  init() throws {
    let listener = try Listener(nil)
    port = listener.port
    listener.close()
    folder = NSTemporaryDirectory() + "sanad-tls-\(port)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    certificate = folder + "/certificate.pem"
    let making = try OpenSSL.start([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-keyout", folder + "/key.pem", "-out", certificate, "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
    ])
    waitpid(making, nil, 0)
    server = try OpenSSL.start([
      "s_server", "-accept", "\(port)", "-key", folder + "/key.pem", "-cert", certificate, "-www",
      "-quiet",
    ])
    let address = try #require(Address("https://localhost:\(port)/"))
    for _ in 0..<500 {
      // Until it listens; whom it is believed by is for the test to see.
      let answer = Result {
        try Transport.curl().send(Transport.Request(.get, address, reach: .anywhere))
      }
      guard case .failure(let error as Transport.Fault) = answer, error.reason == .unreachable
      else { return }
      usleep(20_000)
    }
  }

  /// Starts the program with nothing to read and nothing to say.
  private static func start(_ words: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [0, 1, 2] as [Int32] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var arguments = ([path] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard posix_spawn(&process, path, &actions, nil, &arguments, environ) == 0 else {
      throw Failure()
    }
    return process
  }

  func stop() {
    // Threads of a pool block the other signals, and what they start inherits that.
    kill(server, SIGKILL)
    waitpid(server, nil, 0)
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// A socket on this machine that takes one request and answers what it was told, or nothing.
private final class Listener: @unchecked Sendable {
  private(set) var port: UInt16 = 0
  private let descriptor: Int32
  private let lock = NSLock()
  private var bytes: [UInt8] = []
  private let ended = DispatchSemaphore(value: 0)

  struct Failure: Error {}

  init(_ answer: String?) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Failure() }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve(answer) }
  }

  var received: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// Refuses connections from now on. The thread closes the socket: its number is free for others
  /// only when nobody waits on it any more.
  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    ended.wait()
  }

  private func serve(_ answer: String?) {
    while true {
      let peer = accept(descriptor, nil, nil)
      guard peer >= 0 else { break }
      guard let answer else { continue }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while !isWhole {
        let count = read(peer, &buffer, buffer.count)
        guard count > 0 else { break }
        lock.withLock { bytes += buffer.prefix(count) }
      }
      _ = answer.withCString { send(peer, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
      shutdown(peer, Int32(SHUT_WR))
      _ = read(peer, &buffer, buffer.count)
      Foundation.close(peer)
    }
    Foundation.close(descriptor)
    ended.signal()
  }

  /// Whether head and body of a request have come; a greeting of TLS counts as one.
  private var isWhole: Bool {
    let text = received
    if bytes.first == 0x16 { return true }
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    return !text.hasPrefix("POST") || text[end.upperBound...].utf8.count >= 5
  }
}
