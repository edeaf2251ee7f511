import JapaneseText
import Testing

@testable import PersonalData

/// Names behind what schools, universities and tax offices write before them.
@Suite("Names behind labels") struct LabelledNamesTests {
  private func names(_ text: String) throws -> Set<String> {
    let day = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let found = PassageRecogniser(asOf: day).recognise(text).people.filter { $0.certainty != .handler }
    return Set(found.compactMap(\.facts.name))
  }

  /// The class stands before the name; 同 stands for it.
  @Test func schoolRecords() throws {
    let text = """
      生徒指導記録
      聴取者：生徒指導主事 赤坂次郎
      対象：２年１組 青山一郎、同 緑川花子
      概要：昼休みに青山が緑川の上履きを隠した。
      家庭連絡：青山の母（青山良子さん、090-1111-0001）に電話。
      """
    #expect(try names(text) == ["赤坂次郎", "青山一郎", "緑川花子", "青山良子"])
    #expect(try names("被害生徒：1-3 青山一郎\n加害生徒：1年4組12番 緑川花子、木下四郎") == ["青山一郎", "緑川花子", "木下四郎"])
    #expect(try names("面談者：保護者 青山良子").contains("青山良子"))
  }

  @Test func lecturers() throws {
    #expect(try names("担当教員\t赤坂 次郎（主担当）、木下 四郎\n教科書\t統計入門") == ["赤坂 次郎", "木下 四郎"])
  }

  @Test func whoEarnsAndWhoIsKept() throws {
    #expect(try names("控除対象配偶者　青山 良子（アオヤマ リョウコ）\n控除対象扶養親族　青山 一郎、青山 花子").count == 3)
    #expect(try names("控除対象配偶者\n控除対象扶養親族\n生年月日 昭和53年4月9日").isEmpty)
  }

  @Test func coaches() throws { #expect(try names("赤坂次郎監督の携帯 090-1111-0001 です") == ["赤坂次郎"]) }

  @Test(arguments: ["対象：全社員", "対象：40歳以上の方、被扶養者", "対象　2年1組、2年2組", "立会人：なし", "教員：3名", "同席：保護者", "関係者：一同"])
  func nobody(text: String) throws { #expect(try names(text).isEmpty, "\(text)") }
}
