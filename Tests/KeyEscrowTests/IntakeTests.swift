import CanonicalForms
import DiskEncryption
import Testing

@testable import KeyEscrow

/// The forms in which others give keys away. What Windows writes is rebuilt here from its documentation, with keys of no
/// disk.
@Suite struct IntakeTests {
  static let a = Vault.passwordA
  static let b = Vault.passwordB

  static let ldif = """
    version: 1

    dn: CN=2026-03-01T10:00:00-00:00{0F1D7B63-4C3B-408D-A813-812FD6CD530A},CN=PC-01
     23,OU=Laptops,DC=example,DC=jp
    objectClass: top
    objectClass: msFVE-RecoveryInformation
    whenCreated: 20260301100000.0Z
    msFVE-RecoveryGuid:: Y3sdDztMjUCoE4Ev1s1TCg==
    msFVE-RecoveryPassword: 593428-544896-123717-513139-038511-249546-061270-
     473869

    dn:: Q049MjAyNi0wMy0wMntDREY5NjgzQS02NzgwLTQ4QUItQUJDNy03RUZEMkUwMjBBQ0J9LENOPVBDLTA0NTYsT1U956uv5pyr
    objectClass: msFVE-RecoveryInformation
    msFVE-RecoveryPassword: 430111-163042-207328-146498-387750-429847-478390-533995

    dn: CN=PC-0789,OU=Laptops,DC=example,DC=jp
    objectClass: computer

    dn: CN=x,CN=PC-0789,OU=Laptops,DC=example,DC=jp
    objectClass: msFVE-RecoveryInformation

    """

