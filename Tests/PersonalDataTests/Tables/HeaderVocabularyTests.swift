import Testing

@testable import PersonalData

@Suite("Titles of columns")
struct HeaderVocabularyTests {
  @Test(arguments: [
    ("氏名", ColumnRole.name), ("氏　名", .name), ("お名前", .name), ("1.氏名", .name), ("氏名（漢字）", .name), ("【氏名】", .name),
    ("氏名必須", .name), ("ご契約者様氏名", .name), ("FULL NAME", .name), ("姓", .familyName), ("姓（漢字）", .familyName),
    ("名（漢字）", .givenName), ("氏名（姓）", .familyName), ("フリガナ", .kana), ("ﾌﾘｶﾞﾅ", .kana), ("氏名（カナ）", .kana),
    ("氏名[半角カナ]", .kana), ("姓（カナ）", .kanaFamily), ("名（カナ）", .kanaGiven), ("セイ", .kanaFamily),
    ("名カナ", .kanaGiven), ("生年月日", .birthDate), ("生年月日（和暦）", .birthDate), ("生年月日※", .birthDate),
    ("date_of_birth", .birthDate), ("生年月日（年）", .birthYear), ("生年月日（月）", .birthMonth), ("生年月日(日)", .birthDay),
    ("生年月日_年", .birthYear), ("生年月日（元号）", .birthEra), ("性別", .sex), ("郵便番号", .postalCode), ("〒", .postalCode),
    ("ご住所", .address), ("住所（上段）", .address), ("住所2", .addressPart), ("番地・建物", .addressPart), ("TEL", .phone),
    ("日中連絡先", .phone), ("ご契約者様電話番号", .phone), ("Ｅ－ｍａｉｌ", .email), ("保険者番号", .insurerNumber),
    ("健康保険組合名", .insurer), ("被保険者証記号", .insuranceSymbol), ("保険証番号", .insuranceNumber),
    ("記号・番号", .symbolAndNumber), ("枝番", .branchNumber), ("所属事業所", .employer), ("社員番号", .employeeNumber),
    ("受診希望日", .appointment), ("希望健診機関", .appointment), ("HbA1c", .checkResult), ("収縮期血圧", .checkResult),
    ("検査結果 9N001000000000001", .checkResult), ("検査結果 身長計測", .checkResult), ("胃がん検診結果", .checkResult),
    ("ストレスチェック結果", .checkResult), ("HBs抗原", .checkResult), ("HCV抗体", .checkResult), ("喫煙", .checkResult),
    ("検査結果送付先住所", .address),
    ("個人番号", .myNumber), ("マイナンバー", .myNumber), ("運転免許証番号", .driversLicense), ("口座番号", .bankAccount),
    ("カード番号", .cardNumber), ("SSN", .nationalNumber), ("IBAN", .iban), ("担当者", .handler), ("商品名", .thing),
    ("備考", .remarks), ("受付番号", .other), ("登録日", .other), ("birth_ymd", .birthDate), ("birthYmd", .birthDate),
    ("mail_addr1", .email), ("cust_nm", .name), ("cust_nm_kana", .kana), ("KANJI_SEI", .familyName),
    ("mei_kana", .kanaGiven), ("zip_cd", .postalCode), ("tel1_no", .phone), ("hokensha_no", .insurerNumber),
    ("company_nm", .employer), ("tanto_name", .handler), ("shohin_name", .thing), ("update_user_name", .handler),
    ("spouse_birth_date", .birthDate), ("event_applicant_name", .name), ("staff_kana", .kana), ("staff_nm", .handler),
    ("contactPhone", .phone), ("seibetsu_cd", .sex), ("UMARE_YMD", .birthDate), ("UMARE", .birthDate),
    ("スタッフコード", .employeeNumber), ("Address_ZipCode", .postalCode), ("食物アレルギー", .otherSensitive),
    ("お子様のアレルギーの有無", .otherSensitive), ("診療内容", .otherSensitive), ("接種日", .otherSensitive), ("要介護認定", .otherSensitive),
    ("療育手帳", .otherSensitive), ("障がい者手帳", .otherSensitive), ("障碍の有無", .otherSensitive), ("Emergency no.", .phone),
    ("resource.valueQuantity.value", .checkResult), ("主訴", .otherSensitive),
  ])
  func role(title: String, role: ColumnRole) {
    #expect(HeaderVocabulary.read(title)?.role == role, "\(title)")
  }

  @Test(arguments: [
    "", "あいうえお", "2024", "x", "第3四半期の見通し", "検査結果送付日", "9N001000000000001", "mail_flg", "mail_send_date",
    "name_hash", "ip_address", "birth_place", "name_id", "upd_date", "snake_case_title",
  ])
  func nothing(title: String) { #expect(HeaderVocabulary.read(title) == nil, "\(title)") }

  @Test(arguments: [
    ("配偶者氏名", ColumnRole.name, PersonGroup.Relation.spouse, 0), ("配偶者生年月日", .birthDate, .spouse, 0),
    ("配偶者生年月日（年）", .birthYear, .spouse, 0), ("家族2氏名", .name, .dependent, 2), ("被扶養者_カナ", .kana, .dependent, 0),
    ("受診者氏名", .name, .principal, 0), ("氏名2", .name, .member, 2), ("住所1", .address, .unnamed, 0),
  ])
  func whose(title: String, role: ColumnRole, relation: PersonGroup.Relation, number: Int) {
    let reading = HeaderVocabulary.read(title)
    #expect(reading?.role == role, "\(title)")
    #expect(reading?.group == PersonGroup(relation: relation, number: number), "\(title)")
  }

  @Test(arguments: ["名前", "番号", "連絡先", "年", "月"])
  func weakTitlesNeedTheirCells(title: String) { #expect(HeaderVocabulary.read(title)?.strength == .weak, "\(title)") }
}
