import Contents
import Cryptography
import Custody
import JapaneseText
import PersonalData
import TestDatabases
import Testing

/// From the text of a letter to the answer after a loss.
@Suite(.onEveryEngine) struct LetterScopeTests {
  /// A letter with somebody's results, and nothing else on the device: the answer must say that it is special-care data.
  @Test func aResultInALetterReachesTheScope() throws {
    let letter = """
      山田 太郎 様
      青葉健診センターの佐藤です。
      先日の健康診断の結果をお知らせします。HbA1c 7.2、要精密検査。
      """
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Device(id: "PC-1", label: "ノート 1", kind: .laptop, holder: "試験 太郎"), at: day(0))
    let reading = ContentReading(asOf: try #require(CivilDate(packed: 2024_11_01)))
    reading.consume(.passage(Passage(letter)))
    let profile = reading.finish(
      sha256: SHA256Digest(hashing: Array(letter.utf8)), size: Int64(letter.utf8.count)
    ).profile
    try custody.scan(at: day(1), [file("/data/letter.txt", profile)])
    let total = try custody.scope(of: "PC-1", at: day(2)).total.certain
    #expect(total.count == 2)
    #expect(total.sensitive == 2)
    #expect(total.byField[.checkResult] == 2)
  }
}
