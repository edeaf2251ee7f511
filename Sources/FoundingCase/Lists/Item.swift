/// A column of a list of people.
package enum Item: String, Sendable, CaseIterable {
  case serial, reception
  case name, family, given, kana, familyKana, givenKana, latin
  case birth, birthYear, birthMonth, birthDay, age, sex
  case postal, address, address1, address2, phone, mobile, email
  case employer, department, employeeNumber
  case insurer, insurerNumber, symbol, number, branch
  case course, facility, wished, time
  case spouseName, spouseKana, spouseBirth
  case remarks
  case bodyMass, bloodPressure, cholesterol, haemoglobin, judgement
  case myNumber

  /// What a reader should see in this column; nil where it is no personal field.
  package var field: PlantedField? {
    switch self {
    case .serial, .reception, .age, .department, .remarks: nil
    case .name, .family, .given, .latin, .spouseName: .name
    case .kana, .familyKana, .givenKana, .spouseKana: .kana
    case .birth, .birthYear, .birthMonth, .birthDay, .spouseBirth: .birthDate
    case .sex: .sex
    case .postal: .postalCode
    case .address, .address1, .address2: .address
    case .phone, .mobile: .phone
    case .email: .email
    case .employer: .employer
    case .employeeNumber: .employeeNumber
    case .insurer: .insurer
    case .insurerNumber: .insurerNumber
    case .symbol: .insuranceSymbol
    case .number: .insuranceNumber
    case .branch: .branchNumber
    case .course, .facility, .wished, .time: .appointment
    case .bodyMass, .bloodPressure, .cholesterol, .haemoglobin, .judgement: .checkResult
    case .myNumber: .myNumber
    }
  }

  /// Words that offices put above such a column. The first is the plainest.
  package var titles: [String] {
    switch self {
    case .serial: ["No.", "№", "項番", "連番"]
    case .reception: ["受付番号", "予約番号", "申込ID", "管理番号"]
    case .name: ["氏名", "受診者氏名", "漢字氏名", "お名前", "申込者氏名", "氏名（漢字）", "被保険者氏名"]
    case .family: ["姓", "氏", "名字", "姓（漢字）"]
    case .given: ["名", "名", "名前", "名（漢字）"]
    case .kana: ["フリガナ", "カナ氏名", "氏名カナ", "ﾌﾘｶﾞﾅ", "ふりがな", "氏名（カナ）", "カナ"]
    case .familyKana: ["セイ", "姓カナ", "ｾｲ", "姓（カナ）"]
    case .givenKana: ["メイ", "名カナ", "ﾒｲ", "名（カナ）"]
    case .latin: ["NAME", "ローマ字"]
    case .birth: ["生年月日", "生年月日", "誕生日", "生年月日（和暦）", "お誕生日"]
    case .birthYear: ["生年", "年", "生年月日（年）"]
    case .birthMonth: ["生月", "月", "生年月日（月）"]
    case .birthDay: ["生日", "日", "生年月日（日）"]
    case .age: ["年齢", "満年齢", "年令"]
    case .sex: ["性別", "性", "男女"]
    case .postal: ["郵便番号", "〒", "郵便番号", "自宅郵便番号"]
    case .address: ["住所", "自宅住所", "現住所", "ご住所", "送付先住所"]
    case .address1: ["住所1", "都道府県市区町村", "住所（上段）"]
    case .address2: ["住所2", "番地・建物", "住所（下段）"]
    case .phone: ["電話番号", "TEL", "連絡先", "自宅電話番号", "日中連絡先"]
    case .mobile: ["携帯電話", "携帯番号", "携帯"]
    case .email: ["メールアドレス", "E-mail", "メール", "連絡先メール"]
    case .employer: ["事業所名", "会社名", "勤務先", "所属事業所", "事業所名称"]
    case .department: ["所属", "部署"]
    case .employeeNumber: ["社員番号", "従業員番号", "社員コード", "職員番号"]
    case .insurer: ["健康保険組合名", "保険者名", "健保名", "組合名", "保険者名称"]
    case .insurerNumber: ["保険者番号", "保険者番号", "保険者No"]
    case .symbol: ["記号", "保険証記号", "被保険者証記号", "保険証記号"]
    case .number: ["番号", "保険証番号", "被保険者証番号", "保険証番号"]
    case .branch: ["枝番", "枝番"]
    case .course: ["コース", "健診コース", "受診コース", "申込コース"]
    case .facility: ["健診機関", "受診機関", "希望健診機関", "会場"]
    case .wished: ["受診希望日", "健診日", "予約日", "受診予定日", "第1希望日"]
    case .time: ["時間", "受付時間", "予約時刻"]
    case .spouseName: ["配偶者氏名", "被扶養者氏名", "配偶者"]
    case .spouseKana: ["配偶者カナ", "被扶養者カナ", "配偶者フリガナ"]
    case .spouseBirth: ["配偶者生年月日", "被扶養者生年月日", "配偶者生年月日"]
    case .remarks: ["備考", "連絡事項", "メモ"]
    case .bodyMass: ["BMI"]
    case .bloodPressure: ["血圧", "収縮期/拡張期"]
    case .cholesterol: ["LDLコレステロール", "LDL"]
    case .haemoglobin: ["HbA1c", "HbA1c(NGSP)"]
    case .judgement: ["総合判定", "判定", "保健指導レベル"]
    case .myNumber: ["個人番号", "マイナンバー"]
    }
  }

  /// Columns that are named alike throughout a list: the parts of a name, of a date, of an address, and the spouse.
  var isPart: Bool {
    switch self {
    case .family, .given, .familyKana, .givenKana, .birthYear, .birthMonth, .birthDay, .address1, .address2: true
    case .spouseName, .spouseKana, .spouseBirth: true
    default: false
    }
  }
}
