import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct PSTReaderTests {
  private static func told(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) -> Told {
    Told(bytes, limits: limits) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "a").read(source, named: "a", at: place, in: reading)
    }
  }

  static let kinds: [(PSTLayout, PSTCipher, packs: Bool)] = [
    (.unicode, .permute, false), (.unicode, .none, false), (.unicode, .cyclic, false), (.ansi, .permute, false),
    (.ansi, .cyclic, false), (.largePages, .none, false), (.largePages, .permute, true),
  ]

  @Test(arguments: 0..<kinds.count) func aFileIsReadInEveryLayoutAndCipher(_ kind: Int) {
    let (layout, cipher, packs) = Self.kinds[kind]
    let told = Self.told(PSTSample.file(layout, cipher, packs: packs))
    #expect(told.thrown == nil && told.unread.isEmpty && told.rowsWithoutTable == 0)
    #expect(
      told.headings == [
        """
        From: 高橋 一郎 <takahashi@example.jp>
        To: 伊藤 五月 <ito@example.jp>
        Cc: 加藤 七海 <kato@example.jp>
        Subject: RE: 名簿の件

        """,
        "From: 渡辺 三郎 <watanabe@example.jp>\nTo: 高橋 一郎\nSubject: 元のメール\n",
        "Subject: 役員\n",
        "From: 木村 幸子 <kimura@example.jp>\n",
      ])
    #expect(told.bodies.prefix(2) == ["お世話になります。\n名簿を送ります。\n", "よろしくお願いします。\n"])
    #expect(told.bodies.last?.hasSuffix("799 行目の文章です。\n担当は佐々木 良子です。\n") == true)
    let inbox = "Outlook データ ファイル/受信トレイ"
    #expect(told.members == [inbox, "\(inbox) / #1 / 名簿.csv", "\(inbox) / #1 / 元のメール"])
    #expect(
      told.tables == [
        [["氏名", "電話"], ["小林 六実", "052-111-2222"], ["中村 四郎", "045-999-1111"]],
        [
          ["Name", "Mobile phone", "フリガナ", "Birthday", "Email"],
          ["山田 太郎", "090-1111-2222", "ヤマダ タロウ", "1970-05-10", "yamada@example.jp"],
        ],
        [["Name", "Email"], ["松本 花子 ", "matsumoto@example.jp"], ["井上 次郎", "inoue@example.jp"]],
      ])
  }

  /// Old files keep texts in the code page of the computer.
  @Test func narrowTextIsDecoded() {
    var writer = PSTWriter(.ansi, .permute)
    writer.addStore()
    let yamada: [UInt8] = [0x8E, 0x52, 0x93, 0x63, 0x20, 0x91, 0xBE, 0x98, 0x59]
    let message = writer.message(
      [.narrow(0x0C1A, yamada), .narrow(0x0C1F, Array("yamada@example.jp".utf8)), .number(0x3FFD, 932)],
      receivers: [[.number(0x0C15, 1), .narrow(0x3001, yamada)]])
    writer.add(0x20_0004, in: 0x8042, message)
    #expect(Self.told(writer.finish()).headings == ["From: 山田 太郎 <yamada@example.jp>\nTo: 山田 太郎\n"])
  }

  @Test(arguments: [PSTLayout.unicode, .ansi]) func treesOfManyLevelsAreFollowed(_ layout: PSTLayout) {
    var writer = PSTWriter(layout, .permute)
    writer.mostEntries = 3
    writer.addStore()
    let receivers = (0..<300).map { PSTSample.receiver(1, "受信 \($0)", "r\($0)@example.jp") }
    for number in 0..<100 {
      let message = writer.message(
        [.text(0x0C1A, "差出 \(number)")], receivers: number == 50 ? receivers : [],
        attachments: number == 60 ? Array(repeating: Self.note, count: 8) : [])
      writer.add(UInt32(0x20_0004 + number * 0x20), in: 0x8042, message)
    }
    writer.blockSize = 64
    let long = writer.message([.text(0x0C1A, "長文"), .text(0x1000, String(repeating: "あ", count: 280) + "終わり")])
    writer.add(0x30_0004, in: 0x8042, long)
    let told = Self.told(writer.finish())
    #expect(told.thrown == nil && told.unread.isEmpty)
    #expect(told.headings.count == 101)
    #expect(told.headings[50].split(separator: "\n").last == "To: 受信 299 <r299@example.jp>")
    #expect(told.headings[50].split(separator: "\n").count == 301)
    #expect(told.members.count == 9)
    #expect(told.bodies.last?.hasSuffix("あ終わり") == true)
  }

  private static let note = PSTWriter.Attachment(values: [.text(0x3707, "a.txt"), .binary(0x3701, Array("記".utf8))])

  // MARK: - Damage

  @Test func aDamagedBlockCostsOneMessage() throws {
    var bytes = PSTSample.file(.unicode, .none)
    // The body of the first message: its checksum tells.
    let name = try #require(Self.find("takahashi@example.jp".utf16.flatMap { [UInt8($0), 0] }, in: bytes))
    bytes[name] = UInt8(ascii: "x")
    let told = Self.told(bytes)
    #expect(told.unread == ["Outlook データ ファイル/受信トレイ / #1": .damaged])
    #expect(told.headings.count == 4 && told.headings[0].hasPrefix("From: 高橋 一郎 <xakahashi@example.jp>"))
  }

  /// The data of a node is exchanged for that of another one: only the page's checksum tells.
  @Test func anExchangedNodeIsDamage() throws {
    var writer = PSTWriter()
    writer.addStore()
    for (number, name) in ["甲野 一郎", "乙野 次郎"].enumerated() {
      writer.add(UInt32(0x20_0004 + number * 0x20), in: 0x8042, writer.message([.text(0x0C1A, name)]))
    }
    var bytes = writer.finish()
    let first = try #require(
      stride(from: 0, to: bytes.count - 64, by: 8).first {
        bytes.uint64(at: $0) == 0x20_0004 && bytes.uint64(at: $0 + 32) == 0x20_0024
      })
    bytes.replaceSubrange(first + 8..<first + 16, with: bytes[first + 40..<first + 48])
    let told = Self.told(bytes)
    #expect(told.thrown == .damaged)
    #expect(told.headings == ["From: 乙野 次郎\n", "From: 乙野 次郎\n"])
  }

  @Test func aNodeWithoutItsBlockIsTold() {
    var writer = PSTWriter()
    writer.addStore()
    writer.add(PSTNode(identifier: 0x20_0004, data: 0x7777_0000, subnodes: 0, parent: 0x8042))
    writer.add(0x20_0024, in: 0x8042, writer.message([.text(0x0C1A, "高橋 一郎")]))
    let told = Self.told(writer.finish())
    #expect(told.thrown == nil && told.unread == ["Outlook データ ファイル/受信トレイ / #1": .damaged])
    #expect(told.headings == ["From: 高橋 一郎\n"])
  }

  /// The root of the nodes is the last page, and the leaves before it are found without it.
  @Test(arguments: [PSTLayout.unicode, .ansi]) func whatIsLeftOfAFileThatIsCutOffIsRead(_ layout: PSTLayout) throws {
    var bytes = PSTSample.file(layout, .permute)
    let whole = Self.told(bytes)
    #expect(Self.told(Array(bytes.prefix(300))).thrown == .damaged)
    bytes.removeLast(512)
    let cut = Self.told(bytes)
    #expect(cut.thrown == .damaged)
    #expect(cut.headings == whole.headings && cut.tables == whole.tables && cut.members == whole.members)
    // Without the root of the blocks as well, and without any root at all.
    let root = Int(try PSTHeader(MemorySource(bytes)).blockRoot.offset)
    bytes.replaceSubrange(root..<root + 512, with: [UInt8](repeating: 0, count: 512))
    #expect(Self.told(bytes).headings == whole.headings)
    bytes.replaceSubrange(180..<248, with: [UInt8](repeating: 0, count: 68))
    #expect(Self.told(bytes).headings == whole.headings)
    #expect(Self.told(bytes).thrown == .damaged)
  }

  @Test func ringsOfPagesEnd() throws {
    var writer = PSTWriter()
    writer.mostEntries = 3
    writer.addStore()
    for number in 0..<20 {
      writer.add(UInt32(0x20_0004 + number * 0x20), in: 0x8042, writer.message([.text(0x0C1A, "甲")]))
    }
    var bytes = writer.finish()
    let root = Int(try PSTHeader(MemorySource(bytes)).nodeRoot.offset)
    // The first entry of the root leads back to the root, and the second to where the third leads.
    bytes.replaceSubrange(root + 16..<root + 24, with: PSTWriter.number(root, 8))
    bytes.replaceSubrange(root + 24 + 16..<root + 48, with: bytes[root + 48 + 16..<root + 72])
    let told = Self.told(bytes)
    #expect(told.thrown == .damaged)
    // Each is met once: what the ring hides is found among the pages.
    #expect(told.headings.count == 20)
  }

  /// A few blocks that refer to one leaf again and again would be gigabytes.
  @Test func dataThatRepeatsItselfIsDamaged() {
    var writer = PSTWriter()
    writer.addStore()
    let leaf = writer.addBlock([UInt8](repeating: 0x41, count: 8_000))
    let tree: [UInt8] = [1, 1] + PSTWriter.number(1_000, 2) + [0, 0, 0, 0]
    let inner = writer.addBlock(tree + (0..<1_000).flatMap { _ in writer.word(leaf) }, refersToOthers: true)
    let root = writer.addBlock(
      [1, 2, 50, 0, 0, 0, 0, 0] + (0..<50).flatMap { _ in writer.word(inner) }, refersToOthers: true)
    let body = PSTNode(identifier: 0x801F, data: root, subnodes: 0)
    var heap = PSTHeapWriter(.properties, writer)
    let top = heap.addTree(
      [PSTWriter.number(0x1000, 2) + PSTWriter.number(0x1F, 2) + PSTWriter.number(0x801F, 4)], keySize: 2, valueSize: 6)
    writer.add(
      0x20_0004, in: 0x8042, (writer.addData(heap.finish(root: top)), writer.addSubnodes([body])))
    let told = Self.told(writer.finish())
    #expect(told.bodies.isEmpty)
    #expect(told.unread == ["Outlook データ ファイル/受信トレイ / #1": .damaged])
  }

  @Test func messagesWithinMessagesEnd() {
    var writer = PSTWriter()
    writer.addStore()
    var message = writer.message([.text(0x0C1A, "最も内")])
    for _ in 0..<12 {
      message = writer.message(
        [.text(0x0C1A, "外")],
        attachments: [PSTWriter.Attachment(values: [.number(0x3705, 5), .text(0x3001, "m")], message: message)])
    }
    writer.add(0x20_0004, in: 0x8042, message)
    let told = Self.told(writer.finish())
    #expect(told.thrown == nil && told.unread.values.allSatisfy { $0 == .tooDeep } && told.unread.count == 1)
    #expect(told.headings.count == 8)
  }

  @Test func limitsOfTheWholeReadingHold() {
    var limits = ReadingLimits()
    limits.entries = 2
    let told = Self.told(PSTSample.file(.unicode, .permute), limits: limits)
    #expect(told.thrown == .tooLarge)
    limits = ReadingLimits()
    limits.unpackedBytes = 10_000
    #expect(Self.told(PSTSample.file(.unicode, .permute), limits: limits).thrown == .tooLarge)
  }

  @Test func whatAnOrganisationEncryptedIsLocked() {
    var bytes = PSTSample.file(.unicode, .permute)
    bytes[513] = 0x10
    #expect(Self.told(bytes).thrown == .password)
  }

  // MARK: - Parts

  /// The first values of the three tables of [MS-PST] 5.1, and that veiling and unveiling are the same in the third way.
  @Test func theTablesAreThoseOfTheSpecification() {
    #expect(PSTCipher.outer.prefix(6) == [65, 54, 19, 98, 168, 33])
    #expect(PSTCipher.middle.prefix(6) == [20, 83, 15, 86, 179, 200])
    #expect(PSTCipher.inner.prefix(6) == [71, 241, 180, 230, 11, 106])
    let plain = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var bytes = plain
    PSTCipher.cyclic.decode(&bytes, identifier: 0x1_2345_6789)
    #expect(bytes != plain)
    PSTCipher.cyclic.decode(&bytes, identifier: 0x1_2345_6789)
    #expect(bytes == plain)
  }

  @Test(arguments: [-11, -5, 0, 1, 9, 11]) func aBirthdayIsTheDayThatWasTyped(hoursAhead: Int) throws {
    let day = try #require(CivilDate(year: 1988, month: 2, day: 29))
    let moment = try #require(PSTValueWritten.day(0x3A42, day, hoursAhead: hoursAhead).bytes.uint64(at: 0))
    guard case .text(let text)? = MessageProperties.day(moment) else { throw UnreadReason.damaged }
    #expect(String(decoding: text, as: UTF8.self) == "1988-02-29")
  }

  @Test func namesOfOtherSetsAreNotTaken() {
    let contacts: [UInt8] = [0x04, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    var other = contacts
    other[0] = 0x08
    func entry(_ name: Int, set: Int, isText: Bool, _ place: Int) -> [UInt8] {
      PSTWriter.number(name, 4) + PSTWriter.number(set << 1 | (isText ? 1 : 0), 2) + PSTWriter.number(place, 2)
    }
    let names = PropertyNames(
      sets: other + contacts,
      entries: entry(0x8083, set: 3, isText: false, 0) + entry(0x8083, set: 4, isText: false, 1)
        + entry(0x8093, set: 4, isText: true, 2) + entry(0x8093, set: 99, isText: false, 3) + [1, 2, 3])
    #expect(names.known(0x8000) == nil && names.known(0x8001) == 0x8083)
    #expect(names.known(0x8002) == nil && names.known(0x8003) == nil && names.known(0x0037) == 0x0037)
  }

  /// The fixture that the tests of damage and of fuzzing begin with.
  @Test func theFixtureIsWhatTheWriterWrites() {
    #expect(Told.fixture("mail/outlook.pst") == PSTSample.file(.unicode, .permute))
    #expect(Told.fixture("mail/outlook-97.pst") == PSTSample.file(.ansi, .cyclic))
    #expect(Told.fixture("mail/outlook.ost") == PSTSample.file(.largePages, .none, packs: true))
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast(needle.count).first { start in
      bytes[start] == needle[0] && bytes[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
