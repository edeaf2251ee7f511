/// The registers that an operator imports before asking: clients, agreements, devices.
enum Registers {
  static func write(_ clients: [Client], to folder: String) throws {
    try write(
      [["番号", "団体名", "別名", "保険者番号", "メールドメイン"]]
        + clients.map {
          [String($0.number), $0.name, $0.variants.joined(separator: ";"), $0.insurerNumber, $0.mailDomain]
        },
      to: folder + "/clients.csv")
    try write(
      [["団体名", "目的", "開始日", "終了日", "保存期限"]]
        + clients.map {
          // Kept for three months after the end at most.
          [
            $0.name, "健康診断の予約代行", $0.contractFrom.text(.hyphens), $0.contractUntil.text(.hyphens),
            Day($0.contractUntil.year, 6, 30).text(.hyphens),
          ]
        },
      to: folder + "/agreements.csv")
    try write(
      [
        ["端末ID", "名称", "種別", "使用者"], ["laptop", "業務用ノートパソコン 0117", "laptop", "事業推進課 佐藤"],
        ["share", "ファイルサーバー 健診事業部", "share", "健診事業部"],
      ],
      to: folder + "/devices.csv")
  }

  private static func write(_ rows: [[String]], to path: String) throws {
    try DiskFile.write(TextFile.delimited(rows.map { $0.map(Cell.text) }, .utf8Marked), to: path)
  }
}
