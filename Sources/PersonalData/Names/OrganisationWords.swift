/// Words at the end, at the beginning or inside of a cell that make it an organisation, a department, a role or goods.
struct OrganisationWords: Sendable {
  static let shared = OrganisationWords()

  private let endings: NameTable
  private let beginnings: NameTable
  private static let longest = 9

  init() {
    var endings = NameTable.Builder(capacity: 1024)
    var beginnings = NameTable.Builder(capacity: 256)
    for (words, shapes) in Self.endingWords {
      for word in words.split(whereSeparator: \.isWhitespace) {
        endings.insert(Self.backwards(word.unicodeScalars), UInt16(truncatingIfNeeded: shapes.rawValue), merge: |)
      }
    }
    for (words, shapes) in Self.beginningWords {
      for word in words.split(whereSeparator: \.isWhitespace) {
        beginnings.insert(NameHash.of(String(word)), UInt16(truncatingIfNeeded: shapes.rawValue), merge: |)
      }
    }
    self.endings = endings.table
    self.beginnings = beginnings.table
  }

  private static func backwards(_ word: Substring.UnicodeScalarView) -> UInt64 {
    word.reversed().reduce(NameHash.seed) { NameHash.step($0, $1.value) }
  }

  /// What the words of a folded text say of it. A text that is nothing but an ending (部, 店) counts only where the
  /// ending has two characters or more.
  func shapes(of text: NameWord) -> NameShapes {
    var found: UInt16 = 0
    var hash = NameHash.seed
    for length in 1...Self.longest where length <= text.count {
      hash = NameHash.step(hash, text[text.count - length])
      if length > 1 || text.count > 2 { found |= endings.value(hash) }
    }
    hash = NameHash.seed
    for length in 1...Self.longest where length <= text.count {
      hash = NameHash.step(hash, text[length - 1])
      if length < text.count { found |= beginnings.value(hash) }
    }
    // Inside: 全国土木建築国民健康保険組合東京支部, みどり精機株式会社大阪工場.
    if text.count > 5 {
      for start in 1..<(text.count - 2) where Self.opensInner(text[start]) {
        hash = NameHash.seed
        for length in 1...Self.longest where start + length <= text.count {
          hash = NameHash.step(hash, text[start + length - 1])
          found |= beginnings.value(hash)
        }
      }
    }
    return NameShapes(rawValue: UInt32(found))
  }

