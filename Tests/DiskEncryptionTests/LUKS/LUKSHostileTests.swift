import Cryptography
import Testing

@testable import DiskEncryption

/// Headers that somebody wrote to harm: work without end, memory without end, lengths that lie.
@Suite("Hostile LUKS headers") struct LUKSHostileTests {
  /// Replaces text of the JSON in both headers, and computes their checksums anew, as an attacker would.
  private func changed(_ old: String, to new: String) throws -> MemoryImage {
    var image = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
    for start in [0, 16_384] {
      let area = Array(image.bytes[start + 4096..<start + 16_384].prefix { $0 != 0 })
      let text = String(decoding: area, as: UTF8.self).replacing(old, with: new)
      let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 12_288 - text.utf8.count)
      image.bytes.replaceSubrange(start + 4096..<start + 16_384, with: padded)
      image.bytes.replaceSubrange(start + 448..<start + 512, with: repeatElement(0, count: 64))
      let digest = SHA256Digest(hashing: Array(image.bytes[start..<start + 16_384])).bytes
      image.bytes.replaceSubrange(start + 448..<start + 480, with: digest)
    }
    return image
  }

  private func code(of image: MemoryImage) -> DiskEncryptionFailure.Code? {
    do {
      _ = try LUKSVolume.find(in: image)
      return nil
    } catch { return error.code }
  }

  @Test func theUnchangedHeaderIsRead() throws { #expect(try code(of: changed("zzz", to: "zzz")) == nil) }

  @Test(arguments: [
    ("\"iterations\":1000", "\"iterations\":4000000000"), ("\"time\":4", "\"time\":4000000000"),
    ("\"memory\":65536", "\"memory\":4194304"), ("\"time\":4,\"memory\":65536", "\"time\":100,\"memory\":1048576"),
    ("\"cpus\":2", "\"cpus\":1000"), ("\"memory\":65536", "\"memory\":0"),
    ("\"iterations\":1000", "\"iterations\":9223372036854775807"),
  ])
  func workIsBounded(old: String, new: String) throws { #expect(try code(of: changed(old, to: new)) == .tooExpensive) }

  @Test(arguments: [
    ("\"iterations\":1000", "\"iterations\":-1"), ("\"stripes\":4000", "\"stripes\":4000000"),
    ("\"key_size\":64", "\"key_size\":640000"), ("\"size\":\"258048\"", "\"size\":\"99999999999\""),
    ("\"size\":\"258048\"", "\"size\":\"-1\""), ("\"offset\":\"290816\"", "\"offset\":\"18446744073709551615\""),
    ("\"type\":\"pbkdf2\",\"hash\"", "\"type\":\"scrypt\",\"hash\""),
    ("\"1\":{\"type\":\"luks2\"", "\"99\":{\"type\":\"luks2\""),
    ("{\"keyslots\":{", "{\"keyslots\":["),
  ])
  func liesAreDamage(old: String, new: String) throws {
    let code = try code(of: changed(old, to: new))
    #expect(code == .damaged)
  }

  /// Also of the copy that is not the newest: libcryptsetup reads both.
  @Test func theSecondHeaderIsBoundedToo() throws {
    var image = try changed("\"iterations\":1000", to: "\"iterations\":4000000000")
    let sound = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
    image.bytes.replaceSubrange(0..<16_384, with: sound.bytes[0..<16_384])
    #expect(code(of: image) == .tooExpensive)
  }

  @Test func oneSoundHeaderIsEnough() throws {
    for damaged in [0, 16_384] {
      var image = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
      image.bytes[damaged + 5000] ^= 1
      let volume = try #require(try LUKSVolume.find(in: image))
      #expect(volume.soundHeaders == 1)
      let key = Fixture.secret(Fixture.luksRecovery)
      #expect(try LUKSProver().prove(key, slot: 1, of: volume, in: image).proof.isProved)
      image.bytes[damaged] = 0
      let other = try #require(try LUKSVolume.find(in: image))
      #expect(other.soundHeaders == 1)
      #expect(try LUKSProver().prove(key, slot: 1, of: other, in: image).proof.isProved)
    }
    var image = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
    for start in [0, 16_384] { image.bytes[start + 5000] ^= 1 }
    #expect(code(of: image) == .damaged)
  }

  /// Damage anywhere in the header or in the slot: it never crashes, and a wrong key is never proved. The right key is
  /// proved only while header and slot are whole enough for the volume key to match its digest.
  @Test(arguments: 0..<4) func damageNeverProvesAWrongKey(seed: UInt64) throws {
    let whole = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
    var random = SeededGenerator(seed: seed)
    let wrong = Fixture.secret("no key of this disk")
    for _ in 0..<40 {
      var image = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let area = [0..<32_768, 290_816..<548_864].randomElement(using: &random) ?? 0..<1
        if let place = area.randomElement(using: &random) {
          image.bytes[place] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      guard let volume = try? LUKSVolume.find(in: image) else { continue }
      let result = try? LUKSProver().prove(wrong, slot: 1, of: volume, in: image)
      #expect(result?.proof.isProved != true)
    }
  }

  @Test func everyByteOfTheSlotCounts() throws {
    let whole = MemoryImage(expanding: try Fixture.copy("luks2-slot1"))
    var random = SeededGenerator(seed: 11)
    let volume = try #require(try LUKSVolume.find(in: whole))
    for _ in 0..<25 {
      var image = whole
      // The last sectors of an area are padding: 4,000 stripes of 64 bytes are 256,000 of its 258,048.
      image.bytes[290_816 + Int.random(in: 0..<256_000, using: &random)] ^= 1
      let result = try LUKSProver().prove(Fixture.secret(Fixture.luksRecovery), slot: 1, of: volume, in: image)
      #expect(result.proof.refusals == [.wrongKey])
    }
  }

  @Test func luks1IsBoundedToo() throws {
    let whole = MemoryImage(expanding: try Fixture.copy("luks1"))
    func changed(_ place: Int, _ bytes: [UInt8]) -> MemoryImage {
      var image = whole
      image.bytes.replaceSubrange(place..<place + bytes.count, with: bytes)
      return image
    }
    #expect(code(of: whole) == nil)
    let endless: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    #expect(code(of: changed(164, endless)) == .tooExpensive)
    #expect(code(of: changed(212, endless)) == .tooExpensive)
    #expect(code(of: changed(108, endless)) == .damaged)
    #expect(code(of: changed(248, endless)) == .damaged)
    #expect(code(of: changed(252, endless)) == .damaged)
    #expect(code(of: changed(6, [0, 9])) == .unsupported)
    for length in stride(from: 0, to: 592, by: 7) {
      #expect(code(of: MemoryImage(bytes: Array(whole.bytes.prefix(length)))) != nil || length < 8)
    }
  }
}
