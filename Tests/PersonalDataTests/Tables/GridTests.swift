import Testing

@testable import PersonalData

/// Tables that are no lists of records: who stands in their cells.
@Suite("Grids of names")
struct GridTests {
  /// A number, the reading and the name of everybody, one below the other; the teacher stands in the title.
  @Test func seatingChart() {
    let read = RowsRead(
      """
      2年1組　座席表　担任　丸山　明子||||
      ||【　教　卓　】||
      1|2||3|4
      あおやま いちろう|みどりかわ はなこ||あかさか じろう|きのした しろう
      青山 一郎|緑川 花子||赤坂 次郎|木下 四郎
      ||||
      5|6||7|
      くろだ ごろう|しらい もも||もりた けん|
      黒田 五郎|白井 桃||森田 健|
      """)
    #expect(read.layout == "grid")
    #expect(read.people == 8)
    #expect(read.count(.kana) == 7)
  }

  /// The number of each stands below the name; an arrow leads on.
  @Test func telephoneTree() {
    let read = RowsRead(
      """
      |若葉町内会　緊急連絡網||||
      ||会長|||
      ||青山　一郎|||
      ||090-1111-0001|||
      1班 班長||2班 班長||3班 班長|
      緑川　花子||赤坂　次郎||木下　四郎|
      03-3333-0002||090-1111-0003||090-1111-0004|
      ↓||↓||↓|
      黒田　五郎||白井　桃||森田　健|
      090-1111-0005||090-1111-0006||090-1111-0007|
      ※最後の人は会長に連絡。市役所 03-3333-9999|||||
      """)
    #expect(read.layout == "grid")
    #expect(read.people == 7)
    #expect(read.count(.phone) == 7)
  }

  /// Two people a row, marked and linked as Markdown does it.
  @Test(arguments: [
    "**%** ([mail](mailto:@))", "[%](mailto:@)", "*%* <@>", "__%__ (@)", "`%`, @",
  ])
  func markdown(written: String) {
    let names = ["Helen Carter", "Peter Shaw", "Martin Lowe", "Alan Reed"]
    let deputies = ["Thomas Wilkins", "Susan Field", "Julie Barnes", "Karen Holt"]
    let rows = zip(names, deputies).map { name, deputy in
      let address = name.lowercased().replacing(" ", with: "_") + "@example.org"
      return ["Roads", written.replacing("%", with: name).replacing("@", with: address), deputy, "(212) 555-01"]
    }
    let read = RowsRead([["Team", "Primary", "Backup", "Pager"], [":---", ":---:", "---", "---:"]] + rows)
    #expect(read.people == 8)
    #expect(read.count(.name) == 8 && read.count(.email) == 4)
  }

  /// The line below the titles is nobody, and no cell of its columns.
  @Test(arguments: ["---", ":---", ":---:", "---:", " --- "])
  func ruleOfMarkdown(rule: String) {
    let list =
      "Name|Phone\n\(rule)|\(rule)\nHelen Carter|(212) 555-0101\nPeter Shaw|(212) 555-0102\nAlan Reed|(212) 555-0103"
    #expect(RowsRead(list).people == 3)
    let team =
      "Team|Primary|Backup\n\(rule)|\(rule)|\(rule)\nRoads|Helen Carter (carter@example.org)|Thomas Wilkins"
      + "\nParks|Peter Shaw (shaw@example.org)|Susan Field\nWater|Alan Reed (reed@example.org)|Julie Barnes"
    #expect(RowsRead(team).people == 6)
  }

  /// Days across and hours down, with a number or a remark in the cell; doctors are titles and people.
  @Test func crossTable() {
    let read = RowsRead([
      ["外来予約", "2025/2/3", "", ""],
      ["", "内科", "整形", "皮膚"],
      ["時間", "青山 一郎", "緑川 花子", "赤坂 次郎"],
      ["9:00", "木下 四郎\n(0012345)", "", "黒田 五郎\n(0012346)"],
      ["9:15", "", "白井 桃\n(0012347)", "森田 健\n（再診）"],
      ["9:30", "石田 咲代\n(0012348)", "原田 織江\n(0012349)", "／"],
    ])
    #expect(read.layout == "grid")
    #expect(read.people == 9)
    // A visit to a clinic is treatment.
    #expect(read.fields == [.name, .appointment, .otherSensitive])
  }

