import Testing

@testable import PersonalData

@Suite("Names that things have as well") struct UnprovenNameTests {
  private static let finns = [
    "Aino Virtanen", "Väinö Korhonen", "Eero Mäkinen", "Helmi Nieminen", "Toivo Mäkelä", "Saimi Hämäläinen",
    "Urho Laine",
    "Impi Heikkinen", "Tauno Koskinen", "Sylvi Järvinen", "Oiva Lehtonen", "Lempi Lehtinen", "Veikko Saarinen",
    "Aili Salminen", "Reino Heinonen", "Martta Niemi", "Onni Heikkilä", "Hilja Kinnunen", "Armas Salonen",
    "Elli Turunen",
    "Kalevi Salo", "Siiri Laitinen", "Aarne Tuominen", "Tyyne Rantanen", "Vilho Karjalainen", "Hilkka Jokinen",
    "Sulo Mattila", "Kerttu Savolainen", "Einar Lahtinen", "Laina Ahonen",
  ]
  private static let nigerians = [
    "Chukwuemeka Okafor", "Adaeze Nwosu", "Oluwaseun Adeyemi", "Ngozi Eze", "Babatunde Balogun", "Folake Ogunleye",
  ]
  private static let fonts = [
    "Nimbus Sans", "Nimbus Roman", "Lohit Gujarati", "Lohit Tamil", "Noto Sans Thai", "Noto Sans Lao",
    "Noto Serif Khmer",
    "Kochi Mincho", "Droid Sans",
  ]
  private static let jobs = ["Engineer", "Accountant", "Nurse", "Driver"]

  private static func read(_ titles: [String], _ rows: [[String]]) -> Int {
    RowsRead([titles] + rows, header: .firstRow).people
  }

  @Test(arguments: ["title", "role", "position", "jobTitle", "department"])
  func staffWithRareNamesAndJobs(title: String) {
    for names in [Self.finns, Self.nigerians, Array(Self.finns.prefix(3))] {
      let rows = names.enumerated().map { [$1, Self.jobs[$0 % 4]] }
      #expect(Self.read(["name", title], rows) == names.count, "\(title)")
    }
  }

  @Test func rareNamesAloneAreAList() { #expect(Self.read(["name"], Self.finns.map { [$0] }) == 30) }

  @Test(arguments: ["email", "phone", "birthDate", "address"])
  func onePersonalColumnVouches(title: String) {
    let values = [
      "email": "a@example.fi", "phone": "+81-3-3333-0001", "birthDate": "1984-04-24", "address": "東京都千代田区本町1-2",
    ]
    let rows = Self.nigerians.prefix(2).map { [$0, values[title] ?? ""] }
    #expect(Self.read(["name", title], rows) == 2, "\(title)")
  }

  @Test(arguments: ["name", "family", "prefer.family", "common_name", "title.name", "node 2.name", "item.surname"])
  func fontsAreNobody(title: String) {
    #expect(Self.read([title, "size"], Self.fonts.map { [$0, "12"] }) == 0)
    for font in Self.fonts { #expect(Self.read(["id", title], [["1", font]]) == 0, "\(font)") }
  }

  @Test func namesOfKeysAreNobody() {
    let rows = [["dialogs", "open"], ["tabpages", "close"]]
    #expect(Self.read(["prop.name", "prop.op"], rows) == 0)
    #expect(Self.read(["prop.name", "prop 2.name", "prop 3.name"], [["Enabled", "Visible", "Label"]]) == 0)
  }

  @Test func fontsAndStylesAreNobody() {
    let faces = [["Tahoma", "Regular", "swiss"], ["Verdana", "Bold", "roman"], ["Georgia", "Italic", "swiss"]]
    #expect(Self.read(["font-family", "font-style-name", "font-family-generic"], faces) == 0)
  }

  /// `fn` is a name in an address book, and a function elsewhere; `run` the number of a Chilean, and a command.
  @Test func keysOfProgramsAreNobody() {
    #expect(Self.read(["fn", "type"], [["isSet", "tree"], ["stringEquals", "endpoint"], ["not", "error"]]) == 0)
    let steps = [["Run tests", "pip install tox"], ["Build", "python -m build"], ["Publish", "twine upload dist"]]
    #expect(Self.read(["name", "run"], steps) == 0)
    #expect(
      Self.read(["object.class", "object.property.name"], [["GtkBox", "Visible"], ["GtkLabel", "Can Focus"]]) == 0)
    #expect(
      Self.read(["fn", "email"], [["Aino Virtanen", "aino@example.fi"], ["Eero Salo", "eero@example.fi"]]) == 2)
    #expect(Self.read(["name", "run"], [["Camila Rojas", "12.345.678-5"], ["Diego Fuentes", "9.876.543-3"]]) == 2)
  }

  @Test func countriesAndLanguagesAreNobody() {
    let countries = [
      "Republic of Finland", "Kingdom of Spain", "Kingdom of Norway", "Republic of Kenya", "Republic of Chad",
      "State of Qatar",
    ]
    #expect(Self.read(["code", "official_name"], countries.map { ["xx", $0] }) == 0)
    let languages = [
      "Arabic, Gulf", "Arabic, Omani", "Albanian, Gheg", "Arabic, Sudanese", "German, Swiss", "Zapotec, San Juan",
    ]
    // Most have no other name.
    let rows: [[String]] = (0..<60).map { row in
      let inverted = row % 10 == 0 ? languages[row / 10] : ""
      return [String(row), inverted]
    }
    #expect(Self.read(["id", "inverted_name"], rows) == 0)
  }

  @Test func oneUntitledValueIsNobody() {
    #expect(Self.read(["type", "meaning", "weight"], [["text", "Andrew Miller", "50"]]) == 1)
    #expect(Self.read(["type", "meaning", "weight"], [["text", "Andrew Toolkit", "50"]]) == 0)
  }

  @Test func kindsOfKeyboardsHaveNoReadings() {
    #expect(Self.read(["layout", "phonetic"], [["am", "Armenian (eastern)"], ["ru", "Russian (legacy)"]]) == 0)
    #expect(Self.read(["id", "kana"], [["1", "ヤマダ タロウ"], ["2", "サトウ ハナコ"]]) == 2)
  }

  @Test func surnamesAndGivenNamesInKanjiAreSomebody() {
    #expect(Self.read(["no", "名前"], [["1", "山田"], ["2", "佐藤"], ["3", "鈴木"]]) == 3)
    #expect(Self.read(["name", "class"], [["山田太郎", "1"], ["佐藤花子", "2"]]) == 2)
  }
}
