import Accounts
import CanonicalForms
import DiskEncryption
import FoundationEssentials
import Testing

@testable import KeyEscrow

/// Sealing to public keys, the file of a private key, and sealed records, byte by byte.
@Suite struct ShareBoxTests {
  private static let place = Array("place".utf8)

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(JSON.string(hex).bytes) }

  /// RFC 9180, A.2.1: base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
  @Test func theSuiteOpensThePublishedExample() throws {
    let secret = try bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
    let key = try #require(CustodianPrivateKey(SecretBytes(secret)))
    #expect(
      key.publicKey.bytes == (try bytes("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")))
    let sealed =
      try bytes("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
      + bytes(
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28")
    let info = try bytes("4f6465206f6e2061204772656369616e2055726e")
    let opened = key.open(sealed, for: info, authenticating: Array("Count-0".utf8))
    #expect(opened.map { String(decoding: $0, as: UTF8.self) } == "Beauty is truth, truth beauty")
    #expect(key.open(sealed, for: info) == nil)
  }

  @Test func whatIsSealedOpensForItsOwnerAtItsPlace() throws {
    let (owner, other) = (CustodianPrivateKey(), CustodianPrivateKey())
    let text: [UInt8] = Array("a share".utf8)
    let sealed = try ShareBox.seal(text, to: owner.publicKey, for: Self.place)
    #expect(owner.open(sealed, for: Self.place) == text)
    #expect(other.open(sealed, for: Self.place) == nil && owner.open(sealed, for: [1]) == nil)
    #expect(try ShareBox.seal(text, to: owner.publicKey, for: Self.place) != sealed)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(owner.open(changed, for: Self.place) == nil, "byte \(index)")
      #expect(owner.open(Array(sealed.prefix(index)), for: Self.place) == nil)
    }
    // A point of small order gives everybody the same key.
    for first: UInt8 in [0, 1] {
      let small = CustodianKey(unchecked: [first] + [UInt8](repeating: 0, count: 31))
      #expect(code { try ShareBox.seal(text, to: small, for: Self.place) } == .custodianKey)
      #expect(CustodianKey(parsing: small.text) == nil)
      #expect(owner.open(small.bytes + sealed.dropFirst(32), for: Self.place) == nil)
    }
  }

  @Test func publicKeysAndFingerprintsAreRead() throws {
    let key = CustodianPrivateKey().publicKey
    #expect(CustodianKey(parsing: " \(key.text)\n") == key)
    for wrong in ["", "hikae-custodian-1:", "hikae-custodian-1:00", key.text + "0", "x" + key.text, "ｈikae"] {
      #expect(CustodianKey(parsing: wrong) == nil, "\(wrong)")
    }
    #expect(key.fingerprint.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4, 4, 4])
    #expect(key.hasFingerprint(key.fingerprint.lowercased().replacing("-", with: " ")))
    let short = String(key.fingerprint.dropLast())
    for wrong in [
      "", short, short + "G", "fingerprint " + key.fingerprint, CustodianPrivateKey().publicKey.fingerprint,
    ] {
      #expect(!key.hasFingerprint(wrong), "\(wrong)")
    }
  }

  @Test func aPrivateKeyOpensWithItsPassphraseAlone() throws {
    let key = CustodianPrivateKey()
    let passphrase = SecretBytes(Array("よく覚えている長い言葉".utf8))
    let bytes = try CustodianKeyFile(key, passphrase: passphrase, cost: .least).bytes
    let file = try CustodianKeyFile(parsing: bytes)
    #expect(file.publicKey == key.publicKey)
    #expect(try file.open(passphrase: passphrase).publicKey == key.publicKey)
    let secret = try #require(JSON(bytes: key.secret.withBytes { Array($0) }).string)
    #expect(!String(decoding: bytes, as: UTF8.self).contains(secret))
    for wrong in ["", "別の言葉", "よく覚えている長い言葉 "] {
      #expect(shareFailure { try file.open(passphrase: SecretBytes(Array(wrong.utf8))) }?.code == .passphrase)
    }
    // Whatever is changed in it, no other key comes out, and nothing takes all memory.
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      let opened = try? CustodianKeyFile(parsing: changed).open(passphrase: passphrase)
      if let opened { #expect(opened.publicKey == key.publicKey, "byte \(index)") }
    }
    let greedy = String(decoding: bytes, as: UTF8.self).replacing("\"memory\":8192", with: "\"memory\":9000000000000")
    #expect(
      shareFailure { try CustodianKeyFile(parsing: Array(greedy.utf8)).open(passphrase: passphrase) }?.code
        == .passphrase)
  }

  private func key() -> EscrowedKey {
    EscrowedKey(
      id: .init("k-1"), device: "PC-1", volume: nil, protector: Vault.protectorA, kind: .recoveryPassword,
      source: .hand,
      made: nil, kept: Moment(seconds: 0), replacedBy: nil, drifted: nil, proof: nil, proved: nil)
  }

  /// Whatever is changed in a sealed record, no share of it opens; and nothing of it opens without shares.
  @Test func aSealedRecordIsOneWhole() throws {
    let owners = (0..<3).map { _ in CustodianPrivateKey() }
    let custodians = owners.enumerated().map { (account: Account.ID("a-\($0.offset)"), key: $0.element.publicKey) }
    let secret = SecretBytes(Array(Vault.passwordA.utf8))
    let sealed = try SealedSecret(sealing: secret, of: key(), to: custodians, needing: 2)
    let json = sealed.json
    #expect(SealedSecret(json) == sealed)
    #expect(SealedSecret(json)?.context == sealed.context)
    let text = json.canonicalText
    #expect(!text.contains("593428"))
    for (index, owner) in owners.enumerated() { #expect(try sealed.share(of: owner).number == UInt8(index + 1)) }
    #expect(shareFailure { try sealed.share(of: CustodianPrivateKey()) }?.code == .otherKey)
    try everyMemberCounts(sealed, owners)
    // Wherever a digit or letter is another, and it is still a record.
    var (shares, others) = (0, 0)
    let bytes = Array(text.utf8)
    for index in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[index] = changed[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
      guard changed != bytes, let json = try? JSON(parsing: changed), let other = SealedSecret(json), other != sealed
      else { continue }
      let opened = owners.count { (try? other.share(of: $0)) != nil }
      // One sealed share alone is not in what the others are sealed for.
      let isShare = zip(other.slots, sealed.slots).contains { $0.sealed != $1.sealed }
      #expect(opened == (isShare ? 2 : 0), "byte \(index)")
      if isShare { shares += 1 } else { others += 1 }
    }
    #expect(shares > 0 && others > 0, "nothing was tried")
    for (needed, count) in [(1, 3), (4, 3), (2, 1)] {
      #expect(
        code { try SealedSecret(sealing: secret, of: key(), to: Array(custodians.prefix(count)), needing: needed) }
          == .sealingRule)
    }
  }

  /// Each member of a record by its name, changed in one digit or letter.
  private func everyMemberCounts(_ sealed: SealedSecret, _ owners: [CustodianPrivateKey]) throws {
    guard case .object(let members) = sealed.json else { return }
    func opened(_ members: [String: JSON]) throws -> Int {
      let other = try #require(SealedSecret(.object(members)))
      #expect(other != sealed)
      return owners.count { (try? other.share(of: $0)) != nil }
    }
    var names = Set(members.keys).subtracting(["hikae"])
    for name in ["escrow", "device", "protector", "kind", "needed", "signer", "box"] {
      names.remove(name)
      var changed = members
      changed[name] = try Self.another(#require(members[name]))
      #expect(try opened(changed) == 0, "\(name)")
    }
    for index in owners.indices {
      for name in ["account", "key", "share"] {
        var custodians = try #require(members["custodians"]).elements
        guard case .object(var custodian) = custodians[index] else { return }
        #expect(custodian.count == 3)
        custodian[name] = try Self.another(#require(custodian[name]))
        custodians[index] = .object(custodian)
        var changed = members
        changed["custodians"] = .array(custodians)
        #expect(try opened(changed) == 0, "\(name) \(index)")
      }
      var shares = try #require(members["shares"]).elements
      shares[index] = try Self.another(shares[index])
      var changed = members
      changed["shares"] = .array(shares)
      #expect(try opened(changed) == owners.count - 1, "share \(index)")
    }
    #expect(names.subtracting(["custodians", "shares"]).isEmpty, "not tried: \(names)")
  }

  /// Another number, or a text with another last character.
  private static func another(_ value: JSON) throws -> JSON {
    if let number = value.integer { return .integer(number + 1) }
    let text = try #require(value.string)
    return .string(text.dropLast() + (text.hasSuffix("1") ? "2" : "1"))
  }

  @Test func filesThatAreNoneOfOursAreRefused() {
    for text in ["", "{}", "[]", "null", "{\"hikae\":\"custodian-request/1\"}", "{\"hikae\":\"custodian-answer/1\"}"] {
      let bytes = Array(text.utf8)
      #expect(shareFailure { try ShareRequest(parsing: bytes) }?.code == .damaged)
      #expect(shareFailure { try ShareAnswer(parsing: bytes) }?.code == .damaged)
      #expect(shareFailure { try CollectedShares(parsing: bytes) }?.code == .damaged)
      #expect(shareFailure { try DrillResult(parsing: bytes) }?.code == .damaged)
      #expect(shareFailure { try CustodianKeyFile(parsing: bytes) }?.code == .damaged)
    }
  }
}
