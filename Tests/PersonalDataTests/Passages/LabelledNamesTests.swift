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

  /// A printed form parts the halves of a name, and two names beside each other, by any gap.
  @Test func halvesApart() throws {
    #expect(try names("氏名   青山          一郎\n種別   支払金額").map(Self.closed) == ["青山一郎"])
    let kept = try names("控除対象扶養親族 青山       花子                   青山       次郎\n\n生年月日   昭和56年3月18日")
    #expect(Set(kept.map(Self.closed)) == ["青山花子", "青山次郎"])
    #expect(try names("氏　　　名　　青山　一郎\n住　　　所　　東京都").map(Self.closed) == ["青山一郎"])
    // What follows is another title, a place or a firm.
    for text in ["氏名   青山          住所", "氏名   青山          東京都", "氏名   青山          株式会社あおぞら", "氏名   山口          渡辺"] {
      #expect(try names(text).allSatisfy { Self.closed($0) == "青山" || Self.closed($0) == "山口" }, "\(text)")
    }
  }

  private static func closed(_ name: String) -> String { name.filter { !$0.isWhitespace } }

  /// Readings above their names, however far a page is printed to the right.
  @Test func readingsAbove() throws {
    let day = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let gap = String(repeating: " ", count: 58)
    let text = """
      \(gap)（フリガナ）アオヤマ イチロウ
      \(gap)氏名 青山 一郎
      控除対象配偶者   有
      （フリガナ）アオヤマ        リョウコ      氏名 青山 良子
      """
    let people = PassageRecogniser(asOf: day).recognise(text).people
    #expect(people.compactMap(\.facts.name) == ["青山 一郎", "青山 良子"])
    #expect(people.compactMap(\.facts.kana).map(Self.closed) == ["アオヤマイチロウ", "アオヤマリョウコ"])
  }

  /// Everybody of a register bears the name of its head; parents share one, and the wife's former name is hers.
  @Test func familyRegister() throws {
    let text = """
      本　　籍　東京都千代田区千代田1番地
      氏　　名　青山　一郎

      戸籍に記録されている者　【名】一郎
      　　　　　　　　　　　　【生年月日】昭和55年10月21日　【配偶者区分】夫
      　　　　　　　　　　　　【父】青山次郎
      　　　　　　　　　　　　【母】良子
      　　　　　婚　　姻　　　【婚姻日】平成18年6月10日　【配偶者氏名】緑川花子

      戸籍に記録されている者　【名】花子
      　　　　　　　　　　　　【生年月日】昭和54年2月8日　【配偶者区分】妻
      　　　　　　　　　　　　【父】緑川三郎
      　　　　　　　　　　　　【母】恵子

      戸籍に記録されている者　【名】健太
      　　　　　　　　　　　　【生年月日】平成21年8月9日
      　　　　　　　　　　　　【父】青山一郎
      　　　　　　　　　　　　【母】花子
      """
    #expect(
      Set(try names(text).map(Self.closed)) == [
        "青山一郎", "青山次郎", "青山良子", "青山花子", "緑川三郎", "緑川恵子", "青山健太",
      ])
  }

  @Test func coaches() throws { #expect(try names("赤坂次郎監督の携帯 090-1111-0001 です") == ["赤坂次郎"]) }

  @Test(arguments: ["対象：全社員", "対象：40歳以上の方、被扶養者", "対象　2年1組、2年2組", "立会人：なし", "教員：3名", "同席：保護者", "関係者：一同"])
  func nobody(text: String) throws { #expect(try names(text).isEmpty, "\(text)") }
}
