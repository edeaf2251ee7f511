import JapaneseText

/// Words that stand beside names in the cells of rosters, seating charts and family trees.
enum GridWords {
  /// What stands behind a surname and says that it is somebody: 伊藤部長, 山田先生.
  static let titles = split(
    "部長 次長 課長 係長 主任 室長 所長 店長 院長 園長 校長 教頭 師長 婦長 工場長 支店長 班長 組長 隊長 リーダー 社長 会長 副会長 理事長 理事 専務 常務 "
      + "取締役 監督 コーチ 主将 キャプテン 委員長 委員 幹事 書記 会計 監査 顧問 主事 主査 参事 先生 教諭 教授 講師 医師 看護師 保育士 様 さん さま 氏 殿 君 くん ちゃん")

  /// What stands before a name, apart from it, and says who it is: 祖母 山内恵奈, 代襲 孫.
  static let relations = split(
    "本人 夫 妻 夫婦 父 母 祖父 祖母 兄 姉 弟 妹 子 孫 曾孫 おじ おば 叔父 叔母 伯父 伯母 甥 姪 長男 次男 二男 三男 四男 長女 次女 二女 三女 四女 養子 養女 "
      + "配偶者 世帯主 同居人 保護者 被相続人 相続人 代襲 保証人 連帯保証人 後見人 児童 生徒 園児 患者 新郎 新婦 主賓 来賓 媒酌人 喪主")

  /// What a lesson is in, before the name of who gives it: 数 姫野.
  static let subjects = Set(
    split(
      "国 数 理 社 英 体 音 美 図 技 家 道 総 学 情 書 国語 数学 算数 理科 社会 英語 体育 保体 音楽 美術 図工 技術 家庭 技家 道徳 総合 学活 情報 書道 地理 歴史 公民 "
        + "物理 化学 生物 地学 現文 古典 数I 数II 日本史 世界史 英コミ"))

  /// Words of sheets that are about people, each of whom may stand there by the surname alone. Places have timetables and
  /// price lists; they have no shifts and no extensions.
  static let sheets = split(
    "時間割 出勤 勤怠 内線 連絡網 当番 シフト 勤務表 勤務割 名簿 座席 席次 席順 席表 配席 出欠 出席 組合せ 組み合わせ 対戦 総当 リーグ メンバー 選手 役員 班編成 班分け クラス分け 部屋割 "
      + "係分担 担当表 予約表 面談 送迎 お迎え 家系 系図 相続 組織図 体制図 連絡先一覧 電話番号表 在席 行先")

  /// Short words among surnames that are nobody.
  static let nobody = split(
    "日付 曜日 時刻 時間 場所 内容 当番 日番 順番 予定 午前 午後 前半 後半 玄関 食堂 倉庫 受付 守衛 宿直 当直 日直 浴室 休憩 空席 空室 空家 空地 欠番 欠席 出席 未定 予備 共用 控室 車庫 警備 工場 本社 支店 現場 事務 外出 直行 直帰 出張 "
      + "有休 有給 休暇 代休 公休 夜勤 日勤 準夜 深夜 早番 遅番 遅出 早出 研修 会議 車検 点検 整備 休み 休日 祝日 平日 土日 神社 公園 交番 屋上 売店 印刷 教卓 黒板 廊下 通路")

  /// Endings of what sums up the rows above: 早番人数, 出勤計.
  static let sums = split("人数 合計 小計 総計 出勤計 日数 回数 件数 時間計")

  /// Marks in the days of those who work in shifts. 休 alone is said of shops as well.
  static let shifts = Set(
    split("早 遅 夜 明 公 準 深 日勤 夜勤 準夜 深夜 早番 遅番 中番 明け 入り 公休 有休 希望休 夏休 代休 明休 年休 早出 遅出 宿直 当直"))

  /// Sheets that give times to people.
  static let appointments = split("予約 面談 外来 受診 来院 訪問 健診 検診 面接")

  /// Sheets that give times or beds to patients.
  static let patients = split("外来予約 外来患者 診察予約 診療予約 受診予約 予約患者 入院患者 透析予定 透析患者 手術予定 リハビリ予定 訪問診療 訪問看護予定 病床管理 ベッドマップ 患者一覧")
  /// What makes of them a plan of those who work there.
  static let duties = split("勤務 シフト 当直 当番 担当表 担当医表 医師予定")

  /// What stands before a name in Latin letters.
  static let latinTitles: Set<String> = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "sig", "sr", "sra",
  ]

  /// Marks that stand before a name: a bullet, a number in a circle.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "・", "●", "○", "◎", "◯", "■", "□", "◆", "◇", "★", "☆", "※", "*", "→", "↓", "-", "①"..."⑳", ".", "．", ")", "）":
      true
    default: scalar.properties.numericType == .decimal || scalar.properties.isWhitespace
    }
  }

  private static func split(_ words: String) -> [String] { words.split(separator: " ").map(String.init) }
}
