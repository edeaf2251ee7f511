import Testing

@testable import PersonalData

/// Rows that speak of several people, each behind titles of one's own.
@Suite("Several people a row")
struct FurtherPeopleTests {
  private static let families = ["青山", "緑川", "赤坂", "黒木", "白井"]
  private static let given = ["一郎", "花子", "次郎", "三郎", "京子"]

  @Test func emergencyContactsWithTheirTelephones() {
    let rows = (0..<5).map { index in
      "\(1001 + index)|\(Self.families[index]) \(Self.given[index])|090-1234-560\(index)|東京都千代田区丸の内1-1-\(index + 1)"
        + "|\(Self.families[index]) 恒\(Self.given[index])|父|03-3333-000\(index)"
    }
    let read = RowsRead(
      "社員番号|氏名|電話|住所|緊急連絡先氏名|続柄|緊急連絡先電話\n" + rows.joined(separator: "\n"))
    #expect(read.people == 10)
    #expect(read.count(.phone) == 10 && read.count(.address) == 5 && read.count(.employeeNumber) == 5)
  }

  /// `電話` behind the guarantor's name is the guarantor's: the tenant has one before it.
  @Test func aSecondTelephoneBelongsToTheSecondPerson() {
    let rows = (0..<4).map {
      "\(101 + $0)|\(Self.families[$0]) \(Self.given[$0])|090-1234-560\($0)|水野 正\($0 % 2 == 0 ? "人" : "和")|03-3333-000\($0)"
    }
    let read = RowsRead("号室|入居者|電話|保証人|電話\n" + rows.joined(separator: "\n"))
    #expect(read.explanation.tables.first?.columns[3].group.relation == .guarantor)
    #expect(read.count(.phone) == read.people)
  }

  /// A doctor in two columns is one doctor, whoever writes the titles; two doctors of a row are two.
  @Test(arguments: [
    ("doctor_last_name|doctor_first_name", 2), ("doctor.family_name|doctor.given_name", 2),
    ("drLastName|drFirstName", 2),
    ("doctor_last_name|doctor_first_name|doctor2_last_name|doctor2_first_name", 3),
  ])
  func handlersInTwoColumns(titles: String, doctors: Int) {
    let isTwo = titles.split(separator: "|").count > 2
    let rows = ["Walker|Helen", "Cooper|Martin", "Bennett|Laura", "Foster|Peter"].enumerated().map { index, name in
      "\(name)|198\(index)-02-03|" + (index % 2 == 0 ? "Marshall|Susan" : "Palmer|Richard")
        + (isTwo ? "|Reynolds|Nancy" : "")
    }
    let read = RowsRead(
      "last_name|first_name|birth_date|\(titles)\n" + rows.joined(separator: "\n"), header: .firstRow)
    #expect(read.people == 4 + doctors)
  }

  @Test func whoIsNobodyNew() {
    let read = RowsRead(
      """
      契約者名|契約者カナ|生年月日|被保険者|死亡保険金受取人
      青山 一郎|アオヤマ イチロウ|1975/01/02|本人|青山 恵子
      緑川 花子|ミドリカワ ハナコ|1980/03/04|緑川 太一|法定相続人
      赤坂 次郎|アカサカ ジロウ|1991/12/31|同上|同上
      """)
    #expect(read.people == 5)
    #expect(read.count(.birthDate) == 3 && read.count(.kana) == 3)
  }

  @Test func jointNamesBearTheFamilyName() {
    let read = RowsRead(
      """
      氏名|ふりがな|連名1|連名2|敬称|郵便番号|2023出|2024受
      青山　一郎|あおやま　いちろう|恵子|太一|様|1000001|○|×
      緑川　花子|みどりかわ　はなこ|||様|1000002|○|○
      赤坂　次郎|あかさか　じろう|美咲||様|1000003|×|○
      緑川　恵子|みどりかわ　けいこ|健二||様|1000004|×|○
      """)
    // 青山恵子 and 緑川恵子 are two.
    #expect(read.people == 8)
  }

  @Test func fatherAndMotherByTheirGivenNames() {
    let rows = (0..<5).map { index in
      "\(Self.families[index]) 陽菜|\("あおやま ひな")|\(["健一", "大輔", "直樹", "和也", ""][index])|090-1234-560\(index)"
        + "|\(["裕子", "久美子", "真由美", "智子", "明美"][index])|080-1234-560\(index)"
    }
    let read = RowsRead("園児名|よみ|父|父携帯|母|母携帯\n" + rows.joined(separator: "\n"))
    #expect(read.people == 14)
  }

