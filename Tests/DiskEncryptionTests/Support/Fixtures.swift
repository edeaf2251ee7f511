import Glibc

@testable import DiskEncryption

/// The copies of metadata beside these tests. They were made for this project by an independent maker of images; see
/// Fixtures/README.md.
enum Fixture {
  static let passwordA = "593428-544896-123717-513139-038511-249546-061270-473869"
  static let passwordB = "430111-163042-207328-146498-387750-429847-478390-533995"
  static let typedPassword = "Geheim123"
  static let luksPassphrase = "correct horse battery"
  static let luksRecovery =
    "fbkkfbrt-fllcthec-lgevhlkd-jcvvrgrk-dtkenfil-utdikdtd-vnncbhje-rfdcvfnd"
  /// Right in form, and of no disk here.
  static let foreignPassword = "111111-222222-333333-444444-555555-666666-707707-011011"

  static func path(_ name: String) -> String {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return folder + "/Fixtures/" + name + ".metadata"
  }

  static func copy(_ name: String) throws -> MetadataCopy {
    guard let copy = try DiskImages.open(path(name)) as? MetadataCopy else {
      throw DiskEncryptionFailure(.damaged, "\(name) is no copy of metadata")
    }
    return copy
  }

  static func bitLocker(_ name: String) throws -> (volume: BitLockerVolume, image: MetadataCopy) {
    let image = try copy(name)
    return (try BitLockerVolume(reading: image), image)
  }

  static func recovery(_ text: String) throws -> BitLockerKey { .recoveryPassword(try RecoveryPassword(parsing: text)) }

  static func typed(_ text: String) -> BitLockerKey { secret(text).withBytes { .password(utf8: $0) } }

  static func secret(_ text: String) -> SecretBytes { SecretBytes(Array(text.utf8)) }
}
