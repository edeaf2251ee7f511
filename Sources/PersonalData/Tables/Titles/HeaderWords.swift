import JapaneseText

/// The words of column titles. Written here as offices write them; folded once, so that 﨑 and 崎, full and half width,
/// capitals and spaces make no difference.
enum HeaderWords {
  struct Entry: Sendable {
    var role: ColumnRole
    var strength: HeaderReading.Strength
  }

  /// Whole titles.
  static let exact: [String: Entry] = {
    var table: [String: Entry] = [:]
    func add(_ role: ColumnRole, _ strength: HeaderReading.Strength, _ words: String) {
      for word in words.split(separator: "|") {
        table[Folding.foldText(String(word))] = Entry(role: role, strength: strength)
        // Offices write it in three ways.
        if word.contains("障害") {
          for other in ["障がい", "障碍"] {
            table[Folding.foldText(String(word).replacing("障害", with: other))] = Entry(role: role, strength: strength)
          }
        }
      }
    }
    add(
      .name, .strong,
      "氏名|氏　名|姓名|お名前|御氏名|漢字氏名|氏名漢字|漢字名|本名|戸籍名|受診者名|患者名|患者氏名|利用者名|会員名|社員名|従業員名|職員名|組合員名|被保険者名|加入者名|対象者名|申込者名|予約者名|顧客名|お客様名|参加者名|出席者名|応募者名|生徒名|児童名|園児名|学生名|入居者名|契約者名|名義人|口座名義|口座名義人|宛名|送付先名|届け先名|お届け先名|代表者|代表者名|代表取締役|担当者氏名(顧客)|full name|fullname|full_name|person name|customer name|customer_name|customername|patient name|patient_name|employee name|employee_name|employeename|member name|member_name|user full name|contact name|contact_name|applicant|applicant_name|applicant name|guest name|student name|name_kanji|kanji_name|kanjiname|namekanji|name kanji|shimei|simei|nombre completo|nom complet"
    )
    add(
      .name, .weak,
      "名前|名|選手|選手名|部員|部員名|隊員|乗務員|乗務員名|運転者|運転手|ドライバー|作業員|メンバー|name|names|naam|nombre|nom|vorname name|受診者|患者|利用者|会員|社員|従業員|職員|組合員|被保険者|加入者|対象者|申込者|予約者|顧客|お客様|参加者|出席者|応募者|生徒|児童|契約者|お名前様|customer|patient|employee|member|person|client name|client_name|participant|owner|attendee|passenger|guest|이름|성명|姓名(中)"
    )
    add(
      .familyName, .strong,
      "姓|苗字|名字|氏|漢字姓|姓漢字|姓(漢字)|氏名姓|last name|last_name|lastname|family name|family_name|familyname|surname|sei|lname|sn|apellido|apellidos|nachname|nom de famille|cognome"
    )
    add(
      .givenName, .strong,
      "名(漢字)|漢字名前|名漢字|氏名名|first name|first_name|firstname|given name|given_name|givenname|forename|mei|fname|prénom|prenom|vorname"
    )
    add(
      .kana, .strong,
      "フリガナ|ふりがな|カナ|かな|ｶﾅ|カナ氏名|かな氏名|氏名カナ|氏名かな|氏名フリガナ|氏名ふりがな|カナ名|カナ名称|名前カナ|名前かな|名前フリガナ|氏名(カナ)|ヨミ|よみ|よみがな|ヨミガナ|読み|読み仮名|読みがな|振り仮名|振仮名|シメイ|kana|name_kana|namekana|kana_name|kananame|name kana|furigana|yomi|phonetic|phonetic name"
    )
    add(
      .kanaFamily, .strong,
      "セイ|せい|姓カナ|カナ姓|姓かな|姓フリガナ|フリガナ姓|姓ふりがな|氏カナ|sei_kana|last_name_kana|lastnamekana|family_name_kana|kana_sei|seikana|phonetic last name"
    )
    add(
      .kanaGiven, .strong,
      "メイ|めい|名カナ|カナ名(名)|名かな|名フリガナ|フリガナ名|名ふりがな|mei_kana|first_name_kana|firstnamekana|given_name_kana|kana_mei|meikana|phonetic first name"
    )
    add(
      .birthDate, .strong,
      "生年月日|誕生日|生年月日和暦|生年月日西暦|和暦生年月日|西暦生年月日|生月日|出生日|umare|umarebi|umare_ymd|tanjobi|tanjoubi|出生年月日|お誕生日|birthday|birth date|birth_date|birthdate|date of birth|date_of_birth|dateofbirth|dob|bday|birth_day|birth day|geburtsdatum|date de naissance|fecha de nacimiento|data di nascita|생년월일|出生日期|seinengappi"
    )
    add(.birthDate, .weak, "birth|born|和暦")
    add(.birthEra, .strong, "元号|年号|生年元号|生年月日元号|和暦元号|era")
    add(.birthYear, .strong, "生年|生年月日年|誕生年|出生年|生まれ年|birth year|birth_year|birthyear|year of birth|yob")
    add(.birthYear, .weak, "年|year|西暦")
    add(.birthMonth, .weak, "月|生月|誕生月|生年月日月|birth month|birth_month|birthmonth|month")
    add(.birthDay, .weak, "日|生日|生年月日日|birth day of month|day")
    add(.age, .strong, "年齢|満年齢|年令|歳|age|受診時年齢|年度末年齢")
    add(.sex, .strong, "性別|性|男女|男女別|性別コード|性別区分|男女区分|sex|gender|geschlecht|sexe|sexo|성별|性别")
    add(
      .postalCode, .strong,
      "郵便番号|〒|郵便|郵便no|〒番号|自宅郵便番号|現住所郵便番号|zip|zip code|zip_code|zipcode|postal|postal code|postal_code|postalcode|postcode|post_code|post code|plz|yubin|우편번호|邮编"
    )
    add(.postalFirst, .strong, "郵便番号上|郵便番号前|郵便番号1|郵便番号上3桁|zip1|postal1")
    add(.postalSecond, .strong, "郵便番号下|郵便番号後|郵便番号2|郵便番号下4桁|zip2|postal2")
    add(
      .address, .strong,
      "住所|現住所|自宅住所|連絡先住所|送付先|送付先住所|送付先所在地|住所1|住民票住所|居住地|居所|本籍|本籍地|お届け先|お届け先住所|届け先住所|住所(自宅)|帰省先住所|address|home address|home_address|street|street address|street_address|address1|address_1|address line 1|address_line1|addr|addr1|mailing address|adresse|direccion|indirizzo|jusho|주소|地址"
    )
    add(.address, .weak, "所在地|本社所在地|宛先")
    add(.other, .strong, "住所カナ|カナ住所|住所かな|住所フリガナ|住所ふりがな|現住所カナ|自宅住所カナ|住所コード")
    add(
      .addressPart, .strong,
      "都道府県|県名|都道府県名|都道府県市区町村|番地・建物|番地建物|番地・建物名|町名番地|丁目・番地|建物名・部屋番号|建物名等|市区町村|市区郡|市町村|市区町村名|町名|町域|番地|丁目番地|建物名|建物|マンション名|アパート名|方書|部屋番号|住所2|住所3|住所4|地番|city|town|state|prefecture|province|county|address2|address_2|address3|address line 2|address_line2|addr2|building|apartment|ort|ville|ciudad|citta"
    )
    add(
      .phone, .strong,
      "電話|電話番号|tel|tel番号|連絡先電話番号|自宅電話|自宅電話番号|自宅tel|固定電話|固定電話番号|携帯|携帯電話|携帯電話番号|携帯番号|携帯tel|ケータイ|日中連絡先|日中の連絡先|昼間連絡先|緊急連絡先|緊急連絡先電話番号|緊急連絡先tel|緊急電話番号|電話1|電話2|連絡先1|連絡先2|連絡先tel|勤務先電話|勤務先電話番号|fax|fax番号|ファックス|phone|phone number|phone_number|phonenumber|phone no|phone_no|telephone|telephone number|tel no|telno|tel_no|mobile|mobile phone|mobile_phone|mobile number|mobile_number|cell|cell phone|cellphone|cell_phone|home phone|home_phone|work phone|contact number|telefon|téléphone|telefono|teléfono|keitai|denwa|전화번호|电话|手机"
    )
    add(.phone, .weak, "連絡先|contact|代表電話|メーカー電話")
    add(.phoneFirst, .strong, "電話番号市外|市外局番|電話番号上|tel_1|phone_1_part")
    add(.phoneSecond, .strong, "市内局番|電話番号中|局番")
    add(.phoneThird, .strong, "加入者番号|電話番号下")
    add(
      .email, .strong,
      "メール|メールアドレス|eメール|eメールアドレス|e-メール|電子メール|電子メールアドレス|メアド|連絡先メール|連絡先メールアドレス|携帯メール|携帯メールアドレス|pcメール|pcメールアドレス|mail|mail address|mail_address|mailaddress|email|e-mail|e_mail|email address|email_address|emailaddress|e-mail address|mailto|correo|courriel|이메일|邮箱"
    )
    add(
      .insurer, .strong,
      "保険者|保険者名|保険者名称|健保名|健保組合|健保組合名|健康保険組合|健康保険組合名|組合名|加入健保|加入保険|所属健保|健保|保険組合|保険組合名|保険組合名称|団体名|保険証発行元|insurer|insurer name|insurer_name|insurance company|insurance_company|health insurance society"
    )
    add(
      .insurerNumber, .strong,
      "保険者番号|保険者no|保険者コード|保険者cd|健保番号|健保組合番号|insurer number|insurer_number|insurer no|insurer_no|insurer_id|insurer id|hokensha_no|hokensha_bango"
    )
    add(
      .insuranceSymbol, .strong,
      "記号|保険証記号|被保険者証記号|保険記号|被保険者記号|証記号|健康保険証記号|被保険者証等記号|資格確認書記号|健保記号|symbol|insurance symbol|insurance_symbol|kigo|kigou|insured_symbol"
    )
    add(
      .insuranceNumber, .strong,
      "保険証番号|被保険者証番号|保険番号|被保険者番号|証番号|健康保険証番号|被保険者証等番号|健保証番号|資格確認書番号|健保番号(個人)|組合員番号|組合員証番号|加入者番号(保険)|insurance number|insurance_number|insurance no|insured number|insured_number|insured_no|policy number|policy_number|hoken_bango|hokensho_bango|介護保険被保険者番号|介護保険番号|後期高齢者被保険者番号|受給者番号|公費受給者番号|受診券番号|受診券整理番号|利用券整理番号|診察券番号|患者番号|患者id|patient id|patient_id|カルテ番号|mrn"
    )
    add(.insuranceNumber, .weak, "番号|bango")
    add(
      .symbolAndNumber, .strong, "記号番号|記号・番号|保険証記号番号|被保険者証記号番号|被保険者証記号・番号|保険証記号・番号|被保険者等記号・番号|記号-番号|健康保険証記号番号|保険証の記号番号")
    add(.branchNumber, .strong, "枝番|枝番号|保険証枝番|被保険者証枝番|証枝番|branch|branch number|branch_number|branch_no|edaban")
    add(
      .employer, .strong,
      "事業所|事業所名|事業所の名称|給与の支払者|給与の支払者の名称|給与の支払者の名称(氏名)|支払者の名称|支払者名|事業主名|雇用主名|所属事業所|所属事業所名|事業所名称|事業者名|勤務先|勤務先名|勤務先名称|お勤め先|勤め先|会社|会社名|企業名|法人名|雇用主|所属会社|所属会社名|所属団体|適用事業所|適用事業所名|学校名|employer|employer name|employer_name|company|company name|company_name|companyname|organization|organisation|organization name|affiliation|firma|entreprise|empresa|kaisha"
    )
    add(
      .department, .strong,
      "所属|部署|部署名|所属部署|所属名|部門|部門名|課|部課|department|dept|division|section|役職|職位|職種|title|job title|position")
    add(.department, .weak, "role|job|occupation|profession|rank")
    add(
      .employeeNumber, .strong,
      "社員番号|社員no|スタッフコード|スタッフ番号|スタッフno|スタッフid|スタッフcd|教職員番号|従業員cd|社員コード|社員id|社員cd|従業員番号|従業員no|従業員コード|従業員id|職員番号|職員コード|社番|職番|個人コード|個人番号(社員)|employee number|employee_number|employee no|employee_no|employee id|employee_id|employeeid|emp_no|emp no|empno|emp_id|emp id|staff id|staff_id|staff no|personnel number|shain_no|学籍番号|学生番号|student id|student_id|会員番号|会員no|会員id|member id|member_id|顧客番号|顧客コード|顧客id|customer id|customer_id|利用者番号|利用者id"
    )
    add(
      .appointment, .strong,
      "予約日|予約日時|健診実施日|健診実施年月日|健診年月日|健診受診日|検診実施日|受診年月日|予約内容|受診日|受診予定日|受診希望日|受診希望日時|受診日時|健診日|健診予定日|健診希望日|検診日|健診コース|健診コース名|受診コース|コース|コース名|コース名称|希望コース|予約コース|健診機関|健診機関名|医療機関|医療機関名|受診機関|受診施設|健診施設|受診会場|健診会場|会場|希望日|希望日時|第1希望|第2希望|第3希望|第一希望|第二希望|第三希望|第1希望日|第2希望日|第3希望日|健診種別|健診区分|申込コース|申込健診コース|希望健診機関|希望会場|希望施設|健診メニュー|オプション検査|予約時間|予約時刻|受付時間|来院日|来院予定日|appointment|appointment date|appointment_date|appt|appt_date|appointment time|visit date|visit_date|exam date|exam_date|checkup date|checkup_date|reservation|reservation date|reserved_at|course|course name|facility|clinic|kenshin_bi|yoyaku_bi"
    )
    add(
      .checkResult, .strong,
      "健診結果|検査結果|判定|総合判定|判定結果|結果|医師判定|所見|総合所見|診断|診断名|診断結果|検査値|血圧|最高血圧|最低血圧|収縮期血圧|拡張期血圧|身長|体重|bmi|腹囲|血糖|空腹時血糖|血糖値|hba1c|中性脂肪|トリグリセリド|hdl|hdlコレステロール|ldl|ldlコレステロール|総コレステロール|got|ast|gpt|alt|γ-gtp|γgtp|γ-gt|ggt|尿酸|尿蛋白|尿糖|クレアチニン|egfr|ヘモグロビン|血色素量|赤血球|白血球|ヘマトクリット|心電図|眼底|胸部x線|胸部レントゲン|聴力|視力|便潜血|メタボ判定|保健指導レベル|保健指導|特定保健指導|要精密検査|再検査|体温|検温|アルコール|アルコールチェック|アルコール検知|アルコール濃度|呼気アルコール|spo2|既往歴|現病歴|自覚症状|他覚症状|服薬|服薬歴|喫煙歴|喫煙|喫煙習慣|飲酒|ストレスチェック|ストレスチェック結果|高ストレス|高ストレス者|ストレスチェック点数|高ストレス判定|質問票|blood pressure|systolic|diastolic|sbp|dbp|height|weight|glucose|cholesterol|triglycerides|test result|test_result|lab result|result|diagnosis|findings|hemoglobin|valuequantity|valuecodeableconcept"
    )
    add(
      .otherSensitive, .strong,
      "健康状態|体調|症状|持病|病名|傷病名|疾病名|病歴|障害|障害者|特別障害者|障害者該当|本人障害者|障害者区分|障害者種別|障害名|障害等級|障害区分|障害種別|障害の種類|障害の程度|障害程度区分|障害支援区分|障害の有無|障害者区分|障害者控除|手帳等級|手帳種別|手帳の種類|障害者手帳|障害者手帳番号|障害者手帳の有無|療育手帳|信条|信仰|宗教|宗派|人種|民族|国籍(民族)|犯罪歴|犯罪経歴|前科|前歴|前科前歴|罪名|補導歴|非行歴|被害内容|被害状況|被害の状況|労働組合|組合加入|妊娠|アレルギー|食物アレルギー|アレルギーの有無|アレルギー有無|アレルギー情報|アレルギー内容|原因食品|原因食物|除去食品|エピペン|ワクチン|ワクチン名|ワクチン種類|接種ワクチン|接種歴|接種日|接種年月日|接種回数|接種状況|予防接種|感染症|診療科|受診科|診療内容|受診内容|受診理由|来院理由|主訴|治療内容|治療状況|治療経過|治療中の病気|現在治療中の病気|通院|通院先|通院歴|通院状況|入院|入院日|退院日|入院歴|手術|手術名|手術日|手術歴|基礎疾患|既往症|傷病|疾患|疾患名|主病名|傷病の状況|心身の状況|心身の状態|身体状況|配慮事項|合理的配慮|処方|処方薬|処方内容|薬剤名|内服|内服薬|服用薬|服用中の薬|常用薬|投薬|投薬内容|介護度|要介護度|要介護認定|介護認定|要支援度|認知症|認知症自立度|認知症高齢者の日常生活自立度|障害高齢者の日常生活自立度|日常生活自立度|寝たきり度|adl|要介護状態区分|disease|illness|condition|medical history|medical_history|disability|religion|race|ethnicity|allergy|allergies|medication|prescription|union membership|criminal record|blood type|血液型"
    )
    add(
      .myNumber, .strong,
      "個人番号|個人番号又は法人番号|個人番号または法人番号|個人番号若しくは法人番号|個人番号・法人番号|マイナンバー|my number|my_number|mynumber|個人番号(マイナンバー)|マイナンバー(個人番号)|配偶者個人番号|扶養親族個人番号|特定個人情報|kojin_bango|individual number"
    )
    add(
      .driversLicense, .strong,
      "免許証番号|運転免許証番号|運転免許証|免許番号|運転免許番号|driver license|driver's license|drivers license|driver_license|drivers_license|license number|licence number|license_no|driving licence"
    )
    add(.passport, .strong, "旅券番号|パスポート番号|パスポート|旅券|passport|passport number|passport_number|passport no|passport_no")
    add(
      .residenceCard, .strong,
      "在留カード番号|在留カード|在留番号|特別永住者証明書番号|residence card|residence card number|residence_card|zairyu_card")
    add(
      .pensionNumber, .strong,
      "基礎年金番号|年金番号|年金手帳番号|基礎年金|厚生年金番号|年金証書番号|pension number|pension_number|pension no|nenkin_bango")
    add(
      .employmentInsurance, .strong,
      "雇用保険番号|雇用保険被保険者番号|雇用保険|雇用保険被保険者no|雇用保険の被保険者番号|employment insurance|employment insurance number|employment_insurance|koyo_hoken"
    )
    add(
      .bankAccount, .strong,
      "口座番号|銀行口座|振込先|振込先口座|口座|預金口座|銀行名|支店名|支店コード|銀行コード|振込口座|ゆうちょ記号番号|金融機関名|account number|account_number|account no|bank account|bank_account|bank name|routing number|kouza_bango|sort code"
    )
    add(
      .cardNumber, .strong,
      "カード番号|クレジットカード番号|クレジットカード|クレカ番号|card|card number|card_number|cardnumber|card no|card_no|credit card|credit_card|creditcard|credit card number|pan|ccnum|cc number"
    )
    add(
      .nationalNumber, .strong,
      "ssn|social security number|social_security_number|social security|nino|ni number|national insurance number|national id|national_id|nationalid|nif|nie|dni|nir|codice fiscale|codice_fiscale|住民票コード|주민등록번호|身份证号|身份证|resident registration number|id card number|personal id|personnummer|cpf|curp|aadhaar|aadhar"
    )
    add(.iban, .strong, "iban|iban code|iban_code")
    add(
      .taxNumber, .strong,
      "vat|vat number|vat_number|vat id|vatid|ust-idnr|tax id|tax_id|taxid|tin|steuer-id|steuernummer")
    add(
      .handler, .strong,
      "担当|担当者|担当者名|担当医|担当医師|医師|医師名|医師氏名|健診医|判定医|主治医|営業担当|営業担当者|受付担当|受付者|受付担当者|記入者|入力者|入力担当|作成者|登録者|更新者|最終更新者|承認者|確認者|受領者|受取者|引渡者|受渡者|払出者|持出者|返却者|貸出者|点検者|検査者|照合者|実施者|作業者|立会者|立会人|記録者|起票者|対応者|応対者|廃棄者|検印|取扱者|責任者|施術者|技師|看護師|保健師|ケアマネ|事務担当|弊社担当|created by|created_by|updated by|updated_by|author|operator|handler|assigned to|assignee|doctor|physician|doctor name|sales rep|reviewer|approved by|user|username|user name|user_name|login|login name|ログイン名|ユーザー|ユーザー名|ユーザ名|ユーザid|ユーザーid|ログインid"
    )
    add(
      .thing, .strong,
      "商品名|商品|品名|品目|品番|型番|製品名|製品|商品コード|jan|janコード|jancode|品種|機種名|機器名|部品名|店舗名|店名|店舗|支店|施設名|薬局名|病院名|クリニック名|市町村名|駅名|路線名|地名|物件名|建物名称|銘柄|タイトル|書名|著者|件名|項目|項目名|勘定科目|科目|科目名|科目名称|補助科目|補助科目名|メーカー|メーカー名|製造元|摘要|内容|仕様|規格|材料名|薬品名|ファイル名|フォルダ名|ホスト名|サーバ名|product|product name|product_name|productname|item|item name|item_name|sku|model|brand|store|store name|shop|shop name|title name|file|filename|file name|file_name|path|url|host|hostname|city name|station|category|カテゴリ|カテゴリー|分類|種別|区分|イベント名|祝日名|祝日|行事|会議名|研修名|検査項目|検査キット"
    )
    add(
      .remarks, .strong,
      "備考|備考欄|備考1|備考2|メモ|特記事項|コメント|連絡事項|伝言|通信欄|問い合わせ内容|お問い合わせ内容|ご要望|要望|相談内容|対応内容|対応履歴|経過|note|notes|remark|remarks|memo|comment|comments|description|message|内容詳細|自由記入欄"
    )
    add(
      .other, .strong,
      "no|no.|№|番|連番|通番|項番|行番号|順番|seq|id|管理id|管理番号|整理番号|受付番号|申込番号|予約番号|注文番号|伝票番号|請求番号|契約番号|問合せ番号|配送伝票番号|決済id|取引id|index|row|#|コード|code|金額|単価|価格|数量|在庫|合計|小計|税|price|amount|quantity|qty|total|stock|登録日|更新日|作成日|登録日時|更新日時|作成日時|申込日|申込日時|申込年月日|受付日|受付日時|発行日|発送日|入社日|入社年月日|退社日|退職日|資格取得日|資格取得年月日|資格喪失日|資格喪失年月日|認定日|有効期限|期限|有効期間|開始日|終了日|設立|設立日|設立年月日|発売日|注文日|注文日時|支払日|入金日|date|created|created_at|created at|updated|updated_at|updated at|timestamp|time|日付|日時|時刻|年度|年月|曜日|valid until|expiry|expiration|expires|expiry date|hire date|hire_date|start date|end date|status|状態|ステータス|フラグ|flag|内線|内線番号|extension|ext|営業時間|国|国名|country|country code|language|言語|version|温度|湿度|カウンタ|件数|人数|回数|続柄|本人家族区分|被保険者区分|本人・家族|家族区分|等級|標準報酬|給与|年収|salary|amount due"
    )
    for (role, strength, words) in eastAsian {
      for word in words.split(separator: "|") {
        let title = Folding.foldText(String(word))
        if table[title] == nil { table[title] = Entry(role: role, strength: strength) }
      }
    }
    add(.handler, .weak, furtherHandlers)
    return table
  }()

