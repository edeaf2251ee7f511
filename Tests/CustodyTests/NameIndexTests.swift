import Custody
import Testing

/// How registered names are found in texts.
@Suite struct NameIndexTests {
  /// Each legal form, in full, in brackets of both widths and as one character, before the name and behind it.
  @Test(
    arguments: [
      "株式会社", "(株)", "（株）", "㈱", "㍿", "有限会社", "（有）", "㈲", "合同会社", "（同）", "合資会社", "㈾", "合名会社", "㈴", "相互会社",
      "一般社団法人", "（一社）", "(社)", "㈳", "公益財団法人", "（公財）", "㈶", "医療法人社団", "（医）", "社会福祉法人", "（福）", "学校法人", "㈻",
      "宗教法人", "特定非営利活動法人", "ＮＰＯ法人", "NPO法人", "（特非）", "独立行政法人", "（独）", "国立大学法人",
    ])
  func legalFormsDoNotMatter(form: String) {
    let plain = NameIndex(names: [["ひばり製薬"]])
    let formed = [NameIndex(names: [[form + "ひばり製薬"]]), NameIndex(names: [["ひばり製薬" + form]])]
    for text in ["ひばり製薬", form + "ひばり製薬", "ひばり製薬" + form, form + "　ひばり製薬 人事部", "本社 ひばり製薬㈱ 御中"] {
      for index in formed + [plain] { #expect(index.organisations(namedIn: text) == [0], "\(text)") }
    }
    #expect(NameIndex.fold(form + "ひばり製薬") == "ひばり製薬")
    #expect(plain.organisations(namedIn: form).isEmpty)
  }

  @Test(arguments: [
    ("医療法人ひかり会 総務課", [0]), ("（医）ひかり会", [0]), ("社会福祉法人 ひかり会 御中", [1]), ("㈱ひかり会", [0, 1]), ("ひかり会", [0, 1]),
  ])
  func theLegalFormTellsOrganisationsOfOneNameApart(text: String, expected: [Int]) {
    let index = NameIndex(names: [["医療法人社団ひかり会"], ["（福）ひかり会"]])
    #expect(index.organisations(namedIn: text) == expected)
  }

  @Test(arguments: ["ひばり製薬 Co., Ltd.", "ひばり製薬 CO.,LTD", "ひばり製薬, Inc.", "ひばり製薬"]) func formsInEnglish(text: String) {
    #expect(NameIndex(names: [["ひばり製薬 Co., Ltd."]]).organisations(namedIn: text) == [0])
  }

  @Test(arguments: ["みどり精機健康保険組合", "みどり精機健保組合", "みどり精機健保", "みどり 精機 健保"]) func societiesInShort(text: String) {
    #expect(NameIndex(names: [["みどり精機健康保険組合"]]).organisations(namedIn: text) == [0])
  }
}
