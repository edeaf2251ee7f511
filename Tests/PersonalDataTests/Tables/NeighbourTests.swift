import Testing

@testable import PersonalData

@Suite("Titles that mean something by their neighbours") struct NeighbourTests {
  private static let names = [
    "山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "伊藤健太", "渡辺直樹", "中村陽子", "小林誠", "加藤由美", "吉田翔太",
  ]

  @Test func aTableOfUsersIsAboutThem() {
    let rows = Self.names.enumerated().map { [String($0), $1, "198\($0)0102", "u\($0)@example.jp"] }
    let read = RowsRead([["id", "user_name", "birth_ymd", "mail_addr"]] + rows, header: .firstRow)
    #expect(read.people == 10 && read.roles == [.other, .name, .birthDate, .email])
  }

  @Test func anOfficesOwnListIsAboutItsStaff() {
    let rows = Self.names.enumerated().map { ["\($0)", $1, "198\($0)0102"] }
    #expect(RowsRead([["staff_id", "staff_nm", "birth_ymd"]] + rows, header: .firstRow).people == 10)
  }

  @Test func firmsWithHonorificsAreNobody() {
    let firms = ["トヨタ様", "丸紅様", "キーエンス様", "本社様", "業者様", "管理会社様"]
    let rows = (0..<24).map { ["2024/06/01", firms[$0 % 6], "03-3333-00\($0 + 10)", "\($0)00"] }
    #expect(!RowsRead([["受注日", "納品先", "電話番号", "金額"]] + rows).roles.contains(.name))
  }

  @Test func aLogOfUsersIsAboutWhatTheyDo() {
    let rows = (0..<60).map { ["2024-06-01 10:00", Self.names[$0 % 3], "ログイン"] }
    #expect(RowsRead([["日時", "ユーザー名", "操作"]] + rows).people == 0)
  }

  @Test func linesOfPlainASCIIAreLookedAt() {
    let rows = [["Week 24"], ["From: Mary Brown"], ["Patient: John Miller"], ["Total 12"]]
    #expect(RowsRead(rows).people == 2)
  }

  @Test func parksAreNobody() {
    let parks = ["斎藤緑地", "山田児童遊園", "高橋広場", "森本運動場", "大野公園"]
    let rows = parks.map { [$0, "本町1-2", "公園緑地課", "0463-21-4641"] }
    #expect(RowsRead([["公園名", "所在地", "管理者", "問合せ先"]] + rows).people == 0)
  }

  @Test func theReadingOfACompanyIsNobody() {
    let rows = (0..<30).map { ["\($0)", "田中建設株式会社", $0 % 2 == 0 ? "タナカケンセツ" : "ヤマモトショウテン", "06-6123-00\($0 + 10)"] }
    #expect(RowsRead([["会社コード", "会社名", "カナ", "代表電話"]] + rows).people == 0)
  }

  @Test(arguments: ["駅名,よみ,路線", "停留所名,ふりがな,系統", "学校名,カナ,区", "施設名,フリガナ,所在"])
  func theReadingOfAPlaceListedOnceIsNobody(titles: String) {
    let places = [
      ("遠藤", "えんどう"), ("西村", "にしむら"), ("山本", "やまもと"), ("小林", "こばやし"), ("中村", "なかむら"), ("馬場", "ばば"), ("松永", "まつなが"),
    ]
    let rows = places.map { [$0.0 + "駅", $0.1 + "えき", "中央"] }
    #expect(RowsRead([titles.split(separator: ",").map(String.init)] + rows).people == 0)
  }

  @Test func thereAreReadingsOfPeopleBesideGoods() {
    let rows = Self.names.indices.map { index in
      [
        ["タオル", "皿"][index % 2], ["ヤマダ タロウ", "サトウ ハナコ", "スズキ イチロウ", "タカハシ ミサキ", "イトウ ケンタ"][index % 5],
        "090-0000-000\(index)",
      ]
    }
    #expect(RowsRead([["商品名", "フリガナ", "電話"]] + rows).people == 10)
  }

  @Test func theReadingOfAStationIsNobody() {
    let stations = [("大久保", "おおくぼ"), ("高田", "たかだ"), ("目白", "めじろ"), ("田端", "たばた"), ("大崎", "おおさき"), ("上野", "うえの")]
    let rows = stations.flatMap { station in (0..<5).map { ["山手線", station.0, station.1, "35.\($0)"] } }
    #expect(RowsRead([["路線", "駅名", "よみ", "緯度"]] + rows).people == 0)
  }
}
