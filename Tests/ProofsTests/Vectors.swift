import Foundation
import JSON
import Kernel
import Testing

/// Published vectors beside the checkout; tests that need them are skipped, and say so, without.
enum Vectors {
  private static let folder = URL(fileURLWithPath: #filePath)
    .resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/vectors")

  static let missing: Comment = "the published vectors are not beside this checkout"

  static func arePresent(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: Self.folder.appendingPathComponent(folder).path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  static func json(_ path: String) throws -> Value { try JSON.read(bytes(path)) }

  /// The text of a file without white space at its end.
  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The names of the files of a folder that end so, in their order.
  static func names(in path: String, ending suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent(path).path
    ).filter { $0.hasSuffix(suffix) }.sorted()
  }
}
