/// What counts, by APPI art. 2(3) and its Cabinet Order, art. 2: race, creed, social status, medical history, criminal record,
/// harm by crime; disabilities; results of check-ups; guidance, treatment and medicine given by doctors. A visit to a clinic is
/// treatment (Q&A of the commission, 1-28). Poverty, benefits, nationality, marks at school and union dues are none of these.
extension SensitiveWords {
  static let results: [StaticString] = [
    "判定", "血圧", "血糖", "LDL", "HDL", "HbA1c", "ＨｂＡ１ｃ", "中性脂肪", "コレステロール", "要経過観察", "要精密検査", "要再検査", "要治療", "異常なし",
    "異常あり", "所見", "尿酸", "尿蛋白", "尿糖", "γ-GTP", "γ-ＧＴＰ", "GOT", "GPT", "心電図", "腹囲", "BMI", "検査結果", "健診結果", "眼底", "聴力",
    "要医療", "特定保健指導", "blood pressure", "Blood pressure", "cholesterol",
  ]

  /// What people suffer from. Courses, wards and campaigns are named after it as well, so that what stands behind such a word
  /// may take the person away from it (`isOfNobody`).
  static let illnesses: [StaticString] = [
    "糖尿病", "高血圧", "脂質異常症", "高脂血症", "痛風", "心筋梗塞", "狭心症", "心不全", "不整脈", "心疾患", "心臓病", "脳梗塞", "脳出血", "脳卒中", "くも膜下出血",
    "認知症", "アルツハイマー", "パーキンソン病", "うつ病", "鬱病", "うつで", "うつ状態", "抑うつ", "適応障害", "パニック障害", "双極性障害", "統合失調症", "不安障害",
    "不眠症", "睡眠障害", "メンタル不調", "メンタルヘルス不調", "自閉症", "自閉スペクトラム", "ADHD", "ＡＤＨＤ", "学習障害", "発達障害", "知的障害", "身体障害",
    "精神障害", "身体障がい", "知的障がい", "精神障がい", "発達障がい", "身体1級", "身体2級", "身体3級", "身体4級", "身体5級", "身体6級", "聴覚障害", "視覚障害", "肢体不自由",
    "内部障害", "てんかん", "喘息", "ぜんそく", "アトピー", "アナフィラキシー", "エピペン", "肝炎", "肝硬変", "腎不全",
    "腎臓病", "人工透析", "透析", "白血病", "悪性腫瘍", "リンパ腫", "乳がん", "胃がん", "肺がん", "大腸がん", "子宮がん", "前立腺がん", "末期がん", "胃癌", "肺癌", "乳癌",
    "大腸癌", "直腸癌", "肝癌", "膵癌", "膵臓がん", "肝臓がん", "食道がん", "子宮癌", "前立腺癌", "抗がん剤",
    "胃潰瘍", "肺炎", "結核", "骨折", "椎間板ヘルニア", "リウマチ", "膠原病", "緑内障", "白内障", "インフルエンザ", "インフル", "ノロウイルス", "コロナ陽性", "コロナに感染",
    "コロナに罹患", "帯状疱疹", "HIV", "エイズ", "梅毒", "難病", "アレルギー", "私傷病", "傷病", "疾患", "持病", "既往症", "既往歴", "病歴", "病名", "diabetes",
    "Diabetes", "diabetic", "cancer", "asthma", "Asthma", "epilepsy", "Epilepsy", "epileptic", "dementia",
    "chemotherapy",
    "coeliac", "Coeliac", "eczema", "Eczema", "migraine", "allergic to", "allergy", "Allergy", "autism", "autistic",
    "EpiPen", "inhaler",
  ]

  /// What is done about it, and what else the law names.
  static let others: [StaticString] = [
    "服薬", "内服", "服用", "眠剤", "睡眠薬", "下剤", "点滴", "抗生剤", "抗菌薬", "インスリン", "OD錠", "ＯＤ錠", "錠1", "錠2", "錠3", "錠4", "錠5", "錠6",
    "錠7", "錠8", "錠9", "錠１", "錠２", "錠３", "錠５", "投薬", "処方", "通院", "入院", "退院時", "手術",
    "術後", "科受診", "精神科", "心療内科", "診断書", "診断され", "と診断", "主訴", "発熱のため", "発熱で", "発熱し", "発熱あり", "熱があり", "熱が出", "病気休職", "病休",
    "妊娠", "不妊治療", "流産", "死産", "要介護", "要支援", "寝たきり", "障害者手帳", "障がい者手帳", "障がい支援区分", "障がい年金", "療育手帳", "障害等級", "障害年金",
    "障害支援区分", "障害者控除", "発達相談",
    "特別支援学級", "前科", "犯罪歴", "逮捕", "起訴され", "服役", "執行猶予", "保護観察", "少年院", "補導", "DV被害", "ＤＶ被害", "性被害", "詐欺被害", "ストーカー被害",
    "被害届", "虐待", "信条", "宗教", "信仰", "信徒", "檀家", "教会員", "被差別", "disability", "criminal record", "diagnosed with",
    "hospitalised",
    "hospitalized", "medical condition",
  ]

