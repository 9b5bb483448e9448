import Foundation
import Storage
import TestEngine
import Testing

/// Every statement written in the sources is one that the engine under test understands.
@Suite struct StatementTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Statements by file: literals that begin with a word of SQL's.
  static let statements: [(file: String, sql: String)] = {
    guard let walk = FileManager.default.enumerator(atPath: "\(root)/Sources") else { return [] }
    var found: [(file: String, sql: String)] = []
    for case let path as String in walk
    where path.hasSuffix(".swift") && !path.contains("Storage/SQLite")
      && !path.contains("Storage/Postgres") && !path.contains("Migrations/")
    {
      let text = (try? String(contentsOfFile: "\(root)/Sources/\(path)", encoding: .utf8)) ?? ""
      found += literals(text).filter(isStatement).map { (path, $0) }
    }
    return found
  }()

  private static func literals(_ text: String) -> [String] {
    var found: [String] = []
    for (index, part) in text.components(separatedBy: "\"\"\"").enumerated() {
      if !index.isMultiple(of: 2) {
        found.append(part.trimmingCharacters(in: .whitespacesAndNewlines))
        continue
      }
      for line in part.split(separator: "\n") {
        found += line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
          .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
      }
    }
    return found
  }

  /// What asks an engine about itself.
  private static func isOfOneEngine(_ text: String) -> Bool {
    ["pg_", "sqlite_", "pragma_", "dbstat"].contains { text.contains($0) }
  }

  private static func isStatement(_ text: String) -> Bool {
    ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "].contains {
      text.hasPrefix($0)
    } && !text.contains("\\(") && !isOfOneEngine(text)
  }

  @Test func thereAreMany() { #expect(Self.statements.count > 150) }

  @Test func theEngineUnderstandsEach() throws {
    let temporary = try TemporaryDatabase()
    for (file, sql) in Self.statements {
      #expect(throws: Never.self, "\(file): \(sql)") { try temporary.place.understand(sql) }
    }
  }
}
