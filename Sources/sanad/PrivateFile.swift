import ArgumentParser
import Foundation

/// Files of passwords and tokens, for their owner's eyes.
enum PrivateFile {
  /// Writes a file of mode 0600; one that is there already is left alone unless it may be replaced.
  static func write(_ text: String, to path: String, replacing: Bool) throws {
    guard replacing || !FileManager.default.fileExists(atPath: path),
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw ValidationError("\(path) exists already or cannot be written") }
  }
}
