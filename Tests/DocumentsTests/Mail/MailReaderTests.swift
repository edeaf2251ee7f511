import Contents
import Testing

@testable import Documents

@Suite struct MailReaderTests {
  private static func mail(_ text: String, limits: ReadingLimits = ReadingLimits()) -> Told {
    Told(Array(text.utf8), limits: limits) { source, place, reading throws(UnreadReason) in
      try MailReader.read(source, at: place, in: reading)
    }
  }

  @Test func headersBodiesAndAttachments() {
    let told = Told(Told.fixture("mail/mixed.eml"), Told.reading("mail/mixed.eml"))
    #expect(told.thrown == nil)
    let heading = told.headings.first ?? ""
    #expect(heading.contains("From: 山田太郎 <taro@example.com>"))
    #expect(heading.contains("To: 山田 <a@example.com>"), "a character was cut between two encoded words")
    #expect(heading.contains("Subject: 健診の件"), "raw CP932")
    #expect(told.bodies.first?.trimmingBlanks == "鈴木花子 様", "the charset was a lie")
    #expect(!told.bodies.contains { $0.contains("HTML only") })
    #expect(told.members.contains("一覧.csv"))
    #expect(told.members.contains("message.eml"))
    #expect(told.unread["smime.p7m"] == .password)
  }

  @Test func htmlIsShownWhenThePlainTextIsEmpty() {
    let told = Self.mail(
      "Content-Type: multipart/alternative; boundary=x\n\n--x\n\n \n--x\nContent-Type: text/html\n\n<p>山田 様</p>\n--x--\n"
    )
    #expect(told.bodies.map(\.trimmingBlanks) == ["山田 様"])
  }

  @Test func messagesOfAMailbox() {
    let told = Told(Told.fixture("mail/two.mbox"), Told.reading("mail/two.mbox"))
    #expect(told.bodies.map(\.trimmingBlanks) == ["first\n\nFrom here on\nFrom Monday we are closed", "second"])
  }

  @Test func nestingIsLimited() {
    var text = ""
    for level in 0..<40 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    #expect(Self.mail(text).unread.values.contains(.tooDeep))
  }

  /// The logo of a signature is in every mail: told as not read, it would hide what really was not.
  @Test func smallPicturesWithinTheTextAreNoGap() {
    func part(_ headers: String, bytes: Int) -> String {
      "--x\n\(headers)\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo\(String(repeating: "A", count: bytes))\n"
    }
    let told = Self.mail(
      "Content-Type: multipart/related; boundary=x\n\n--x\n\n山田 様\n"
        + part("Content-Type: image/png; name=logo.png\nContent-Disposition: inline", bytes: 800)
        + part("Content-Type: image/png; name=line.png\nContent-ID: <a>", bytes: 800)
        + part("Content-Type: image/png; name=scan.png\nContent-Disposition: attachment", bytes: 800)
        + part("Content-Type: image/png; name=photo.png\nContent-ID: <b>", bytes: 200_000) + "--x--\n")
    #expect(told.bodies.map(\.trimmingBlanks) == ["山田 様"])
    #expect(told.unread == ["scan.png": .unknownType, "photo.png": .unknownType])
  }

  @Test func endlessHeadersEnd() {
    #expect(Self.mail(String(repeating: "X-A: b\n", count: 300_000)).thrown == nil)
    #expect(Self.mail("Subject: " + String(repeating: "a", count: 2 << 20)).thrown == nil)
  }

  @Test(arguments: [
    ("=?utf-8?Q?Andr=C3=A9?=", "André"), ("=?UTF-8?B?5bGx?= =?UTF-8?B?55Sw?=", "山田"), ("a =?bad b", "a =?bad b"),
    ("=?ISO-8859-1?Q?a_b?=", "a b"), ("=?shift_jis?B?jlKTYw==?= <x@example.com>", "山田 <x@example.com>"),
  ]) func encodedWords(raw: String, text: String) {
    #expect(EncodedWord.text(Array(raw.utf8)) == text)
  }

  @Test(arguments: [
    ("attachment; filename=\"a;b.csv\"", "a;b.csv"), ("x; filename*=utf-8''%E4%B8%80%E8%A6%A7.xlsx", "一覧.xlsx"),
    ("x; filename*0=\"a\"; filename*1=\"b.txt\"", "ab.txt"), ("x; filename=\"=?utf-8?B?5bGx?=.txt\"", "山.txt"),
    ("x; filename=plain.txt; filename*=utf-8''star.txt", "star.txt"), ("x; filename=\"open", "open"),
  ]) func parameters(raw: String, name: String) {
    #expect(HeaderParameters(Array(raw.utf8)).text("filename") == name)
  }

  @Test(arguments: Array(UInt64(1)...20)) func base64AndQuotedPrintableComeBack(seed: UInt64) {
    var random = SeededBytes(seed: seed)
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        encoded.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
        if Int.random(in: 0..<20, using: &random) == 0 { encoded += [0x0D, 0x0A] }
      }
    }
    let quoted = bytes.flatMap { [UInt8(ascii: "="), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    for (name, text) in [("base64", encoded), ("quoted-printable", quoted)] {
      var decoder = TransferDecoder(named: name)
      var output: [UInt8] = []
      let cut = text.isEmpty ? 0 : Int.random(in: 0..<text.count, using: &random)
      text[..<cut].withUnsafeBytes { decoder.decode($0, isLast: false, into: &output) }
      text[cut...].withUnsafeBytes { decoder.decode($0, isLast: true, into: &output) }
      #expect(output == bytes, "\(name), seed \(seed)")
    }
  }
}

@Suite struct VCardReaderTests {
  @Test(arguments: [
    ("N:;;;;\nFN:みどり運輸 再配達\nORG:みどり運輸\nTEL:0120-000-111", 0), ("FN:Example Inc\nORG:Example Inc", 0),
    ("N:;Taxi;;;\nFN:Taxi\nTEL:3607", 0), ("KIND:group\nFN:Choir", 0),
    ("N:;Office;;;\nFN:Example\nORG:Example\nX-ABShowAs:COMPANY", 0),
    ("N:佐野;恵;;;\nFN:佐野 恵\nORG:みどり運輸", 1), ("FN:Mary Brown\nORG:Brown", 1), ("FN:Mum\nTEL:090-1234-5678", 1),
  ])
  func cardsOfCompaniesAndServices(card: String, people: Int) {
    let told = Told(Array("BEGIN:VCARD\nVERSION:3.0\n\(card)\nEND:VCARD\n".utf8)) {
      source, place, reading throws(UnreadReason) in
      try VCardReader.read(source, at: place, in: reading)
    }
    #expect((told.tables.first ?? [[]]).count - 1 == people || told.tables.isEmpty && people == 0)
  }

  @Test func cardsOfTwoVersions() {
    let told = Told(Told.fixture("mail/cards.vcf"), Told.reading("mail/cards.vcf"))
    #expect(told.headers == [.firstRow])
    #expect(
      told.tables.first.map { Array($0.dropFirst()) } == [
        ["山田 太郎", "ヤマダ タロウ", "", "03-1111-2222", "090-1111-2222", "", "", "", "", ""],
        ["佐藤 花子", "", "1980-03-04", "", "", "hanako@example.com", "100-0001", "東京都千代田区1-2-3", "みどり精機 総務部", ""],
      ])
  }
}
