// swift-tools-version: 6.2
import PackageDescription

// One package, small targets, arrows only downward: ARCHITECTURE.md holds the table,
// Tests/TidyTests holds the table to the import lines.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  // Called unsafe only because whoever depends on this package would inherit it; nobody does.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func target(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil)
  -> Target
{
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "_CryptoExtras", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency =
  .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency =
  .product(name: "HummingbirdTesting", package: "hummingbird")
let arguments: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: [Target.Dependency] = [
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

// The programs' memory: many threads with many short-lived values are what it is made for.
let memory: [LinkerSetting] = [.linkedLibrary("jemalloc")]

let package = Package(
  name: "sanad",
  products: [.executable(name: "sanad", targets: ["sanad"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    .systemLibrary(
      name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    target("Kernel", []),
    target("Compression", ["CZlib", "CZstandard"]),
    target("JSON", ["Kernel"]),
    target("Regulations", ["Kernel", yams]),
    target("Rules", ["Kernel", "Regulations"]),
    target("Language", ["Kernel", "Regulations"]),
    target(
      "Proofs", ["Kernel", "JSON", "Compression", crypto, cryptoExtras],
      resources: [.embedInCode("LinkedData/Contexts")]),
    target(
      "Paper", ["Kernel", "Regulations", "Language", "CPango", "CQRencode", "Compression"]),
    target("Storage", ["Kernel", "CSQLite", "CPostgres", crypto]),
    target("Transport", ["Kernel", "CCurl"]),
    target("People", ["Kernel", "Storage", crypto, cryptoExtras]),
    target("Licensing", ["Kernel", "Storage"]),
    target("Accounts", ["Kernel", "Storage"]),
    target("Registrar", ["Kernel", "Storage"]),
    target("Credentials", ["Kernel", "Storage"]),
    target("Casework", ["Kernel", "Regulations", "Storage"]),
    target(
      "LearningRecords",
      ["Kernel", "JSON", "Compression", "Proofs", "Storage", crypto, cryptoExtras]),
    target(
      "Operations",
      [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Paper", "Storage",
        "Transport", "People", "Licensing", "Accounts", "Registrar", "Credentials", "Casework",
        "LearningRecords", crypto,
      ]),
    target(
      "TestWorld", ["Kernel", "Storage", "People", "Licensing", "Registrar"]),
    target(
      "Stories",
      [
        "TestWorld", "People", "Licensing", "Accounts", "Registrar", "Credentials", "Casework",
        "Proofs",
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Operations", "Storage",
      ]),
    target(
      "Replay",
      [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Storage", "People",
        "Licensing", "Accounts", "Registrar", "Credentials", "LearningRecords", "Operations",
      ]),
    target(
      "Web",
      [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Paper", "Storage",
        "People", "Licensing", "Accounts", "Registrar", "Credentials", "Casework",
        "LearningRecords", "Operations", hummingbird,
        hummingbirdCore, log,
      ] + lifecycle),
    .executableTarget(
      name: "sanad",
      dependencies: [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Paper", "Storage",
        "Transport", "People", "Registrar", "LearningRecords", "Operations", "TestWorld", "Stories",
        "Replay", "Web", hummingbird,
        arguments,
      ],
      swiftSettings: strict, linkerSettings: memory),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Storage", "People",
        "Licensing", "Accounts", "Registrar", "Credentials", "Casework", "Operations", "TestWorld",
        "LearningRecords", "Stories", "Web",
        arguments, hummingbird, log,
      ],
      swiftSettings: strict, linkerSettings: memory),
    .target(
      name: "TestEngine", dependencies: ["Kernel", "Storage", "CSQLite", "CPostgres"],
      path: "Tests/TestEngine", swiftSettings: strict),
    tests("LearningRecordsTests", ["Kernel", "JSON", "LearningRecords"]),
    tests("JSONTests", ["Kernel", "JSON"]),
    tests(
      "ProofsTests", ["Kernel", "JSON", "Compression", "Proofs", crypto, cryptoExtras],
      exclude: ["json-ld-expand.golden", "json-ld-toRdf.golden", "vcdm2-inputs.golden"]),
    tests("RulesTests", ["Kernel", "Regulations", "Rules"]),
    tests("LanguageTests", ["Kernel", "Regulations", "Language"]),
    tests("KernelTests", ["Kernel"]),
    tests("TransportTests", ["Kernel", "Transport", "TestEngine"]),
    tests("PaperTests", ["Kernel", "Compression", "Regulations", "Language", "Paper"]),
    tests("RegulationsTests", ["Kernel", "Regulations"]),
    tests("CaseworkTests", ["Kernel", "Regulations", "Casework"]),
    tests("StorageTests", ["Kernel", "Storage", "CSQLite", "TestEngine"]),
    tests(
      "OperationsTests",
      [
        "JSON", "Language", "Rules", "Transport",
        "Kernel", "Regulations", "Proofs", "Paper", "Storage", "People", "Accounts", "Registrar",
        "Casework", "Credentials", "Licensing", "Operations", "Stories", "TestWorld",
        "TestEngine",
      ]),
    tests(
      "WebTests",
      [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Storage", "People",
        "Transport", "Licensing", "Accounts", "Registrar", "Credentials", "LearningRecords",
        "Operations", "TestWorld", "Web", "TestEngine", hummingbird, hummingbirdTesting,
      ]),
    tests(
      "ReplayTests",
      [
        "Kernel", "JSON", "Regulations", "Rules", "Language", "Proofs", "Storage", "People",
        "Licensing", "Accounts", "Registrar", "Credentials", "LearningRecords", "Operations",
        "Replay", "TestEngine",
      ]),
    tests("StoriesTests", ["Licensing", "Operations", "Storage", "Stories", "TestEngine"]),
    tests("TidyTests", []),
    tests("WebPartsTests", ["Kernel", "Regulations", "Language", "Web"]),
  ],
  swiftLanguageModes: [.v6]
)
