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

/// The tests of a room, in the folder that mirrors it. Fixtures lie beside them and are found by their path.
func tests(of name: String, also dependencies: [Target.Dependency] = [], fixtures: Bool = false) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, exclude: fixtures ? ["Fixtures"] : [],
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
/// What the server is made of: HTTP, TLS, certificates, logs, an orderly end.
let web: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HummingbirdTLS", package: "hummingbird"),
  .product(name: "AsyncHTTPClient", package: "async-http-client"),
  .product(name: "X509", package: "swift-certificates"),
  .product(name: "Crypto", package: "swift-crypto"),
  .product(name: "SwiftASN1", package: "swift-asn1"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
  .product(name: "HTTPTypes", package: "swift-http-types"),
  logging,
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let webTesting: [Target.Dependency] = [.product(name: "HummingbirdTesting", package: "hummingbird")]

let package = Package(
  name: "hikae",
  products: [
    .executable(name: "hikae", targets: ["hikae"]), .executable(name: "hikae-agent", targets: ["hikae-agent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // C libraries of the system, each leaned on by the room that owns its subject.
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CInflate", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CRoaring", providers: [.apt(["libroaring-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCryptsetup", pkgConfig: "libcryptsetup", providers: [.apt(["libcryptsetup-dev"])]),
    .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CP11Kit", pkgConfig: "p11-kit-1", providers: [.apt(["libp11-kit-dev"])]),
    // Constant data, and the few system calls that Swift cannot spell.
    .target(name: "CJapaneseTables"),
    .target(name: "CNameLists"),
    .target(name: "CProcess"),
    .target(name: "CFanotify"),
    .target(name: "CPKCS11", dependencies: ["CP11Kit"]),
    // libarchive and libcryptsetup, loaded when they are needed.
    .target(name: "CArchive", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CKeySlots", linkerSettings: [.linkedLibrary("dl")]),
    // The rooms, in the order of the way of the data.
    room("Cryptography", leansOn: ["CLibcrypto"]),
    room("Contents"),
    room("JapaneseText", leansOn: ["CJapaneseTables"]),
    room("Documents", leansOn: ["Contents", "JapaneseText", "CInflate", "CExpat", "CSQLite", "CProcess", "CArchive"]),
    room("PersonalData", leansOn: ["Contents", "JapaneseText", "Cryptography", "CNameLists"]),
    room("Discovery", leansOn: ["Documents", "PersonalData", "Contents", "JapaneseText", "Cryptography", "CSQLite"]),
    room("CanonicalForms"),
    room("Observations", leansOn: ["CanonicalForms", "Contents", "Cryptography", "PersonalData"]),
    room("TransparencyLog", leansOn: ["Cryptography"]),
    room("DiskEncryption", leansOn: ["CanonicalForms", "Cryptography", "CLibcrypto", "CKeySlots", "CProcess"]),
    room("OperationLogs", leansOn: ["CanonicalForms", "Observations", "Contents", "JapaneseText", "Cryptography"]),
    room("Storage", leansOn: ["TransparencyLog", "CanonicalForms", "Cryptography", "CPostgres", grdb]),
    room(
      "Agent",
      leansOn: [
        "Observations", "Discovery", "Documents", "PersonalData", "Contents", "JapaneseText", "CanonicalForms",
        "Cryptography", "TransparencyLog", "DiskEncryption", "CFanotify", "CCurl", "CLibcrypto", "CSQLite",
      ]),
    room("Wording"),
    room("Archives", leansOn: ["JapaneseText", "CLibcrypto"]),
    room("Letterpress", leansOn: ["Archives", "CPango", "CQRCode"]),
    room("Passkeys", leansOn: ["CanonicalForms", "Cryptography"]),
    room("Accounts", leansOn: ["CanonicalForms", "Storage", "Passkeys", "Cryptography", "CLibcrypto", "CSodium"]),
    room(
      "SingleSignOn",
      leansOn: [
        "CanonicalForms", "Cryptography", "Storage", jwt,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    room(
      "KeyEscrow",
      leansOn: [
        "Accounts", "DiskEncryption", "Storage", "JapaneseText", "CanonicalForms", "Cryptography", "CPKCS11",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    room(
      "Custody",
      leansOn: [
        "CanonicalForms", "Observations", "OperationLogs", "Storage", "PersonalData", "Contents", "JapaneseText",
        "Cryptography", "Wording",
        "CRoaring",
      ]),
    room(
      "Response",
      leansOn: [
        "CanonicalForms", "Custody", "Storage", "PersonalData", "JapaneseText", "Cryptography", "Wording",
        "Letterpress", "Archives",
      ]),
    room("Protection", leansOn: ["KeyEscrow", "DiskEncryption", "Response", "CanonicalForms"]),
    room(
      "Server",
      leansOn: [
        "CanonicalForms", "Observations", "OperationLogs", "Storage", "TransparencyLog", "Custody", "Contents",
        "Cryptography", "Wording", "SingleSignOn",
      ] + web),
    // Templates and what pages load are built into the program.
    .target(
      name: "Console",
      dependencies: [
        "Server", "Accounts", "Passkeys", "SingleSignOn", "KeyEscrow", "DiskEncryption", "Protection", "Response",
        "Custody",
        "Storage", "TransparencyLog", "CanonicalForms", "PersonalData", "Contents",
        "JapaneseText", "Cryptography", "Letterpress", "Wording", mustache,
      ] + web, resources: [.embedInCode("Templates"), .embedInCode("Assets"), .embedInCode("API/openapi.json")],
      swiftSettings: strict),
    room("FoundingCase", leansOn: ["Archives", "JapaneseText", "CNameLists", "CSQLite"]),
    // Disks of the demo, built into the program.
    .target(
      name: "HikaeCommands",
      dependencies: [
        "CanonicalForms", "Discovery", "DiskEncryption", "Documents", "Observations", "OperationLogs", "Custody",
        "Response", "Storage",
        "TransparencyLog", "PersonalData", "Contents", "JapaneseText", "Cryptography", "Wording", "FoundingCase",
        "Server", "Console", "Accounts", "SingleSignOn", "KeyEscrow", "Protection", "Letterpress", argumentParser,
        logging,
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], resources: [.embedInCode("DemoDisks")], swiftSettings: strict),
    .executableTarget(name: "hikae", dependencies: ["HikaeCommands"], swiftSettings: strict),
    .executableTarget(name: "hikae-agent", dependencies: ["Agent"], swiftSettings: strict),
    // Fills a database as large as a fleet and times the answer; see Benchmarks/README.md.
    .executableTarget(
      name: "DrillBenchmark",
      dependencies: ["CanonicalForms", "Custody", "Storage", "PersonalData", "Contents", "Cryptography"],
      path: "Benchmarks/DrillBenchmark", swiftSettings: strict),
    // Five years of one device, and its state at a moment; see Benchmarks/replay.sh.
    .executableTarget(
      name: "ReplayBenchmark", dependencies: ["CanonicalForms", "Custody", "Observations", "Storage", "Cryptography"],
      path: "Benchmarks/ReplayBenchmark", swiftSettings: strict),
    // Names and other fields of letters, span by span; see Benchmarks/accuracy.py.
    .executableTarget(
      name: "PassageBenchmark", dependencies: ["PersonalData", "JapaneseText"], path: "Benchmarks/PassageBenchmark",
      swiftSettings: strict),
    // Appends to a log and verifies proofs, beside Go's package; see Benchmarks/README.md.
    .executableTarget(
      name: "LogBenchmark", dependencies: ["TransparencyLog", "Cryptography"], path: "Benchmarks/LogBenchmark/Swift",
      swiftSettings: strict),
    // Proofs of recovery keys beside the bare loop of SHA-256 and libcryptsetup; see Benchmarks/proof.sh.
    .target(
      name: "CBareStretch", dependencies: ["CLibcrypto"], path: "Benchmarks/ProofBenchmark/Bare"),
    .executableTarget(
      name: "ProofBenchmark", dependencies: ["DiskEncryption", "CBareStretch", "CCryptsetup"],
      path: "Benchmarks/ProofBenchmark/Swift", swiftSettings: strict),
    // A night of proofs of kept keys, whole; see Benchmarks/night.sh.
    .executableTarget(
      name: "NightBenchmark",
      dependencies: ["KeyEscrow", "DiskEncryption", "Accounts", "Storage", "CanonicalForms"],
      path: "Benchmarks/NightBenchmark", swiftSettings: strict),
    // Durable appends, measured; and a process to be killed, for the tests.
    .executableTarget(
      name: "AppendBenchmark", dependencies: ["CanonicalForms", "Storage"], path: "Benchmarks/AppendBenchmark",
      swiftSettings: strict),
    // The founding case at full size: the incident opened, packs made; see Benchmarks/README.md.
    .executableTarget(
      name: "PackBenchmark",
      dependencies: ["Response", "CanonicalForms", "Custody", "Storage", "PersonalData", "Cryptography"],
      path: "Benchmarks/PackBenchmark", swiftSettings: strict),
    // A database of each engine for every test; see Scripts/with-postgres.sh.
    .target(name: "TestDatabases", dependencies: ["Storage"], path: "Tests/TestDatabases", swiftSettings: strict),
    // Encrypted volumes in files, made by other programs than ours.
    .target(
      name: "TestDisks", dependencies: ["CCryptsetup", "CLibcrypto"], path: "Tests/TestDisks", swiftSettings: strict),
    // A fleet that reports to a server in the same process; see Benchmarks/ingest.sh.
    .executableTarget(
      name: "IngestBenchmark",
      dependencies: [
        "Server", "Custody", "Observations", "Storage", "TransparencyLog", "CanonicalForms", "Cryptography",
      ] + web, path: "Benchmarks/IngestBenchmark", swiftSettings: strict),
    // Devices that report to servers which are killed; see Tests/Faults/README.md.
    .executableTarget(
      name: "ReportingFleet", dependencies: ["Observations", "CanonicalForms", "Cryptography"] + web,
      path: "Tests/Faults/ReportingFleet", swiftSettings: strict),
    // Tests mirror the rooms.
    tests(of: "Cryptography"),
    tests(of: "JapaneseText", fixtures: true),
    tests(
      of: "Documents", also: ["PersonalData", "Contents", "JapaneseText", "Cryptography", "hikae"], fixtures: true),
    tests(of: "PersonalData", also: ["Contents", "JapaneseText", "Cryptography"]),
    tests(
      of: "Discovery",
      also: ["Documents", "PersonalData", "Contents", "JapaneseText", "Cryptography", "CSQLite"]),
    tests(of: "CanonicalForms"),
    tests(of: "Observations", also: ["CanonicalForms", "Contents", "Cryptography", "PersonalData"]),
    tests(of: "TransparencyLog", also: ["Cryptography"]),
    tests(
      of: "DiskEncryption", also: ["CanonicalForms", "Cryptography", "CLibcrypto", "CCryptsetup"], fixtures: true),
    tests(
      of: "OperationLogs",
      also: ["CanonicalForms", "Observations", "Documents", "Contents", "JapaneseText", "Cryptography"],
      fixtures: true),
    tests(
      of: "Storage", also: ["TransparencyLog", "CanonicalForms", "Cryptography", "TestDatabases", "AppendBenchmark"]),
    tests(
      of: "Agent",
      also: [
        "Observations", "Discovery", "PersonalData", "Contents", "CanonicalForms", "Cryptography", "TransparencyLog",
        "CSQLite", "DiskEncryption", "TestDisks",
        "hikae-agent",
      ]),
    tests(of: "Wording"),
    tests(of: "Archives", also: ["CLibcrypto"]),
    tests(of: "Letterpress", also: ["Documents", "Contents"]),
    // A security key in software.
    .target(
      name: "TestPasskeys", dependencies: ["Passkeys", "CanonicalForms", "Cryptography"], path: "Tests/TestPasskeys",
      swiftSettings: strict),
    tests(of: "Passkeys", also: ["CanonicalForms", "Cryptography", "TestPasskeys"], fixtures: true),
    tests(
      of: "Accounts",
      also: ["CanonicalForms", "Storage", "Passkeys", "Cryptography", "TestDatabases", "TestPasskeys", "Wording"]),
    tests(
      of: "SingleSignOn",
      also: ["CanonicalForms", "Cryptography", "Storage", jwt] + web + webTesting),
    tests(
      of: "KeyEscrow",
      also: [
        "Accounts", "DiskEncryption", "Storage", "CanonicalForms", "Cryptography", "TestDatabases", "Wording",
        "TestDisks", "CLibcrypto",
      ], fixtures: true),
    tests(
      of: "Custody",
      also: [
        "CanonicalForms", "Observations", "Storage", "PersonalData", "Contents", "JapaneseText", "Cryptography",
        "Wording",
        "TestDatabases",
      ]),
    tests(
      of: "Response",
      also: [
        "CanonicalForms", "Custody", "Storage", "PersonalData", "Contents", "JapaneseText", "Cryptography", "Wording",
        "TestDatabases", "TransparencyLog", "Letterpress", "Observations",
      ]),
    tests(
      of: "Protection",
      also: [
        "KeyEscrow", "DiskEncryption", "Response", "Custody", "Accounts", "Storage", "CanonicalForms", "PersonalData",
        "Wording", "TestDatabases",
      ]),
    tests(
      of: "Console",
      also: [
        "Server", "Accounts", "Passkeys", "SingleSignOn", "KeyEscrow", "DiskEncryption", "Response", "Custody",
        "Storage",
        "CanonicalForms", "PersonalData", "Contents", "Cryptography", "JapaneseText",
        "Wording", "TestDatabases", "TestPasskeys",
      ] + web + webTesting),
    tests(
      of: "Server",
      also: [
        "CanonicalForms", "Observations", "OperationLogs", "Storage", "TransparencyLog", "Custody", "PersonalData",
        "Cryptography", "Wording",
        "TestDatabases",
      ] + web + webTesting,
      fixtures: true),
    tests(of: "FoundingCase", also: ["JapaneseText"]),
    // What `make fuzz` runs for long, in every test run with the fixtures: parsers change, and their targets with them.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "DiskEncryption", "KeyEscrow", "Documents", "OperationLogs", "Observations", "PersonalData", "Storage",
        "SingleSignOn", "Passkeys", "Response", "Custody", "TransparencyLog", "CanonicalForms", "Contents",
        "JapaneseText", "Cryptography",
      ],
      path: "Fuzz/Targets", swiftSettings: strict),
    .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "FoundingCase", "HikaeCommands", "Discovery", "DiskEncryption", "Documents", "PersonalData", "CanonicalForms",
        "Custody", "Storage", "TransparencyLog", "Observations", "Contents", "JapaneseText", "Cryptography",
        "TestDatabases", "Accounts", "Response", "Console", "Wording", "Agent", "TestDisks", "hikae", "hikae-agent",
      ],
      path: "Tests/EndToEnd", swiftSettings: strict),
  ]
)

// Fuzzing links libFuzzer, which a plain build does not have; see Fuzz/README.md.
if Context.environment["FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "hikae-fuzz", dependencies: ["FuzzTargets"], path: "Fuzz", exclude: ["README.md", "Targets"],
      swiftSettings: strict))
}
