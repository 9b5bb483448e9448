import Foundation
import Testing

/// Holds what a style sermon would only ask for: imports, lengths, banned calls, documentation.
@Suite struct TidyTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let sources: [(path: String, text: String)] = files(in: "Sources")

  static func files(in folder: String) -> [(path: String, text: String)] {
    guard let walk = FileManager.default.enumerator(atPath: "\(root)/\(folder)") else { return [] }
    var found: [(path: String, text: String)] = []
    for case let path as String in walk where path.hasSuffix(".swift") {
      let text = try? String(contentsOfFile: "\(root)/\(folder)/\(path)", encoding: .utf8)
      found.append(("\(folder)/\(path)", text ?? ""))
    }
    return found.sorted { $0.path < $1.path }
  }

  /// The table of ARCHITECTURE.md: what a target may import of ours.
  static let mayImport: [String: Set<String>] = {
    let books: Set<String> = [
      "People", "Licensing", "Accounts", "Registrar", "Credentials", "Casework",
      "LearningRecords",
    ]
    let base: Set<String> = [
      "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs",
      "Storage",
    ]
    var table: [String: Set<String>] = [
      "Kernel": [], "JSON": ["Kernel"], "Regulations": ["Kernel"],
      "Rules": ["Kernel", "Regulations"], "Language": ["Kernel", "Regulations"],
      "Compression": ["CZlib", "CZstandard"], "Proofs": ["Kernel", "JSON", "Compression"],
      "Storage": ["Kernel", "CSQLite", "CPostgres"],
      "Paper": ["Kernel", "Regulations", "Language", "CPango", "CQRencode", "Compression"],
      "Transport": ["Kernel", "CCurl"], "CCurl": [],
      "CPango": [], "CQRencode": [], "CSQLite": [], "CPostgres": [], "CZlib": [], "CZstandard": [],
      "Operations": base.union(books).union(["Paper", "Transport"]),
      "TestWorld": books.union(["Kernel", "Storage"]),
      "Stories": base.union(books).union(["Operations", "TestWorld"]),
      "Replay": base.union(books).union(["Operations"]),
      "Web": base.union(books).union(["Operations", "Paper"]),
    ]
    for book in books {
      table[book] = ["Kernel", "JSON", "Regulations", "Rules", "Storage", "Proofs"]
    }
    table["LearningRecords"]?.insert("Compression")
    table["sanad"] = Set(table.keys)
    table["bench"] = Set(table.keys)
    return table
  }()

  static let outside: [String: Set<String>] = [
    "Regulations": ["Yams"], "Proofs": ["Crypto", "_CryptoExtras", "Synchronization"],
    "Storage": ["Crypto"],
    "People": ["Crypto", "_CryptoExtras"], "LearningRecords": ["Crypto", "_CryptoExtras"],
    "Operations": ["Crypto", "Dispatch"],
    "Replay": ["Dispatch"],
    "Web": [
      "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "Logging", "ServiceLifecycle",
      "Synchronization", "UnixSignals",
    ],
    "sanad": ["ArgumentParser", "Hummingbird"],
    "bench": ["ArgumentParser", "Hummingbird", "Logging"],
  ]

  @Test func arrowsGoDown() {
    for (path, text) in Self.sources {
      let target = path.split(separator: "/")[1]
      let ours = Self.mayImport[String(target)]
      #expect(ours != nil, "\(path) lies in a target the table does not know")
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count,
          index == 0 || ["package", "internal", "public"].contains(words[0])
        else { continue }
        let module = String(words[index + 1])
        let allowed =
          ours?.contains(module) == true || module == "Foundation"
          || Self.outside[String(target)]?.contains(module) == true
        #expect(allowed, "\(path) imports \(module)")
      }
    }
  }

  @Test func filesAndLinesAreShort() {
    for (path, text) in Self.sources {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 420, "\(path) has \(lines.count) lines")
    }
  }

  /// What may trap on outside data, or read what has one place only.
  @Test(arguments: [
    ("try!", []), ("as!", []), ("fatalError(", []), ("preconditionFailure(", []),
    ("Date()", ["Sources/Kernel/Clock.swift"]), ("UUID()", []),
    ("ProcessInfo.processInfo.environment", ["Sources/sanad/Environment.swift"]),
    ("JSONEncoder", []), ("JSONDecoder", []), ("Bundle.module", []),
    ("print(", ["Sources/sanad/", "Sources/bench/"]),
  ])
  func bannedCallsAreAbsent(_ call: String, _ allowed: [String]) {
    for (path, text) in Self.sources where !allowed.contains(where: path.hasPrefix) {
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        #expect(!line.contains(call), "\(path):\(number + 1) uses \(call)")
      }
    }
  }

  @Test func packageDeclarationsAreDocumented() {
    let kinds = ["struct", "enum", "final class", "protocol", "typealias"]
    for (path, text) in Self.sources {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        let isType = kinds.contains { line.hasPrefix("package \($0) ") }
        guard isType, number > 0 else { continue }
        let before = lines[number - 1]
        let isDocumented = before.hasPrefix("///") || before.hasPrefix("@")
        let isTag = path.hasSuffix("Kernel/Tags.swift")
        let isRule = line.contains(": Rule {") || line.contains(": StatementRule {")
        #expect(isDocumented || isTag || isRule, "\(path):\(number + 1) has no doc comment")
      }
    }
  }

  @Test func everyRuleOpensWithItsCitation() {
    for (path, text) in Self.sources
    where path.hasPrefix("Sources/Rules/")
      && (text.contains(": Rule {") || text.contains(": StatementRule {"))
    {
      #expect(text.hasPrefix("// sa-"), "\(path) does not open with the article it decides")
    }
  }

  @Test func onlyOperationsWrite() {
    for (path, text) in Self.sources
    where !path.hasPrefix("Sources/Operations/") && !path.hasPrefix("Sources/Storage/") {
      // Sessions and seeding tokens are bookkeeping: they rule on nothing.
      let isBookkeeping =
        path == "Sources/Web/Pages/SignInPage.swift" || path == "Sources/sanad/SeedCommand.swift"
        || path.hasPrefix("Sources/Replay/") || path.hasPrefix("Sources/bench/")
      let writes = text.contains("database.write") || text.contains(".writeAndWait")
      #expect(isBookkeeping || !writes, "\(path) opens a write transaction")
    }
  }
}