  /// Several people in one cell, whatever parts them.
  @Test(arguments: ["青山 一郎、緑川 花子", "青山 一郎・緑川 花子", "青山 一郎 / 緑川 花子", "青山 一郎\n緑川 花子"])
  func severalInOneCell(first: String) {
    let read = RowsRead([
      ["部屋割", "", ""], ["101", first, ""], ["102", "赤坂 次郎、木下 四郎", ""], ["103", "黒田 五郎、白井 桃", "森田 健"],
    ])
    #expect(read.people == 7)
  }

  @Test func guestsOfARoom() {
    let read = RowsRead(
      """
      Room|Type|Guests|Meals
      101|TWB|Mr Robin Carter / Ms Jane Perry|HB
      102|TWB|Ms Clare Smith / Ms Iona Kemp|HB
      103|TWB|Mr Rhys Evans / Mr John Oliver|BB
      """)
    #expect(read.people == 6)
  }

  /// Postal code and address above, the spouse by the given name below.
  @Test func labels() {
    let read = RowsRead(
      """
      〒100-0005||〒150-0002||〒530-0001
      東京都千代田区丸の内1丁目1番1号||東京都渋谷区渋谷2-3-4||大阪府大阪市北区梅田3-1-1
      ||コーポ若葉302||
      　青山　一郎　様||　赤坂　次郎　様||　木下　四郎　様
      　　　　花子　様||||
      ||||
      〒100-0005||〒150-0002||〒530-0001
      東京都千代田区丸の内2丁目2番2号||東京都渋谷区渋谷5-6-7||大阪府大阪市北区梅田4-1-1
      ||||
      　黒田　五郎　様||　白井　桃　様||　森田　健　様
      """)
    #expect(read.people == 7)
    #expect(read.count(.address) == 6 && read.count(.postalCode) == 6)
  }

  /// Surnames with extensions: a title among them says that they are people. Rooms and machines are nobody.
  @Test func extensions() {
    let read = RowsRead(
      """
      内線番号表|||||||
      総務部|代表 100||経理部|代表 200||倉庫|代表 500
      青山部長|101||緑川部長|201||赤坂部長|501
      木下|102||黒田|202||白井|502
      森田|103||石田|203||会議室E|590
      会議室A|190||複合機|991|||
      """)
    #expect(read.layout == "grid")
    #expect(read.people == 8)
  }

  /// The tree of a family, relations above the names and birth dates below.
  @Test func familyTree() {
    let read = RowsRead(
      """
      被相続人 青山一郎 相続関係説明図||||||
      ||||||
      被相続人（亡）||||長男||
      青山　一郎||||青山　次郎||
      昭和15年2月15日生||||昭和40年3月15日生||
      ||||||
      妻（相続）||||妻||代襲 孫
      青山　花子||||緑川　桃子||青山　健
      昭和21年9月24日生||||||
      """)
    #expect(read.people == 5)
    #expect(read.count(.birthDate) == 3)
  }

  /// A plan of vehicles with surnames and places in its cells, above the list of those who drive: counted there.
  @Test func planAboveItsList() {
    let read = RowsRead([
      ["配車表", "", "", ""], ["車番", "3(月)", "4(火)", "5(水)"],
      ["足立 100 か 1234", "青山\n岡山", "青山\n山口", "緑川\n岡山"], ["足立 100 か 1235", "赤坂\n岡山", "赤坂\n山口", "車検"],
      ["", "", "", ""], ["氏名", "携帯", "", ""],
      ["青山 一郎", "090-1111-0001", "", ""], ["緑川 花子", "090-1111-0002", "", ""], ["赤坂 次郎", "090-1111-0003", "", ""],
    ])
    #expect(read.people == 3)
  }

  /// A teacher stands over the titles of each block; the list is a list.
  @Test func blocksSideBySide() {
    let read = RowsRead(
      """
      児童名簿|||||
      1組　担任：丸山　明子|||2組　担任：谷川　治||
      番|氏名|性|番|氏名|性
      1|青山 一郎|男|1|緑川 花子|女
      2|赤坂 次郎|男|2|木下 四郎|男
      """)
    #expect(read.layout == "records")
    #expect(read.people == 6)
  }

