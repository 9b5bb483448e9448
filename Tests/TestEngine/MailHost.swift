import Foundation

/// A mail server on this machine, `Tests/smtp.py`, with a fresh certificate for localhost.
package final class MailHost {
  /// Whether the programs it is made of are here.
  package static let isHere =
    ["openssl", "python3"].allSatisfy { name in
      (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

  /// A message as it was taken.
  package struct Taken: Decodable, Sendable {
    package let from: String
    package let to: String
    package let data: String
    package let tls: Bool
    package let auth: [String]?
    package let ehlo: String?
  }

  package let port: UInt16
  package let certificate: String
  private let folder: String
  private let server = Process()

  struct Failure: Error {}

  /// `security` is `none`, `starttls` or `tls`.
  package init(_ security: String) throws {
    folder = NSTemporaryDirectory() + "sanad-mail-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    certificate = folder + "/certificate.pem"
    let key = folder + "/key.pem"
    let making = Process()
    making.executableURL = URL(filePath: "/usr/bin/env")
    making.arguments = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
      "-addext", "subjectAltName=DNS:localhost",
    ]
    making.standardError = FileHandle.nullDevice
    try making.run()
    making.waitUntilExit()
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "smtp.py").path
    let log = folder + "/taken"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    server.executableURL = URL(filePath: "/usr/bin/env")
    server.arguments = ["python3", script, security, certificate, key]
    server.standardOutput = FileHandle(forWritingAtPath: log)
    server.standardError = FileHandle.nullDevice
    try server.run()
    var port: UInt16?
    for _ in 0..<500 where port == nil {
      port = try? String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").first
        .flatMap { UInt16($0) }
      if port == nil { usleep(20_000) }
    }
    guard let port else {
      kill(server.processIdentifier, SIGKILL)
      throw Failure()
    }
    self.port = port
  }

  /// What it has taken so far.
  package var taken: [Taken] {
    get throws {
      try String(contentsOfFile: folder + "/taken", encoding: .utf8).split(separator: "\n")
        .dropFirst().map { try JSONDecoder().decode(Taken.self, from: Data($0.utf8)) }
    }
  }

  /// Ends it.
  package func stop() {
    // Threads of a pool block the other signals, and what they start inherits that.
    kill(server.processIdentifier, SIGKILL)
    server.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
