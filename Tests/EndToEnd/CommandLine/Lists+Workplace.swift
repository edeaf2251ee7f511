import Glibc
import Testing

extension Workplace {
  /// An installation with two clients, an agreement that ended in 2023 and one that runs, and the device PC-1.
  func register() throws {
    try run("init")
    let clients = "番号,団体名,別名,保険者番号\n1,みどり精機健康保険組合,緑精機,06139463\n2,あおば電子健康保険組合,,06139471\n"
    let agreements = "契約番号,委託元,目的,開始日,終了日\nA-1,1,健診予約,2021-04-01,R5.3.31\nA-2,2,健診予約,2021-04-01,2099-03-31\n"
    let devices = "管理番号,端末名,種類,使用者\nPC-1,業務用ノート,ノートPC,試験 太郎\n"
    for (kind, text) in [("organisations", clients), ("agreements", agreements), ("devices", devices)] {
      let file = path + "/" + kind + ".csv"
      try write("../" + kind + ".csv", Lists.cp932(text))
      let finished = try run("import", kind, file)
      try #require(finished.status == 0, "\(finished.errors)")
    }
  }

  /// Two files with the same twenty people, one with the check-up results of twenty others, a damaged archive, a file
  /// and a folder without permission.
  func writeEveryKind() throws {
    try write("list.csv", Lists.csv(0..<20))
    try write("copy.csv", Lists.csv(0..<20))
    var results = "氏名,生年月日,HbA1c,判定\n"
    for line in Lists.csv(100..<120).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",")
      results += "\(cells[0]),\(cells[2]),5.6,A\n"
    }
    try write("results.csv", Lists.cp932(results))
    try write("broken.zip", [0x50, 0x4B, 0x03, 0x04, 0, 0, 0])
    chmod(try write("secret.csv", Lists.csv(20..<40)), 0)
    mkdir(files + "/locked", 0)
  }
}