  /// Keys of records as programs name them, where no other list knows better: words that `LatinTitle` reads apart and these
  /// write as one, or that are no title in an office.
  static let recordKeys: [String: Entry] = {
    var table: [String: Entry] = [:]
    func add(_ role: ColumnRole, _ strength: HeaderReading.Strength, _ words: String) {
      for word in words.split(separator: "|") {
        table[Folding.foldText(String(word))] = Entry(role: role, strength: strength)
      }
    }
    add(.name, .weak, "empfaenger|payer|nutzer|benutzer|client|abonne|utilisateur|usuario|realname")
    add(.givenName, .strong, "givennames")
    add(.birthDate, .strong, "datenaissance|datanascita|datanascimento|fechanacimiento")
    add(.address, .strong, "line1")
    add(.addressPart, .strong, "line2|localite")
    add(.postalCode, .strong, "codigopostal")
    return table
  }()

  /// Titles of whoever works with a program, or of whom its table of users is about.
  static let accounts = Set(
    ["user", "username", "user name", "user_name", "ユーザー", "ユーザー名", "ユーザ名"].map { Folding.foldText($0) })

  /// Endings of longer titles, longest first.
  static let endings: [(word: [UInt8], role: ColumnRole)] = {
    let words: [(String, ColumnRole)] = [
      ("氏名カナ", .kana), ("氏名かな", .kana), ("氏名フリガナ", .kana), ("カナ氏名", .kana), ("フリガナ", .kana),
      ("ふりがな", .kana), ("よみがな", .kana), ("ヨミガナ", .kana), ("カナ", .kana), ("漢字氏名", .name), ("氏名", .name),
      ("様名", .name), ("お名前", .name), ("者名", .name), ("員名", .name), ("生年月日", .birthDate), ("誕生日", .birthDate),
      ("性別", .sex), ("郵便番号", .postalCode), ("住所", .address), ("電話番号", .phone), ("電話", .phone), ("携帯番号", .phone),
      ("tel", .phone), ("メールアドレス", .email), ("e-mail", .email), ("email", .email), ("保険者番号", .insurerNumber),
      // 健康保険被保険者番号 is the insured person's, 雇用保険被保険者番号 that of another insurance.
      ("被保険者番号", .insuranceNumber), ("雇用保険被保険者番号", .employmentInsurance),
      ("保険者名", .insurer), ("健保組合名", .insurer), ("枝番", .branchNumber), ("社員番号", .employeeNumber),
      ("従業員番号", .employeeNumber), ("職員番号", .employeeNumber), ("事業所名", .employer), ("会社名", .employer),
      ("勤務先名", .employer), ("勤務先", .employer), ("受診日", .appointment), ("健診日", .appointment), ("予約日", .appointment),
      ("予約日時", .appointment), ("希望日", .appointment), ("希望日時", .appointment), ("コース", .appointment),
      ("コース名", .appointment),
      ("健診機関", .appointment), ("医療機関名", .appointment), ("判定", .checkResult), ("検査結果", .checkResult),
      ("健診結果", .checkResult), ("検診結果", .checkResult), ("抗原", .checkResult), ("抗体", .checkResult),
      ("抗体価", .checkResult), ("抗原検査", .checkResult), ("抗体検査", .checkResult), ("検査値", .checkResult),
      ("所見", .checkResult), ("血圧", .checkResult),
      ("アレルギー", .otherSensitive), ("アレルギーの有無", .otherSensitive), ("持病の有無", .otherSensitive),
      ("障害の有無", .otherSensitive), ("障がいの有無", .otherSensitive), ("障害者手帳の有無", .otherSensitive), ("既往症", .otherSensitive),
      ("病名", .otherSensitive), ("疾患名", .otherSensitive), ("要介護度", .otherSensitive),
      ("接種日", .otherSensitive), ("接種年月日", .otherSensitive), ("服用中の薬", .otherSensitive),
      ("コレステロール", .checkResult),
      ("個人番号", .myNumber), ("マイナンバー", .myNumber), ("免許証番号", .driversLicense), ("口座番号", .bankAccount),
      ("口座", .bankAccount),
      ("カード番号", .cardNumber), ("担当者", .handler), ("担当", .handler), ("商品名", .thing), ("品名", .thing),
      ("備考", .remarks), ("年齢", .age),
    ]
    return words.map { (Folding.foldText($0.0), $0.1) }.sorted { $0.0.count > $1.0.count }
      .map { (Array($0.0.utf8), $0.1) }
  }()

