import Testing
import Wording

@Suite struct CatalogueTests {
  @Test(arguments: Language.allCases) func noPhraseIsEmpty(language: Language) {
    for phrase in Phrase.allCases {
      #expect(!language.template(of: phrase).trimmingPrefix(while: \.isWhitespace).isEmpty, "\(phrase)")
    }
  }

  /// The same arguments in every language, without holes.
  @Test func placeholdersMatch() {
    for phrase in Phrase.allCases {
      let sets = Language.allCases.map { Self.placeholders(in: $0.template(of: phrase)) }
      #expect(Set(sets).count == 1, "\(phrase)")
      if let numbers = sets.first { #expect(numbers == Set(1..<numbers.count + 1), "\(phrase)") }
    }
  }

  @Test(arguments: Language.allCases) func noPhraseOfTheResponseIsEmpty(language: Language) {
    for phrase in ResponsePhrase.allCases {
      #expect(!language.template(of: phrase).trimmingPrefix(while: \.isWhitespace).isEmpty, "\(phrase)")
    }
  }

  @Test func placeholdersOfTheResponseMatch() {
    for phrase in ResponsePhrase.allCases {
      let sets = Language.allCases.map { Self.placeholders(in: $0.template(of: phrase)) }
      #expect(Set(sets).count == 1, "\(phrase)")
    }
  }

  /// What the journal, the timeline and the permissions call one thing has one name.
  @Test func packsAreCalledTheSameEverywhere() {
    for phrase in [Phrase.entryPackMade, .entryPackHandedOver, .entryPackReceived, .entryPackSealed] {
      #expect(Language.ja.template(of: phrase).hasPrefix("委託元別資料の"), "\(phrase)")
    }
    #expect(Language.ja.template(of: .entryPackHandedOver) == "委託元別資料の引き渡し")
  }

  @Test func argumentsStayAsTheyAre() {
    #expect(Language.en.text(.hoursMinutes, "{2}", "5") == "{2} h 5 min")
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (170_000, "170,000"), (-1_234_567, "-1,234,567")])
  func numbersAreGrouped(number: Int, text: String) {
    #expect(Language.ja.number(number) == text)
  }

  @Test(
    arguments: [
      (59_999, "less than a minute"), (60_000, "1 min"), (3_600_000, "1 h 0 min"), (90_000_000, "1 d 1 h"),
      (86_400_000 * 40, "40 days"),
    ] as [(Int64, String)])
  func durations(milliseconds: Int64, text: String) {
    #expect(Language.en.duration(milliseconds: milliseconds) == text)
  }

  private static func placeholders(in template: String) -> Set<Int> {
    Set(template.matches(of: /\{(\d+)\}/).compactMap { Int($0.1) })
  }
}

@Suite struct PrintableTextTests {
  @Test func namesFromDisksCannotCommandATerminal() {
    #expect(PrintableText.of("a\u{1B}[2Jb\n") == "a\u{FFFD}[2Jb\u{FFFD}")
    #expect(PrintableText.of("\u{202E}fdp.exe") == "\u{FFFD}fdp.exe")
    #expect(PrintableText.of("健診　名簿.xlsx") == "健診　名簿.xlsx")
  }
}
