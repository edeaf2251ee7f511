/// Tables whose shape is difficult.
extension HardTables {
  var shapeTables: [HardTable] {
    [
      couples, threesomes, twoLineHeader, verticalForm, formCards, sideBySide, repeatedHeader, sections, totals,
      transposed,
    ]
  }

  private var couples: HardTable {
    let all = people(13, count: size * 2)
    let rows = zip(all.prefix(size), all.dropFirst(size)).map {
      [$0.wideName, $0.birth.text(.slashes), $1.wideName, $1.birth.text(.slashes), $0.address]
    }
    return delimited(
      "13_couples.csv", [["本人氏名", "本人生年月日", "配偶者氏名", "配偶者生年月日", "住所"]] + rows, people: rows.count * 2,
      [.name, .birthDate, .name, .birthDate, .address], note: "two people in a row")
  }

  private var threesomes: HardTable {
    let third = size / 2
    let all = people(14, count: third * 3)
    var random = generator(14)
    var people = 0
    var rows: [[String]] = []
    for (i, head) in all.prefix(third).enumerated() {
      var row = [head.symbol, head.number, head.wideName, head.birth.text(.eraDots)]
      people += 1
      for other in [all[third + i], all[third * 2 + i]] {
        let isThere = random.chance(perMille: 600)
        row += isThere ? [other.given, other.givenKana, other.birth.text(.eraDots)] : ["", "", ""]
        if isThere { people += 1 }
      }
      rows.append(row)
    }
    let titles = ["記号", "番号", "被保険者氏名", "生年月日", "被扶養者1", "カナ1", "生年月日1", "被扶養者2", "カナ2", "生年月日2"]
    return delimited(
      "14_dependants.csv", [titles] + rows, people: people,
      [.insuranceSymbol, .insuranceNumber, .name, .birthDate, .name, .kana, .birthDate, .name, .kana, .birthDate],
      note: "insured person and up to two dependants by given name")
  }

  private var twoLineHeader: HardTable {
    let rows = people(15).map { [$0.wideName, $0.wideKana, $0.birth.text(.slashes), "06139463", $0.symbol, $0.number] }
    return delimited(
      "15_two_line_header.csv",
      [["受診者", "", "", "保険証", "", ""], ["氏名", "カナ", "生年月日", "保険者番号", "記号", "番号"]] + rows, people: rows.count,
      [.name, .kana, .birthDate, .insurerNumber, .insuranceSymbol, .insuranceNumber],
      note: "a header of two lines, merged cells above")
  }

  private var verticalForm: HardTable {
    let people = people(16, count: 120)
    let rows = people.flatMap {
      [
        ["氏名", $0.wideName], ["フリガナ", $0.wideKana], ["生年月日", $0.birth.text(.eraKanji)], ["住所", $0.address],
        ["電話", $0.hyphenatedPhone],
        ["", ""],
      ]
    }
    return delimited(
      "16_vertical_form.csv", rows, people: people.count, note: "one form below the other: label and value")
  }

  private var formCards: HardTable {
    let people = people(17, count: 120)
    var rows: [[String]] = []
    for record in people {
      rows.append(["受診者カード", "", "", ""])
      rows.append(["氏名", record.wideName, "性別", record.isFemale ? "女" : "男"])
      rows.append(["生年月日", record.birth.text(.eraKanji), "電話番号", record.hyphenatedPhone])
      rows.append(["住所", record.address, "コース", record.course])
      rows.append(["", "", "", ""])
    }
    return delimited("17_form_cards.csv", rows, people: people.count, note: "cards with two labels a line")
  }

  private var sideBySide: HardTable {
    let all = people(18, count: size * 2).map { [$0.wideName, $0.birth.text(.slashes), $0.hyphenatedPhone] }
    let rows = zip(all.prefix(size), all.dropFirst(size)).map { $0 + [""] + $1 }
    let titles = ["氏名", "生年月日", "電話番号"]
    return delimited(
      "18_side_by_side.csv", [titles + [""] + titles] + rows, people: rows.count * 2,
      [.name, .birthDate, .phone, nil, .name, .birthDate, .phone], note: "two lists beside each other on one sheet")
  }

  private var repeatedHeader: HardTable {
    let titles = ["No.", "氏名", "カナ", "生年月日"]
    var rows: [[String]] = []
    for (i, record) in people(19).enumerated() {
      if i % 50 == 0 { rows += [["健診対象者一覧", "", "", "\(i / 50 + 1)頁"], titles] }
      rows.append([String(i + 1), record.wideName, record.wideKana, record.birth.text(.paddedSlashes)])
    }
    return delimited(
      "19_repeated_header.csv", rows, people: size, [nil, .name, .kana, .birthDate],
      note: "title and header again every 50 lines")
  }

  private var sections: HardTable {
    var rows = [["氏名", "生年月日", "コース"]]
    for (i, record) in people(20).enumerated() {
      if i % 40 == 0 { rows.append(["【\(population.clients[i / 40].name)】", "", ""]) }
      rows.append([record.wideName, record.birth.text(.slashes), record.course])
    }
    return delimited(
      "20_sections.csv", rows, people: size, [.name, .birthDate, .appointment],
      note: "the client's name as a row above its people")
  }

  private var totals: HardTable {
    var rows = [["事業所", "氏名", "生年月日", "金額"]]
    for (i, record) in people(21).enumerated() {
      rows.append([record.employer, record.wideName, record.birth.text(.dots), "12,000"])
      if i % 25 == 24 { rows.append(["小計", "25名", "", "300,000"]) }
    }
    rows += [["総合計", "\(size)名", "", "\(size * 12),000"], ["以上", "", "", ""]]
    return delimited(
      "21_totals.csv", rows, people: size, [.employer, .name, .birthDate, nil],
      note: "subtotals and totals among the rows")
  }

  private var transposed: HardTable {
    let people = people(22, count: 60)
    let rows = [
      ["氏名"] + people.map(\.wideName), ["フリガナ"] + people.map(\.wideKana),
      ["生年月日"] + people.map { $0.birth.text(.slashes) },
      ["電話番号"] + people.map(\.hyphenatedPhone),
    ]
    return delimited("22_transposed.csv", rows, people: people.count, note: "one person a column")
  }
}
