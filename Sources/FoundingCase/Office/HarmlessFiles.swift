/// Files with nobody in them that look as if they had: numbers, shops, places, products with names of families.
struct HarmlessFiles {
  let seed: UInt64

  func write(_ folder: CaseFolder, beneath path: String) throws {
    var random = SeededGenerator(seed: seed, subject: 81)
    let made = Day(2022, 3, 15)
    for (name, bytes) in [
      ("物品/物品一覧.csv", TextFile.delimited(products(&random), .cp932)),
      ("物品/発注履歴.xlsx", WorkbookFile.bytes([Grid(name: "発注", rows: products(&random))], made: made)),
      ("参考/郵便番号.csv", TextFile.delimited(postalCodes(), .cp932)),
      ("参考/提携薬局一覧.csv", TextFile.delimited(shops(&random), .utf8Marked)),
      ("参考/祝日一覧.csv", TextFile.delimited(holidays(), .cp932)),
      ("システム/access.log", Array(accessLog(&random).utf8)),
      ("システム/温湿度.tsv", TextFile.delimited(sensors(&random), by: "\t", .utf8)),
      ("システム/集計.py", Array(source.utf8)),
      ("会議/定例会議メモ.txt", TextFile.cp932Bytes(minutes)),
      ("手順/予約受付の手順.docx", LetterFile.bytes(minutes.split(separator: "\n").map(String.init), made: made)),
      ("手順/お知らせ.pdf", PrintedFile.letter(["健診会場のご案内", "会場は三階です。森公園の東側、高橋交差点の先にあります。", "駐車場はございません。"])),
    ] {
      try folder.add(path + "/" + name, bytes, modified: made)
    }
  }

  private func products(_ random: inout SeededGenerator) -> [[Cell]] {
    let names = ["検査用手袋", "採血管", "ステンレストレー", "桜色タオル", "山田錦 純米酒", "小林包丁", "木村屋あんぱん", "本田式ポンプ", "青木 緑茶", "南部鉄器", "石川県産米"]
    let header = ["商品コード", "JANコード", "商品名", "型番", "単価", "在庫", "更新日"].map(Cell.text)
    return [header]
      + (0..<600).map { i in
        [
          .text("P" + digits(i * 37, 6)), .text("49" + digits(random.int(below: 99_999_999_999), 11)),
          .text(random.pick(names) + random.pick(["A", "B", " L", " 10枚入"])),
          .text("\(random.int(in: 100...999))-\(random.int(in: 1000...9999))-\(random.int(in: 10...99))"),
          .number(String(random.int(in: 80...98000))), .number(String(random.int(below: 900))),
          .text("2022/\(random.int(in: 1...12))/\(random.int(in: 1...28))"),
        ]
      }
  }

  private func postalCodes() -> [[Cell]] {
    AreaList.all.map { [.text($0.postalCode), .text($0.prefecture), .text($0.city), .text($0.town)] }
  }

  private func shops(_ random: inout SeededGenerator) -> [[Cell]] {
    let header = ["店舗コード", "店舗名", "郵便番号", "所在地", "代表電話", "営業時間"].map(Cell.text)
    return [header]
      + (0..<300).map { i in
        let area = random.pick(AreaList.all)
        let phone = Telephone.fixed(area.areaCodes, &random)
        return [
          .text(digits(i, 5)), .text(random.pick(["みどり", "さくら", "ひかり", "中央", "駅前"]) + "薬局\(area.town)店"),
          .text(area.postalCode.prefix(3) + "-" + area.postalCode.dropFirst(3)),
          .text(area.prefecture + area.city + area.town + "\(random.int(in: 1...30))-\(random.int(in: 1...20))"),
          .text([phone.area, phone.middle, phone.last].joined(separator: "-")), .text("9:00-18:00"),
        ]
      }
  }

  private func holidays() -> [[Cell]] {
    [
      ("2022/1/1", "元日"), ("2022/1/10", "成人の日"), ("2022/2/11", "建国記念の日"), ("2022/2/23", "天皇誕生日"), ("2022/3/21", "春分の日"),
      ("2022/4/29", "昭和の日"), ("2022/5/3", "憲法記念日"), ("2022/5/4", "みどりの日"), ("2022/5/5", "こどもの日"), ("2022/7/18", "海の日"),
    ].map { [.text($0), .text($1)] }
  }

  private func accessLog(_ random: inout SeededGenerator) -> String {
    (0..<1500).map { _ in
      "10.\(random.int(below: 256)).\(random.int(below: 256)).7 - - [\(two(random.int(in: 1...28)))/Jun/2022:10:\(two(random.int(below: 60))):05 +0900] \"GET /item/\(digits(random.int(below: 1_000_000_000_000), 12)) HTTP/1.1\" 200 \(random.int(below: 90000))\n"
    }.joined()
  }

  private func sensors(_ random: inout SeededGenerator) -> [[Cell]] {
    [[.text("時刻"), .text("温度"), .text("湿度"), .text("カウンタ")]]
      + (0..<1500).map { i in
        [
          .text("2022-06-\(two(1 + i / 60)) \(two(i % 24)):00:00"),
          .number("\(random.int(in: 10...35)).\(random.int(below: 10))"),
          .number("\(random.int(in: 20...90))"), .text(digits(random.int(below: 9_999_999_999), 10)),
        ]
      }
  }

  private var source: String {
    "import csv\n\n\ndef total(path):\n    with open(path, encoding=\"cp932\") as source:\n"
      + "        return sum(int(row[4]) for row in csv.reader(source))\n"
  }

  private var minutes: String {
    """
    定例会議　第2会議室
    1. 秋の巡回健診の会場について、山の手会館と高田ホールを比較した。中央区の会場は駐車場が少ない。
    2. 予約システムの更新により一部の画面で表示が遅くなる事象を確認した。原因は設定値の誤りである。
    3. 千葉の倉庫へ在庫を移動する。桜の季節までに完了する。
    4. 次回は来月第1週に開催する。

    """
  }
}
