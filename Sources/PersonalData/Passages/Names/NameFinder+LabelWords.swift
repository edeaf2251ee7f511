/// Words that stand before the names of people in letters, minutes, memos and forms.
extension NameFinder {
  enum LabelKind { case person, list, desk, reading }

  /// Labels, longest first among those with the same beginning. A desk's label names the member of the own staff who
  /// took a call or wrote a form.
  static let labels: [(StaticString, LabelKind)] = [
    ("フリガナ", .reading), ("ふりがな", .reading), ("カナ氏名", .reading), ("氏名カナ", .reading), ("カナ", .reading),
    ("受診者氏名", .person), ("患者氏名", .person), ("申込者氏名", .person), ("被保険者氏名", .person), ("代表者氏名", .person),
    ("配偶者氏名", .person), ("配偶者の氏名", .person), ("保護者氏名", .person), ("世帯主氏名", .person), ("世帯主の氏名", .person),
    ("筆頭者氏名", .person), ("筆頭者の氏名", .person), ("筆頭者", .person), ("届出人氏名", .person), ("届出人", .person), ("申請者氏名", .person),
    ("契約者氏名", .person), ("相続人氏名", .person),
    ("氏名", .person), ("お名前", .person), ("名前", .person), ("ご芳名", .person),
    ("ご氏名", .person), ("受診者名", .person), ("患者名", .person), ("申込者名", .person), ("受診者", .person), ("患者", .person),
    ("申込者", .person), ("申請者", .person), ("対象者", .person), ("被保険者", .person), ("被扶養者", .person), ("世帯主", .person),
    ("契約者", .person), ("利用者", .person), ("会員名", .person), ("社員名", .person), ("本人", .person), ("保護者", .person),
    ("送信者", .person), ("差出人", .person), ("宛先", .person), ("宛名", .person), ("連絡者", .person), ("相手方", .person),
    ("相手", .person),
    ("加害者", .person), ("原告", .person), ("被告人", .person), ("被告", .person), ("申立人", .person), ("債務者", .person),
    ("債権者", .person), ("被相続人", .person), ("相続人", .person), ("証人", .person), ("被害者", .person), ("目撃者", .person),
    ("通報者", .person), ("申出者", .person), ("申出人", .person),
    ("依頼者", .person), ("依頼人", .person), ("委任者", .person), ("受任者", .person), ("代理人", .person), ("貸主", .person),
    ("借主", .person), ("売主", .person), ("買主", .person), ("賃貸人", .person), ("賃借人", .person), ("譲渡人", .person),
    ("譲受人", .person), ("発信元", .list), ("送信元", .list), ("送付元", .list),
    ("発信者", .person), ("入電者", .person), ("配偶者", .person), ("緊急連絡先", .person), ("代表者", .person),
    ("担任", .person), ("副担任", .person), ("顧問", .person), ("監督", .person), ("コーチ", .person), ("班長", .person),
    ("座長", .person), ("司会", .person), ("講師", .person), ("演者", .person),
    ("源泉控除対象配偶者", .list), ("控除対象配偶者", .list), ("同一生計配偶者", .list), ("控除対象扶養親族", .list), ("特定扶養親族", .list),
    ("16歳未満の扶養親族", .list), ("16歳未満扶養親族", .list), ("扶養親族", .list), ("扶養家族", .list), ("同居家族", .list),
    ("担当教員", .list), ("担当講師", .list), ("担当教官", .list), ("授業担当", .list), ("指導教員", .list), ("科目責任者", .list),
    ("共同担当者", .list), ("授業担当者", .list), ("教員名", .list), ("教員", .list),
    ("対象生徒", .list), ("対象児童", .list), ("対象児", .list), ("該当生徒", .list), ("該当児童", .list), ("当該生徒", .list),
    ("当該児童", .list), ("関係生徒", .list), ("関係児童", .list), ("関係者", .list), ("当事者", .list), ("対象", .list),
    ("加害生徒", .list), ("被害生徒", .list), ("加害児童", .list), ("被害児童", .list), ("加害側", .list), ("被害側", .list),
    ("聴取者", .list), ("聴取対象", .list), ("面談者", .list), ("面接者", .list), ("来談者", .list), ("相談者", .list), ("来校者", .list),
    ("同席者", .list), ("同席", .list), ("立会人", .list), ("立会者", .list),
    ("From:", .person), ("To:", .list), ("Cc:", .list), ("CC:", .list), ("Patient:", .person), ("Name:", .person),
    ("Full name:", .person), ("Patient name:", .person), ("Attendees:", .list), ("Participants:", .list),
    ("出席理事", .list), ("出席監事", .list), ("出席役員", .list), ("出席委員", .list), ("出席議員", .list), ("出席取締役", .list),
    ("出席監査役", .list), ("出席社員", .list), ("出席会員", .list), ("欠席理事", .list), ("欠席監事", .list), ("欠席役員", .list),
    ("欠席委員", .list), ("欠席議員", .list), ("欠席取締役", .list), ("欠席監査役", .list), ("傍聴者", .list), ("傍聴", .list),
    ("陪席", .list), ("出席者", .list), ("参加者", .list), ("欠席者", .list), ("出席", .list), ("欠席", .list), ("列席者", .list),
    ("参加", .list), ("メンバー", .list),
    ("座長", .list), ("司会", .list), ("演者", .list), ("講師", .list), ("発表者", .list), ("登壇者", .list), ("報告者", .list),
    ("共同演者", .list), ("パネリスト", .list), ("主治医", .person), ("紹介医", .person), ("担当医", .person), ("通知人", .person),
    ("受付者", .desk), ("受付", .desk), ("記入者", .desk), ("作成者", .desk), ("応対者", .desk), ("対応者", .desk), ("担当者", .desk),
    ("担当", .desk), ("記録者", .desk), ("記録", .desk), ("書記", .desk), ("文責", .desk), ("起票者", .desk), ("確認者", .desk),
    ("承認者", .desk), ("作成", .desk), ("検印", .desk), ("受電者", .desk), ("取扱者", .desk),
  ]

  /// First scalars of the labels.
  static let labelOpenings = Set(labels.compactMap { String(describing: $0.0).unicodeScalars.first?.value })
}
