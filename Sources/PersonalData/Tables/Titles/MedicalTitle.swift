import JapaneseText

/// Titles that stand over values of patients and insured people only.
enum MedicalTitle {
  private static let whole: Set<String> = ["ast", "alt", "got", "gpt", "ldl", "hdl", "bmi", "sbp", "dbp"]
  private static let parts = [
    "hba1c", "血圧", "血糖", "腹囲", "コレステロール", "中性脂肪", "ldl", "hdl", "γ", "尿酸", "尿蛋白", "尿糖", "心電図", "眼底", "健診結果", "検診結果",
    "メタボ", "保健指導", "ヘモグロビン", "血色素", "赤血球", "白血球", "クレアチニン", "egfr", "既往歴", "服薬", "病名", "病歴", "診断名", "便潜血", "胸部x線",
  ].map(Folding.foldText)

  static func isOne(_ title: String) -> Bool {
    let title = Folding.foldText(title)
    return whole.contains(title) || parts.contains(where: title.contains)
  }

  static func namesInsurance(_ title: String) -> Bool {
    ["保険証", "被保険者", "健保", "組合員"].contains(where: title.contains)
  }
}