  /// Titles over what was done or said, in a table of people about them.
  static let contents: Set<String> = ["内容", "詳細", "摘要", "区分", "種別", "項目", "件名", "状況", "内容・経過"]

  /// Whether a column is of what people bought or came to, which tells nothing of their health: a book about diabetes, a
  /// lecture on dementia.
  static func isOfGoods(_ title: String) -> Bool { goods.contains(where: title.contains) }

  private static let goods = [
    "商品", "品名", "品目", "製品", "セミナー", "講座", "講演", "研修", "演題", "テーマ", "書名", "タイトル", "イベント", "コース", "プラン", "検診", "健診", "検査",
    "ドック",
    "オプション", "保険", "会社", "勤務", "所属", "部署", "施設", "病院", "学校", "専門", "資格", "担当", "学会", "論文", "科目", "分類", "カテゴリ", "部会",
    "委員会",
  ]

  /// Titles over organisations that nobody of the table works for.
  static let otherOrganisations = [
    "委託", "志望", "希望", "進学", "進路", "受験", "発注", "受注", "納品", "納入", "仕入", "購入", "振込", "引渡", "提出先", "送付先", "受領", "貸出", "訪問先",
    "会場",
    "場所", "機関", "紹介",
  ]

  /// Beginnings of titles over results, whatever is named behind them: `検査結果 9N001000000000001`.
  static let resultBeginnings = ["検査結果", "健診結果", "検診結果"]
  /// What makes of such a beginning something else: `検査結果送付先`, `健診結果通知日`.
  static let noResultEndings = ["日", "先", "方法", "希望", "有無", "通知", "返却", "送付", "区分", "番号", "状況", "済", "書"]

