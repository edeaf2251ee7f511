/// Words that make a passage about a person special-care data (要配慮個人情報, APPI art. 2(3)).
enum SensitiveWords {
  private static let results: [StaticString] = [
    "判定", "血圧", "血糖", "LDL", "HDL", "HbA1c", "ＨｂＡ１ｃ", "中性脂肪", "コレステロール", "要経過観察", "要精密検査", "要再検査", "要治療", "異常なし",
    "異常あり", "所見", "尿酸", "尿蛋白", "尿糖", "γ-GTP", "γ-ＧＴＰ", "GOT", "GPT", "心電図", "腹囲", "BMI", "検査結果", "健診結果", "眼底", "聴力",
    "要医療", "特定保健指導", "blood pressure", "Blood pressure", "cholesterol",
  ]
  private static let others: [StaticString] = [
    "糖尿病", "高血圧症", "心筋梗塞", "脳梗塞", "うつ病", "統合失調症", "てんかん", "肝炎", "白血病", "悪性腫瘍", "乳がん", "胃がん", "肺がん", "大腸がん", "癌",
    "HIV", "既往歴", "病歴", "服薬", "障害者手帳", "障害等級", "身体障害", "知的障害", "精神障害", "発達障害", "難病", "前科", "犯罪歴", "逮捕", "信条", "宗教",
    "入院", "手術", "診断書", "妊娠", "diabetes", "cancer", "disability", "criminal record", "被差別",
  ]
  private static let openings = Set(
    (results + others).compactMap { String(describing: $0).unicodeScalars.first?.value })

  /// The sensitive field that a word at an index stands for.
  static func field(_ text: PassageText, at index: Int) -> Field? {
    guard openings.contains(text.scalars[index]) else { return nil }
    if results.contains(where: { text.has($0, at: index) }) { return .checkResult }
    return others.contains(where: { text.has($0, at: index) }) ? .otherSensitive : nil
  }
}
