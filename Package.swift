// swift-tools-version: 6.2
import PackageDescription

/// Every room is compiled in the Swift 6 language mode; a warning is an error.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A room: one target a subject. `leansOn` is the architecture; see docs/architecture.md.
func room(_ name: String, leansOn dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a room, in the folder that mirrors it.
func tests(of name: String, also dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: [],
    resources: [.copy("Fixtures")],
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "hikae",
  products: [.executable(name: "hikae", targets: ["hikae"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // C libraries of the system, each leaned on by the room that owns its subject.
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CInflate", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CRoaring", providers: [.apt(["libroaring-dev"])]),
    // Constant data, and the few system calls that Swift cannot spell.
    .target(name: "CJapaneseTables"),
    .target(name: "CNameLists"),
    .target(name: "CProcess"),
    // The rooms, in the order of the way of the data.
    room("Hashing", leansOn: ["CLibcrypto"]),
    room("Contents"),
    room("JapaneseText", leansOn: ["CJapaneseTables"]),
    room("Documents", leansOn: ["Contents", "JapaneseText", "CInflate", "CExpat", "CSQLite", "CProcess"]),
    room("PersonalData", leansOn: ["Contents", "JapaneseText", "Hashing", "CNameLists"]),
    room("Discovery", leansOn: ["Documents", "PersonalData", "Contents", "JapaneseText", "Hashing", "CSQLite"]),
    room("Storage", leansOn: ["Hashing", grdb]),
    room("Wording"),
    room(
      "Custody",
      leansOn: ["Storage", "PersonalData", "Contents", "JapaneseText", "Hashing", "Wording", "CRoaring", grdb]),
    room("FoundingCase", leansOn: ["JapaneseText", "CNameLists", "CSQLite"]),
    room(
      "HikaeCommands",
      leansOn: [
        "Discovery", "Documents", "Custody", "Storage", "PersonalData", "Contents", "JapaneseText", "Hashing",
        "Wording", "FoundingCase", argumentParser,
      ]),
    .executableTarget(name: "hikae", dependencies: ["HikaeCommands"], swiftSettings: strict),
  ]
)
