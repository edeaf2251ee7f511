import Testing

@testable import PersonalData

/// Lists of firms with whom to ask for there: the one who handles the row is whom the row is about.
@Suite("Contacts of firms")
struct ContactsOfFirmsTests {
  private static let people = [
    ("青山 一郎", "アオヤマ イチロウ"), ("緑川 花子", "ミドリカワ ハナコ"), ("赤坂 次郎", "アカサカ ジロウ"), ("黒木 三郎", "クロキ サブロウ"),
    ("白井 京子", "シライ キョウコ"),
  ]

  @Test(arguments: ["担当者名|担当者名カナ", "担当者|担当者フリガナ", "ご担当者名|ご担当者名（カナ）", "担当者名|フリガナ", "営業担当|営業担当_カナ"])
  func theReadingIsTheHandlers(titles: String) {
    let rows = Self.people.enumerated().map { "\($0)|共立工業株式会社|\($1.0)|\($1.1)|03-1234-500\($0)" }
    let read = RowsRead("番号|会社名|\(titles)|TEL\n" + rows.joined(separator: "\n"))
    #expect(read.people == 5)
    #expect(read.count(.kana) == 5 && read.count(.name) == 5 && read.count(.phone) == 5)
  }

  /// Those whom the rows are about are listed in kana, and somebody else looks after them.
  @Test func theReadingIsAnothers() {
    let rows = Self.people.enumerated().map {
      "\($1.1)|1980/04/1\($0)|03-1234-500\($0)|\(["水野 正人", "川島 里美"][$0 % 2])"
    }
    let read = RowsRead("カナ氏名|生年月日|電話番号|担当者名\n" + rows.joined(separator: "\n"))
    #expect(read.people == 7)
  }

  /// Tickets of a help desk: who asks, and who looks after it.
  @Test func whoAsksAndWhoAnswers() {
    let askers = [
      ("Helen Walker", "helen.walker"), ("Martin Cooper", "martin.cooper"), ("laura.bennett", "laura.bennett"),
      ("martin.cooper", "martin.cooper"),
    ]
    let rows = askers.enumerated().map {
      "\(4801 + $0)|Refund request|\($1.0)|\($1.1)@example.org|Peter Foster|Billing"
    }
    let read = RowsRead(
      "Ticket ID|Ticket subject|Requester name|Requester email|Assignee name|Ticket group\n"
        + rows.joined(separator: "\n"))
    #expect(read.people == 4)
    #expect(read.count(.email) == 3)
  }

  /// A register of deliveries: who took each, and who looked at it, beside a count.
  @Test func whoTookADelivery() {
    let rows = ["石井大充", "村田光音", "大村玲遠", "大村玲遠", "石井大充"].enumerated().map {
      "2026-09-2\($0)|共立工業株式会社|紙|85\($0)4|受診者名簿|\($1)|サーバ室||山田宏仁"
    }
    let read = RowsRead("受領日|委託元|媒体|件数|内容|受領者|保管場所|返却・廃棄日|確認者\n" + rows.joined(separator: "\n"))
    #expect(read.people == 4)
  }
}
