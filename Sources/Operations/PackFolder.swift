import Crypto
import Foundation
package import Kernel
package import Language
package import Regulations
import Rules
package import Storage

/// The packs and texts of an installation, read from disk by path.
package enum PackFolder {
  /// Reads every pack of a directory: each folder with a `pack.yaml`.
  package static func library(at directory: String) throws -> Library {
    let packs = try names(in: directory).map { try pack(at: directory + "/" + $0) }
    var known: Set<String> = []
    for deadline in packs.flatMap(\.deadlines) where !known.insert(deadline.id).inserted {
      throw PackFault(
        "\(deadline.instrument)/deadlines.yaml", deadline.id, "stands in another pack already")
    }
    return Library(packs)
  }

  /// Reads one pack's folder; its procedures name only what this program has.
  package static func pack(at folder: String) throws -> Pack {
    let pack = try Pack(try files(at: folder))
    try CaseNames.check(pack)
    return pack
  }

  private static func names(in directory: String) throws -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw PackFault(directory, "", "is no directory of packs; set SANAD_PACKS to one")
    }
    return names.sorted().filter {
      FileManager.default.fileExists(atPath: "\(directory)/\($0)/pack.yaml")
    }
  }

  /// The texts of a pack's folder, by their paths in it.
  package static func files(at folder: String) throws -> PackFiles {
    var texts: [String: String] = [:]
    guard let walk = FileManager.default.enumerator(atPath: folder) else {
      throw PackFault(folder, "", "cannot be read")
    }
    for case let path as String in walk where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      texts[path] = try text(of: "\(folder)/\(path)")
    }
    return PackFiles(name: (folder as NSString).lastPathComponent, texts: texts)
  }

  /// A file's text, when it is UTF-8 and not larger than a YAML file may be.
  package static func text(of path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PackFault(path, "", "cannot be read")
    }
    guard data.count <= YAML.sizeLimit else { throw PackFault(path, "", "is too large") }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw PackFault(path, "", "is not UTF-8 text")
    }
    return text
  }

  /// The texts of the three languages, from a folder of locale files.
  package static func texts(at directory: String) throws -> Texts {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw PackFault(directory, "", "is no directory of locale files")
    }
    var files: [String: String] = [:]
    for name in names where name.hasSuffix(".yaml") {
      files[name] = try text(of: "\(directory)/\(name)")
    }
    return try Texts.load(files: files)
  }

  /// Compares the packs' digests with those stored; a pack that is new or changed has its examples
  /// run, and digest and verdict are kept. Returns the packs checked, with failures.
  package static func install(
    at directory: String, library: Library, database: Database, now: Instant
  ) throws -> [(pack: String, examples: Int, failed: Int)] {
    var checked: [(pack: String, examples: Int, failed: Int)] = []
    for name in try names(in: directory) {
      let digest = try digest(of: try files(at: "\(directory)/\(name)"))
      let stored = try database.read { tx in
        try tx.first("SELECT digest FROM pack_digest WHERE pack = $1", .text(name)) { $0.text(0) }
      }
      if stored == digest { continue }
      let examples = library.pack(name)?.examples ?? []
      let failed = examples.filter { !ExampleCheck.run($0, in: library).passed }.count
      _ = try database.writeAndWait { tx in
        try tx.run(
          """
          INSERT INTO pack_digest (pack, digest, examples, failed, checked_at)
          VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (pack) DO UPDATE SET digest = excluded.digest,
            examples = excluded.examples, failed = excluded.failed,
            checked_at = excluded.checked_at
          """, .text(name), .text(digest), .int(examples.count), .int(failed), .instant(now))
      }
      checked.append((name, examples.count, failed))
    }
    return checked
  }

  /// The digest of every pack of a directory, as it is stored when the pack is installed.
  package static func digests(at directory: String) throws -> [(pack: String, digest: String)] {
    try names(in: directory).map { ($0, try digest(of: try files(at: "\(directory)/\($0)"))) }
  }

  private static func digest(of files: PackFiles) throws -> String {
    var hash = SHA256()
    for (path, text) in files.texts.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\(path)\u{0}\(text.utf8.count)\u{0}".utf8))
      hash.update(data: Array(text.utf8))
    }
    return Hex.text(hash.finalize())
  }
}
