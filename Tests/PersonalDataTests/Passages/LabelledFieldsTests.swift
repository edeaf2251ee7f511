import JapaneseText
import Testing

@testable import PersonalData

/// What the forms of web sites send, and a program prints of one person: a label and a value a line.
@Suite("Labelled fields")
struct LabelledFieldsTests {
  private func read(_ text: String) -> [PersonMention] {
    PassageRecogniser(asOf: RowsRead.today).recognise(text).people.filter { $0.certainty > .handler }
  }

  @Test(arguments: [
    "First name: Helen\nLast name: Walker\nEmail: helen.w@example.org",
    "firstName: Helen\nlastName: Walker\nbirthday: 1960-07-28",
    "- Vorname: Helen\n- Nachname: Walker\n- Geburtsdatum: 28.07.1960",
    "Prénom : Helen\n\nNom de famille : Walker\nTéléphone : 03 88 12 34 56",
    "姓：緑川\n名：京子\n生年月日：1960/07/28", "氏: 緑川　名: 京子\n電話: 090-1234-5678",
    "■お名前（姓）：緑川\n■お名前（名）：京子\n■メール：a.b@example.jp", "姓：緑川\nセイ：ミドリカワ\n名：京子\nメイ：キョウコ\n電話：090-1234-5678",
    "Nom : Walker\nPrénom : Helen\nDate de naissance : 28/07/1960",
    "first_name = Helen\nlast_name = Walker\ndob = 1960-07-28",
    "Surname ........ Walker\nFirst name ..... Helen\nDate of birth .. 28/07/1960",
    "Surname            Walker\nForename           Helen\nDate of birth      28/07/1960",
    "First name\nHelen\nLast name\nWalker\nEmail\nhelen.w@example.org", "name_sei=緑川&name_mei=京子&tel=0312345678",
  ])
  func namesInParts(text: String) throws {
    let people = read("Dear team,\n\na new entry:\n\n" + text + "\n\nRegards")
    #expect(people.count == 1)
    let name = try #require(people.first?.facts.name)
    #expect(["Helen Walker", "緑川　京子"].contains(name))
  }

  @Test(arguments: [
    "name: Helen Walker\nbirthday: 1960-07-28", "姓名：緑川京子\n生年月日：1960年7月28日",
    "Name: Walker, Helen\nDate of birth: 28.07.1960", "▼お名前\n緑川 京子\n▼フリガナ\nミドリカワ キョウコ\n▼生年月日\n1960年7月28日",
    "[氏名] 緑川 京子\n[生年月日] 1960/07/28", "성명: 김민수\n생년월일: 1960-07-28\n연락처: 010-1234-5678",
  ])
  func wholeNames(text: String) throws {
    let people = read(text)
    #expect(people.count == 1)
    #expect(people.first?.facts.birthDate == CivilDate(packed: 1960_07_28))
  }

  /// One record below the other.
  @Test func severalRecords() {
    let names = [("Helen", "Walker"), ("Martin", "Cooper"), ("Laura", "Bennett")]
    let text = names.map { "First name: \($0.0)\nLast name: \($0.1)\nGender: female\nDate of birth: 1960-07-28" }
    let people = read(text.joined(separator: "\n\n"))
    #expect(people.compactMap(\.facts.name) == names.map { "\($0.0) \($0.1)" })
    #expect(people.allSatisfy { $0.facts.fields.isSuperset(of: FieldSet([.name, .birthDate, .sex])) })
  }

  @Test func whatElseIsLabelled() {
    let people = read("Name: Helen Walker\nCompany: Bluebird Ltd\nPassport no.: C4F7H2K9P\nDate of birth: 28 July 1960")
    #expect(people.count == 1)
    #expect(people.first?.facts.fields.isSuperset(of: FieldSet([.employer, .passport, .birthDate])) == true)
  }

  @Test(arguments: [
    "firstName: string\nlastName: string\nemail: string", "name: hikae server\nport: 8080\nemail: ops@example.org",
    "First name:\nLast name:\nEmail:", "First name: required\nLast name: required\nDate of birth: yyyy-mm-dd",
    "姓：全角10文字以内\n名：全角10文字以内\n電話：半角数字", "contact: {name: API Support, email: support@example.org}",
    "名：のぞみ\n号：12", "名: 会議室A\n電話: 内線1234",
  ])
  func nobody(text: String) { #expect(read(text).isEmpty) }
}
