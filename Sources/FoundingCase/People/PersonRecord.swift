/// What the lists of one year say of one person.
package struct PersonRecord: Sendable {
  package var family: String
  package var given: String
  /// Full-width katakana.
  package var familyKana: String
  package var givenKana: String
  package var isFemale: Bool
  package var birth: Day
  package var postalCode: String
  package var prefecture: String
  package var city: String
  package var town: String
  package var block: String
  package var building: String
  var phone: Telephone
  package var email: String
  package var employer: String
  package var employeeNumber: String
  package var symbol: String
  package var number: String
  package var branch: String
  package var course: String
  package var facility: String
  package var wished: Day
  package var hour: Int
  package var latin: String

  package var name: String { family + " " + given }
  package var kana: String { familyKana + " " + givenKana }
  package var address: String { prefecture + city + town + block + building }
  package var phoneDigits: String { phone.plain }
}

/// Words of appointments.
enum Appointment {
  static let courses = [
    "生活習慣病予防健診", "人間ドック", "定期健康診断A", "定期健康診断B", "特定健診", "婦人科健診", "人間ドック+脳ドック", "巡回健診",
  ]
  static let facilities = [
    "青葉台健診センター", "みなと総合健診クリニック", "中央予防医学会館", "ひかり健康管理センター", "駅前人間ドックプラザ", "東部巡回バス",
    "西口健診クリニック", "県央メディカルプラザ",
  ]
  static let buildings = ["グリーンハイツ", "コーポ松", "サンライズマンション", "メゾン青葉", "第二白樺荘", "パークサイド", "シティコート"]
}
