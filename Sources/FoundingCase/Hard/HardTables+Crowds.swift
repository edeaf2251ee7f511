/// Tables in which it is difficult to tell people apart, or to tell that there are none.
extension HardTables {
  var crowdTables: [HardTable] {
    [
      missingBirths, birthTypos, variants, twins, sharedTelephone, representatives, products, shops, homonyms,
      belowSummary,
    ]
  }

  private var missingBirths: HardTable {
    var random = generator(23)
    let people = people(23)
    var rows = people.map {
      [$0.wideName, random.chance(perMille: 300) ? "" : $0.birth.text(.slashes), $0.hyphenatedPhone]
    }
    for _ in 0..<size / 3 {
      let record = random.pick(people)
      rows.append([record.name, record.birth.text(.slashes), record.hyphenatedPhone])
    }
    return delimited(
      "23_missing_births.csv", [["氏名", "生年月日", "電話番号"]] + rows, people: size, [.name, .birthDate, .phone],
      note: "three in ten birth dates missing, a third of the people again")
  }

  private var birthTypos: HardTable {
    var random = generator(24)
    let people = people(24)
    var rows = people.map { [$0.wideName, $0.birth.text(.compact), $0.hyphenatedPhone] }
    for record in people.prefix(size / 5) {
      var wrong = record.birth
      if random.chance(perMille: 500) {
        wrong.year += wrong.year % 10 == 9 ? -1 : 1
      } else {
        wrong.month = wrong.month % 9 + 1
      }
      wrong.day = min(wrong.day, 28)
      rows.append([record.name, wrong.text(.compact), record.hyphenatedPhone])
    }
    return delimited(
      "24_birth_typos.csv", [["氏名", "生年月日", "電話番号"]] + rows, people: size, [.name, .birthDate, .phone],
      note: "one in five again with a mistyped birth date, same telephone")
  }

  private var variants: HardTable {
    let people = people(25)
    var rows = people.map { [$0.wideName, $0.wideKana, $0.birth.text(.slashes), $0.postalCode] }
    rows += people.map {
      [Population.variant(of: $0.family) + $0.given, halfWidthKana($0.kana), $0.birth.text(.eraDots), $0.postalCode]
    }
    return delimited(
      "25_variants.csv", [["氏名", "カナ", "生年月日", "郵便番号"]] + rows, people: size, [.name, .kana, .birthDate, .postalCode],
      note: "everybody twice: characters of the register, half-width kana, era dates")
  }

  /// Twins: everything but the given name is the same.
  private var twins: HardTable {
    let others = people(80)
    var rows: [[String]] = []
    for (i, record) in people(26).enumerated() {
      rows.append([
        record.wideName, record.wideKana, record.birth.text(.slashes), record.hyphenatedPhone, record.symbol,
        record.number,
      ])
      guard i % 4 == 0, others[i].givenKana != record.givenKana, others[i].given != record.given else { continue }
      rows.append([
        record.family + "　" + others[i].given, record.familyKana + "　" + others[i].givenKana,
        record.birth.text(.slashes),
        record.hyphenatedPhone, record.symbol, record.number,
      ])
    }
    return delimited(
      "26_twins.csv", [["氏名", "カナ", "生年月日", "電話番号", "記号", "番号"]] + rows, people: rows.count,
      [.name, .kana, .birthDate, .phone, .insuranceSymbol, .insuranceNumber], note: "twins share all but the given name"
    )
  }

  /// Fathers and sons at one telephone, and homonyms with another birth date and telephone.
  private var sharedTelephone: HardTable {
    let others = people(90)
    var rows: [[String]] = []
    for (i, record) in people(27).enumerated() {
      rows.append([record.wideName, record.birth.text(.slashes), record.hyphenatedPhone])
      if i % 3 == 0, others[i].given != record.given {
        var birth = record.birth
        birth.year += 27
        rows.append([record.family + "　" + others[i].given, birth.text(.slashes), record.hyphenatedPhone])
      } else if i % 3 == 1, others[i].birth != record.birth {
        rows.append([record.wideName, others[i].birth.text(.slashes), others[i].hyphenatedPhone])
      }
    }
    return delimited(
      "27_shared_telephone.csv", [["氏名", "生年月日", "電話番号"]] + rows, people: rows.count, [.name, .birthDate, .phone],
      note: "families with one telephone; homonyms with other birth dates and telephones")
  }

  private var representatives: HardTable {
    var random = generator(28)
    let rows = people(28).map {
      ["株式会社\($0.family)商店", $0.name, $0.address, $0.hyphenatedPhone, "\(random.int(in: 1950...2019))/04/01"]
    }
    return delimited(
      "28_representatives.csv", [["会社名", "代表者", "本社所在地", "電話番号", "設立"]] + rows, people: rows.count,
      [.employer, .name, .address, .phone, nil],
      note: "borderline: representatives are named, living people, so they count; the date is the company's")
  }

  private var products: HardTable {
    var random = generator(29)
    let names = ["高橋 真珠", "森 光", "青木 緑茶", "小林 小梅", "林 檎", "山田 錦", "南 部鉄器", "桜 花漬"]
    let rows = (0..<size).map { i in
      [
        random.pick(names), "B-\(i)", "1998/0\(random.int(in: 1...9))/1\(random.int(below: 10))",
        "0120-\(random.int(in: 100...999))-\(random.int(in: 100...999))",
      ]
    }
    return delimited(
      "29_products.csv", [["品名", "型番", "発売日", "お客様相談室"]] + rows, people: 0, [nil, nil, nil, nil],
      note: "nobody: products named like people, with dates and telephone numbers")
  }

  private var shops: HardTable {
    let rows = people(30).map {
      ["\($0.family)薬局 \($0.town)店", $0.postalCode, $0.prefecture + $0.city + $0.town + $0.block, $0.hyphenatedPhone]
    }
    return delimited(
      "30_shops.csv", [["店舗名", "郵便番号", "所在地", "電話"]] + rows, people: 0, [nil, .postalCode, .address, .phone],
      note: "nobody: shops with family names, addresses and telephones")
  }

  /// Everybody has a namesake, and no birth date tells the two apart.
  private var homonyms: HardTable {
    let rows = people(31).enumerated().flatMap { i, record in
      [[record.wideName, "\(100 + i % 7)", "\(1000 + i)"], [record.name, "\(100 + i % 7)", "\(5000 + i)"]]
    }
    return delimited(
      "31_homonyms.csv", [["氏名", "記号", "番号"]] + rows, people: rows.count,
      [.name, .insuranceSymbol, .insuranceNumber], note: "namesakes in one office, told apart by the insurance number")
  }

  private var belowSummary: HardTable {
    let summary = [
      ["団体名", "件数", "金額", "合計"], ["みどり健康保険組合", "12", "1000", "12000"], ["あおば健康保険組合", "10", "1000", "10000"],
      ["", "", "", ""], ["氏名", "フリガナ", "生年月日", "電話番号"],
    ]
    let rows = people(32).map { [$0.wideName, $0.wideKana, $0.birth.text(.slashes), $0.hyphenatedPhone] }
    return delimited(
      "32_below_summary.csv", summary + rows, people: rows.count, [.name, .kana, .birthDate, .phone],
      note: "the list stands below a summary by client")
  }
}