  @Test func sendersThatAreFirmsAndReceiversThatArePeople() {
    let read = RowsRead(
      """
      伝票番号|お届け先電話番号|お届け先住所|お届け先名|お届け先名(カナ)|ご依頼主電話番号|ご依頼主名|品名
      11|090-1234-5601|東京都千代田区丸の内1-1-1|青山 一郎|アオヤマ イチロウ|03-3333-0001|株式会社みどり商店|茶
      12|090-1234-5602|東京都千代田区丸の内1-1-2|緑川 花子|ミドリカワ ハナコ|03-3333-0001|株式会社みどり商店|茶
      13|090-1234-5603|東京都千代田区丸の内1-1-3|赤坂 次郎|アカサカ ジロウ|090-1111-2222|黒木 三郎|菓子
      14|090-1234-5604|東京都千代田区丸の内1-1-4|白井 京子|シライ キョウコ|03-3333-0001|株式会社みどり商店|茶
      """)
    #expect(read.people == 5)
    #expect(read.count(.kana) == 4)
  }

  /// Drivers and whoever checked them, by surname alone.
  @Test func thoseWhoCheckAreSomebody() {
    let rows = (0..<8).map {
      "6/\($0 + 1)|\(2000 + $0)|\(Self.families[$0 % 4]) \(Self.given[$0 % 4])|0.00|良|\($0 % 2 == 0 ? "佐藤" : "田中")"
    }
    #expect(RowsRead("日付|車番|乗務員名|アルコール|体調|点呼執行者\n" + rows.joined(separator: "\n")).people == 6)
  }

  /// Accounts and divisions in such columns are none, nor whoever typed the list.
  @Test(arguments: [("担当部署", "総務課"), ("担当者", "営業一課"), ("入力者", "佐藤"), ("更新者", "田中 誠")])
  func thoseWhoAreNot(title: String, value: String) {
    let rows = (0..<6).map { "\(Self.families[$0 % 5]) 一\($0)郎|1975/01/0\($0 + 1)|\(value)" }
    #expect(RowsRead("氏名|生年月日|\(title)\n" + rows.joined(separator: "\n")).people == 6)
  }

  @Test func salesmenOfAListOfCustomers() {
    let rows = (0..<5).map {
      "\($0)|みどり商事株式会社|\(Self.families[$0]) \(Self.given[$0])|\($0 % 2 == 0 ? "佐藤 健" : "鈴木 学")|管理者"
    }
    #expect(RowsRead("番号|会社名|先方担当者|営業担当|作成者\n" + rows.joined(separator: "\n")).people == 7)
  }

  @Test func marriageKeepsTheEmployee() {
    let read = RowsRead(
      """
      社員番号|氏名|旧姓|年月日|区分
      10001|青山 花子||2016/4/1|入社
      10001|緑川 花子|青山|2019/2/1|改姓
      10001|緑川 花子（旧姓 青山）||2021/10/1|異動
      10002|赤坂 次郎||2016/4/1|入社
      """)
    #expect(read.people == 2)
  }

  /// Orders: buyer and receiver, and further lines that bear the buyer's mail address alone.
  @Test func ordersOfSeveralLines() {
    let read = RowsRead(
      """
      Name|Email|Lineitem name|Billing Name|Billing Street|Billing Phone|Shipping Name|Shipping Street
      #1001|holly_fenwick@mail.example|Lamp|Holly Fenwick|12 Mill Road|+1 212 555 0123|Holly Fenwick|12 Mill Road
      #1001|holly_fenwick@mail.example|Chair||||||
      #1002|owen.blake@mail.example|Desk|Owen Blake|3 High Street|+1 212 555 0124|Ruth Marsden|8 Park Lane
      #1002|owen.blake@mail.example|Lamp||||||
      """)
    #expect(read.people == 3)
  }

  @Test func mailAddressesWithoutNames() {
    let read = RowsRead(
      """
      Email Address|First Name|Last Name|TAGS
      ivy_cole@mail.example|Ivy|Cole|a
      n.okafor@mail.example|||b
      info@shop.example|||b
      tom.field@mail.example|Tom|Field|
      """)
    #expect(read.people == 3)
  }

  @Test func attendeesAndWhoBoughtTheTickets() {
    let read = RowsRead(
      """
      Order no.|Buyer Name|Buyer Email|Ticket Type|Attendee First|Attendee Surname|Attendee Email
      1|Holly Fenwick|holly@mail.example|Early Bird|Holly|Fenwick|holly@mail.example
      2|Holly Fenwick|holly@mail.example|Early Bird|Owen|Blake|owen@mail.example
      3|Ruth Marsden|ruth@mail.example|Early Bird|Ruth|Marsden|ruth@mail.example
      4|Ruth Marsden|ruth@mail.example|Early Bird|Colin|Ashby|Info Requested
      """)
    #expect(read.people == 4)
  }
}
