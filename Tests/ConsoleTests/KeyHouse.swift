import Accounts
import CanonicalForms
import DiskEncryption
import KeyEscrow
import Testing

/// Keys for a console: those of the copies of metadata that the tests of `DiskEncryption` have.
extension ConsoleHouse {
  static let recoveryPassword = "593428-544896-123717-513139-038511-249546-061270-473869"
  static let otherPassword = "430111-163042-207328-146498-387750-429847-478390-533995"
  static let protector = "0F1D7B63-4C3B-408D-A813-812FD6CD530A"

  static func copy(_ name: String) throws -> MetadataCopy {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let path = parts.joined(separator: "/") + "/DiskEncryptionTests/Fixtures/\(name).metadata"
    return try #require(try DiskImages.open(path) as? MetadataCopy)
  }

  /// PC-1 has an encrypted disk with two recovery passwords; one was kept, and with it the other is found. PC-2 has none.
  @discardableResult
  func keepKeys(at time: Moment = .now) throws -> EscrowedKey.ID {
    let key = IncomingKey(
      secret: SecretBytes(Array(Self.recoveryPassword.utf8)), kind: .recoveryPassword, device: Self.device,
      protector: Self.protector, source: .activeDirectory)
    let kept = try #require(escrow.keep([key], by: "test", at: time).first)
    _ = try escrow.take(
      Self.copy("bitlocker-xts128-two-recovery"), of: Self.device, seen: time, by: "test", at: time)
    while try escrow.round(at: .now).left > 0 {}
    return kept.id
  }

  /// What may stand on one page, once: any group of six digits of either key.
  static func hasSecret(_ text: String) -> Bool {
    // A group by itself, not amid the digits of a hash; or two of them run together.
    let groups = (recoveryPassword + "-" + otherPassword).split(separator: "-")
    return zip(groups, groups.dropFirst()).contains { text.contains($0 + $1) }
      || text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.contains { groups.contains($0) }
  }

  func account(_ role: Role) throws -> Account.ID { try #require(visitors[role]?.account.id) }
}
