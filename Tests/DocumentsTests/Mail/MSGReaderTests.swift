import Contents
import Testing

@testable import Documents

@Suite struct MSGReaderTests {
  @Test func aMessageIsReadWithItsPeopleItsFilesAndTheMessageWithin() {
    let told = Told(Told.fixture("mail/message.msg")) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "a").read(source, named: "a", at: place, in: reading)
    }
    #expect(told.thrown == nil)
    let lines = Set(told.headings.first?.split(separator: "\n").map(String.init) ?? [])
    // An address of Exchange's directory is none; the second recipient is in a code page.
    #expect(
      lines == [
        "From: 高橋 一郎 <takahashi@example.jp>", "To: 伊藤 五月 <ito@example.jp>", "Cc: 加藤 七海 <kato@example.jp>",
        "Subject: 名簿の件",
      ])
    #expect(told.bodies.first == "お世話になります。\n名簿を送ります。\n")
    #expect(told.members == ["名簿.csv", "元のメール"])
    #expect(told.tables.first?.count == 4)
    #expect(told.tables.last == [["氏名", "電話"], ["小林 六実", "052-111-2222"], ["中村 四郎", "045-999-1111"]])
    #expect(told.headings.last?.hasPrefix("From: 渡辺 三郎 <watanabe@example.jp>\nTo: 高橋 一郎\n") == true)
    #expect(told.rowsWithoutTable == 0)
  }

  /// The example of [MS-OXRTFCP] 4.1.1.
  @Test func packedTextIsUnpacked() throws {
    let packed: [UInt8] = [
      0x2D, 0x00, 0x00, 0x00, 0x2B, 0x00, 0x00, 0x00, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A,
      0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00, 0x20,
      0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
    ]
    let text = try CompressedRTF.unpack(packed, limit: 1 << 20)
    #expect(String(decoding: text, as: UTF8.self) == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n")
    #expect(throws: UnreadReason.damaged) { try CompressedRTF.unpack([1, 2, 3], limit: 10) }
    let long = Array(packed.prefix(16)) + [UInt8](repeating: 0, count: 200_000)
    #expect(throws: UnreadReason.tooLarge) { try CompressedRTF.unpack(long, limit: 100_000) }
  }

  @Test func aContactIsOneRowOfItsFields() throws {
    var message = OutlookMessage()
    func text(_ value: String) -> MessageProperties.Value { .text(Array(value.utf8)) }
    message.properties.set(0x001A, text("IPM.Contact"))
    message.properties.set(0x3001, text("山田 太郎"))
    message.properties.set(0x3A1C, text("090-1111-2222"))
    let told = Told([]) { [message] _, place, reading throws(UnreadReason) in
      try message.tell(at: place, in: reading)
    }
    #expect(told.tables == [[["Name", "Mobile phone"], ["山田 太郎", "090-1111-2222"]]])
    #expect(told.headers == [.firstRow])
  }

  /// Named properties have their name before the value; those of other sets and with names in letters are left out.
  @Test func namedPropertiesOfContactsAreRead() {
    let contacts: [UInt8] = [0x04, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    let address = Array("yamada@example.jp\0".utf8) + [0, 0]
    func property(_ set: [UInt8], _ name: [UInt8]) -> [UInt8] {
      [0x1E, 0, 0x01, 0x80] + set + name + [1, 0, 0, 0, 18, 0, 0, 0] + address
    }
    let byNumber: [UInt8] = [0, 0, 0, 0, 0x83, 0x80, 0, 0]
    let bytes: [UInt8] =
      [3, 0, 0, 0] + property([UInt8](repeating: 7, count: 16), [0, 0, 0, 0, 0x93, 0x80, 0, 0])
      + property(contacts, [1, 0, 0, 0, 4, 0, 0, 0, 0x61, 0, 0, 0]) + property(contacts, byNumber)
    var properties = MessageProperties()
    var list = MAPIProperties(bytes)
    list.read(into: &properties)
    #expect(list.isAtEnd)
    #expect(properties.text(0x8083) == Array("yamada@example.jp".utf8))
    #expect(properties.text(0x8093) == nil)
    var message = OutlookMessage()
    message.properties = properties
    message.properties.set(0x001A, .text(Array("IPM.Contact".utf8)))
    let told = Told([]) { [message] _, place, reading throws(UnreadReason) in
      try message.tell(at: place, in: reading)
    }
    #expect(told.tables == [[["Email"], ["yamada@example.jp"]]])
  }

  @Test func whatOutlookSendsToOthersIsReadWithItsAttachments() {
    let told = Told(Told.fixture("mail/winmail.dat")) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "winmail.dat").read(source, named: "winmail.dat", at: place, in: reading)
    }
    #expect(told.thrown == nil)
    #expect(
      told.headings == [
        "From: 高橋 一郎 <takahashi@example.jp>\nTo: 伊藤 五月 <ito@example.jp>\nSubject: 名簿の件\n"
      ])
    #expect(told.bodies == ["お世話になります。\n名簿を送ります。"])
    #expect(told.members == ["名簿一覧.csv"])
    #expect(told.tables.first?.last == ["渡辺　三郎", "011-234-5678"])
    let cut = Array(Told.fixture("mail/winmail.dat").dropLast(100))
    let part = Told(cut) { source, place, reading throws(UnreadReason) in
      try TNEFReader.read(source, at: place, in: reading)
    }
    #expect(part.thrown == .damaged)
    #expect(part.headings == told.headings)
  }

  /// As it comes: attached to the mail that it is the other half of.
  @Test func aMailsOtherHalfIsRead() {
    let digits = Array("0123456789ABCDEF".utf8)
    var quoted: [UInt8] = []
    for (number, byte) in Told.fixture("mail/winmail.dat").enumerated() {
      quoted += [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      if number % 20 == 19 { quoted += [0x3D, 0x0D, 0x0A] }
    }
    let head = """
      From: 高橋 一郎 <takahashi@example.jp>
      To: 伊藤 五月 <ito@example.jp>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: application/ms-tnef; name=winmail.dat
      Content-Transfer-Encoding: quoted-printable


      """
    let mail = Array(head.replacing("\n", with: "\r\n").utf8) + quoted + Array("\r\n--b--\r\n".utf8)
    let told = Told(mail) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "a.eml").read(source, named: "a.eml", at: place, in: reading)
    }
    #expect(told.thrown == nil && told.unread.isEmpty)
    #expect(told.tables.first?.last == ["渡辺　三郎", "011-234-5678"])
  }
}