  /// What stands right behind the name of an illness and makes of it a subject, a place, an event or a blank of a form.
  static let afterIllness: [StaticString] = [
    "検診", "健診", "検査", "ドック", "学会", "センター", "病院", "クリニック", "医院", "予防", "対策", "等対策", "教室", "講座", "講演", "セミナー", "研修",
    "勉強会",
    "研究", "保険", "基金", "協会", "財団", "支援", "ワクチン", "の方", "のある方", "がある方", "をお持ち", "治療薬", "について", "の予防", "の流行", "流行", "が流行",
    "の有無",
    "有無", "とは", "リスク", "啓発", "月間", "週間", "デー", "サポーター", "カフェ", "基本法", "法", "条例", "相談", "家族会", "友の会", "の会", "なし", "無し",
    "はなし",
    "：なし", ":なし", "： なし", "はありません", "特になし", "：特になし", "表示", "物質", "科", "内科", "外科", "専門", "フリー", "用", "エンサー", "エンザ", "学",
    "警報",
    "注意報", "シーズン",
    "（有・無", "(有・無", "（有 ・", " 有・無", "　有・無", "（あり・なし", "(あり・なし", "手当金", "コード", "名コード", "マスタ", "の基礎", "の理解", "患者に", "患者の",
    "者に", "者の", "診療", "治療の", "治療に", "管理", "ケア", "看護", "の看護",
    "のケア", "の診断", "の治療", "における", "に対する", "に関する", "の最新", "とその", "と生活", " information", " advice",
    " test", " menu", " research", " charity", " awareness", " foundation", " screening",
  ]

  /// As `afterIllness`, behind what is done about an illness or about a crime.
  static let afterOther: [StaticString] = [
    "給付", "特約", "保険", "日額", "案内", "室", "箋", "せん", "法人", "団体", "料", "指導料", "基本料", "患者数", "病棟", "設備", "規程", "規定",
    "対応マニュアル", "防止", "対策",
    "相談窓口", "研修", "の有無", "有無", "なし", "無し", "はありません", "の方", "がある方", "中の方", "学", "マスタ", "剤形", "を確認", "コード", "前の", "認定調査員",
    "患者の", "患者に", "における", "に対する", "に関する", "支援の",
    "支援に", "管理の", "管理に",
  ]

  /// What stands right before a word in the title of a lecture, and never in what is told of one person.
  static let beforeTopic: [StaticString] = ["高齢者の", "患者の", "障害者の", "小児の", "児童の", "妊婦の", "成人の", "地域の", "日本の"]

  /// What a line of a patient's record begins with, before what it says: `傷病名　高血圧症`, `既往歴：胃潰瘍`.
  static let recordLabels: [(StaticString, Field)] = [
    ("傷病名", .otherSensitive), ("主病名", .otherSensitive), ("病名", .otherSensitive), ("診断名", .otherSensitive),
    ("既往歴", .otherSensitive), ("既往症", .otherSensitive), ("現病歴", .otherSensitive), ("主訴", .otherSensitive),
    ("症状経過", .otherSensitive), ("病状経過", .otherSensitive), ("現在の処方", .otherSensitive), ("処方", .otherSensitive),
    ("内服薬", .otherSensitive), ("内服", .otherSensitive), ("服薬", .otherSensitive), ("服用薬", .otherSensitive),
    ("投薬", .otherSensitive), ("手術歴", .otherSensitive), ("入院歴", .otherSensitive), ("通院歴", .otherSensitive),
    ("持病", .otherSensitive), ("基礎疾患", .otherSensitive), ("アレルギー", .otherSensitive), ("障害名", .otherSensitive),
    ("障害等級", .otherSensitive), ("要介護度", .otherSensitive), ("介護度", .otherSensitive), ("検査結果", .checkResult),
    ("検査所見", .checkResult), ("Diagnosis", .otherSensitive), ("Diagnoses", .otherSensitive),
    ("Medication", .otherSensitive), ("Medications", .otherSensitive), ("Current medication", .otherSensitive),
    ("Past medical history", .otherSensitive), ("Medical history", .otherSensitive), ("PMH", .otherSensitive),
    ("Presenting complaint", .otherSensitive), ("Allergies", .otherSensitive),
  ]
}