  static let graph = #"""
    {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata", "@odata.count": 1.0, "value": [
      {"id": "0F1D7B63-4C3B-408D-A813-812FD6CD530A", "createdDateTime": "2026-03-01T10:00:00.12Z", "volumeType": "1",
       "deviceId": "3f1c", "deviceName": "端\u672b1", "key": "593428-544896-123717-513139-038511-249546-061270-473869"},
      {"id": "cdf9683a-6780-48ab-abc7-7efd2e020acb", "deviceId": "3f1d"}
    ]}
    """#

  static let english = """
    BitLocker Drive Encryption: Configuration Tool version 10.0.19041
    Computer Name: PC-0123

    Volume C: [OSDisk]
    All Key Protectors

        TPM:
          ID: {BA12C147-24D8-456D-8EB2-05556475972D}
          PCR Validation Profile:
            7, 11

        Numerical Password:
          ID: {0F1D7B63-4C3B-408D-A813-812FD6CD530A}
          Password:
            593428-544896-123717-513139-038511-249546-061270-473869

    Volume D: [Data]
        Numerical Password:
          ID: {CDF9683A-6780-48AB-ABC7-7EFD2E020ACB}
          Password:
            430111-163042-207328-146498-387750-429847-478390-533995

    """

  static let japanese = """
    BitLocker ドライブ暗号化: 構成ツール Version 10.0.19041
    コンピューター名: PC-0123

    ボリューム C: [OS]
    すべてのキーの保護機能

        数字パスワード:
          ID: {0F1D7B63-4C3B-408D-A813-812FD6CD530A}
          パスワード:
            593428-544896-123717-513139-038511-249546-061270-473869

    """

  static let recoveryFile = """
    BitLocker ドライブ暗号化の回復キー

    これが正しい回復キーであることを確認するには、次の ID の先頭と、PC に表示されている ID の値とを比較してください。

    ID:

    \t0F1D7B63-4C3B-408D-A813-812FD6CD530A

    上の ID が PC に表示されている ID と一致する場合は、次のキーを使ってドライブのロックを解除します。

    回復キー:

    \t593428-544896-123717-513139-038511-249546-061270-473869

    """

  static let table = """
    端末,識別子,回復キー,作成日時,備考
    PC-1,0F1D7B63-4C3B-408D-A813-812FD6CD530A,593428-544896-123717-513139-038511-249546-061270-473869,2026/3/1 10:00,"引用,
    改行"
    PC-2,,593428-544896-123717-513139-038511-249546-061270-473868,,
    PC-3,,,,
    "PC-4",,430111163042207328146498387750429847478390533995,,

    """

  static let directoryTable =
    "DN,objectClass,msFVE-RecoveryGuid,msFVE-RecoveryPassword,whenCreated\n"
    + "\"CN=2026-03-01{0F1D7B63-4C3B-408D-A813-812FD6CD530A},CN=PC-0123,OU=x\",msFVE-RecoveryInformation,"
    + "X'637b1d0f3b4c8d40a813812fd6cd530a',\(a),20260301100000.0Z\n"

  static let all = [ldif, graph, english, japanese, recoveryFile, table, directoryTable]

  static func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private func read(_ text: String, _ format: KeyFileFormat? = nil) throws -> KeyFileContent {
    try read(Array(text.utf8), format)
  }

  private func read(_ bytes: [UInt8], _ format: KeyFileFormat? = nil) throws -> KeyFileContent {
    try #require(KeyFileReader.read(SecretBytes(bytes), as: format))
  }

  @Test func activeDirectoryAsLDIF() throws {
    let content = try read(Self.ldif)
    #expect(content.format == .ldif && content.source == .activeDirectory)
    #expect(content.keys.map(\.secret.text) == [Self.a, Self.b])
    #expect(content.keys.map(\.protector) == [Vault.protectorA, Vault.protectorB])
    #expect(content.keys.map(\.device) == ["PC-0123", "PC-0456"])
    #expect(content.keys.first?.made?.utc == "2026-03-01T10:00:00.000Z")
    #expect(content.keys.map(\.line) == [3, 12])
    #expect(content.notUnderstood == [NotUnderstood(19, .noKey)])
  }

  @Test func activeDirectoryAsTable() throws {
    let content = try read(Self.directoryTable)
    #expect(content.format == .csv && content.source == .activeDirectory)
    let key = try #require(content.keys.first)
    #expect(key.secret.text == Self.a && key.device == "PC-0123" && key.protector == Vault.protectorA)
    #expect(key.made?.utc == "2026-03-01T10:00:00.000Z")
  }

  @Test func answersOfGraph() throws {
    let content = try read(Self.graph)
    #expect(content.format == .graph && content.source == .entra)
    let key = try #require(content.keys.first)
    #expect(content.keys.count == 1 && key.secret.text == Self.a && key.protector == Vault.protectorA)
    #expect(key.device == "端末1" && key.made?.utc == "2026-03-01T10:00:00.120Z")
    #expect(content.notUnderstood == [NotUnderstood(4, .noKey)])
  }

  @Test func manageBDE() throws {
    let content = try read(Self.english)
    #expect(content.format == .manageBDE)
    #expect(content.keys.map(\.secret.text) == [Self.a, Self.b])
    #expect(content.keys.map(\.protector) == [Vault.protectorA, Vault.protectorB])
    #expect(content.keys.map(\.device) == ["PC-0123", "PC-0123"])
    let japanese = try read(Self.japanese)
    #expect(japanese.format == .manageBDE && japanese.keys.map(\.protector) == [Vault.protectorA])
    #expect(japanese.keys.map(\.device) == ["PC-0123"])
    #expect(try read(Self.utf16(Self.japanese)).keys.map(\.device) == ["PC-0123"])
  }

  @Test func recoveryFilesOfWindows() throws {
    let content = try read(Self.utf16(Self.recoveryFile.replacing("\n", with: "\r\n")))
    #expect(content.format == .recoveryFile)
    #expect(content.keys.map(\.secret.text) == [Self.a] && content.keys.map(\.protector) == [Vault.protectorA])
    #expect(content.keys.first?.device == nil)
  }

  @Test func tables() throws {
    let content = try read(Self.table)
    #expect(content.format == .csv && content.source == .table)
    #expect(content.keys.map(\.secret.text) == [Self.a, Self.b] && content.keys.map(\.device) == ["PC-1", "PC-4"])
    #expect(content.keys.map(\.line) == [2, 6])
    #expect(
      content.notUnderstood == [
        NotUnderstood(4, NotUnderstood.Reason.groups([8])), NotUnderstood(5, NotUnderstood.Reason.noKey),
      ])
    let semicolons = try read("Device;Kind;Slot;Volume;Key\nLX-1;LUKS;1;abc-def;\"quote\"\"d; phrase\"\n")
    let key = try #require(semicolons.keys.first)
    #expect(key.secret.text == "quote\"d; phrase" && key.kind == .passphrase && key.protector == "1")
    #expect(key.volume == "abc-def" && key.device == "LX-1")
    #expect(try read("device,owner\nPC-1,x\n", .csv).notUnderstood == [NotUnderstood(1, .noColumn)])
  }

  @Test(arguments: ["", " ", "Guten Tag", "{", "\u{0}\u{1}", "name,age\nx,1\n"]) func whatIsNoFileOfKeys(text: String) {
    let content = KeyFileReader.read(SecretBytes(Array(text.utf8)))
    #expect(content?.keys.isEmpty ?? true)
  }

  /// Whatever becomes of a file: it is read to the end, no key is made up, and nothing that is said holds digits of one.
  @Test(arguments: all.indices) func damageMakesNoKeys(number: Int) throws {
    let bytes = Array(Self.all[number].utf8)
    let known: Set<String> = [Self.a, Self.b]
    var generator = Seeded(state: UInt64(number + 1))
    func check(_ bytes: [UInt8]) {
      for format in [nil] + KeyFileFormat.allCases.map({ Optional($0) }) {
        guard let content = KeyFileReader.read(SecretBytes(bytes), as: format) else { continue }
        for key in content.keys { #expect(known.contains(key.secret.text), "file \(number)") }
        for entry in content.notUnderstood { #expect(entry.line >= 1 && "\(entry)".count { $0.isNumber } < 24) }
      }
    }
    for count in stride(from: 0, to: bytes.count, by: 7) { check(Array(bytes.prefix(count))) }
    for _ in 0..<300 {
      var changed = bytes
      let place = Int(generator.next() % UInt64(bytes.count))
      switch generator.next() % 3 {
      // Not a digit for a digit: that one group in eleven is right by chance is what groups are for.
      case 0: changed[place] = [0, 0x0A, 0x22, 0x2C, 0x7B, 0x7D, 0x5C, 0xFF, 0x20, 0x3A][Int(generator.next() % 10)]
      case 1: changed.remove(at: place)
      default: changed.insert(UInt8(generator.next() % 48), at: place)
      }
      check(changed)
    }
  }

  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 17
    }
  }
}
