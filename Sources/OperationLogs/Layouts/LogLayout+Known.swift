extension LogLayout {
  /// The layouts that come with Hikae. An earlier one wins where two fit a row of titles equally well.
  package static let known: [LogLayout] = [.jp1, .systemwalkerTrace, .systemwalkerList, .ccas, .malion]

  package static func known(id: String) -> LogLayout? { known.first { $0.id == id } }

  /// JP1/IT Desktop Management 2, `ioutils exportoplog` and periodic exports (Hitachi, 3021-3-E14 appendix A.4, Japanese
  /// and English).
  ///
  /// The titles of the columns behind the file's size are not known here; paths are found by their shape, or by a
  /// mapping file with `"extends": "jp1-itdm2"`.
  package static let jp1: LogLayout = {
    var layout = LogLayout(id: "jp1-itdm2", name: "JP1/IT Desktop Management 2")
    layout.required = [[.device], [.time, .timeUTC], [.operation], [.operationDetail]]
    layout.title(.device, "発生元", "Source")
    layout.title(.user, "ユーザー名", "ユーザ名", "User Name")
    layout.title(.time, "操作日時(エージェント)", "操作日時", "Operation Date/Time (Agent)", "Operation Date/Time")
    layout.title(.timeUTC, "操作日時(UTC)", "Operation Date/Time (UTC)")
    layout.title(.zone, "タイムゾーン", "Time Zone")
    layout.title(.operation, "操作種別", "Operation Type")
    layout.title(.operationDetail, "操作種別(詳細)", "Operation Type (Detail)")
    layout.title(.size, "ファイルサイズ", "File Size")
    layout.findsPathsByShape = true
    layout.zone = .japan
    layout.word(.created, "ファイル作成", "Create file")
    layout.word(.copied, "ファイルコピー", "Copy file")
    layout.word(.moved, "ファイル移動", "Move file")
    layout.word(.renamed, "ファイル名称変更", "Rename file")
    layout.word(.deleted, "ファイル削除", "Delete file")
    layout.word(.created, isFolder: true, "フォルダ作成", "Create folder")
    layout.word(.copied, isFolder: true, "フォルダコピー", "Copy folder")
    layout.word(.moved, isFolder: true, "フォルダ移動", "Move folder")
    layout.word(.renamed, isFolder: true, "フォルダ名称変更", "Rename folder")
    layout.word(.deleted, isFolder: true, "フォルダ削除", "Delete folder")
    layout.word(.sent, "ファイルアップロード", "Web Access (Upload)", "FTP送信", "FTP (Send File)")
    layout.word(.sent, "メール送信(添付)", "メール送信(添付ファイル)", "Send Mail (Attachment File)")
    layout.word(.received, "ファイルダウンロード", "Web Access (Download)", "FTP受信", "FTP (Receive File)")
    layout.word(.received, "添付ファイル保存", "Save Attached File")
    layout.word(.printed, "印刷", "Print")
    layout.word(.mediumAttached, "外部メディア接続", "Attach External Device")
    layout.word(.mediumDetached, "外部メディア切断", "Detach External Device")
    layout.word(.booted, "コンピュータ起動", "Power On")
    layout.word(.shutDown, "コンピュータ停止", "Shutdown", "Shut Down")
    layout.word(.other, "ログオン", "ログオフ", "Log On", "Log Off", "プロセス起動", "プロセス停止", "Process Execution")
    layout.word(.other, "Process Termination", "プログラム起動抑止", "Block Program Activation", "印刷抑止")
    layout.word(.other, "Block Printing", "外部メディア接続抑止", "Block Attached External Device", "Web アクセス")
    layout.word(.other, "Web Access", "Change active window", "メール受信(添付)", "Receive Mail (Attachment File)")
    layout.word(.other, "プログラムの起動と停止", "印刷操作", "ウィンドウ操作", "デバイス操作")
    layout.word(.other, "Process/Program Operation", "Print Operation", "Device operation")
    layout.blindness = [.trashUnseen, .archivesUnseen, .losesRows, .repeatsRows]
    return layout
  }()

  /// The list of logs of Systemwalker Desktop Keeper as CSV (Fujitsu, b3256 2.5): a block of search conditions, then
  /// the rows.
  package static let systemwalkerList: LogLayout = {
    var layout = systemwalker(id: "systemwalker-list", name: "Systemwalker Desktop Keeper, ログ一覧")
    layout.required = [[.device], [.time], [.content]]
    layout.title(.operation, "種別", "Type")
    return layout
  }()

  /// The result of its file trace as CSV (Fujitsu, b3565 2.7), which prints a certainty (確度) of its own at each step.
  package static let systemwalkerTrace: LogLayout = {
    var layout = systemwalker(id: "systemwalker-trace", name: "Systemwalker Desktop Keeper, ファイル追跡")
    // The device stands in the block above the rows.
    layout.required = [[.time], [.content], [.certainty]]
    layout.title(.certainty, "確度", "Certainty")
    return layout
  }()

  private static func systemwalker(id: String, name: String) -> LogLayout {
    var layout = LogLayout(id: id, name: name)
    layout.title(.device, "名称", "Name")
    layout.title(.user, "ユーザー名", "User ID", "User Name")
    layout.title(.time, "発生日時", "Occurrence Date and Time")
    layout.title(.content, "内容", "Content")
    layout.title(.remark, "備考", "Note", "Notes", "Remarks")
    layout.zone = .japan
    layout.word(.opened, "参照", "View")
    layout.word(.created, "作成", "Create", "名前を付けて保存", "Save as")
    layout.word(.written, "更新", "Update")
    layout.word(.deleted, "削除", "Delete")
    layout.word(.renamed, "変名", "Rename")
    layout.word(.copied, "複写", "Copy")
    layout.word(.moved, "移動", "Move")
    layout.word(.created, isFolder: true, "フォルダ作成", "フォルダー作成")
    layout.word(.copied, isFolder: true, "フォルダ複写", "フォルダー複写")
    layout.word(.moved, isFolder: true, "フォルダ移動", "フォルダー移動")
    layout.word(.renamed, isFolder: true, "フォルダ変名", "フォルダー変名")
    layout.word(.deleted, isFolder: true, "フォルダ削除", "フォルダー削除")
    layout.word(.booted, "PC起動", "PC起動ログ", "PC Startup")
    layout.word(.shutDown, "PC終了", "PC終了ログ", "PC Shutdown")
    layout.word(.copied, "ファイル持出し", "持出し", "File Export")
    // Windows, programs, logons, printing and mail have a 種別 of their own and say nothing of where files lie.
    layout.otherwise = Meaning(.other)
    layout.blindness = [
      .archivesUnseen, .losesRows, .repeatsRows, .saveAsIsCreate, .sizeUnsure, .trashUnseen,
      .chosenFoldersOnly,
    ]
    return layout
  }

  /// 007 CCAS: seven columns without titles, years of two digits (007.jp, LogFormat).
  package static let ccas: LogLayout = {
    var layout = LogLayout(id: "007-ccas", name: "007 CCAS")
    layout.required = [[.device], [.clock], [.date], [.operation]]
    layout.title(.device, "コンピュータ名", "コンピューター名")
    layout.title(.user, "ユーザー名")
    layout.title(.clock, "記録時刻", "記録時刻(HH:MM:SS)")
    layout.title(.date, "記録年月日", "記録年月日(yy/mm/dd)")
    layout.title(.operation, "種別")
    layout.title(.path, "内容")
    layout.untitled = [.device, .user, nil, .clock, .date, .operation, .path]
    layout.twoDigitYears = true
    layout.zone = .japan
    layout.word(.booted, "POWERON")
    layout.word(.shutDown, "POWEROFF")
    layout.word(.slept, "SUSPENDIN")
    layout.word(.woke, "SUSPENDOUT")
    layout.word(.opened, "ファイルアクセス", "共有フォルダ")
    layout.word(.created, "ファイル作成")
    layout.word(.deleted, "ファイル削除")
    layout.word(.renamed, "ファイル名変更")
    layout.word(.mediumAttached, "接続")
    layout.word(.mediumDetached, "切断")
    layout.word(.other, "LOGON", "LOGOFF", "ACTIVE", "INACTIVE", "起動", "終了", "キャプション", "URL", "印刷")
    layout.word(.other, "CBテキスト", "CBファイル")
    layout.blindness = [.trashUnseen, .archivesUnseen, .saveAsIsCreate, .copyAsWrite]
    return layout
  }()

  /// MaLion's log of file access (Intercom). Its limitations are published and many.
  package static let malion: LogLayout = {
    var layout = LogLayout(id: "malion", name: "MaLion")
    layout.required = [[.device], [.time], [.operation], [.path]]
    layout.title(.device, "コンピューター名", "コンピュータ名", "端末エージェント名")
    layout.title(.user, "ログオンユーザー名", "ログオン ユーザー名")
    layout.title(.time, "日時")
    layout.title(.operation, "操作")
    layout.title(.path, "ファイル名")
    layout.title(.target, "変更後ファイル名")
    layout.title(.size, "ファイルサイズ", "サイズ")
    layout.zone = .japan
    layout.word(.created, "作成", "新規作成")
    layout.word(.copied, "コピー")
    layout.word(.moved, "移動", "ごみ箱")
    layout.word(.renamed, "名前変更", "名前の変更", "リネーム")
    layout.word(.deleted, "削除")
    layout.word(.written, "書き込み", "書込み", "更新", "上書き")
    layout.word(.opened, "読み込み", "読込み", "参照", "開く")
    layout.blindness = [
      .repeatsRows, .losesRows, .trashUnseen, .copyAsWrite, .copyThatWasNot, .renameAsDelete, .wrongPair,
    ]
    return layout
  }()
}
