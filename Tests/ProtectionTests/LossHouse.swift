import Accounts
import CanonicalForms
import Contents
import Cryptography
import Custody
import DiskEncryption
import Glibc
import KeyEscrow
import PersonalData
import Protection
import Response
import Storage
import TestDatabases
import Testing

/// A laptop with check-up results of five people on it, keys kept beside, and a clock that is set by hand.
final class LossHouse {
  static let password = "593428-544896-123717-513139-038511-249546-061270-473869"
  static let device = "PC-1"

  let folder: DataFolder
  let custody: Custody
  let escrow: KeyEscrow
  let incidents: Incidents
  private let database: TestDatabase
  /// When the device was lost.
  let lost = Moment(seconds: 1_800_000_000)

  init() throws {
    folder = DataFolder("/tmp/hikae-protection-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    database = try TestDatabase()
    custody = try Custody(
      folder: folder, database: database.postgresURL, creating: true, actor: "officer",
      beside: [Accounts.schema, KeyEscrow.schema, Incidents.schema])
    escrow = KeyEscrow(journal: custody.journal, keys: EscrowKeyRing(folder: folder.path + "/keys"))
    incidents = Incidents(custody: custody)
    try custody.register([Organisation(id: .init("117"), name: "見本健康保険組合", insurerNumbers: ["06000013"])])
    try custody.register([Device(id: Self.device, kind: .laptop)])
    let persons = (1...5).map { n in
      let digest = SHA256Digest(hashing: Array("person \(n)".utf8))
      return PersonEntry(
        keys: [IdentityKey(kind: .nameBirth, high: digest.words.0, low: digest.words.1)],
        fields: FieldSet([.name, .birthDate, .checkResult]), hints: [])
    }
    let sha256 = SHA256Digest(hashing: Array("a".utf8))
    let profile = ContentProfile(
      sha256: sha256, size: 100, recogniser: 1, persons: PersonSet(persons), records: persons.count,
      hints: [OrganisationHint(kind: .insurerNumber, scope: .content, value: "06000013")], unread: nil, unreadParts: [])
    let scanned = day(-1)
    try custody.recordScan(
      device: Self.device, root: "/data", startedAt: scanned, finishedAt: scanned,
      files: [ObservedFile(path: "/data/a.csv", size: 100, modified: nil, sha256: sha256, profile: profile)],
      clock: { scanned })
  }

  deinit {
    for name in [
      "hikae.sqlite", "hikae.sqlite-wal", "hikae.sqlite-shm", "keys/token-1.key", "keys/escrow-1.key",
      "keys/accounts.key",
    ] {
      unlink(folder.path + "/" + name)
    }
    rmdir(folder.path + "/keys")
    rmdir(folder.path)
  }

  /// Days after the loss; before it when negative.
  func day(_ days: Int64) -> Moment { Moment(milliseconds: lost.milliseconds + days * 86_400_000) }

  static func copy(_ name: String) throws -> MetadataCopy {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let path = parts.joined(separator: "/") + "/DiskEncryptionTests/Fixtures/\(name).metadata"
    return try #require(try DiskImages.open(path) as? MetadataCopy)
  }

  func keep(_ protector: String = "", on day: Int64) throws -> EscrowedKey.ID {
    let key = IncomingKey(
      secret: SecretBytes(Array(Self.password.utf8)), kind: .recoveryPassword, device: Self.device,
      protector: protector, source: .activeDirectory)
    return try #require(escrow.keep([key], by: "test", at: self.day(day)).first).id
  }

  func take(_ name: String, on day: Int64) throws {
    _ = try escrow.take(Self.copy(name), of: Self.device, seen: self.day(day), by: "test", at: self.day(day))
  }

  func prove(on day: Int64) throws { while try escrow.round(at: self.day(day)).left > 0 {} }

  /// Reports the loss at the moment it happened, with a claim about the encryption.
  func report(claiming state: String? = nil, on day: Int64 = 0) throws -> Incident {
    let time = self.day(day)
    let claims = state.map {
      [
        NewStatement(
          .encryptionState, .known(.choice($0)), saidAt: time,
          source: .init(.person, reference: "loss_report", name: "見本 太郎"), kind: .claim)
      ]
    }
    let report = LossReport(
      device: Self.device, lastSeen: lost, claims: claims ?? [],
      evidence: try escrow.evidence(of: Self.device, lost: lost, at: time))
    return try incidents.open(report, at: time)
  }

  func answer(_ fact: Fact) throws -> Statement? { try incidents.ledger(of: "I-1").standing(fact) }
}
