import Foundation

/// A way to a server on this machine that hands requests on and loses each answer once it has come.
final class LossyProxy: Sendable {
  let port: UInt16
  private let listener: Int32

  struct Failure: Error {}

  init(to server: UInt16) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let bound = Self.local(0) { bind(listener, $0, $1) }
    guard bound == 0, listen(listener, 8) == 0 else { throw Failure() }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(listener, $0, &length)
      }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        Self.handOn(client, server)
        close(client)
      }
    }.start()
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Everything that the client sends, until the server has answered.
  private static func handOn(_ client: Int32, _ server: UInt16) {
    let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(upstream) }
    guard local(server, { connect(upstream, $0, $1) }) == 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      var both = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&both, 2, 30_000) > 0 else { return }
      let isAnswer = both[1].revents != 0
      let count = read(isAnswer ? upstream : client, &bytes, bytes.count)
      guard count > 0 else { return }
      // "100 Continue" is no answer yet.
      if isAnswer, !bytes.starts(with: Array("HTTP/1.1 1".utf8)) { return }
      var sent = 0
      while sent < count {
        let more = bytes[sent..<count].withUnsafeBytes {
          send(isAnswer ? client : upstream, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard more > 0 else { return }
        sent += more
      }
    }
  }

  private static func local(
    _ port: UInt16, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