  /// Surnames below a title that only people have, with a mark for each month.
  @Test func householders() {
    let read = RowsRead(
      """
      番号|世帯主|4月|5月|6月|7月|8月|備考
      1|青山|○|○|○|×|○|
      2|緑川|○|×|○|○|○|
      3|赤坂|○|○|○|○|○|入院中
      4|(有)石田商店|○|○|○|○|○|
      5|木下|○|○|○|○|○|
      6|黒田|○|○|○|○|○|
      """)
    #expect(read.people == 5)
  }

  /// Father and mother are two people, listed by their given names.
  @Test func parents() {
    let read = RowsRead(
      """
      園児名|よみ|父|父携帯|母|母携帯
      青山 一郎|あおやま いちろう|健一|090-1111-0001|花子|090-1111-0002
      緑川 桃|みどりかわ もも|||陽子|090-1111-0003
      赤坂 次郎|あかさか じろう|誠|090-1111-0004||
      """)
    #expect(read.people == 7)
  }

  /// Some surnames, again and again, below a heading that says what they are; days are nobody.
  @Test func duties() {
    let staff = ["青山", "佐々木", "高橋", "木下", "阿部"]
    let days = ["月", "火", "水", "木", "金", "土", "日"]
    var rows = [["当番表 7月", "", "", ""], ["日", "曜", "当番", "予備"]]
    for day in 0..<20 { rows.append([String(day + 1), days[day % 7], staff[day % 5], staff[(day + 2) % 5]]) }
    #expect(RowsRead(rows).people == 5)
  }

  /// Names in kana are no readings where nobody is named otherwise.
  @Test func kanaAlone() {
    let read = RowsRead(
      """
      寮 部屋割||
      A棟|B棟|C棟
      ジョン・スミス|マリア・サントス|エマ・ウィルソン
      デイビッド・ブラウン|アナ・ガルシア|カルロス・ロペス
      """)
    #expect(read.people == 6)
  }

  /// Grandparents in a column beside the children, and two people in a cell below a title that says name.
  @Test func furtherPeople() {
    let collected = RowsRead(
      """
      園児名|よみ|その他お迎え|時間
      青山 一郎|あおやま いちろう|祖母 緑川花子|18:00
      赤坂 次郎|あかさか じろう|（上の子と一緒）|
      木下 桃|きのした もも|祖父 木下健一|17:00
      森田 健|もりた けん||17:00
      """)
    #expect(collected.people == 6)
    let rooms = RowsRead([
      ["部屋", "氏名", "電話番号"], ["101", "青山 一郎・緑川 花子", "090-1111-0001"], ["102", "赤坂 次郎\n木下 四郎", "090-1111-0002"],
      ["103", "白井 桃", "090-1111-0003"],
    ])
    #expect(rooms.layout == "records")
    #expect(rooms.people == 5 && rooms.count(.phone) == 3)
  }

  /// Narrow cells: the surname over the given name in each, with and without the reading.
  @Test func namesOverTwoLines() {
    let read = RowsRead([
      ["5年1組　座席表"], ["", "教卓", "担任　丸山　明子"],
      ["青山\n一郎", "緑川\n花子", "", "赤坂\n次郎", "木下 四郎"], ["黒田\n五郎", "白井\n桃", "", "森田\n健", "中島 千明"],
      ["ロッカー", "", "", "掃除用具", "入口"],
    ])
    #expect(read.people == 9)
    let numbered = RowsRead([
      ["座席表"], ["1\nあおやま いちろう\n青山 一郎", "2\nみどりかわ はなこ\n緑川 花子"],
      ["3\nあかさか\nじろう\n赤坂\n次郎", "4\nきのした しろう\n木下 四郎"],
    ])
    #expect(numbered.people == 4)
    #expect(numbered.count(.kana) == 4)
  }

  /// Surnames in one row of cells, given names in the next.
  @Test func namesOverTwoRows() {
    let read = RowsRead(
      """
      5年1組　座席表|||
      |教卓||
      長岡|中村|佐々木|阿部
      英史|喜美江|悦子|洋輔
      ||
      西脇|藤島|長尾|梶川
      由衣|弥生|弘子|明子
      """)
    #expect(read.people == 8)
  }

