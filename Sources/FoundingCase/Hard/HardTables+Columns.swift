/// Tables whose columns are difficult.
extension HardTables {
  var columnTables: [HardTable] {
    [
      namesOnly, roster, asciiTitles, divided, kanaOnly, paddedEra, mixedLanguages, withoutZero, untitled, myNumbers,
      remarks, fixedWidth,
    ]
  }

  private var namesOnly: HardTable {
    let people = people(1)
    return delimited(
      "01_names_only.csv", [["氏名"]] + people.map { [$0.wideName] }, people: Set(people.map(\.name)).count, [.name],
      note: "one column of names: distinct names are all that can be counted")
  }

  private var roster: HardTable {
    var random = generator(2)
    let rows = people(2).map {
      [random.pick(["総務部", "営業一課", "製造部", "開発室"]), $0.family + " " + $0.given, String(random.int(in: 1000...9999))]
    }
    return delimited(
      "02_roster_extensions.csv", [["所属", "氏名", "内線"]] + rows, people: Set(rows.map { $0[1] }).count,
      [nil, .name, nil],
      .utf8Marked, note: "names and extension numbers: an extension is no telephone number of a person")
  }

  private var asciiTitles: HardTable {
    let rows = people(3).map { ["\($0.family)\($0.given)", $0.birth.text(.hyphens), $0.phone.plain, $0.email] }
    return delimited(
      "03_ascii_titles.csv", [["NAME", "BIRTH", "TEL", "MAIL"]] + rows, people: rows.count,
      [.name, .birthDate, .phone, .email],
      .utf8, note: "titles in Latin letters, names without a space")
  }

  private var divided: HardTable {
    let rows = people(4).map {
      [
        $0.family, $0.given, $0.familyKana, $0.givenKana, String($0.birth.year), String($0.birth.month),
        String($0.birth.day),
        $0.isFemale ? "女" : "男",
      ]
    }
    return delimited(
      "04_divided.csv", [["姓", "名", "セイ", "メイ", "生年", "月", "日", "性別"]] + rows, people: rows.count,
      [.name, .name, .kana, .kana, .birthDate, .birthDate, .birthDate, .sex],
      note: "names in two, dates in three columns")
  }

  private var kanaOnly: HardTable {
    let rows = people(5).map { [halfWidthKana($0.kana), $0.birth.text(.compact), $0.symbol, $0.number] }
    return delimited(
      "05_kana_only.csv", [["ｶﾅｼﾒｲ", "ｾｲﾈﾝｶﾞｯﾋﾟ", "ｷｺﾞｳ", "ﾊﾞﾝｺﾞｳ"]] + rows, people: rows.count,
      [.kana, .birthDate, .insuranceSymbol, .insuranceNumber], note: "half-width kana throughout, also in the titles")
  }

  private var paddedEra: HardTable {
    let rows = people(6).map { [$0.wideName, $0.birth.text(.eraPadded), $0.isFemale ? "女" : "男"] }
    return delimited(
      "06_padded_era.csv", [["受診者", "生年月日（和暦）", "性"]] + rows, people: rows.count, [.name, .birthDate, .sex],
      .eucJP, note: "era dates padded with blanks")
  }

  private var mixedLanguages: HardTable {
    let rows = people(7).map { [$0.latin, $0.name, $0.birth.text(.slashes), $0.email, $0.address] }
    return delimited(
      "07_mixed_languages.csv",
      [["Name (English)", "氏名/Name", "生年月日 Date of birth", "E-mail アドレス", "Address/住所"]] + rows,
      people: rows.count, [.name, .name, .birthDate, .email, .address], .utf8,
      note: "titles in two languages; the same person's name in letters and in kanji")
  }

  private var withoutZero: HardTable {
    let rows = people(8).map {
      [$0.wideName, $0.wideKana, String($0.phone.plain.dropFirst()), String(Int($0.postalCode) ?? 0)]
    }
    return delimited(
      "08_without_zero.csv", [["お名前", "ふりがな", "電話", "〒"]] + rows, people: rows.count,
      [.name, .kana, .phone, .postalCode],
      note: "leading zeros lost in a spreadsheet")
  }

  private var untitled: HardTable {
    let rows = people(9).map {
      [$0.wideName, $0.wideKana, $0.isFemale ? "女" : "男", $0.birth.text(.eraDots), $0.address, $0.hyphenatedPhone]
    }
    return delimited(
      "09_untitled.csv", rows, people: rows.count, [.name, .kana, .sex, .birthDate, .address, .phone], titled: false,
      note: "no titles at all")
  }

  private var myNumbers: HardTable {
    var random = generator(10)
    let rows = people(10).map {
      [$0.employeeNumber, $0.wideName, MyNumber.random(&random), random.chance(perMille: 700) ? "提出済" : ""]
    }
    return delimited(
      "10_my_number.csv", [["社員番号", "氏名", "個人番号", "提出"]] + rows, people: rows.count,
      [.employeeNumber, .name, .myNumber, nil], note: "My Numbers beside names")
  }

  private var remarks: HardTable {
    var random = generator(11)
    let others = people(31)
    let rows = people(11).enumerated().map { i, record in
      [
        record.wideName, record.birth.text(.paddedSlashes), record.hyphenatedPhone,
        random.pick([
          "", "", "\(others[i % others.count].family)様より紹介", "担当：\(others[i % others.count].family)", "午前希望",
        ]),
      ]
    }
    return delimited(
      "11_remarks.csv", [["氏名", "生年月日", "連絡先", "備考"]] + rows, people: rows.count, [.name, .birthDate, .phone, nil],
      note: "surnames in the remarks are mentions, no further people")
  }

  private var fixedWidth: HardTable {
    let people = people(12)
    let records = people.map {
      [
        (halfWidthKana($0.kana), 28), ($0.birth.text(.compact), 8), ($0.isFemale ? "2" : "1", 1),
        ("06" + digits($0.phone.plain.utf8.count, 6), 8),
      ]
    }
    return HardTable(
      name: "12_fixed_width.txt", bytes: TextFile.fixedWidth(records), people: people.count, columns: [],
      hasTitles: false,
      note: "records of one width without separators")
  }
}
