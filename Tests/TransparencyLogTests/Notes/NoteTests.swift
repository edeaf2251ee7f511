import Cryptography
import Testing

@testable import TransparencyLog

@Suite("Signed notes") struct NoteTests {
  /// The example of C2SP signed-note v1.0.0.
  static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
  static let note = """
    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

    """

  @Test func publishedExample() throws {
    let key = try VerifierKey(parsing: Self.key)
    #expect(key.description == Self.key)
    let note = try SignedNote(parsing: bytes(Self.note))
    #expect(note.text == bytes("This is an example message.\n"))
    #expect(try note.signatures(by: [key]).map(\.key) == [key])
    #expect(note.bytes == bytes(Self.note))
  }

  @Test func everyChangedByteIsSeen() throws {
    let key = try VerifierKey(parsing: Self.key)
    let good = bytes(Self.note)
    for place in good.indices {
      for bit in [0x01, 0x20, 0x80] as [UInt8] {
        var bad = good
        bad[place] ^= bit
        let verified = (try? SignedNote(parsing: bad)).flatMap { try? $0.signatures(by: [key]) } ?? []
        #expect(verified.isEmpty, "byte \(place)")
      }
    }
    for length in 0..<good.count {
      let cut = (try? SignedNote(parsing: good.prefix(length))).flatMap { try? $0.signatures(by: [key]) } ?? []
      #expect(cut.isEmpty)
    }
  }

  @Test func aKnownKeyThatFailsRefusesTheNote() throws {
    let signer = try TestLog.signer("a.example")
    let line = try signer.sign(bytes("one\n"))
    let note = SignedNote(text: bytes("two\n"), lines: [line])
    #expect(throws: LogFailure(.signature, "")) { try note.signatures(by: [signer.key]) }
    // By an unknown key the same line means nothing.
    #expect(try note.signatures(by: [VerifierKey(parsing: Self.key)]).isEmpty)
    let good = SignedNote(text: bytes("two\n"), lines: [try signer.sign(bytes("two\n")), line])
    #expect(throws: LogFailure(.signature, "")) { try good.signatures(by: [signer.key]) }
  }

  @Test(arguments: [
    "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n\n", "text\n\nnot a signature\n", "text\n\n- a AAAAAAA=\n",
    "text\n\n— a AAAAAAA=", "text\n\n—  AAAAAAA=\n", "text\n\n— a\n", "text\n\n— a \n", "text\n\n— a AAAA\n",
    "text\n\n— a AAAAAA==\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAAAAA\n", "text\n\n— a+b AAAAAAA=\n",
    "text\n\n— a\u{A0}b AAAAAAA=\n", "text\n\n— a\u{3000}b AAAAAAA=\n", "text\n\n— a  AAAAAAA=\n",
    "text\n\n— a AAAAAAA= \n",
    "text\n\n— a AAAAAAA=\r\n", "te\txt\n\n— a AAAAAAA=\n", "text\n\n— a AAAAAAA=\n\n", "text\n\n— a AAAA\nAAA=\n",
    "text\n\n—a AAAAAAA=\n", "text\n\n— a AA-_AAA=\n", "\n— a AAAAAAA=\n",
  ])
  func malformedNotesAreRefused(text: String) {
    #expect(throws: LogFailure(.malformed, "")) { try SignedNote(parsing: bytes(text)) }
  }

  @Test func onlyUTF8() {
    #expect(throws: LogFailure(.malformed, "")) { try SignedNote(parsing: [0xFF] + bytes("\n\n— a AAAAAAA=\n")) }
  }

  @Test func emptyLinesBelongToTheText() throws {
    #expect(try SignedNote(parsing: bytes("a\n\nb\n\n— a AAAAAAA=\n")).text == bytes("a\n\nb\n"))
    #expect(try SignedNote(parsing: bytes("a\n\n\n— a AAAAAAA=\n")).text == bytes("a\n\n"))
  }

  @Test func sizesAreLimited() {
    let many = "text\n\n" + String(repeating: "— a AAAAAAA=\n", count: 65)
    #expect(throws: LogFailure(.tooLarge, "")) { try SignedNote(parsing: bytes(many)) }
    let long = [UInt8](repeating: 0x61, count: SignedNote.maximumSize + 1)
    #expect(throws: LogFailure(.tooLarge, "")) { try SignedNote(parsing: long) }
    #expect((try? SignedNote(parsing: bytes("text\n\n" + String(repeating: "— a AAAAAAA=\n", count: 16)))) != nil)
  }

  @Test(arguments: [
    "", "+", "++", "a+530d903a", "example.com/foo+530d903a+",
    "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", " +530d903a+AAAA",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
  ])
  func malformedKeysAreRefused(text: String) {
    #expect(throws: LogFailure(.malformed, "")) { try VerifierKey(parsing: text) }
  }

  @Test func signingKeysComeBack() throws {
    for kind in [SignatureKind.plain, .cosignature] {
      let signer = try NoteSigner(name: "k.example", kind: kind, privateKey: Ed25519PrivateKey())
      let secret = try signer.withSecret { $0 }
      let again = try NoteSigner(parsing: secret)
      #expect(again.key == signer.key)
      #expect(try VerifierKey(parsing: "\(again.key)") == signer.key)
      for place in secret.indices {
        var bad = secret
        bad[place] ^= 1
        #expect((try? NoteSigner(parsing: bad))?.key != signer.key, "byte \(place)")
      }
      #expect(!"\(signer)".contains(String(decoding: secret.suffix(20), as: UTF8.self)))
    }
    #expect(throws: LogFailure(.malformed, "")) {
      try NoteSigner(name: "a b", kind: .plain, privateKey: Ed25519PrivateKey())
    }
  }

  @Test func base64HasOneSpelling() {
    for (text, plain) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")] {
      #expect(StrictBase64.encode(bytes(plain)) == text)
      #expect(StrictBase64.decode(bytes(text)) == bytes(plain))
    }
    for text in [
      "Zg", "Zg=", "Zh==", "Zm9=", "Zm8==", "=", "==", "====", "A===", "Zm9v=", "Z g=", "Zm9v\n", "Zm-_", "Zg==Zg==",
    ] {
      #expect(StrictBase64.decode(bytes(text)) == nil, "\(text)")
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1), ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("18446744073709551615", nil),
      ("00", nil), ("01", nil), ("", nil), ("-1", nil), ("+1", nil), (" 1", nil), ("1 ", nil), ("１", nil), ("0x1", nil),
      ("99999999999999999999", nil),
    ] as [(String, Int?)])
  func numbers(text: String, value: Int?) { #expect(CanonicalText.number(bytes(text)) == value) }
}
