import Testing

@testable import PersonalData

/// Titles of which the vocabulary knows few, told by what stands below them.
@Suite("Titles by contrast")
struct TitleContrastTests {
  private static let names = ["青山 一郎", "緑川 花子", "赤坂 次郎", "黒木 三郎", "白井 京子", "石橋 健太", "小川 美咲", "大野 直樹"]

  @Test func namesBesideSubjects() {
    let rows = Self.names.enumerated().map { "\($0 + 1)|\($1)|70|60|50|40|30|250|\($0)" }
    let read = RowsRead("2年4組 成績一覧\n番号|氏名|国語|数学|英語|理科|社会|合計|順位\n" + rows.joined(separator: "\n"))
    #expect(read.people == 8)
    #expect(read.explanation.tables.first?.firstDataRow == 2)
    #expect(read.roles[1] == .name)
  }

  @Test func vagueTitlesMustStandOverNames() {
    let stops = ["石川橋", "浅井前", "村上橋", "高橋", "佐藤町", "田中"].enumerated().map { "S00\($0)|\($1)|35.916014|139.620488" }
    #expect(RowsRead("stop_id|stop_name|stop_lat|stop_lon\n" + stops.joined(separator: "\n")).people == 0)
    let met = Self.names.map { "\($0)|2024/06/10 10:08:00|2024/06/10 11:00:00|34|はい" }
    let read = RowsRead("名前（元の名前）|参加時刻|退室時刻|時間（分）|ゲスト\n" + met.joined(separator: "\n"))
    #expect(read.people == 8)
    #expect(read.fields == [.name])
  }

  /// A ledger of things whose other titles no vocabulary holds.
  @Test func makersAreNobody() {
    let rows = ["コクヨ", "ヤマハ", "カワイ", "ミズノ", "内田洋行", "イトーキ"].enumerated().map {
      "B-00\($0)|ピアノ|\($1)|A10\($0)|2015/1/\($0 + 1)|音楽室"
    }
    #expect(RowsRead("備品番号|品名|メーカー|型式|取得年月日|設置場所\n" + rows.joined(separator: "\n")).people == 0)
  }

  @Test(arguments: [("科目名", "ゲンキン|フツウヨキン|ウリカケキン|カイカケキン"), ("講座名", "スイサイガ|サドウ|ショドウ|カドウ")])
  func readingsOfThings(title: String, readings: String) {
    let rows = zip(["水彩画", "茶道", "書道", "華道"], readings.split(separator: "|")).enumerated().map {
      "10\($0)|\($1.0)|\($1.1)|借"
    }
    #expect(RowsRead("コード|\(title)|カナ|貸借\n" + rows.joined(separator: "\n")).people == 0)
  }

  /// The last title spans both lines of titles, and the lower one ends before it.
  @Test func theLastTitleSpansTwoLines() {
    let rows = Self.names.enumerated().map { "\($0)|\($1)|090-1234-567\($0)|a\($0)@example.com|中村 和子" }
    let read = RowsRead("No|氏名|連絡先||担当民生委員\n||電話|メール\n" + rows.joined(separator: "\n"))
    #expect(read.people == 9)
    #expect(read.explanation.tables.first?.columns.last?.group.relation == .handler)
  }

  /// The wages of a month: people across the columns.
  @Test func peopleAcrossTheColumnsAreNoTitles() {
    let numbers = ["労働日数", "労働時間", "基本給", "残業手当", "通勤手当", "健保", "厚年", "差引"].enumerated().map { index, item in
      item + "|" + (0..<8).map { "\(index * 100 + $0)" }.joined(separator: "|")
    }
    let read = RowsRead(
      "賃金台帳　6月分\n氏名|" + Self.names.joined(separator: "|")
        + "\n社員番号|001|002|003|004|005|006|007|008\n性別|女|女|男|女|男|女|女|男\n"
        + numbers.joined(separator: "\n"))
    #expect(read.people == 8)
  }

  /// `Portable` is a telephone, and a computer in a ledger of them.
  @Test func labelsBelowMakeNoTitles() {
    let rows = (0..<12).map {
      "INV-00\($0)|Portable|Dell|Latitude 5530|994A0\($0)|4448\($0 % 10)|1360|Salle Marie Curie"
    }
    let read = RowsRead(
      "Inventaire du matériel\nN° inventaire|Désignation|Marque|Modèle|N° série|Date achat|Valeur HT|Emplacement\n"
        + rows.joined(separator: "\n"))
    #expect(read.people == 0)
  }

  /// Fees of a neighbourhood: months in the titles, and some heads of households by their family names.
  @Test func feesByMonth() {
    let read = RowsRead(
      """
      号|世帯主|4-6月|7-9月|10-12月|1-3月|備考
      1-1|伊藤|500|500|||留守
      1-2|大山 沙代里|500|500|500||
      1-3|金子 奈莉子|500|500|||
      1-4|皆川 彩翁理|500|500|||
      1-5|五十嵐|500|500|500||
      1-6|塚本 眞優|500|500|||
      |空家|||||
      """)
    #expect(read.people == 6)
  }

  /// Orders of a shop: the parts of two names, told by words that mean a whole name elsewhere.
  @Test func partsOfNamesOfOrders() {
    let read = RowsRead(
      """
      注文番号|注文者名字|注文者名前|注文者名字フリガナ|注文者名前フリガナ|メールアドレス|送付先名字|送付先名前
      1|山田|静歌|ヤマダ|シズカ|a@example.jp|堤|孝智
      2|緑川|京子|ミドリカワ|キョウコ|b@example.jp|緑川|京子
      3|青山|一郎|アオヤマ|イチロウ|c@example.jp|水野|正人
      """)
    #expect(read.people == 5)
  }
}
