import Foundation
import Regulations

/// The packs of this package, read from disk beside the sources.
enum Packs {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let library: Library = {
    do {
      return try read { _, text in text }
    } catch {
      fatalError("the packs do not load: \(error)")
    }
  }()

  /// Reads all packs, each file's text passed through `change` first (path: `pack/edition/file`).
  static func read(_ change: (String, String) -> String) throws -> Library {
    let folder = root.appending(path: "Regulations/packs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var packs: [Pack] = []
    for name in names where !name.hasPrefix(".") {
      var texts: [String: String] = [:]
      let pack = folder.appending(path: name)
      for path in try FileManager.default.subpathsOfDirectory(atPath: pack.path)
      where path.hasSuffix(".yaml") {
        let text = try String(contentsOf: pack.appending(path: path), encoding: .utf8)
        texts[path] = change("\(name)/\(path)", text)
      }
      packs.append(try Pack(PackFiles(name: name, texts: texts)))
    }
    return Library(packs)
  }

  /// The library with one parameter of the e-courses controls set to another value.
  static func with(_ key: String, _ value: String) throws -> Library {
    try read { path, text in
      guard path.hasPrefix("sa-iu-ecourses/1447/parameters/") else { return text }
      var lines: [Substring] = []
      var inside = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("  - key: ") { inside = line == "  - key: \(key)" }
        lines.append(inside && line.hasPrefix("    value: ") ? "    value: \(value)" : line)
      }
      return lines.joined(separator: "\n")
    }
  }
}
