import JapaneseText
import Testing

@testable import PersonalData

/// What stands behind `Name:` and before a date in texts of programs, and in those of people.
@Suite struct NamesOfThingsTests {
  private func names(_ text: String) -> [String] {
    PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0)).recognise(text).people
      .filter { $0.certainty != .handler }.compactMap(\.facts.name)
  }

  @Test(arguments: [
    "{Name: \"GOARCH\", Value: arch},", "Name: Nimbus\nSize: 12", "Name: Default Theme\nVersion: 3",
    "Set {Name: \"Verbose\"} before it runs (at once).",
  ])
  func thingsHaveNames(text: String) { #expect(names(text).isEmpty) }

  @Test(arguments: [
    ("Name: Mary Brown\n", "Mary Brown"), ("Name: Mary\nroom (3)", "Mary"),
    ("Name: Oluwaseun Adeyemi\nJob title: Engineer", "Oluwaseun Adeyemi"),
    ("Name: Oluwaseun Adeyemi\nDate of birth: 12 March 1984", "Oluwaseun Adeyemi"),
    ("Name: Adeyemi\nPhone: +81-70-9487-4454", "Adeyemi"),
  ])
  func peopleHaveNames(text: String, name: String) { #expect(names(text) == [name]) }

  @Test func aDateBesideANameIsNoBirthDateByItself() {
    #expect(names("signature of Mary Brown, 1 April 1990\nPresident of the club").isEmpty)
    let registry = (0..<6).map { "Santa Maria\t2009-07-29\tlanguage \($0)" }.joined(separator: "\n")
    #expect(names(registry).isEmpty)
    let list = zip(["Mary Brown", "John Miller", "Anna Smith", "Peter Jones"], [1962, 1975, 1984, 1991])
    #expect(names(list.map { "\($0)  12/03/\($1)" }.joined(separator: "\n")).count == 4)
  }

  /// What was changed on a day, and by whom: the day is nobody's birth date.
  @Test(arguments: [
    "2002-04-22  Mary Brown  <mary@flower.jp>\n", "% 2003-08-16: from Mary Brown <mary@flower.jp>\n",
    " *  0.4  01/09/1998 (Mary Brown <mary@flower.jp>)\n",
    "1998年04月22日 山田 太郎 <taro@flower.jp>\n", ".\\\" 1998-04-22, Mary Brown <mary@flower.jp>\n",
  ])
  func daysOfChangesAreNoBirthDates(text: String) {
    let people = PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0)).recognise(text)
      .people
    #expect(people.count == 1)
    #expect(people.allSatisfy { $0.facts.birthDate == nil })
  }

  @Test func aDayIsNobody() {
    #expect(names("Mon Jan <root@example.org>\nSun May (12)").isEmpty)
  }

  @Test func whatASentenceSaysBeforeANameIsNoPartOfIt() {
    #expect(names("Written by Mary Brown <mary@example.org>.") == ["Mary Brown"])
    #expect(names("Jan de Vries <devries@example.org>") == ["Jan de Vries"])
  }
}