  /// Days across, surnames down; what stands in brackets tells two of a surname apart, and marks are nobody.
  @Test(arguments: ["シフト表", "", "6月"]) func shifts(title: String) {
    let marks = "早 遅 休 通 ★ 早 遅 休 通 早".replacing(" ", with: "|")
    let names = ["佐藤(健)", "佐藤(美)", "古木", "堀口", "前田", "遠嶋", "奥", "猪股"]
    let rows =
      ["\(title)||||||||||", "|16|17|18|19|20|21|22|23|24|25", "|日|月|火|水|木|金|土|日|月|火"] + names.map { "\($0)|\(marks)" }
      + ["早番人数|3|3|3|3|3|3|3|3|3|3"]
    #expect(RowsRead(rows.joined(separator: "\n")).people == 8)
  }

  /// What is said in a chat names others; whom it calls by surname is one of those who talk.
  @Test func chats() {
    let read = RowsRead(
      """
      18:58|青山一郎|土曜の当番お願いします
      18:33|緑川 花子|了解です！
      18:47|赤坂次郎|青山さんありがとうございます
      19:26|青山一郎|黒田五郎監督の携帯は 070-1111-5825 です
      """)
    #expect(read.people == 4)
    #expect(read.count(.phone) == 1)
  }

  /// The reading of a grid's name is nobody else, whatever stands beside it.
  @Test func readingsAreNobodyElse() {
    let read = RowsRead(
      """
      （フリガナ）|||ｱｵﾔﾏ ｲﾁﾛｳ
      あなたの氏名|||青山　一郎

      配偶者|||青山　良子
      扶養親族|||青山　花子
      扶養親族|||青山　次郎
      """)
    #expect(read.people == 4)
  }

  /// Shifts across, two people in a cell.
  @Test func peopleOfADay() {
    let read = RowsRead([
      ["日付", "早番", "遅番", "夜勤"], ["6/1", "佐藤・鈴木", "田中", "高橋"], ["6/2", "佐藤\n鈴木", "山本", "中村"],
      ["6/3", "伊藤・鈴木", "田中", "高橋"], ["6/4", "佐藤・渡辺", "小林", "加藤"],
    ])
    #expect(read.people == 10)
  }

  /// A table that grows too long for a grid is read as before, in whatever batches it comes.
  @Test func longTablesAreNoGrids() {
    let rows = (0..<6_000).map { "\($0)|青山 一郎|緑川 花子|赤坂 次郎" }.joined(separator: "\n")
    let whole = RowsRead(rows)
    #expect(whole.layout != "grid")
    #expect(RowsRead(rows, batches: [100, 900]).people == whole.people)
  }

  @Test(arguments: [1, 3, 7]) func batches(size: Int) {
    let chart = "|A列|B列\n1|青山 一郎|緑川 花子\n2|赤坂 次郎|木下 四郎\n3|黒田 五郎|白井 桃"
    #expect(RowsRead(chart, batches: [size]).people == 6)
  }

  // MARK: Nobody

  /// Stations and shops bear the names of people.
  @Test(arguments: [
    "時刻表|平日|土休日\n大宮|6:01|6:11\n上野|6:31|6:41\n田端|6:35|6:45\n目黒|6:51|7:01\n品川|7:01|7:11",
    "公園名|所在地|問合せ先\n山岡児童遊園|越前町5-12|0463-21-9641\n森緑地|東3-10|0463-21-2371\n中村公園|西町4-12|0463-21-2240",
    "曜|主食|主菜|副菜\n月|ごはん|白身魚の香草焼き|五目豆\n火|コッペパン|八宝菜|千草あえ\n水|麦ごはん|筑前煮|山菜おひたし",
    "商品名|容量|容量|蔵元\n桃川 花子|720|1800|青森\n森 伊蔵|720|1800|鹿児島\n菊水 太郎|720|1800|新潟\n久保田 千寿|720|1800|新潟",
    "|Small|Medium|Large\nShirt|Classic Fit|Slim Fit|Regular Fit\nJeans|Levi Strauss|Calvin Klein|Ralph Lauren",
    "大宮|上野|田端\n目黒|品川|川崎\n横浜|戸塚|藤沢\n平塚|三島|富士",
    "一期一会|温故知新|花鳥風月\n大器晩成|臨機応変|一石二鳥\n自業自得|起承転結|電光石火",
    "総務部|人事部|経理部\n営業一課|営業二課|営業三課\n会議室|応接室|食堂",
    "回収日|1|2|3|4|5|6\n本町|可|不|可|不|可|資\n大町|不|可|不|可|資|可\n中山|可|資|可|不|可|不\n栄町|可|不|可|資|可|不",
    "路線|早朝|深夜\n大宮|6:01|0:11\n上野|6:31|0:41\n田端|6:35|0:45\n目黒|6:51|0:51",
    "店名|月|火|水\n松坂屋|開|休|開\n高島屋|開|開|休\n西松屋|休|開|開",
  ])
  func nobody(table: String) {
    #expect(RowsRead(table).people == 0)
  }

