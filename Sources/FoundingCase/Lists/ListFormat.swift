import Archives
import JapaneseText

/// The file that a list is kept in.
enum ListFormat: Sendable, Hashable {
  case delimited(TextFile.Coding)
  /// Unicode text as Excel saves it: UTF-16LE with byte order mark and tabs.
  case tabbed
  case fixedWidth
  case workbook
  /// BIFF8, until Excel 2003.
  case oldWorkbook
  case printed
  /// A ZIP archive with the list as CSV.
  case archive
  /// A mail with the list as a workbook attached.
  case mail
  case json

  var fileExtension: String {
    switch self {
    case .delimited: "csv"
    case .tabbed, .fixedWidth: "txt"
    case .workbook: "xlsx"
    case .oldWorkbook: "xls"
    case .printed: "pdf"
    case .archive: "zip"
    case .mail: "eml"
    case .json: "json"
    }
  }

  var hasVariants: Bool {
    switch self {
    case .delimited(let coding): coding.hasVariants
    case .fixedWidth, .printed: false
    case .tabbed, .workbook, .oldWorkbook, .archive, .mail, .json: true
    }
  }

  /// The format of a list with so many people.
  static func draw(people: Int, _ random: inout SeededGenerator) -> ListFormat {
    switch random.int(below: 1000) {
    case ..<290: .delimited(.cp932)
    case ..<350: .delimited(.utf8)
    case ..<420: .delimited(.utf8Marked)
    case ..<480: .tabbed
    case ..<500: .delimited(.eucJP)
    case ..<520: .delimited(.iso2022JP)
    case ..<770: .workbook
    case ..<830: people <= 4000 ? .oldWorkbook : .workbook
    case ..<865: .fixedWidth
    case ..<895: people <= 1500 ? .printed : .delimited(.cp932)
    case ..<945: .archive
    case ..<975: .mail
    default: .json
    }
  }
}

extension PeopleList {
  /// The list as the bytes of a file.
  func bytes(as format: ListFormat, of population: Population, seed: UInt64) -> [UInt8] {
    if format == .fixedWidth { return fixedWidth(of: population) }
    let grid = grid(of: population, seed: seed)
    switch format {
    case .delimited(let coding): return TextFile.delimited(grid.rows, coding)
    case .tabbed: return TextFile.delimited(grid.rows, by: "\t", .utf16Marked)
    case .fixedWidth: return []
    case .workbook: return WorkbookFile.bytes(sheets(grid), made: made)
    case .oldWorkbook: return OldWorkbookFile.bytes(sheets(grid))
    case .printed:
      return PrintedFile.bytes(
        title: (client.map { $0.name + " 御中　" } ?? "") + title, rows: grid.rows.map { $0.map(\.text) },
        encoding: (client?.number ?? 0) % 2 == 0 ? .shiftJIS : .identity)
    case .archive:
      var zip = ZipFile(made: made)
      zip.add(title + ".csv", TextFile.delimited(grid.rows, .cp932))
      return zip.finished()
    case .mail: return mail(grid)
    case .json:
      return Array(JSONFile.text(grid.rows, titles: items.map { $0.titles[0] }, hasHeader: style.header == .one).utf8)
    }
  }

  /// The list on the first sheet, with the sheets that such workbooks have beside it.
  private func sheets(_ grid: Grid) -> [Grid] {
    let note = Grid(name: "記入要領", texts: [["記入上の注意"], ["氏名は保険証のとおりに記入してください。"], ["締切は\(made.month)月末日です。"]])
    let codes = Grid(
      name: "コード表", isHidden: true,
      rows: [[.text("コード"), .text("名称")]] + Appointment.courses.enumerated().map { [.number("\($0 + 1)"), .text($1)] })
    switch (client?.number ?? 0) % 3 {
    case 0: return [grid]
    case 1: return [note, grid]
    default: return [grid, codes]
    }
  }

  private func mail(_ grid: Grid) -> [UInt8] {
    let domain = client?.mailDomain ?? Office.domain
    var mail = MailFile(
      from: ("\(client?.shortName ?? Office.name) 健診担当", "kenshin@\(domain)"), to: "uketsuke@\(Office.domain)",
      subject: "【\(client?.shortName ?? "")】\(year)年度 健診申込者一覧の送付", day: made,
      text: "いつもお世話になっております。\n標記の件、申込者の一覧を添付いたします。ご確認のほどよろしくお願いいたします。\n")
    mail.attach(
      title + ".xlsx", type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      WorkbookFile.bytes([grid], made: made))
    return mail.bytes
  }

  private func fixedWidth(of population: Population) -> [UInt8] {
    TextFile.fixedWidth(
      members.map { id in
        let record = population.record(of: id, year: year)
        return [
          (halfWidthKana(record.kana), 30), (String(record.birth.packed), 8), (record.isFemale ? "2" : "1", 1),
          (client?.insurerNumber ?? "", 8), (digits(Int(record.symbol) ?? 0, 8), 8),
          (digits(Int(record.number) ?? 0, 8), 8),
        ]
      })
  }
}
