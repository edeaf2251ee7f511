import JapaneseText

@testable import Documents

/// A data file of invented people: mail with attachments, a contact, a group, and a message that lies in no folder.
enum PSTSample {
  static func file(_ layout: PSTLayout, _ cipher: PSTCipher, packs: Bool = false) -> [UInt8] {
    var writer = PSTWriter(layout, cipher)
    writer.packs = packs
    if layout == .largePages { writer.mostEntries = 60 }
    writer.addStore(names: [(0x8000, 0x8083), (0x8001, 0x802D), (0x8002, 0x802C), (0x8003, 0x8054)])
    let inner = writer.message(
      [
        .text(0x001A, "IPM.Note"), .text(0x0C1A, "渡辺 三郎"), .text(0x0C1E, "SMTP"), .text(0x0C1F, "watanabe@example.jp"),
        .text(0x0037, "元のメール"), .text(0x1000, "よろしくお願いします。\r\n"),
      ], receivers: [receiver(1, "高橋 一郎", nil)])
    let roster = Array("氏名,電話\r\n小林 六実,052-111-2222\r\n中村 四郎,045-999-1111\r\n".utf8)
    writer.add(
      0x20_0004, in: 0x8042,
      writer.message(
        [
          .text(0x001A, "IPM.Note"), .text(0x0C1A, "高橋 一郎"), .text(0x0C1E, "EX"),
          .text(0x0C1F, "/O=EXAMPLE/CN=TAKAHASHI"),
          .text(0x5D01, "takahashi@example.jp"), .text(0x0037, "\u{1}\u{5}RE: 名簿の件"),
          .text(0x1000, "お世話になります。\r\n名簿を送ります。\r\n"),
        ],
        receivers: [
          receiver(1, "伊藤 五月", "ito@example.jp"), receiver(2, "加藤 七海", "kato@example.jp"),
        ],
        attachments: [
          PSTWriter.Attachment(values: [.number(0x3705, 1), .text(0x3707, "名簿.csv"), .binary(0x3701, roster)]),
          PSTWriter.Attachment(values: [.number(0x3705, 5), .text(0x3001, "元のメール")], message: inner),
        ]))
    writer.add(
      0x20_0024, in: 0x8042,
      writer.message([
        .text(0x001A, "IPM.Contact"), .text(0x3001, "山田 太郎"), .text(0x3A1C, "090-1111-2222"),
        .text(0x8000, "yamada@example.jp"), .text(0x8001, "ヤマダ"), .text(0x8002, "タロウ"),
        .day(0x3A42, CivilDate(dayNumber: 129), hoursAhead: 9),
      ]))
    writer.add(
      0x20_0044, in: 0x8042,
      writer.message([
        .text(0x001A, "IPM.DistList"), .text(0x0037, "役員"),
        .list(
          0x8003, [member("松本 花子 (matsumoto@example.jp)", "matsumoto@example.jp"), member("井上 次郎", "inoue@example.jp")]),
      ]))
    // A body that takes several blocks, of a message whose folder is gone.
    let long = (0..<800).map { "\($0) 行目の文章です。\r\n" }.joined() + "担当は佐々木 良子です。\r\n"
    writer.add(
      0x20_0064, in: 0x9042,
      writer.message([
        .text(0x001A, "IPM.Note"), .text(0x0C1A, "木村 幸子"), .text(0x0C1E, "SMTP"),
        .text(0x0C1F, "kimura@example.jp"), .text(0x1000, long),
      ]))
    return writer.finish()
  }

  static func receiver(_ kind: Int, _ name: String, _ address: String?) -> [PSTValueWritten] {
    [.number(0x0C15, kind), .text(0x3001, name)] + (address.map { [.text(0x39FE, $0)] } ?? [])
  }

  /// An entry of a group ([MS-OXCDATA] 2.2.5.1).
  static func member(_ name: String, _ address: String) -> [UInt8] {
    let head: [UInt8] = [0, 0, 0, 0] + [UInt8](repeating: 0x81, count: 16) + [0, 0, 0x01, 0x90]
    return head + [name, "SMTP", address].flatMap { $0.utf16.flatMap { PSTWriter.number(Int($0), 2) } + [0, 0] }
  }
}
