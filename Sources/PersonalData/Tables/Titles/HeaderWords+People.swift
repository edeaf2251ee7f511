import JapaneseText

/// Titles of further people in one row, as Japanese lists have them, and other names of the same person.
extension HeaderWords {
  /// Whose column it is, as a beginning of the title.
  static let japaneseRelations: [(String, PersonGroup)] = {
    let words: [(PersonGroup.Relation, Int, String)] = [
      (.principal, 0, "本人|受診者|被保険者|社員|従業員|職員|患者|対象者|要支援者|組合員|利用者|会員|生徒|児童|園児|学生|受講者|選手|顧客|お客様"),
      (.principal, 0, "employee|patient|primary|insured"),
      (.spouse, 0, "配偶者|spouse|partner"), (.wife, 0, "妻|奥様"), (.husband, 0, "夫|ご主人"),
      (.joint, 0, "連名"),
      (.child, 0, "子供|子ども|お子様|child|子"),
      (.child, 11, "長男"), (.child, 12, "長女"), (.child, 13, "次男|二男"), (.child, 14, "次女|二女"), (.child, 15, "三男"),
      (.child, 16, "三女"),
      (.father, 0, "父親|父"), (.mother, 0, "母親|母"), (.grandparent, 1, "祖父"), (.grandparent, 2, "祖母"),
      (.sibling, 1, "兄弟姉妹|兄弟|兄"), (.sibling, 2, "姉妹|姉"), (.sibling, 3, "弟"), (.sibling, 4, "妹"),
      (
        .dependent, 0,
        "被扶養者|扶養親族|扶養者|扶養|親族|家族|同居者|同居人|同居家族|同居親族|同伴者|dependent|dependant|family"
      ),
      (.householder, 0, "世帯主"), (.guardian, 0, "保護者|親権者|guardian|parent"),
      (.emergencyContact, 0, "緊急連絡先|緊急連絡者|緊急連絡人|緊急時連絡先|緊急時|emergencycontact|emergency"),
      (.applicant, 0, "申込者|申請者|applicant"), (.member, 0, "参加者|person|member"),
      (.guarantor, 0, "連帯保証人|身元保証人|身元引受人|保証人"),
      (.policyHolder, 0, "保険契約者|契約者"),
      (.beneficiary, 0, "死亡保険金受取人|死亡時受取人|保険金受取人|満期受取人|受取人|年金受取人"),
      (.agentOfRow, 0, "指定代理請求人|代理請求人|代理人|成年後見人|後見人|保佐人"),
      (.receiver, 0, "届け先|届先|お届先|送付先|配送先|送り先|発送先|荷受人|受取主"),
      (
        .sender, 0, "依頼主|依頼人|依頼者|荷送人|発送元|発送者|差出人|送り主|贈り主|贈答主"
      ), (.buyer, 0, "注文者|注文主|購入者|買主|支払者"), (.seller, 0, "売主"),
      (.owner, 0, "オーナー|所有者|家主|貸主|賃貸人|大家|地権者"), (.tenant, 0, "入居者|借主|賃借人|入居契約者"),
      (.supporter, 0, "避難支援者|支援者|地域支援者"), (.driver, 0, "運転者|運転手|乗務員|ドライバー"),
      (.driver, 1, "副運転者|同乗者|添乗員|助手"), (.referrer, 0, "紹介者|推薦者|推薦人"), (.mourner, 0, "施主|喪主"),
      (.contact, 0, "連絡者|連絡担当者"), (.heir, 0, "相続人"), (.decedent, 0, "被相続人|故人|亡くなった方"),
      (.accountHolder, 0, "口座名義人|口座名義|振込先名義人|振込先名義|預金名義人|名義人|accountholder|account_holder"),
    ]
    return words.flatMap { relation, number, list in
      list.split(separator: "|").map { (String($0), PersonGroup(relation: relation, number: number)) }
    }
  }()

  /// Beginnings of titles over other names of the same person.
  static let otherNames = [
    "通称", "通名", "ビジネスネーム", "ニックネーム", "愛称", "あだ名", "表示名", "別名", "筆名", "芸名", "雅号", "戒名", "法名", "源氏名", "活動名", "ハンドルネーム",
    "電子メール表示名",
    "メール表示名", "ペンネーム", "略称", "英語名", "イングリッシュネーム", "ミドルネーム", "パスポート氏名", "英字氏名", "ローマ字氏名", "氏名ローマ字", "氏名英字", "漢字以外の氏名",
  ].map { Folding.foldText($0) }
  /// … over the family name before a marriage.
  static let formerNames = ["旧姓", "旧氏名", "旧氏", "旧名", "前姓", "結婚前の姓", "婚姻前の氏", "改姓前"].map {
    Folding.foldText($0)
  }

  /// Handlers by other titles than those of offices: they look after the person of the row, examine or accompany.
  static let furtherHandlers =
    "世話人|世話役|幹事|配車担当|担当看護師|設計士|民生委員|担当民生委員|民生委員名|地区民生委員|点呼執行者|点呼者|執行者|運行管理者|測定者|代理店担当|取扱代理店|担当代理店|募集人|取扱者名|担任|担任名|学級担任|担任氏名|教諭|担当教諭|顧問|講師|講師名|かかりつけ医|かかりつけ医師|かかりつけ歯科医|家庭医|主治医名|主治医氏名|執刀医|麻酔医|紹介医|紹介元医師|相談員|相談支援専門員|ケアマネジャー|ケアマネージャー|担当ケアマネ|ケースワーカー|保育士|指導者|コーチ|監督|引率|引率者|立会人|立会者|検査者|実施者|面接官|面接者|査定者|評価者|一次評価者|二次評価者|上司|上長|直属上司|所属長|営業|営業マン|販売員|販売担当|担当営業|担当税理士|担当弁護士"

  /// Those who only worked with the list, or with the program that keeps it: names of accounts.
  static let audit: Set<String> = [
    "記入者", "入力者", "入力担当", "作成者", "登録者", "更新者", "最終更新者", "ログイン名", "ユーザー", "ユーザー名", "ユーザ名", "ユーザid", "ユーザーid", "ログインid",
    "created by",
    "created_by", "updated by", "updated_by", "author", "operator", "handler", "login", "login name", "user",
    "username", "user name",
    "user_name", "事務担当", "弊社担当", "検印",
  ]

  /// Whether a title of a number says that people bear it; customers and members may be firms.
  static func isNumberOfPerson(_ title: String) -> Bool {
    let folded = Folding.foldText(title)
    return numbered.contains(where: folded.contains)
      || !numberedWords.isDisjoint(with: TitleTokens.words(of: title))
  }

  private static let numbered = [
    "社員", "従業員", "職員", "社番", "職番", "学籍", "学生", "生徒", "児童", "患者", "カルテ", "診察券", "受診者", "被験者", "組合員", "受験番号",
  ].map { Folding.foldText($0) }
  private static let numberedWords: Set<String> = [
    "employee", "emp", "empno", "staff", "student", "pupil", "patient", "mrn", "shain", "syain", "shokuin", "jugyoin",
    "kanja", "gakusei", "seito", "karte",
  ]

  /// Whether a title stands over what people are measured by, asked or sorted into.
  static func isItem(_ title: String) -> Bool { items.contains(Folding.foldText(title)) }

  private static let items = Set(
    ["項目", "項目名", "検査項目", "検査項目名", "科目", "科目名", "種別", "区分", "分類", "カテゴリ", "item", "category"].map {
      Folding.foldText($0)
    })
}