  /// Parts that decide wherever they stand.
  static let parts: [(word: [UInt8], role: ColumnRole)] = {
    let words: [(String, ColumnRole)] = [
      ("birthdate", .birthDate), ("birth_date", .birthDate), ("dateofbirth", .birthDate), ("生年月日", .birthDate),
      ("emailaddress", .email), ("email_address", .email), ("メールアドレス", .email), ("phonenumber", .phone),
      ("phone_number", .phone), ("電話番号", .phone), ("郵便番号", .postalCode), ("postalcode", .postalCode),
      ("postal_code", .postalCode), ("記号番号", .symbolAndNumber), ("マイナンバー", .myNumber), ("mynumber", .myNumber),
    ]
    return words.map { (Array(Folding.foldText($0.0).utf8), $0.1) }
  }()

  /// What brackets behind `氏名` make of it.
  static let qualifiers: [String: ColumnRole] = Dictionary(
    uniqueKeysWithValues: [
      ("カナ", ColumnRole.kana), ("かな", .kana), ("フリガナ", .kana), ("ふりがな", .kana), ("ヨミ", .kana), ("よみ", .kana),
      ("半角カナ", .kana), ("全角カナ", .kana), ("ひらがな", .kana), ("カタカナ", .kana), ("kana", .kana),
      ("漢字", .name), ("戸籍", .name), ("姓", .familyName), ("名", .givenName), ("ローマ字", .name), ("英字", .name),
    ].map { (Folding.foldText($0.0), $0.1) })

  /// What brackets behind `生年月日` make of it.
  static let datePartQualifiers: [String: ColumnRole] = [
    "年": .birthYear, "西暦年": .birthYear, "和暦年": .birthYear, "月": .birthMonth, "日": .birthDay, "元号": .birthEra,
    "年号": .birthEra,
  ]

  /// Who a column is about, longest first.
  static let relations: [(word: [UInt8], group: PersonGroup)] =
    (japaneseRelations + eastAsianRelations).map { (Folding.foldText($0.0), $0.1) }
    .sorted { $0.0.utf8.count > $1.0.utf8.count }.map { (Array($0.0.utf8), $0.1) }

  /// What may stand behind a word for somebody in the title of that person's name.
  static let nameEndings = Set(
    ["名", "氏名", "様", "様名", "様氏名", "お名前", "の名前", "名前", "の氏名", "명", "이름", "성함", "성명", "姓名", "名字"].map {
      Folding.foldText($0)
    })
}
