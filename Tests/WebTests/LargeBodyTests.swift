import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import Web

/// Who announces more than is taken gets an answer, and then the connection is closed: the rest is not
/// drained at the client's pace.
@Suite struct LargeBodyTests {
  @Test(arguments: ["/api/v1/verifications", "/xapi/statements"])
  func theConnectionEndsAfterTheAnswer(_ path: String) async throws {
    try await World.run { world in
      try await Application(router: buildRouter(world.site)).test(.live) { client in
        let port = try #require(client.port)
        let head = """
          POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Experience-API-Version: 1.0.3\r\n\
          Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{"credential":
          """
        let answer = try await OnThread.run { try Self.exchange(head, port: port) }
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(answer.isEnded, "the server ends it while the client still has bytes to send")
        if path.hasPrefix("/api") {
          #expect(
            text.hasPrefix("HTTP/1.1 413") && text.contains("bad-input"), "\(text.prefix(200))")
          #expect(text.lowercased().contains("connection: close"))
        }
      }
    }
  }

  /// Who sends in pieces without saying how many gets an answer, whatever it is, and is left.
  @Test(arguments: [
    ("POST /xapi/statements", 401), ("POST /api/v1/cases", 401), ("GET /health", 200),
  ])
  func piecesWithoutEndAreNotDrained(_ asked: String, _ status: Int) async throws {
    try await World.run { world in
      try await Application(router: buildRouter(world.site)).test(.live) { client in
        let port = try #require(client.port)
        let head = """
          \(asked) HTTP/1.1\r\nHost: x\r\nX-Experience-API-Version: 1.0.3\r\n\
          Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n
          """
        let answer = try await OnThread.run { try Self.exchange(head, port: port) }
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(answer.isEnded && text.hasPrefix("HTTP/1.1 \(status)"), "\(text.prefix(200))")
      }
    }
  }

  /// A body that breaks off, or is written wrong, is its sender's fault.
  @Test(arguments: [
    "Content-Length: 50\r\n\r\n{\"actor\":", "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nhello\r\n",
  ])
  func aBodyThatIsNotWholeIsABadRequest(_ rest: String) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      try await Application(router: buildRouter(world.site)).test(.live) { client in
        let port = try #require(client.port)
        let head = """
          POST /xapi/statements HTTP/1.1\r\nHost: x\r\nX-Experience-API-Version: 1.0.3\r\n\
          Authorization: \(program.authorization)\r\n
          """
        let answer = try await OnThread.run {
          try Self.exchange(head + rest, port: port, isAll: true)
        }
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 400"), "\(text.prefix(200))")
      }
      #expect(try await program.ids().isEmpty)
    }
  }

  /// Who sends a head without end, a body that does not go on, or nothing more is left.
  @Test(arguments: [
    ("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: a", nil),
    ("POST /xapi/statements HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nAuthorization: ", nil),
    ("GET /health HTTP/1.1\r\nHost: x\r\n\r\n", "200"),
  ])
  func aSilentConnectionIsClosed(_ sent: String, _ status: String?) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let rest = "\(program.authorization)\r\nX-Experience-API-Version: 1.0.3\r\n\r\n{"
      let application = Application(
        router: buildRouter(world.site), server: connections(idle: .milliseconds(300)))
      try await application.test(.live) { client in
        let port = try #require(client.port)
        let whole = sent.hasSuffix(": ") ? sent + rest : sent
        let answer = try await OnThread.run { try Self.exchange(whole, port: port) }
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(answer.isEnded)
        #expect(
          status.map { text.hasPrefix("HTTP/1.1 \($0)") } ?? text.isEmpty, "\(text.prefix(200))")
      }
    }
  }

  /// What is in bounds leaves the connection open for the next request.
  @Test func aConnectionGoesOnAfterAnOrdinaryRefusal() async throws {
    try await World.run { world in
      try await Application(router: buildRouter(world.site)).test(.live) { client in
        let port = try #require(client.port)
        let one = "POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{"
        // A body in pieces that was read to its end is as good as any.
        let pieces = """
          POST /api/v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n
          """
        let last = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let answer = try await OnThread.run { try Self.exchange(one + pieces + last, port: port) }
        let text = String(decoding: answer.bytes, as: UTF8.self)
        let answers = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(answer.isEnded && answers.count == 3, "\(text.prefix(2_000))")
        #expect(answers.first == "401" && answers.last == "200")
      }
    }
  }

  /// Sends text on a connection of its own and reads until the server ends it, at most half a minute;
  /// `isAll`: the client ends its side first.
  private static func exchange(_ text: String, port: Int, isAll: Bool = false) throws
    -> (bytes: [UInt8], isEnded: Bool)
  {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isConnected)
    let bytes = Array(text.utf8)
    try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    if isAll { shutdown(descriptor, Int32(SHUT_WR)) }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return (answer, count == 0 || errno == ECONNRESET) }
      answer += buffer[..<count]
    }
  }
}
