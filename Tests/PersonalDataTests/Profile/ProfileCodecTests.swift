import Contents
import Cryptography
import Testing

@testable import PersonalData

@Suite("Profiles as bytes")
struct ProfileCodecTests {
  private static let profile: ContentProfile = {
    var profile = RowsRead(
      """
      氏名|フリガナ|生年月日|電話番号|保険者番号|記号|番号|会社名
      青山 一郎|アオヤマ イチロウ|1975/01/02|03-3333-0001|06139463|12|101|株式会社みどり
      緑川 花子|ミドリカワ ハナコ|1980/03/04|03-3333-0002|06139463|12|102|株式会社みどり
      赤坂 次郎|アカサカ ジロウ|1991/12/31|03-3333-0003|06139463|12|103|あおば商事株式会社
      """
    ).profile
    profile.size = 4096
    profile.unread = .timedOut
    profile.unreadParts = [UnreadPart(place: "[秘密]", reason: .password)]
    profile.encodings = [
      DetectedEncoding(name: "CP932", confidence: 0.875, unreadableBytes: 3),
      DetectedEncoding(name: "UTF-8", confidence: 1, unreadableBytes: 0),
    ]
    return profile
  }()

  private func pieces(of profile: ContentProfile) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    ProfileCodec.forEachPiece(of: profile) { number, piece in
      #expect(number == pieces.count)
      pieces.append(piece)
    }
    return pieces
  }

  private func profile(from pieces: [[UInt8]]) -> ContentProfile? {
    guard var assembly = pieces.first?.withUnsafeBytes({ ProfileCodec.Assembly($0) }) else { return nil }
    for piece in pieces.dropFirst() {
      guard piece.withUnsafeBytes({ assembly.append($0) }) else { return nil }
    }
    return assembly.finish()
  }

  private func encode(_ profile: ContentProfile) -> [UInt8] { pieces(of: profile).first ?? [] }
  private func decode(_ bytes: [UInt8]) -> ContentProfile? { profile(from: [bytes]) }

  /// A list of more people than one piece holds.
  @Test func longListsComeInPieces() {
    var long = Self.profile
    long.persons = PersonSet(
      (0..<5_000).map { number in
        PersonEntry(
          keys: [IdentityKey(kind: .nameBirth, high: UInt64(number), low: 1)], fields: FieldSet([.name]), hints: [0])
      })
    let pieces = pieces(of: long)
    #expect(pieces.count == 3)
    #expect(profile(from: pieces) == long)
    #expect(profile(from: Array(pieces.dropLast())) == nil)
    #expect(profile(from: pieces + [pieces[1]]) == nil)
  }

  @Test func roundTrip() {
    #expect(Self.profile.people == 3)
    #expect(!Self.profile.hints.isEmpty)
    #expect(decode(encode(Self.profile)) == Self.profile)
    let empty = ContentProfile(sha256: SHA256Digest(hashing: [1]), size: 0)
    #expect(decode(encode(empty)) == empty)
  }

  @Test func aPartIsNoProfile() {
    let bytes = encode(Self.profile)
    for length in bytes.indices {
      #expect(decode(Array(bytes.prefix(length))) == nil, "\(length) of \(bytes.count) bytes")
    }
  }

  /// Damaged bytes give another profile or none; they never trap, and never ask for more memory than they hold.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func damage(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = encode(Self.profile)
    for _ in 0..<50 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
      }
      guard let profile = decode(damaged) else { continue }
      #expect(profile.people <= bytes.count, "seed \(seed)")
    }
  }

  @Test func anotherFormatIsNotRead() {
    var bytes = encode(Self.profile)
    bytes[0] = 99
    #expect(decode(bytes) == nil)
  }
}
