import Foundation

extension PublishedVectors {
  /// The text of a file without white space at its end.
  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The names of the files of a folder that end so, in their order.
  static func names(in name: String, ending suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)
      .filter { $0.hasSuffix(suffix) }.sorted()
  }
}
