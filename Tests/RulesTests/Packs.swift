import Foundation
import Regulations

/// The packs of this package, read from disk beside the sources.
enum Packs {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let files = Result { try read() }
  private static let loaded = Result { Library(try files.get().map { try Pack($0) }) }

  /// All packs as they lie on disk, read once.
  static func library() throws -> Library { try loaded.get() }

  private static func read() throws -> [PackFiles] {
    let folder = root.appending(path: "Regulations/packs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var packs: [PackFiles] = []
    for name in names where !name.hasPrefix(".") {
      var texts: [String: String] = [:]
      let pack = folder.appending(path: name)
      for path in try FileManager.default.subpathsOfDirectory(atPath: pack.path)
      where path.hasSuffix(".yaml") {
        texts[path] = try String(contentsOf: pack.appending(path: path), encoding: .utf8)
      }
      packs.append(PackFiles(name: name, texts: texts))
    }
    return packs
  }

  /// The library with one pack's files changed, its examples left out.
  private static func changing(_ name: String, _ change: (inout [String: String]) -> Void) throws
    -> Library
  {
    var packs = try library().packs
    for files in try files.get() where files.name == name {
      var texts = files.texts.filter { !$0.key.contains("/examples/") }
      change(&texts)
      let changed = try Pack(PackFiles(name: name, texts: texts))
      packs = packs.map { $0.id == changed.id ? changed : $0 }
    }
    return Library(packs)
  }

  /// The library with one parameter set to another value, or to `unset`.
  static func with(
    _ key: String, _ value: String, choices: String? = nil, in pack: String = "sa-iu-ecourses"
  ) throws -> Library {
    try changing(pack) { texts in
      for (path, text) in texts
      where path.contains("/parameters/") && text.contains("- key: \(key)\n") {
        var lines: [Substring] = []
        var inside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          if line.hasPrefix("  - key: ") { inside = line == "  - key: \(key)" }
          if inside, line.hasPrefix("    value: ") {
            lines.append("    value: \(value)")
          } else if inside, let choices, line.hasPrefix("    choices: ") {
            lines.append("    choices: [\(choices)]")
          } else {
            lines.append(line)
          }
        }
        texts[path] = lines.joined(separator: "\n")
      }
    }
  }

  /// The library with one parameter changed, once for every way that changes what rules do: unset,
  /// another choice, a choice that no rule knows, a flag turned round; and without the other packs
  /// or the grade table.
  static func variations() throws -> [Library] {
    var libraries = try variations(of: ["sa-iu-ecourses", "sa-nelc", "sa-uac-study"])
    libraries.append(Library(try library().packs.filter { $0.id == "sa-iu-ecourses" }))
    libraries.append(
      try changing("sa-iu-ecourses") { texts in
        texts = texts.filter { !$0.key.contains("/tables/") }
      })
    return libraries
  }

  /// The library with one parameter of these packs changed, once for every way.
  static func variations(of packs: [String]) throws -> [Library] {
    var libraries: [Library] = []
    for id in packs {
      let editions = try library().pack(id)?.editions ?? []
      for parameter in editions.flatMap(\.parameters.values).sorted(by: { $0.key < $1.key }) {
        let values = parameter.kind == .flag ? ["unset", "true", "false"] : ["unset"]
        for value in values + parameter.choices {
          libraries.append(try with(parameter.key, value, in: id))
        }
        if parameter.kind == .choice {
          libraries.append(
            try with(parameter.key, "elsewhere", choices: "elsewhere", in: id))
        }
      }
    }
    return libraries
  }
}
