import Glibc
import Testing

/// Holds the imports of every room against the order of the house: data moves down the list only.
@Suite("The house")
struct ArchitectureTests {
  /// What each room may lean on. The manifest says the same, but does not see modules of other packages.
  static let allowed: [String: Set<String>] = [
    "Cryptography": ["CLibcrypto"],
    "Contents": [],
    "JapaneseText": ["CJapaneseTables"],
    "Documents": ["Contents", "JapaneseText", "CInflate", "CExpat", "CSQLite", "CProcess", "CArchive"],
    "PersonalData": ["Contents", "JapaneseText", "Cryptography", "CNameLists"],
    "Discovery": ["Documents", "PersonalData", "Contents", "JapaneseText", "Cryptography", "CSQLite"],
    "CanonicalForms": [],
    "Observations": ["CanonicalForms", "Contents", "Cryptography", "PersonalData"],
    "TransparencyLog": ["Cryptography"],
    "DiskEncryption": ["CanonicalForms", "Cryptography", "CLibcrypto", "CKeySlots", "CProcess"],
    "OperationLogs": ["CanonicalForms", "Observations", "Contents", "JapaneseText", "Cryptography"],
    "Storage": ["TransparencyLog", "CanonicalForms", "Cryptography", "CPostgres", "GRDB", "GRDBSQLite"],
    "Agent": [
      "Observations", "Discovery", "Documents", "PersonalData", "Contents", "JapaneseText", "CanonicalForms",
      "Cryptography", "TransparencyLog", "DiskEncryption",
      "CFanotify", "CCurl", "CLibcrypto", "CSQLite",
    ],
    "Wording": [],
    "Passkeys": ["CanonicalForms", "Cryptography"],
    "Accounts": ["CanonicalForms", "Storage", "Passkeys", "Cryptography", "CLibcrypto", "CSodium"],
    "Archives": ["JapaneseText", "CLibcrypto"],
    "Letterpress": ["Archives", "CPango", "CQRCode"],
    "SingleSignOn": [
      "CanonicalForms", "Cryptography", "Storage", "JWTKit", "AsyncHTTPClient", "NIOCore", "NIOHTTP1",
    ],
    "KeyEscrow": [
      "Accounts", "DiskEncryption", "Storage", "JapaneseText", "CanonicalForms", "Cryptography", "CPKCS11", "Crypto",
      "FoundationEssentials",
    ],
    "Custody": [
      "CanonicalForms", "Observations", "OperationLogs", "Storage", "PersonalData", "Contents", "JapaneseText",
      "Cryptography", "Wording",
      "CRoaring", "GRDB",
    ],
    "Response": [
      "CanonicalForms", "Custody", "Storage", "PersonalData", "JapaneseText", "Cryptography", "Wording", "Letterpress",
      "Archives",
    ],
    "Protection": ["KeyEscrow", "DiskEncryption", "Response", "CanonicalForms"],
    "Server": [
      "CanonicalForms", "Observations", "OperationLogs", "Storage", "TransparencyLog", "Custody", "Contents",
      "Cryptography", "Wording", "SingleSignOn", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "AsyncHTTPClient",
      "X509",
      "Crypto", "SwiftASN1", "NIOCore",
      "NIOPosix",
      "NIOSSL", "HTTPTypes", "Logging", "ServiceLifecycle", "UnixSignals",
      "FoundationEssentials",
    ],
    "FoundingCase": ["Archives", "JapaneseText", "CNameLists", "CSQLite"],
    "Console": [
      "Server", "Accounts", "Passkeys", "SingleSignOn", "KeyEscrow", "DiskEncryption", "Protection", "Response",
      "Custody",
      "Storage", "TransparencyLog", "CanonicalForms", "PersonalData",
      "Contents",
      "JapaneseText", "Cryptography", "Letterpress", "Wording", "Mustache", "Hummingbird", "NIOCore", "HTTPTypes",
      "Logging",
      "ServiceLifecycle",
    ],
    "HikaeCommands": [
      "CanonicalForms", "Discovery", "DiskEncryption", "Documents", "Observations", "OperationLogs", "Custody",
      "Response", "Storage",
      "TransparencyLog", "PersonalData", "Contents", "JapaneseText", "Cryptography", "Wording", "FoundingCase",
      "Server", "Console", "Accounts", "SingleSignOn", "KeyEscrow", "Protection", "Letterpress", "ArgumentParser",
      "Logging", "ServiceLifecycle",
    ],
    "hikae": ["HikaeCommands"],
    "hikae-agent": ["Agent"],
  ]
  /// Of the toolchain; Foundation only where nothing foreign is read.
  static let toolchain: Set<String> = ["Glibc", "Synchronization", "Dispatch"]

  @Test(arguments: allowed.keys.sorted())
  func imports(of room: String) throws {
    let allowed = try #require(Self.allowed[room]).union(Self.toolchain)
    let sources = SourceTree.swiftFiles(below: SourceTree.root + "/Sources/" + room)
    #expect(!sources.isEmpty)
    for file in sources {
      for module in SourceTree.imports(of: file) {
        #expect(allowed.contains(module), "\(file) imports \(module)")
      }
    }
  }

  /// Every room of the source tree is in the list above.
  @Test func noRoomIsForgotten() {
    let rooms = SourceTree.entries(of: SourceTree.root + "/Sources").filter { name in
      !SourceTree.swiftFiles(below: SourceTree.root + "/Sources/" + name).isEmpty
    }
    #expect(Set(rooms) == Set(Self.allowed.keys))
  }
}

/// The project's own sources, found from this file.
enum SourceTree {
  static var root: String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }

  static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func swiftFiles(below folder: String) -> [String] {
    entries(of: folder).flatMap { name -> [String] in
      let path = folder + "/" + name
      if name.hasSuffix(".swift") { return [path] }
      return name.contains(".") ? [] : swiftFiles(below: path)
    }
  }

  static func imports(of path: String) -> [String] {
    text(of: path).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { return nil }
      return words[0] == "import" || words[0].hasPrefix("@") ? String(words[place + 1]) : nil
    }
  }

  static func text(of path: String) -> String {
    guard let file = fopen(path, "rb") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