  @Test func cells() {
    let reader = GridCellReader(asOf: RowsRead.today)
    func names(_ cell: String) -> [String] { reader.read(cell).names.map(\.text) }
    #expect(names("担任：丸山 明子") == ["丸山 明子"])
    #expect(names("祖母 山内花子") == ["山内花子"])
    #expect(names("①青山 一郎") == ["青山 一郎"])
    #expect(names("長岡\n英史") == ["長岡 英史"])
    #expect(names("佐藤\n鈴木") == ["佐藤", "鈴木"])
    #expect(names("佐藤・鈴木") == ["佐藤", "鈴木"])
    #expect(names("堀口\n早番") == ["堀口"])
    #expect(names("青山部長") == ["青山"])
    #expect(names("青山 一郎 090-1111-0001") == ["青山 一郎"])
    #expect(reader.read("青山 一郎（アオヤマ イチロウ）").names.first?.kana == "アオヤマ イチロウ")
    #expect(reader.read("代襲 孫").kind == .label)
    #expect(reader.read("営業1部").names.isEmpty)
    #expect(reader.read("森3-10").names.isEmpty)
    #expect(reader.read("昭和15年2月15日生").kind == .birthDate)
  }

  /// Whoever has a time at a clinic is its patient; a plan of duties is about those who work there.
  @Test func patientsOfAPlan() {
    func plan(_ title: String) -> RowsRead {
      RowsRead(
        """
        \(title)|||
        時間|月|火|水
        9:00|青山 一郎|緑川 花子|赤坂 次郎
        9:15|白石 和子|黒田 正|金子 恵
        9:30|山田 太郎||佐藤 良子
        """)
    }
    #expect(plan("外来予約一覧").count(.otherSensitive) > 0)
    #expect(!plan("外来予約 担当医表").fields.contains(.otherSensitive))
    #expect(!plan("面談日程").fields.contains(.otherSensitive))
  }

  /// Rooms of two, three and four: the last columns are hardly filled.
  @Test func roomsOfDifferentSizes() {
    let read = RowsRead(
      """
      部屋割表||||||
      部屋|定員|1|2|3|4
      301|4|青山 一郎|緑川 京子|黒木 三郎|白井 花子
      302|3|赤坂 次郎|水野 正人|川島 里美|
      303|2|石田 純一|中村 和子||
      304|2|高橋 健太|山口 真理||
      305|2|佐藤 博|井上 恵子||
      306|2|木村 翔|清水 恵||
      """)
    #expect(read.people == 15)
  }

  @Test(arguments: ["◎", "★", "※"])
  func marksBesideNames(mark: String) {
    let read = RowsRead("組|アウト||\n1組|青山一郎\(mark)|緑川京子|黒木三郎\n2組|白井花子|赤坂次郎\(mark)|水野正人\n3組|川島里美|石田純一|\(mark)中村和子")
    #expect(read.people == 9)
  }

  /// A timetable of a school: who gives each lesson, behind its subject.
  @Test func lessonsAndWhoGivesThem() {
    let read = RowsRead(
      "１年 時間割|||\n||1組|2組|3組\n月|1|社 金井|理 菅野|数 松岡\n|2|理 菅野|数 松岡|英 竹村\n|3|体 青井|英 竹村|国 小田\n火|1|数 松岡|体 青井|社 金井")
    #expect(read.people == 6)
  }
}
