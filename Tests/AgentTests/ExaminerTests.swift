import Contents
import Discovery
import Documents
import Glibc
import JapaneseText
import Testing

@testable import Agent

@Suite("What is in a file")
struct ExaminerTests {
  private static func examiner(_ folder: ScratchFolder, _ told: ToldContents) throws -> Examiner {
    Examiner(
      index: try FileIndex(path: folder.path + "/index.sqlite", key: [UInt8](repeating: 7, count: 32)),
      reader: FileReader(
        pool: nil, limits: ReadingLimits(), asOf: try #require(CivilDate(year: 2026, month: 4, day: 1)), pace: { _ in }),
      told: told)
  }

  /// A list whose profile no batch has room for is told as what it is: there, and too large. It stays so once it is known.
  @Test func aListThatIsTooLargeIsReportedAsUnread() throws {
    let folder = try ScratchFolder()
    try folder.write("list.csv", "氏名,生年月日,電話番号\n山田太郎,1980-02-03,03-1234-5678\n鈴木花子,1975-11-30,06-2345-6789\n")
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let target = Examiner.Target(folder: descriptor, name: FileName("list.csv"), path: folder.path + "/list.csv")
    let whole = try Self.examiner(folder, ToldContents([])).examine(target)
    guard case .file(.content(let sha256), _, _, let profile?) = whole.what else {
      Issue.record("not read: \(whole.what)")
      return
    }
    let told = ToldContents([sha256])
    let examiner = try Self.examiner(folder, told)
    guard case .file(.content(sha256), _, _, nil) = try examiner.examine(target).what else {
      Issue.record("not known")
      return
    }
    // The server did not take it.
    told.refuse(profileOf: profile.message.count)
    told.remove(sha256)
    for _ in 0..<2 {
      guard case .file(.unread(.tooLarge), _, _, nil) = try examiner.examine(target).what else {
        Issue.record("told again, although it does not go")
        return
      }
    }
  }
}
