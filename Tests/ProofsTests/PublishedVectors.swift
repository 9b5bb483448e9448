import Foundation
import JSON
import Kernel
import Testing

/// Published test vectors, read where a checkout has them beside it.
enum PublishedVectors {
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/vectors")

  static let absence: Comment = "the published vectors are not beside this checkout"

  static func arePresent(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func value(_ name: String) throws -> Value { try JSON.read(try bytes(name)) }

  /// A list of this folder of tests that may only shrink: name, tab, reason.
  static func golden(_ name: String) throws -> [String: String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent(name)
    var reasons: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("# ") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      reasons[String(try #require(parts.first))] = String(try #require(parts.last))
    }
    return reasons
  }
}
