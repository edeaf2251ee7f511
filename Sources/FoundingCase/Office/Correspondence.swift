/// Letters, mails and memos about one person each, as the desk of such an office keeps them.
struct Correspondence {
  enum Kind: Int, CaseIterable { case confirmation, telephoneMemo, change, result }

  var kind: Kind
  var lines: [String]
  var fields: Set<PlantedField>

  init(_ kind: Kind, _ record: PersonRecord, _ client: Client, _ random: inout SeededGenerator) {
    self.kind = kind
    let wished = record.wished.text(.kanji) + " \(record.hour)時30分"
    switch kind {
    case .confirmation:
      lines = [
        "〒" + record.postalCode.prefix(3) + "-" + record.postalCode.dropFirst(3), record.address,
        "\(record.family)　\(record.given) 様", "", Office.name, "", "健康診断ご予約のお知らせ", "",
        "このたびは\(client.name)の健診をお申し込みいただき、ありがとうございます。", "次のとおりご予約を承りました。", "",
        "受診者　　\(record.family)　\(record.given)（\(record.familyKana)　\(record.givenKana)）様",
        "生年月日　\(record.birth.text(.kanji))",
        "受診日　　\(wished)", "会場　　　\(record.facility)", "コース　　\(record.course)",
        "保険証　　記号 \(record.symbol)　番号 \(record.number)", "", "当日は保険証をお持ちください。",
      ]
      fields = [
        .name, .kana, .birthDate, .postalCode, .address, .appointment, .insurer, .insuranceSymbol, .insuranceNumber,
      ]
    case .telephoneMemo:
      lines = [
        "電話メモ　\(random.int(in: 4...12))/\(random.int(in: 1...28)) \(random.int(in: 9...17)):\(two(random.int(below: 60)))",
        "\(client.shortName)の\(record.family)　\(record.given)様（\(record.familyKana) \(record.givenKana)、\(record.birth.text(.eraDots))生）より。",
        "折り返し先 \([record.phone.area, record.phone.middle, record.phone.last].joined(separator: "-"))。",
        random.pick(["日程を翌週に変更したいとのこと。", "案内が届いていないとのこと。再送済み。", "胃カメラを希望。会場へ確認する。"]),
      ]
      fields = [.name, .kana, .birthDate, .phone, .insurer]
    case .change:
      lines = [
        "お世話になっております。", "\(record.employer)の\(record.family) \(record.given)と申します。",
        "\(wished)に予約しております\(record.course)について、日程の変更をお願いいたします。", "", "生年月日：\(record.birth.text(.slashes))",
        "電話：\([record.phone.area, record.phone.middle, record.phone.last].joined(separator: "-"))",
        "メール：\(record.email)", "",
        "よろしくお願いいたします。",
      ]
      fields = [.name, .birthDate, .phone, .email, .employer, .appointment]
    case .result:
      lines = [
        "健康診断結果のお知らせ", "", "氏名：\(record.family)　\(record.given)　様", "生年月日：\(record.birth.text(.eraKanji))",
        "保険者番号：\(client.insurerNumber)（\(client.name)）", "総合判定：\(random.pick(["B 軽度異常", "C 要経過観察", "D 要精密検査"]))",
        "血圧 \(random.int(in: 118...158))/\(random.int(in: 68...99)) mmHg　LDLコレステロール \(random.int(in: 110...190)) mg/dL　HbA1c 5.\(random.int(below: 10))%",
        "次回も同じ時期に受診してください。",
      ]
      fields = [.name, .birthDate, .insurer, .insurerNumber, .checkResult]
    }
  }

  var text: String { lines.joined(separator: "\r\n") + "\r\n" }
}