  /// First characters of the beginnings that are also looked for inside.
  @inline(__always)
  private static func opensInner(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x682A, 0x6709, 0x5408, 0x5065, 0x28, 0x5171, 0x56FD, 0x533B, 0x793E, 0x5B66: true
    default: false
    }
  }

  /// A single character such as 部 or 店 at the end makes a department or a shop only of three characters and more:
  /// 阿部 and 南部 are surnames.
  private static let endingWords: [(String, NameShapes)] = [
    (
      """
      株式会社 有限会社 合同会社 合名会社 合資会社 (株) (有) (合) (同) ㈱ ㈲ 相互会社 特定目的会社 商会 商店 商事 工業 産業 \
      建設 製作所 製造所 工務店 運輸 運送 銀行 信用金庫 信用組合 農業協同組合 漁業協同組合 生活協同組合 協同組合 組合 農協 漁協 生協 連合会 \
      協議会 協会 学会 委員会 財団 社団 法人 機構 公社 公団 振興会 後援会 自治会 町内会 \
      大学 大学校 短大 高校 高等学校 中学校 小学校 学校 学園 学院 幼稚園 保育園 保育所 こども園 専門学校 研究所 研究会 \
      病院 医院 クリニック 診療所 薬局 歯科 整形外科 内科 眼科 皮膚科 小児科 センター 医療センター 保健所 検診センター 健診センター 訪問看護 \
      市役所 区役所 町役場 村役場 役場 県庁 都庁 府庁 庁舎 警察署 消防署 税務署 裁判所 年金事務所 労働基準監督署 \
      省 庁 会社 本社 支社 支店 本店 営業所 事業所 事務所 出張所 工場 倉庫 本部 支部 店 店舗 屋 堂 館 会館 ホテル 旅館 寺 神社 教会 \
      図書館 公民館 体育館 児童館 集会所 集会場 緑地 遊園 児童遊園 遊園地 広場 運動場 球場 競技場 墓地 霊園 団地 駐車場 駐輪場 \
      浄水場 ホール 劇場 駅 駅前 空港 公園 交差点 ビル マンション スーパー ストア ショップ マート \
      グループ ホールディングス コーポレーション サービス システム システムズ 製薬 電機 電気 電力 電鉄 鉄道 自動車 化学 食品 証券 保険 生命 \
      新聞 新聞社 放送 出版 書店 書房 印刷 不動産 開発 物産 精機 重工 製鉄 製菓 酒造 水産 農園 牧場 \
      inc inc. ltd ltd. llc llp corp corp. co. co.,ltd. co.,ltd gmbh ag s.a. sarl bv b.v. plc pty oy ab srl s.r.l. \
      company corporation university hospital clinic institute foundation bank center centre office
      """, .organisationName
    ),
    (
      """
      健康保険組合 健保組合 健保 国民健康保険組合 国保組合 国保 国民健康保険 共済組合 共済 職員共済 協会けんぽ けんぽ 健康保険協会 \
      後期高齢者医療広域連合 広域連合 健康保険 船員保険 社会保険
      """, [.insurerName, .organisationName]
    ),
    (
      """
      部 課 室 係 班 局 総務部 人事部 経理部 営業部 製造部 開発部 企画部 総務課 人事課 事務局 部門 チーム 事業部 本部 支部 グループ 推進室 \
      ユニット 窓口 部署 総務 人事 経理 営業 庶務 労務 企画 製造 品質保証 資材 購買 法務 広報 監査 情報システム 研究開発
      """, .department
    ),
    (
      """
      代表取締役 取締役 代表者 担当者 社長 専務 常務 部長 課長 係長 主任 次長 室長 所長 店長 院長 理事長 理事 監事 事務長 校長 園長 組合長 \
      会長 議長 委員長 班長 組長 区長 市長 町長 村長 代表 執行役員 監査役 顧問 相談役 参事 主事 主査 主幹 幹事 委員 書記 会計 \
      医師 看護師 保健師 薬剤師 産業医 主治医 教授 准教授 助教 教諭 担任 講師 座長 弁護士 税理士 司法書士 行政書士 社会保険労務士 \
      リーダー マネージャー マネジャー キャプテン 監督 コーチ 責任者 管理者 本人 家族 配偶者 被扶養者 被保険者 世帯主 保護者 一般 担当 ご担当者
      """, .roleWord
    ),
    (
      """
      タオル 手袋 酒 米 茶 菓子 弁当 定食 丼 そば うどん ラーメン パン 石鹸 洗剤 用品 器具 機器 部品 製品 商品 素材 式 型 色 産 製 用 \
      セット パック ケース ボックス トレー シート カード キット ポンプ 検査 健診 検診 ドック コース プラン 料金 手数料 費 代 円 個 本 枚 \
      一覧 合計 小計 総計 件数 件 人数 備考 名簿 番号 日付 氏名 住所 電話 会議 工事 計画 報告 確認 作業 更新 予約 受付 一式 \
      錦 牛 豚 鶏 魚 野菜 果物 りんご リンゴ みかん 桃 梨 マンゴー 鉄器 焼 織 染 細工 人形 カリー カレー
      """, .productLike
    ),
  ]

  private static let beginningWords: [(String, NameShapes)] = [
    (
      """
      株式会社 有限会社 合同会社 合名会社 合資会社 (株) (有) (合) (同) ㈱ ㈲ (一社) (一財) (公社) (公財) (社) (財) (医) (学) (福) (宗) (独) (国) (特) (独法) \
      一般社団法人 一般財団法人 公益社団法人 公益財団法人 社団法人 財団法人 社会福祉法人 学校法人 医療法人 医療法人社団 医療法人財団 宗教法人 \
      特定非営利活動法人 npo法人 独立行政法人 国立大学法人 公立大学法人 地方独立行政法人 国立研究開発法人 特殊法人 税理士法人 監査法人 弁護士法人 \
      社会医療法人 国立 県立 市立 町立 私立 都立
      """, .organisationName
    ),
    (
      "健康保険組合 国民健康保険組合 国民健康保険 全国健康保険協会 協会けんぽ 共済組合 国家公務員共済 地方公務員共済 私立学校教職員共済 日本私立学校振興",
      [.insurerName, .organisationName]
    ),
  ]
}
